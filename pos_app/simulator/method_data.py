"""``payment_method_data``: from what a page or a server sends to a new payment method."""

from typing import Any

from pos_app.simulator import declines
from pos_app.simulator.bank_rules import (
    BankRule,
    bank_rule_for_account,
    bank_rule_for_iban,
    iban_valid,
)
from pos_app.simulator.card_rules import refusal_of_number, rule_for_number
from pos_app.simulator.card_table import CardRule
from pos_app.simulator.declines import Decline
from pos_app.simulator.errors import ApiError, invalid, no_such
from pos_app.simulator.params import (
    BILLING_DETAILS,
    Enum,
    Int,
    Metadata,
    Nested,
    Param,
    Str,
    merge_metadata,
)
from pos_app.simulator.payment_method_shapes import (
    Rule,
    bank_details,
    card_details,
    details_of,
    new_method,
    rule_of_token,
    type_of,
)
from pos_app.simulator.state import State

Obj = dict[str, Any]

TYPES = ("card", "sepa_debit", "us_bank_account", "ideal", "bancontact", "link")
REDISPLAY = Enum("always", "limited", "unspecified")
_CARD = Nested(
    {
        "number": Str(),
        "exp_month": Int(),
        "exp_year": Int(),
        "cvc": Str(),
        "token": Str(),
        "networks": Nested({"preferred": Str()}),
    }
)
METHOD_DATA: dict[str, Param] = {
    "type": Enum(*TYPES, required=True),
    "allow_redisplay": REDISPLAY,
    "billing_details": BILLING_DETAILS,
    "metadata": Metadata(),
    "card": _CARD,
    "sepa_debit": Nested({"iban": Str(required=True)}),
    "us_bank_account": Nested(
        {
            "account_holder_type": Enum("company", "individual"),
            "account_number": Str(),
            "account_type": Enum("checking", "savings"),
            "routing_number": Str(),
        }
    ),
    "ideal": Nested({"bank": Str()}),
    "bancontact": Nested({}),
    "link": Nested({}),
    "radar_options": Nested({"session": Str()}),
}
"""Members of ``payment_method_data``, and of creating a payment method."""


def from_data(state: State, data: Obj, *, by_page: bool) -> Obj:
    """Make and keep a method of ``payment_method_data``.

    Args:
        state: The account.
        data: Typed members of ``METHOD_DATA``.
        by_page: Whether a page sends it; a server must not send card numbers.

    Raises:
        ApiError: For numbers that are no published test data, expired cards and the like.
    """
    kind = data["type"]
    match kind:
        case "card":
            details = _card(data.get("card"), data.get("billing_details"), by_page=by_page)
        case "sepa_debit":
            details = bank_details(_sepa_rule(data.get("sepa_debit")))
        case "us_bank_account":
            details = bank_details(_ach_rule(data.get("us_bank_account")))
        case "ideal":
            details = {"bank": (data.get("ideal") or {}).get("bank"), "bic": None}
        case _:
            details = {}
    method = new_method(
        state.new_id("pm"),
        state.clock.now(),
        kind,
        details,
        allow_redisplay=data.get("allow_redisplay", "unspecified"),
        billing=data.get("billing_details"),
    )
    method["metadata"] = merge_metadata({}, data.get("metadata"))
    return state.payment_methods.insert(method)


def new_from_rule(state: State, rule: Rule) -> Obj:
    """Make and keep the method that a published token such as ``pm_card_visa`` stands for."""
    return state.payment_methods.insert(
        new_method(state.new_id("pm"), state.clock.now(), type_of(rule), details_of(rule))
    )


def resolve(state: State, method_id: str, *, addressed: bool = True) -> Obj:
    """A stored method, or a new one if a published test token is named.

    Args:
        state: The account.
        method_id: ``pm_...``, also a published ``pm_card_visa``.
        addressed: The call's path names it (404 if missing); otherwise a parameter does (400).

    Raises:
        ApiError: resource_missing.
    """
    found = state.payment_methods.get(method_id)
    if found is not None:
        return found
    rule = rule_of_token(method_id)
    if rule is None or method_id.startswith("tok_"):
        raise ApiError(
            404 if addressed else 400,
            f"No such PaymentMethod: '{method_id}'",
            code="resource_missing",
            param="payment_method",
        )
    return new_from_rule(state, rule)


def declined(decline: Decline, **members: Any) -> ApiError:
    """The refusal of a bank: HTTP 402, or 400 for what is no card error."""
    status = 402 if decline.error_type == "card_error" else 400
    return ApiError(
        status,
        decline.message,
        type_=decline.error_type,
        code=decline.code,
        decline_code=decline.decline_code,
        advice_code=decline.advice_code,
        network_decline_code=decline.network_decline_code,
        param=decline.param,
        **members,
    )


def _card(card: Obj | None, billing: Obj | None, *, by_page: bool) -> Obj:
    if not card or not ({"number", "token"} & card.keys()):
        raise invalid("Missing required param: card[number].", "card[number]", "parameter_missing")
    if "token" in card:
        rule = rule_of_token(card["token"])
        if not isinstance(rule, CardRule):
            raise no_such("token", card["token"], param="card[token]")
        return details_of(rule)
    if not by_page:
        raise invalid(
            "Sending credit card numbers directly to the Stripe API is generally unsafe. To "
            "continue processing use Stripe.js, the Stripe mobile bindings, or Stripe Elements. We "
            "suggest using test tokens that map to the test card you are using: "
            "https://stripe.com/docs/testing."
        )
    return _typed_card(card, (billing or {}).get("address"))


def _typed_card(card: Obj, address: Obj | None) -> Obj:
    refusal = refusal_of_number(card["number"])
    if refusal is not None:
        raise declined(refusal)
    month, year = card.get("exp_month", 0), card.get("exp_year", 0)
    if not 1 <= month <= 12:
        raise declined(_bad_field("invalid_expiry_month", "month", "exp_month"))
    year += 2000 if year < 100 else 0
    if not 2026 <= year <= 2080:
        raise declined(_bad_field("invalid_expiry_year", "year", "exp_year"))
    rule = rule_for_number(card["number"])
    assert rule is not None  # noqa: S101 - refusal_of_number lets only known cards pass
    cvc = card.get("cvc")
    if cvc is not None and len(cvc) != (4 if rule.brand == "amex" else 3):
        raise declined(
            Decline("invalid_cvc", None, "Your card's security code is invalid.", param="cvc")
        )
    return card_details(rule, month, year, cvc=cvc is not None, address=address)


def _bad_field(code: str, what: str, param: str) -> Decline:
    return Decline(code, None, f"Your card's expiration {what} is invalid.", param=param)


def _sepa_rule(sepa: Obj | None) -> BankRule:
    iban = (sepa or {}).get("iban", "")
    if not iban_valid(iban):
        raise invalid(
            "The IBAN you provided is invalid." if iban else "Missing required param: iban.",
            "sepa_debit[iban]",
            "invalid_bank_account_iban" if iban else "parameter_missing",
        )
    rule = bank_rule_for_iban(iban)
    if rule is None:
        raise declined(declines.REAL_CARD_IN_TEST_MODE)
    return rule


def _ach_rule(account: Obj | None) -> BankRule:
    rule = bank_rule_for_account((account or {}).get("account_number", ""))
    if rule is None:
        raise invalid(
            "You must use a test bank account number in test mode. Try 000123456789 or see more "
            "options at https://stripe.com/docs/connect/testing#account-numbers.",
            "us_bank_account[account_number]",
            "account_number_invalid",
        )
    return rule
