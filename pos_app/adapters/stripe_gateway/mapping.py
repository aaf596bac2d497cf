"""Stripe objects to domain values."""

from __future__ import annotations

from typing import Final

from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.adapters.stripe_gateway.scrub import scrub
from pos_app.domain.customer import AllowRedisplay, Customer, SavedMethod
from pos_app.domain.ids import (
    METADATA_OPERATION,
    ChargeId,
    CustomerId,
    OpId,
    PaymentIntentId,
    PaymentMethodId,
)
from pos_app.domain.money import Money
from pos_app.domain.payment import (
    AttemptError,
    ChargeSnapshot,
    MethodSummary,
    PaymentIntentSnapshot,
    PaymentIntentStatus,
)
from pos_app.domain.secret import Secret
from pos_app.ports.gateway import CreatedIntent, CustomerSession

_NOTHING: Final = Fields({})


def payment_intent(seen: Fields) -> PaymentIntentSnapshot:
    """Read a PaymentIntent (https://docs.stripe.com/api/payment_intents/object).

    Raises:
        UnreadableAnswerError: a field is missing or of another type, or a status is new to us.
    """
    metadata = seen.texts("metadata")
    return PaymentIntentSnapshot(
        id=PaymentIntentId(seen.need_text("id")),
        status=_status(seen.need_text("status")),
        money=money(seen.need_whole("amount"), seen.need_text("currency")),
        created=seen.need_time("created"),
        livemode=seen.need_flag("livemode"),
        customer=CustomerId(owner) if (owner := seen.reference("customer")) else None,
        operation=OpId(op) if (op := dict(metadata).get(METADATA_OPERATION)) else None,
        amount_received=seen.whole("amount_received"),
        amount_capturable=seen.whole("amount_capturable"),
        next_action=_type_of(seen.part("next_action")),
        error=_attempt_error(seen.part("last_payment_error")),
        charge=_charge(seen.part("latest_charge")),
        cancellation_reason=seen.text("cancellation_reason"),
        metadata=metadata,
    )


def created_intent(seen: Fields) -> CreatedIntent:
    """Read a PaymentIntent together with its client secret."""
    return CreatedIntent(payment_intent(seen), Secret(seen.need_text("client_secret")))


def customer_session(seen: Fields) -> CustomerSession:
    """Read a CustomerSession (https://docs.stripe.com/api/customer_sessions/object)."""
    return CustomerSession(Secret(seen.need_text("client_secret")), seen.need_time("expires_at"))


def customer(seen: Fields) -> Customer:
    """Read a Customer; a deleted one has nothing but its id."""
    identity = CustomerId(seen.need_text("id"))
    if seen.flag("deleted"):
        return Customer(identity, deleted=True)
    return Customer(
        id=identity,
        name=seen.text("name"),
        email=seen.text("email"),
        phone=seen.text("phone"),
        description=seen.text("description"),
        currency=seen.text("currency").upper(),
        created=seen.need_time("created"),
    )


def saved_method(seen: Fields) -> SavedMethod:
    """Read a PaymentMethod (https://docs.stripe.com/api/payment_methods/object)."""
    kind = seen.need_text("type")
    details = seen.part(kind) or _NOTHING
    summary = _summary(kind, details)
    return SavedMethod(
        id=PaymentMethodId(seen.need_text("id")),
        type=kind,
        brand=summary.brand,
        last4=summary.last4,
        exp_month=details.whole("exp_month"),
        exp_year=details.whole("exp_year"),
        allow_redisplay=_redisplay(seen.text("allow_redisplay")),
    )


def money(minor: int, code: str) -> Money:
    """Read an amount with its currency, as Stripe writes it.

    Raises:
        UnreadableAnswerError: a currency that is new to us.
    """
    try:
        return Money(minor, code)
    except ValueError:
        raise UnreadableAnswerError(f"unknown currency {scrub(code)!r}") from None


def _charge(seen: Fields | None) -> ChargeSnapshot | None:
    if seen is None:
        return None
    details = seen.part("payment_method_details") or _NOTHING
    kind = details.text("type")
    return ChargeSnapshot(
        id=ChargeId(seen.need_text("id")),
        paid=seen.need_flag("paid"),
        captured=seen.need_flag("captured"),
        amount=seen.need_whole("amount"),
        amount_captured=seen.whole("amount_captured"),
        amount_refunded=seen.whole("amount_refunded"),
        created=seen.need_time("created"),
        method=_summary(kind, details.part(kind) or _NOTHING) if kind else MethodSummary(),
        disputed=seen.flag("disputed"),
    )


def _summary(kind: str, details: Fields) -> MethodSummary:
    brand = details.text("brand") or details.text("bank_name") or details.text("bank")
    return MethodSummary(kind, brand, details.text("last4"))


def _attempt_error(seen: Fields | None) -> AttemptError | None:
    if seen is None:
        return None
    return AttemptError(
        code=seen.text("code"),
        decline_code=seen.text("decline_code"),
        advice_code=seen.text("advice_code"),
        message=scrub(seen.text("message")),
    )


def _type_of(part: Fields | None) -> str:
    return part.text("type") if part else ""


def _status(text: str) -> PaymentIntentStatus:
    try:
        return PaymentIntentStatus(text)
    except ValueError:
        raise UnreadableAnswerError(f"unknown PaymentIntent status {scrub(text)!r}") from None


def _redisplay(text: str) -> AllowRedisplay:
    try:
        return AllowRedisplay(text)
    except ValueError:
        # What we do not know is not shown: the most careful reading.
        return AllowRedisplay.UNSPECIFIED
