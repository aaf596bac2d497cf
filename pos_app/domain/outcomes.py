"""What a call to Stripe can end in. Matched exhaustively; never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class FailureCause(StrEnum):
    """Why there is no certain answer."""

    NETWORK = "network"
    DNS = "dns"
    TLS = "tls"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    STRIPE_DOWN = "stripe_down"
    """5xx, or an answer that is not Stripe's (captive portal)."""
    CONFLICT = "conflict"
    """Another request with the same key or on the same object is still running."""


class RefusalKind(StrEnum):
    """Why Stripe said no. The request has had no effect."""

    DECLINED = "declined"
    """The issuer or Radar declined the payment method (402)."""
    INVALID = "invalid"
    """Stripe refused the parameters (400)."""
    NOT_FOUND = "not_found"
    """No such object in this account and mode (404)."""
    KEY_REJECTED = "key_rejected"
    """The API key is wrong, revoked or expired (401)."""
    NOT_PERMITTED = "not_permitted"
    """The restricted key lacks a permission (403)."""
    KEY_REUSED = "key_reused"
    """The idempotency key was first used with other parameters: a bug of ours."""
    WRONG_STATE = "wrong_state"
    """The object's state does not allow it (``payment_intent_unexpected_state``): refetch."""
    WRONG_MODE = "wrong_mode"
    """The object's ``livemode`` is not this app's mode."""


@dataclass(frozen=True, slots=True)
class Ok(Generic[T]):
    """Stripe did it and answered."""

    value: T


@dataclass(frozen=True, slots=True)
class Refused:
    """Stripe said no; nothing happened.

    Attributes:
        code: Stripe's error code, e.g. ``amount_too_small``; empty where there is none.
        decline_code: the issuer's code, e.g. ``insufficient_funds``; empty where there is none.
        message: Stripe's own text, free of secrets; for logs and managers.
        param: the parameter Stripe objects to, or empty.
        request_id: Stripe's ``req_...``, or empty.
    """

    kind: RefusalKind
    code: str = ""
    decline_code: str = ""
    message: str = ""
    param: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No certain answer: a write may or may not have happened, a read gave nothing.

    Attributes:
        detail: one line for the log, free of secrets.
        request_id: Stripe's ``req_...`` where an answer came at all.
    """

    cause: FailureCause
    detail: str = ""
    request_id: str = ""


Outcome = Ok[T] | Refused | Unknown
