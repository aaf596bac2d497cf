"""Stripe's list of events, oldest first (https://docs.stripe.com/api/events/list)."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import stripe

from pos_app.adapters.stripe_gateway.aftermath import StripeAftermath
from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.event_mapping import stripe_event
from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.domain.event_kinds import SWEPT
from pos_app.domain.ids import EventId, PaymentIntentId
from pos_app.domain.outcomes import Outcome
from pos_app.domain.stripe_events import StripeEvent
from pos_app.ports.event_feed import EventPage

if TYPE_CHECKING:
    from stripe.params import EventListParams

_PAGE: Final = 100
_TYPES: Final = sorted(SWEPT)


class StripeEvents:
    """``EventReader`` at Stripe."""

    def __init__(self, sdk: stripe.StripeClient, calls: Calls) -> None:
        self._events = sdk.v1.events
        self._calls = calls
        self._aftermath = StripeAftermath(sdk, calls)

    async def newest(self) -> Outcome[StripeEvent | None]:
        """Return the newest event of a kind that is acted on."""
        params: EventListParams = {"types": _TYPES, "limit": 1}
        return await self._calls.ask(
            lambda: self._events.list_async(params),
            lambda page: next(iter(_events(page)), None),
        )

    async def page(self, after: EventId, limit: int) -> Outcome[EventPage]:
        """Return the events that follow this one, oldest first."""
        params: EventListParams = {
            "types": _TYPES,
            "ending_before": after,
            "limit": min(limit, _PAGE),
        }
        return await self._calls.ask(lambda: self._events.list_async(params), _event_page)

    async def touched(self, since: dt.datetime) -> Outcome[frozenset[PaymentIntentId]]:
        """List the PaymentIntents with a refund or dispute created since."""
        return await self._aftermath.touched(since)


def _events(page: Fields) -> tuple[StripeEvent, ...]:
    """The readable ones; a strange old event must not stop everything that came after it."""
    found = []
    for item in page.need_items("data"):
        with suppress(UnreadableAnswerError):
            found.append(stripe_event(item))
    return tuple(found)


def _event_page(page: Fields) -> EventPage:
    # Every list of Stripe is newest first, also one that is read backwards.
    items = page.need_items("data")
    more = items and page.flag("has_more")
    return EventPage(_events(page)[::-1], EventId(items[0].need_text("id")) if more else None)
