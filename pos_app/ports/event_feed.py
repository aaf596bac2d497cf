"""Stripe's own list of what happened, for those who were away (https://docs.stripe.com/api/events)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.ids import EventId, PaymentIntentId
from pos_app.domain.outcomes import Outcome
from pos_app.domain.stripe_events import StripeEvent


@dataclass(frozen=True, slots=True)
class EventPage:
    """A piece of the list.

    Attributes:
        events: oldest first.
        next_after: cursor for the following page, or ``None`` at the newest event.
    """

    events: tuple[StripeEvent, ...]
    next_after: EventId | None


class EventReader(Protocol):
    """Events of the kinds that are acted on; Stripe keeps them for 30 days."""

    async def newest(self) -> Outcome[StripeEvent | None]:
        """Return the newest event, ``None`` if there is none."""
        ...

    async def page(self, after: EventId, limit: int) -> Outcome[EventPage]:
        """Return the events that follow this one.

        Args:
            after: where the reader stands; one that Stripe no longer keeps is ``NOT_FOUND``.
            limit: 1 to 100.
        """
        ...

    async def touched(self, since: dt.datetime) -> Outcome[frozenset[PaymentIntentId]]:
        """Return the PaymentIntents with a refund or dispute created since."""
        ...
