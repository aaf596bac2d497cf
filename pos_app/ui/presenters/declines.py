"""Which words a declined attempt gets.

Codes with the same advice share a group; lost, stolen and fraud codes are told as a plain decline
(https://docs.stripe.com/declines/codes).
"""

from __future__ import annotations

from typing import Final

from pos_app.domain.payment import AttemptError
from pos_app.ui.texts.kinds import DeclineGroup

_GROUPS: Final = {
    DeclineGroup.GENERIC: (
        "generic_decline fraudulent lost_card stolen_card pickup_card merchant_blacklist "
        "restricted_card security_violation stop_payment_order highest_risk_level"
    ),
    DeclineGroup.FUNDS: "insufficient_funds",
    DeclineGroup.EXPIRED: "expired_card invalid_expiry_month invalid_expiry_year",
    DeclineGroup.SECURITY_CODE: "incorrect_cvc invalid_cvc",
    DeclineGroup.NUMBER: "incorrect_number invalid_number invalid_account",
    DeclineGroup.ADDRESS: "incorrect_zip incorrect_address",
    DeclineGroup.TRY_AGAIN: (
        "processing_error try_again_later issuer_not_available reenter_transaction "
        "payment_method_provider_timeout payment_intent_payment_attempt_expired"
    ),
    DeclineGroup.LIMIT: (
        "card_velocity_exceeded withdrawal_count_limit_exceeded card_decline_rate_limit_exceeded"
    ),
    DeclineGroup.NOT_SUPPORTED: (
        "card_not_supported currency_not_supported not_permitted transaction_not_allowed "
        "service_not_allowed invalid_amount payment_method_currency_mismatch "
        "payment_method_unactivated"
    ),
    DeclineGroup.NOT_APPROVED: (
        "authentication_required payment_intent_authentication_failure authentication_not_handled "
        "mobile_device_authentication_required payment_method_customer_decline approve_with_id"
    ),
    DeclineGroup.CALL_BANK: (
        "call_issuer do_not_honor do_not_try_again no_action_taken revocation_of_authorization "
        "revocation_of_all_authorizations new_account_information_available"
    ),
    DeclineGroup.PIN: (
        "offline_pin_required online_or_offline_pin_required pin_try_exceeded incorrect_pin "
        "invalid_pin"
    ),
    DeclineGroup.DUPLICATE: "duplicate_transaction",
    DeclineGroup.TEST_CARD: "testmode_decline",
}
GROUP_OF: Final = {code: group for group, codes in _GROUPS.items() for code in codes.split()}


_FOR_GOOD: Final = frozenset(
    {
        "do_not_try_again",
        "expired_card",
        "fraudulent",
        "highest_risk_level",
        "invalid_account",
        "lost_card",
        "merchant_blacklist",
        "pickup_card",
        "restricted_card",
        "revocation_of_all_authorizations",
        "revocation_of_authorization",
        "security_violation",
        "stolen_card",
        "stop_payment_order",
    }
)


def is_for_good(error: AttemptError) -> bool:
    """Whether the same method must not be tried again: Stripe's advice, or a code that says so.

    Each such try counts against the shop (https://docs.stripe.com/declines/codes,
    https://docs.stripe.com/declines/card#advice-codes).
    """
    return not _FOR_GOOD.isdisjoint({error.advice_code, error.decline_code, error.code})


def decline_group(error: AttemptError) -> DeclineGroup:
    """The decline's group: by the issuer's code, else Stripe's, else the plain decline."""
    for code in (error.decline_code, error.code):
        if code in GROUP_OF:
            return GROUP_OF[code]
    return DeclineGroup.GENERIC
