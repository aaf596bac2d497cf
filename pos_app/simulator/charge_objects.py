"""Charges and balance transactions in wire form.

Source: https://docs.stripe.com/api/charges/object, /balance_transactions/object.
"""

from typing import Any, Final

from pos_app.simulator.card_table import CardRule
from pos_app.simulator.declines import RADAR_BLOCKED, Decline
from pos_app.simulator.money_rules import SETTLEMENT, to_settlement
from pos_app.simulator.payment_method_shapes import rule_of
from pos_app.simulator.state import State, clone

Obj = dict[str, Any]

HOLD_SECONDS: Final = 7 * 86_400
"""How long an authorised card payment waits for its capture."""
_AVAILABLE_AFTER: Final = 3 * 86_400
_NAME: Final = "TRAINING SHOP"


def new_charge(
    state: State,
    intent: Obj,
    method: Obj,
    *,
    status: str,
    decline: Decline | None = None,
    authenticated: bool = False,
    moto: bool = False,
) -> Obj:
    """A charge for one attempt of a PaymentIntent.

    Args:
        state: The account.
        intent: The PaymentIntent.
        method: The payment method.
        status: ``succeeded``, ``pending`` or ``failed``.
        decline: Why it failed.
        authenticated: The customer passed 3D Secure.
        moto: A mail or telephone order.
    """
    bank = method["type"] != "card"
    object_id = state.new_id("py" if bank else "ch", 24)
    captured = status == "succeeded" and (bank or intent["capture_method"] != "manual")
    return {
        "id": object_id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": clone(method["billing_details"]),
        "calculated_statement_descriptor": _descriptor(intent),
        "captured": captured,
        "created": state.clock.now(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": _outcome(method, decline),
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _details(
            state, intent, method, hold=status == "succeeded" and not captured,
            authenticated=authenticated, moto=moto,
        ),
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": f"{state.base_url}/receipts/{object_id}" if status == "succeeded" else None,
        "refunded": False,
        "review": None,
        "shipping": clone(intent["shipping"]),
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": status,
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }  # fmt: skip


def book(state: State, source: Obj, amount: int, kind: str) -> Obj:
    """Write a balance transaction in the account's currency and link it to its source.

    Args:
        state: The account.
        source: The charge or refund.
        amount: Minor units of the source's currency; negative takes money away.
        kind: ``charge``, ``payment``, ``refund``, ``refund_failure`` or ``adjustment``.
    """
    settled, rate = to_settlement(abs(amount), source["currency"])
    gross = settled if amount >= 0 else -settled
    fee = round(settled * 0.015) + 25 if kind in {"charge", "payment"} else 0
    now = state.clock.now()
    rule = None if kind == "refund" else _card_rule(state, source)
    at_once = rule is not None and rule.available_at_once
    entry = state.balance_transactions.insert(
        {
            "id": state.new_id("txn", 24),
            "object": "balance_transaction",
            "amount": gross,
            "available_on": now if at_once else now + _AVAILABLE_AFTER,
            "balance_type": "payments",
            "created": now,
            "currency": SETTLEMENT,
            "description": source.get("description"),
            "exchange_rate": rate,
            "fee": fee,
            "fee_details": [
                {
                    "amount": fee,
                    "application": None,
                    "currency": SETTLEMENT,
                    "description": "Stripe processing fees",
                    "type": "stripe_fee",
                }
            ]
            if fee
            else [],
            "net": gross - fee,
            "reporting_category": _CATEGORIES.get(kind, kind),
            "source": source["id"],
            "status": "available" if at_once else "pending",
            "type": kind,
        }
    )
    if not at_once:
        state.clock.at(entry["available_on"], lambda: entry.update(status="available"))
    return entry


_CATEGORIES: Final = {"payment": "charge", "adjustment": "dispute"}


def _card_rule(state: State, source: Obj) -> CardRule | None:
    method = state.payment_methods.view(source.get("payment_method") or "")
    rule = rule_of(method) if method else None
    return rule if isinstance(rule, CardRule) else None


def _descriptor(intent: Obj) -> str:
    suffix = intent["statement_descriptor_suffix"]
    return f"{_NAME}* {suffix}"[:22] if suffix else _NAME


def _outcome(method: Obj, decline: Decline | None) -> Obj:
    rule = rule_of(method)
    level = rule.risk_level if isinstance(rule, CardRule) else "not_assessed"
    outcome: Obj = {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": level,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if isinstance(rule, CardRule):
        outcome["risk_score"] = {"normal": 12, "elevated": 68, "highest": 92}[level]
    if decline is not None:
        blocked = decline is RADAR_BLOCKED
        outcome.update(
            advice_code=decline.advice_code,
            network_decline_code=decline.network_decline_code,
            network_status="not_sent_to_network" if blocked else "declined_by_network",
            reason="highest_risk_level" if blocked else decline.decline_code or decline.code,
            seller_message=(
                "Stripe blocked this payment as too risky."
                if blocked
                else "The bank did not return any further details with this decline."
            ),
            type="blocked" if blocked else "issuer_declined",
        )
    return outcome


def _details(
    state: State, intent: Obj, method: Obj, *, hold: bool, authenticated: bool, moto: bool
) -> Obj:
    """The charge's ``payment_method_details``."""
    kind = method["type"]
    if kind == "card":
        return {"card": _card_details(state, intent, method["card"], hold, authenticated, moto),
                "type": "card"}  # fmt: skip
    copied = clone(method[kind])
    copied.pop("generated_from", None)
    copied.pop("networks", None)
    copied.pop("financial_connections_account", None)
    copied.pop("status_details", None)
    if kind in {"sepa_debit", "us_bank_account"}:
        copied["mandate"] = new_mandate(state, method)["id"]
    if kind == "us_bank_account":
        copied["payment_reference"] = None
    if kind == "ideal":
        copied |= {"iban_last4": None, "transaction_id": None, "verified_name": None}
        copied |= {"generated_sepa_debit": None, "generated_sepa_debit_mandate": None}
    return {kind: copied, "type": kind}


def _card_details(
    state: State,
    intent: Obj,
    card: Obj,
    hold: bool,  # noqa: FBT001 - passed on as it came
    authenticated: bool,  # noqa: FBT001
    moto: bool,  # noqa: FBT001
) -> Obj:
    details: Obj = {
        "amount_authorized": intent["amount"],
        "authorization_code": f"{state.clock.now() % 1_000_000:06d}",
        "brand": card["brand"],
        "checks": clone(card["checks"]),
        "country": card["country"],
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "moto": moto or None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": f"{hash_of(intent['id']):015d}",
        "overcapture": {
            "maximum_amount_capturable": intent["amount"],
            "status": "unavailable",
        },
        "regulated_status": "unregulated",
        "three_d_secure": _THREE_D_SECURE if authenticated else None,
        "wallet": None,
    }
    if hold:
        details["capture_before"] = state.clock.now() + HOLD_SECONDS
    return details


_THREE_D_SECURE: Final[Obj] = {
    "authentication_flow": "challenge",
    "electronic_commerce_indicator": "05",
    "exemption_indicator": None,
    "result": "authenticated",
    "result_reason": None,
    "transaction_id": "training-3ds",
    "version": "2.2.0",
}


def new_mandate(state: State, method: Obj) -> Obj:
    """The permission a bank debit rests on."""
    kind = method["type"]
    reference = state.new_id("TRAINING", 16).replace("_", "-").upper()
    details: Obj = {}
    if kind == "sepa_debit":
        details = {"reference": reference, "url": f"{state.base_url}/mandates/{reference}"}
    return state.mandates.insert(
        {
            "id": state.new_id("mandate", 24),
            "object": "mandate",
            "customer_acceptance": {
                "accepted_at": state.clock.now(),
                "online": {"ip_address": "127.0.0.1", "user_agent": "training"},
                "type": "online",
            },
            "livemode": False,
            "multi_use": {},
            "payment_method": method["id"],
            "payment_method_details": {kind: details, "type": kind},
            "status": "active",
            "type": "multi_use",
        }
    )


def hash_of(text: str) -> int:
    """A small number that depends on nothing but the text."""
    value = 7
    for char in text:
        value = (value * 31 + ord(char)) % 10**15
    return value
