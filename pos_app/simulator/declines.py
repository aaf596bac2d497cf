"""Every refusal a bank or a risk rule answers in test mode.

Source: https://docs.stripe.com/testing#declined-payments and
https://docs.stripe.com/declines/codes .
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Advice = Literal["confirm_card_data", "do_not_try_again", "try_again_later"]


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a payment method was refused, in the words of the error envelope.

    Attributes:
        code: the error's `code`.
        decline_code: the error's `decline_code`; None where Stripe sends none.
        message: the sentence shown to the shop.
        advice_code: whether another try can help; None where the bank says nothing.
        network_decline_code: the two characters of the card network, None without one.
        param: the field the error points at, None for a refusal by the bank.
        error_type: `card_error`, or `invalid_request_error` for bank debits.
    """

    code: str
    decline_code: str | None
    message: str
    advice_code: Advice | None = None
    network_decline_code: str | None = None
    param: str | None = None
    error_type: Literal["card_error", "invalid_request_error"] = "card_error"


def _declined(
    decline_code: str, advice: Advice, network: str, message: str = "Your card was declined."
) -> Decline:
    return Decline("card_declined", decline_code, message, advice, network)


GENERIC = _declined("generic_decline", "try_again_later", "01")
INSUFFICIENT_FUNDS = _declined(
    "insufficient_funds", "try_again_later", "51", "Your card has insufficient funds."
)
LOST_CARD = _declined("lost_card", "do_not_try_again", "41")
STOLEN_CARD = _declined("stolen_card", "do_not_try_again", "43")
VELOCITY_EXCEEDED = _declined(
    "card_velocity_exceeded",
    "try_again_later",
    "61",
    "Your card was declined for making repeated attempts too frequently "
    "or exceeding its amount limit.",
)
EXPIRED_CARD = Decline(
    "expired_card", None, "Your card has expired.", "do_not_try_again", "54", "exp_month"
)
INCORRECT_CVC = Decline(
    "incorrect_cvc",
    None,
    "Your card's security code is incorrect.",
    "confirm_card_data",
    "N7",
    "cvc",
)
PROCESSING_ERROR = Decline(
    "processing_error",
    None,
    "An error occurred while processing your card. Try again in a little bit.",
    "try_again_later",
    "96",
)
INCORRECT_NUMBER = Decline(
    "incorrect_number", None, "Your card number is incorrect.", param="number"
)
RADAR_BLOCKED = Decline("card_declined", "fraudulent", "Your card was declined.")
AUTHENTICATION_REQUIRED = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
    "confirm_card_data",
    "1A",
)
AUTHENTICATION_FAILED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again.",
    error_type="invalid_request_error",
)
REAL_CARD_IN_TEST_MODE = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test (live) card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
)


def bank_failure(code: str, message: str) -> Decline:
    """The failure of a bank debit, reported days after the confirmation."""
    return Decline(code, None, message, error_type="invalid_request_error")
