"""Payment methods in wire form, and the way back from one to the test data it stands for.

A payment method's ``fingerprint`` is computed from its number, so the rule that decides its fate is
found again from the object alone; no card number is kept.
Source: https://docs.stripe.com/api/payment_methods/object.
"""

import hashlib
from typing import Any, Final, Literal, TypeAlias

from pos_app.simulator.bank_rules import (
    BANK_ACCOUNTS,
    ROUTING_NUMBER,
    BankRule,
    bank_rule_for_token,
)
from pos_app.simulator.card_rules import rule_for_token
from pos_app.simulator.card_table import CARDS, Authentication, CardRule

Obj = dict[str, Any]
Redisplay = Literal["always", "limited", "unspecified"]
Rule: TypeAlias = CardRule | BankRule

REDIRECT_TYPES: Final = frozenset({"ideal", "bancontact"})
"""Methods whose customer leaves the page for the bank."""
DELAYED_TYPES: Final = frozenset({"sepa_debit", "us_bank_account"})
"""Methods that stay ``processing`` until the bank has answered."""
_NO_ADDRESS: Final[Obj] = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state")
)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def fingerprint(number: str) -> str:
    """Sixteen characters that stand for a card number or an account."""
    digest = hashlib.sha256(f"training {number}".encode()).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:16])


_RULES: Final[dict[str, Rule]] = {
    **{fingerprint(card.number): card for card in CARDS},
    **{fingerprint(account.number): account for account in BANK_ACCOUNTS},
}


def rule_of(method: Obj) -> Rule | None:
    """The test data behind a payment method; None for methods without (iDEAL...)."""
    return _RULES.get(method[method["type"]].get("fingerprint", ""))


def rule_of_token(token: str) -> Rule | None:
    """The test data behind ``pm_card_visa``, ``pm_success_de``, ``tok_visa``; None if unknown."""
    name = token.replace("tok_", "pm_card_", 1) if token.startswith("tok_") else token
    return rule_for_token(name) or bank_rule_for_token(name)


def billing_details(given: Obj | None = None) -> Obj:
    """Billing details in wire form, filled with what is given."""
    given = given or {}
    return {
        "address": {**_NO_ADDRESS, **(given.get("address") or {})},
        "email": given.get("email"),
        "name": given.get("name"),
        "phone": given.get("phone"),
        "tax_id": given.get("tax_id"),
    }


def new_method(
    object_id: str,
    created: int,
    type_: str,
    details: Obj,
    *,
    customer: str | None = None,
    allow_redisplay: Redisplay = "unspecified",
    billing: Obj | None = None,
) -> Obj:
    """A payment method in wire form.

    Args:
        object_id: ``pm_...``.
        created: Unix seconds.
        type_: ``card``, ``sepa_debit``...
        details: The member named like the type, e.g. from ``card_details``.
        customer: Whom it is attached to.
        allow_redisplay: Consent to show it again.
        billing: Given billing details.
    """
    return {
        "id": object_id,
        "object": "payment_method",
        "allow_redisplay": allow_redisplay,
        "billing_details": billing_details(billing),
        "created": created,
        "customer": customer,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": type_,
        type_: details,
    }


def details_of(rule: Rule, *, exp_month: int = 12, exp_year: int = 2034) -> Obj:
    """The type's own member for test data: ``card_details`` or ``bank_details``."""
    if isinstance(rule, CardRule):
        return card_details(rule, exp_month, exp_year, cvc=True)
    return bank_details(rule)


def type_of(rule: Rule) -> str:
    """The payment method type of test data."""
    return "card" if isinstance(rule, CardRule) else rule.method


def card_details(
    rule: CardRule, exp_month: int, exp_year: int, *, cvc: bool = False, address: Obj | None = None
) -> Obj:
    """The ``card`` member.

    Args:
        rule: The card.
        exp_month: 1 to 12.
        exp_year: Four digits.
        cvc: Whether a CVC was typed (then it has been checked).
        address: Billing address, if its lines were typed.
    """
    address = address or {}
    return {
        "brand": rule.brand,
        "checks": {
            "address_line1_check": rule.line1_check if address.get("line1") else None,
            "address_postal_code_check": (
                rule.postal_code_check if address.get("postal_code") else None
            ),
            "cvc_check": rule.cvc_check if cvc else None,
        },
        "country": rule.country,
        "display_brand": rule.brand,
        "exp_month": exp_month,
        "exp_year": exp_year,
        "fingerprint": fingerprint(rule.number),
        "funding": rule.funding,
        "generated_from": None,
        "last4": rule.last4,
        "networks": {"available": [rule.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {
            "supported": rule.authentication is not Authentication.UNSUPPORTED
        },
        "wallet": None,
    }


def bank_details(rule: BankRule) -> Obj:
    """The ``sepa_debit`` or ``us_bank_account`` member."""
    if rule.method == "sepa_debit":
        return {
            "bank_code": rule.bank_code,
            "branch_code": "",
            "country": rule.country,
            "fingerprint": fingerprint(rule.number),
            "generated_from": {"charge": None, "setup_attempt": None},
            "last4": rule.last4,
        }
    return {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "TRAINING BANK",
        "financial_connections_account": None,
        "fingerprint": fingerprint(rule.number),
        "last4": rule.last4,
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": ROUTING_NUMBER,
        "status_details": {},
    }


def label(method: Obj) -> str:
    """A method as a page names it: "Visa 4242", "IBAN 3000", "iDEAL"."""
    kind: str = method["type"]
    details = method[kind]
    match kind:
        case "card":
            return f"{str(details['brand']).capitalize()} {details['last4']}"
        case "sepa_debit":
            return f"IBAN {details['last4']}"
        case "us_bank_account":
            return f"Bank {details['last4']}"
        case "ideal":
            return "iDEAL"
        case _:
            return kind.capitalize()
