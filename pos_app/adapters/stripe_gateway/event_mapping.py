"""Event objects to domain values, the same for a webhook and for the list of events."""

from __future__ import annotations

import re
from typing import Final

from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.domain.ids import CustomerId, EventId, PaymentIntentId
from pos_app.domain.stripe_events import StripeEvent

_NOTHING: Final = Fields({})
_EVENT_ID: Final = re.compile(r"evt_\w{1,250}", re.ASCII)
_TYPE: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_OBJECT_ID: Final = re.compile(r"[\w-]{1,255}", re.ASCII)
_KIND: Final = re.compile(r"[a-z0-9_.]{1,100}")
_LONGEST: Final = 255


def stripe_event(seen: Fields) -> StripeEvent:
    """Read a snapshot event (https://docs.stripe.com/api/events/object).

    Ids become parts of addresses later, so whatever is not shaped like one is refused here.

    Raises:
        UnreadableAnswerError: it is no snapshot event, or a field is not what Stripe documents.
    """
    if seen.text("object") != "event":
        raise UnreadableAnswerError("an event was expected")
    data = seen.part("data") or _NOTHING
    about = data.part("object") or _NOTHING
    kind = _shaped(_KIND, about.need_text("object"), "object")
    return StripeEvent(
        id=EventId(_shaped(_EVENT_ID, seen.need_text("id"), "id")),
        type=_shaped(_TYPE, seen.need_text("type"), "type"),
        created=seen.need_time("created"),
        livemode=seen.need_flag("livemode"),
        object_id=_id(about.text("id")),
        object_kind=kind,
        intent=_intent(about, kind),
        customer=_customer(about, data, kind),
    )


def _intent(about: Fields, kind: str) -> PaymentIntentId | None:
    own = kind == "payment_intent"
    found = _id(about.text("id") if own else about.reference("payment_intent"))
    return PaymentIntentId(found) if found else None


def _customer(about: Fields, data: Fields, kind: str) -> CustomerId | None:
    found = _id(about.text("id") if kind == "customer" else about.reference("customer"))
    if not found and kind == "payment_method":
        # A detached method no longer names the customer it belonged to.
        found = _id((data.part("previous_attributes") or _NOTHING).reference("customer"))
    return CustomerId(found) if found else None


def _id(text: str) -> str:
    return text and _shaped(_OBJECT_ID, text, "an id")


def _shaped(pattern: re.Pattern[str], text: str, name: str) -> str:
    if pattern.fullmatch(text) is None or len(text) > _LONGEST:
        # Never the value: nobody knows what it is.
        raise UnreadableAnswerError(f"{name} is not shaped as Stripe documents it")
    return text
