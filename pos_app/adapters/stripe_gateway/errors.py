"""What an SDK error means: nothing happened (``Refused``), or it is not known (``Unknown``).

Sources: https://docs.stripe.com/error-handling, https://docs.stripe.com/api/errors,
https://docs.stripe.com/api/idempotent_requests, https://docs.stripe.com/rate-limits.
"""

from __future__ import annotations

from typing import Final

import stripe

from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.adapters.stripe_gateway.scrub import scrub
from pos_app.adapters.stripe_gateway.transport import UnreachableError
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown

_BY_STATUS: Final = {
    400: RefusalKind.INVALID,
    401: RefusalKind.KEY_REJECTED,
    402: RefusalKind.DECLINED,
    403: RefusalKind.NOT_PERMITTED,
    404: RefusalKind.NOT_FOUND,
}
_BY_CODE: Final = {
    "resource_missing": RefusalKind.NOT_FOUND,
    "livemode_mismatch": RefusalKind.WRONG_MODE,
    "payment_intent_unexpected_state": RefusalKind.WRONG_STATE,
    "setup_intent_unexpected_state": RefusalKind.WRONG_STATE,
    "payment_method_unexpected_state": RefusalKind.WRONG_STATE,
}
_ERROR_TYPES: Final = frozenset(
    {
        "api_error",
        "authentication_error",
        "card_error",
        "idempotency_error",
        "invalid_request_error",
        "rate_limit_error",
    }
)
_PROXY_LOGIN: Final = 407


def outcome_of(error: stripe.StripeError) -> Refused | Unknown:
    """Translate an SDK error. The answer is a refusal only where Stripe itself said so."""
    if isinstance(error, UnreachableError):
        return Unknown(error.failure, _message(error))
    return _answered(error)


def unreadable(reason: Exception) -> Unknown:
    """Outcome of an answer that is not Stripe's."""
    return Unknown(FailureCause.STRIPE_DOWN, scrub(f"unreadable answer: {reason}"))


def _answered(error: stripe.StripeError) -> Refused | Unknown:
    said = _envelope(error)
    if said is None:
        return _not_stripe(error)
    cause = _uncertain(error, said.text("code"))
    if cause is not None:
        return Unknown(cause, _message(error), error.request_id or "")
    kind = _refusal(error.http_status, said)
    if kind is None:
        return _not_stripe(error)
    return Refused(
        kind,
        code=said.text("code"),
        decline_code=said.text("decline_code"),
        message=scrub(said.text("message")),
        param=scrub(said.text("param")),
        request_id=error.request_id or "",
    )


def _envelope(error: stripe.StripeError) -> Fields | None:
    """Stripe's error object, or ``None`` if something between us and Stripe answered."""
    try:
        said = Fields(error.json_body).part("error")
        if said is None or said.text("type") not in _ERROR_TYPES:
            return None
        for name in ("code", "decline_code", "message", "param"):
            said.text(name)
    except UnreadableAnswerError:
        return None
    return said


def _uncertain(error: stripe.StripeError, code: str) -> FailureCause | None:
    status = error.http_status or 0
    if status == 409 or code in {"idempotency_key_in_use", "lock_timeout"}:
        return FailureCause.CONFLICT
    if status == 429 or code == "rate_limit":
        return FailureCause.RATE_LIMITED
    return FailureCause.STRIPE_DOWN if status >= 500 else None


def _refusal(status: int | None, said: Fields) -> RefusalKind | None:
    if said.text("type") == "idempotency_error":
        return RefusalKind.KEY_REUSED
    return _BY_CODE.get(said.text("code")) or _BY_STATUS.get(status or 0)


def _not_stripe(error: stripe.StripeError) -> Unknown:
    status = error.http_status
    cause = FailureCause.PROXY if status == _PROXY_LOGIN else FailureCause.STRIPE_DOWN
    return Unknown(cause, f"HTTP {status} without a Stripe error", error.request_id or "")


def _message(error: stripe.StripeError) -> str:
    return scrub(error.user_message or type(error).__name__)
