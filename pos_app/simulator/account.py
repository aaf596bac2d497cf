"""The account itself: what a register shows and checks when it is connected."""

from typing import Any

from pos_app.simulator.errors import ApiError
from pos_app.simulator.money_rules import SETTLEMENT
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import State

Obj = dict[str, Any]

_PERMISSION = "accounts_kyc_basic"


def routes() -> list[Route]:
    """Retrieve, as one's own or by id."""
    return [
        Route("GET", "/v1/account", retrieve, {}, _PERMISSION),
        Route("GET", "/v1/accounts/{id}", retrieve_by_id, {}, _PERMISSION),
    ]


def retrieve(call: Call) -> Obj:
    """GET /v1/account."""
    return _account(call.state)


def retrieve_by_id(call: Call) -> Obj:
    """GET /v1/accounts/{id}."""
    if call.path["id"] != call.state.account_id:
        raise ApiError(
            403,
            f"The provided key does not have access to account '{call.path['id']}' (or that "
            "account does not exist). Application access may have been revoked.",
            code="account_invalid",
        )
    return _account(call.state)


def _account(state: State) -> Obj:
    return {
        "id": state.account_id,
        "object": "account",
        "business_profile": {
            "annual_revenue": None,
            "estimated_worker_count": None,
            "mcc": "5999",
            "name": "Training Shop",
            "product_description": None,
            "support_address": None,
            "support_email": None,
            "support_phone": None,
            "support_url": None,
            "url": "https://shop.example",
        },
        "business_type": "company",
        "capabilities": {
            "bancontact_payments": "active",
            "card_payments": "active",
            "ideal_payments": "active",
            "sepa_debit_payments": "active",
            "transfers": "active",
            "us_bank_account_ach_payments": "active",
        },
        "charges_enabled": True,
        "country": "DE",
        "default_currency": SETTLEMENT,
        "details_submitted": True,
        "email": "shop@training.example",
        "groups": None,
        "payouts_enabled": True,
        "settings": {
            "bacs_debit_payments": {"display_name": None, "service_user_number": None},
            "branding": {
                "icon": None,
                "logo": None,
                "primary_color": None,
                "secondary_color": None,
            },
            "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
            "card_payments": {
                "decline_on": {"avs_failure": False, "cvc_failure": False},
                "statement_descriptor_prefix": "TRAINING",
                "statement_descriptor_prefix_kana": None,
                "statement_descriptor_prefix_kanji": None,
            },
            "dashboard": {"display_name": "Training Shop", "timezone": "Europe/Berlin"},
            "payments": {
                "statement_descriptor": "TRAINING SHOP",
                "statement_descriptor_kana": None,
                "statement_descriptor_kanji": None,
            },
            "sepa_debit_payments": {},
        },
        "type": "standard",
    }
