"""From a card number or a `pm_card_*` name to what the bank will do.

The table is in `card_table`; this module looks rules up and decides a payment attempt. It is
pure: it knows nothing of requests, objects or time.
"""

from __future__ import annotations

from enum import Enum

from pos_app.simulator import declines
from pos_app.simulator.card_table import CARDS, Authentication, CardRule
from pos_app.simulator.declines import Decline

_BY_NUMBER: dict[str, CardRule] = {rule.number: rule for rule in CARDS}
_BY_TOKEN: dict[str, CardRule] = {token: rule for rule in CARDS for token in rule.tokens}


class Step(Enum):
    """What stands between a confirmation and the bank's answer."""

    AUTHORIZE = "authorize"
    """Nothing: ask the bank for the money."""
    CHALLENGE = "challenge"
    """The customer has to pass 3D Secure first: `requires_action`."""
    DECLINE_AUTHENTICATION = "decline_authentication"
    """Nobody is there to authenticate, or the look-up failed: refused."""


def rule_for_number(number: str) -> CardRule | None:
    """The rule of a published test card, None for any other number.

    Args:
        number: digits, blanks and hyphens allowed.
    """
    return _BY_NUMBER.get(number.replace(" ", "").replace("-", ""))


def rule_for_token(token: str) -> CardRule | None:
    """The rule behind a `pm_card_*` name, None for an unknown one."""
    return _BY_TOKEN.get(token)


def luhn_valid(number: str) -> bool:
    """Whether the digits carry a right check digit (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char)
        if place % 2 == 1:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def refusal_of_number(number: str) -> Decline | None:
    """Why a typed number cannot become a payment method, None if it can.

    Only published test cards pass: a real card must never be kept by a simulator.
    """
    digits = number.replace(" ", "").replace("-", "")
    well_formed = digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19
    if not well_formed or not luhn_valid(digits):
        return declines.INCORRECT_NUMBER
    return None if digits in _BY_NUMBER else declines.REAL_CARD_IN_TEST_MODE


def brand_of(number: str) -> str:
    """The brand a number belongs to, `unknown` where the table has none."""
    rule = rule_for_number(number)
    return rule.brand if rule else "unknown"


def authentication_step(
    rule: CardRule,
    *,
    off_session: bool = False,
    set_up: bool = False,
    requested: bool = False,
    moto: bool = False,
) -> Step:
    """Whether 3D Secure stands before this attempt.

    Args:
        rule: the card.
        off_session: the customer is not there to answer a challenge.
        set_up: the card was authenticated for future off-session use before.
        requested: the shop asks for 3D Secure (`request_three_d_secure` any or challenge).
        moto: a mail or telephone order, outside strong customer authentication.
    """
    if moto:
        return Step.AUTHORIZE
    if rule.authentication is Authentication.REQUIRED_ERROR:
        return Step.DECLINE_AUTHENTICATION
    if not _needs_challenge(
        rule.authentication, off_session=off_session, set_up=set_up, requested=requested
    ):
        return Step.AUTHORIZE
    return Step.DECLINE_AUTHENTICATION if off_session else Step.CHALLENGE


def _needs_challenge(
    authentication: Authentication, *, off_session: bool, set_up: bool, requested: bool
) -> bool:
    match authentication:
        case Authentication.ALWAYS:
            return True
        case Authentication.UNLESS_SET_UP:
            return requested or not set_up
        case Authentication.ON_SESSION_ONLY:
            return not off_session
        case Authentication.OPTIONAL:
            return requested and not off_session
        case (
            Authentication.UNSUPPORTED
            | Authentication.OPTIONAL_ERROR
            | Authentication.REQUIRED_ERROR
        ):
            return False


def refusal_of_authentication(rule: CardRule) -> Decline:
    """The error of `Step.DECLINE_AUTHENTICATION` for this card."""
    if rule.authentication is Authentication.REQUIRED_ERROR:
        return declines.GENERIC
    return declines.AUTHENTICATION_REQUIRED


def refusal_of_attach(rule: CardRule) -> Decline | None:
    """Why the card cannot be saved to a customer, None if it can."""
    return rule.refused_on_attach


def refusal_of_charge(rule: CardRule) -> Decline | None:
    """The bank's answer to a charge, after 3D Secure where needed; None means approved."""
    return rule.refused_on_charge
