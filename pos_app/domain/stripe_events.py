"""What Stripe announces, by webhook or in its list of events: hints, never proof."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.ids import CustomerId, EventId, PaymentIntentId


class EventVia(StrEnum):
    """By which way an event came."""

    WEBHOOK = "webhook"
    EVENTS_API = "events_api"


@dataclass(frozen=True, slots=True)
class StripeEvent:
    """One event without its data: the object is refetched, the copy in the event may be old.

    Source: https://docs.stripe.com/api/events/object

    Attributes:
        type: e.g. ``charge.refunded``.
        created: when Stripe made it (UTC, whole seconds).
        object_id: id of the object the event is about; empty where it has none.
        object_kind: that object's ``object`` field, e.g. ``payment_intent``.
        intent: the object itself, or the PaymentIntent that it names.
        customer: the object itself, or the customer that it names.
    """

    id: EventId
    type: str
    created: dt.datetime
    livemode: bool
    object_id: str
    object_kind: str
    intent: PaymentIntentId | None = None
    customer: CustomerId | None = None


class InboxState(StrEnum):
    """What became of a received event."""

    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"
    """Not about a sale or customer of ours, or of a type nobody acts on."""
    FAILED = "failed"
    """Given up; a person should look at ``detail``."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A received event, stored once however often it is delivered.

    Attributes:
        via: how it came first.
        received: when it was first stored (UTC).
        attempts: how often acting on it was put off.
        due: not to be acted on before (UTC).
        detail: what became of it, in safe plain text.
    """

    event: StripeEvent
    via: EventVia
    received: dt.datetime
    state: InboxState
    attempts: int
    due: dt.datetime
    detail: str = ""
