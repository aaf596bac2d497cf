"""The in-memory twins of inbox, outbox and decisions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pos_app.domain.decisions import Decision
from pos_app.domain.hooks import Backlog, HookMessage, OutboxItem, OutboxState
from pos_app.domain.ids import EventId, OpId
from pos_app.domain.stripe_events import EventVia, InboxItem, InboxState, StripeEvent

OutboxTable = dict[tuple[str, str], OutboxItem]


class MemoryInbox:
    """``ports.store.InboxRepo``."""

    def __init__(self, items: dict[EventId, InboxItem]) -> None:
        self._items = items

    def add(self, event: StripeEvent, via: EventVia, received: dt.datetime) -> bool:
        """Store a new event, due at once; return False if it is known already."""
        if event.id in self._items:
            return False
        self._items[event.id] = InboxItem(event, via, received, InboxState.WAITING, 0, received)
        return True

    def add_all(
        self, events: Sequence[StripeEvent], via: EventVia, received: dt.datetime
    ) -> Sequence[bool]:
        """As ``add`` for many; one answer for each."""
        return [self.add(event, via, received) for event in events]

    def get(self, event: EventId) -> InboxItem | None:
        """Return one event."""
        return self._items.get(event)

    def due(self, now: dt.datetime, limit: int) -> Sequence[InboxItem]:
        """Return waiting events that may be acted on now, in the order Stripe made them."""
        waiting = [
            item
            for item in self._items.values()
            if item.state is InboxState.WAITING and item.due <= now
        ]
        return sorted(waiting, key=lambda item: (item.event.created, item.event.id))[:limit]

    def settle(self, events: Sequence[EventId], state: InboxState, detail: str) -> None:
        """Note what became of these events; unknown ones are none."""
        for event in events:
            if (item := self._items.get(event)) is not None:
                self._items[event] = replace(item, state=state, detail=detail)

    def postpone(self, event: EventId, due: dt.datetime, detail: str) -> None:
        """Count one attempt more and wait until ``due``."""
        if (item := self._items.get(event)) is not None:
            later = replace(item, attempts=item.attempts + 1, due=due, detail=detail)
            self._items[event] = later

    def again(self, due: dt.datetime) -> None:
        """Let all that were given up, and all that wait for longer, wait until ``due``."""
        for key, item in self._items.items():
            later = item.state is InboxState.WAITING and item.due > due
            if later or item.state is InboxState.FAILED:
                self._items[key] = replace(item, state=InboxState.WAITING, due=due)

    def counts(self) -> Mapping[InboxState, int]:
        """Return how many events are in each state; states without any are zero."""
        found = Counter(item.state for item in self._items.values())
        return {state: found[state] for state in InboxState}

    def last(self) -> InboxItem | None:
        """Return the event that was received last."""
        return max(self._items.values(), key=lambda item: item.received, default=None)

    def prune(self, before: dt.datetime) -> int:
        """Forget events received before then that are done or ignored; return how many."""
        over = [
            key
            for key, item in self._items.items()
            if item.state in {InboxState.DONE, InboxState.IGNORED} and item.received < before
        ]
        for key in over:
            del self._items[key]
        return len(over)


class MemoryOutbox:
    """``ports.store.OutboxRepo``."""

    def __init__(self, items: OutboxTable) -> None:
        self._items = items

    def add(self, message: HookMessage, targets: Sequence[str]) -> None:
        """Store one delivery per target, due at once; those known already stay as they are."""
        for target in targets:
            fresh = OutboxItem(message, target, OutboxState.WAITING, 0, message.created)
            self._items.setdefault((message.id, target), fresh)

    def due(self, target: str, now: dt.datetime, limit: int) -> Sequence[OutboxItem]:
        """Return what waits for a target and may be tried now, in the order it was stored."""
        waiting = (item for item in self._waiting() if item.target == target and item.due <= now)
        return list(waiting)[:limit]

    def waiting(self) -> Mapping[str, Backlog]:
        """Return what waits, by target; a target for which nothing waits is left out."""
        dues: dict[str, list[dt.datetime]] = {}
        for item in self._waiting():
            dues.setdefault(item.target, []).append(item.due)
        return {target: Backlog(len(due), min(due)) for target, due in dues.items()}

    def delivered(self, message: str, target: str, at: dt.datetime) -> None:
        """Note that the target has taken it."""
        if (item := self._items.get((message, target))) is not None:
            done = replace(item, state=OutboxState.DELIVERED, due=at, detail="")
            self._items[message, target] = done

    def postpone(self, message: str, target: str, due: dt.datetime, detail: str) -> None:
        """Count one failed attempt and wait until ``due``."""
        if (item := self._items.get((message, target))) is not None:
            later = replace(item, attempts=item.attempts + 1, due=due, detail=detail)
            self._items[message, target] = later

    def give_up(self, message: str, target: str, at: dt.datetime, detail: str) -> None:
        """Count one failed attempt and try no more."""
        if (item := self._items.get((message, target))) is not None:
            tried = replace(item, attempts=item.attempts + 1, due=at, detail=detail)
            self._items[message, target] = replace(tried, state=OutboxState.GIVEN_UP)

    def again(self, message: str, target: str, due: dt.datetime) -> None:
        """Let one that waits or was given up wait until ``due``."""
        item = self._items.get((message, target))
        if item is not None and item.state is not OutboxState.DELIVERED:
            fresh = replace(item, state=OutboxState.WAITING, attempts=0, due=due)
            self._items[message, target] = fresh

    def recent(self, limit: int) -> Sequence[OutboxItem]:
        """Return the newest deliveries, newest first."""
        return list(reversed(self._items.values()))[:limit]

    def prune(self, before: dt.datetime, limit: int) -> int:
        """Forget those among the oldest that are settled and were written before then."""
        over = [
            key
            for key, item in list(self._items.items())[:limit]
            if item.state is not OutboxState.WAITING and item.message.created < before
        ]
        for key in over:
            del self._items[key]
        return len(over)

    def _waiting(self) -> list[OutboxItem]:
        return [item for item in self._items.values() if item.state is OutboxState.WAITING]


class MemoryDecisions:
    """``ports.store.DecisionsRepo``."""

    def __init__(self, rows: list[Decision]) -> None:
        self._rows = rows

    def add(self, decision: Decision) -> None:
        """Add one."""
        self._rows.append(decision)

    def of(self, op: OpId) -> Sequence[Decision]:
        """Return the decisions about one sale, oldest first."""
        return [row for row in self._rows if row.op == op]

    def recent(self, limit: int) -> Sequence[Decision]:
        """Return the newest decisions, newest first."""
        return self._rows[::-1][:limit]
