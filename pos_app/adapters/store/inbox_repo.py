"""Events that came from Stripe, each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy import update as change
from sqlalchemy.dialects import sqlite

from pos_app.adapters.store.schema import Instant, as_number, inbox
from pos_app.domain.ids import CustomerId, EventId, PaymentIntentId
from pos_app.domain.stripe_events import EventVia, InboxItem, InboxState, StripeEvent

_DUE: Final = (
    text(
        "SELECT * FROM inbox INDEXED BY inbox_waiting "
        "WHERE state = 'waiting' AND due <= :now ORDER BY created, id LIMIT :limit"
    )
    .bindparams(bindparam("now", type_=Instant))
    .columns(*inbox.columns)
)
"""In the order of its index: else ten thousand that wait are sorted for every handful taken."""

_KNOWN: Final = select(inbox.c.id).where(inbox.c.id.in_(bindparam("ids", expanding=True)))
_INSERT: Final = str(insert(inbox).compile(dialect=sqlite.dialect()))
_SETTLE: Final = "UPDATE inbox SET state = ?, detail = ? WHERE id = ?"
"""These are for thousands a second: SQLAlchemy would look at each value of each row."""


class SqlInboxRepo:
    """``ports.store.InboxRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: StripeEvent, via: EventVia, received: dt.datetime) -> bool:
        """Store a new event, due at once; return False if it is known already."""
        return self.add_all([event], via, received)[0]

    def add_all(
        self, events: Sequence[StripeEvent], via: EventVia, received: dt.datetime
    ) -> Sequence[bool]:
        """As ``add`` for many; one answer for each."""
        asked = {"ids": [event.id for event in events]}
        known: set[EventId] = set(self._connection.execute(_KNOWN, asked).scalars())
        new: list[tuple[object, ...]] = []
        answers: list[bool] = []
        for event in events:
            answers.append(event.id not in known)
            if event.id not in known:
                known.add(event.id)
                new.append(_as_row(event, via, received))
        if new:
            self._connection.exec_driver_sql(_INSERT, new)
        return answers

    def get(self, event: EventId) -> InboxItem | None:
        """Return one event."""
        query = select(inbox).where(inbox.c.id == event)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else _from_row(row)

    def due(self, now: dt.datetime, limit: int) -> Sequence[InboxItem]:
        """Return waiting events that may be acted on now, in the order Stripe made them."""
        values = {"now": now, "limit": limit}
        return [_from_row(row) for row in self._connection.execute(_DUE, values).mappings()]

    def settle(self, events: Sequence[EventId], state: InboxState, detail: str) -> None:
        """Note what became of these events; unknown ones are none."""
        if events:
            rows = [(state.value, detail, event) for event in events]
            self._connection.exec_driver_sql(_SETTLE, rows)

    def postpone(self, event: EventId, due: dt.datetime, detail: str) -> None:
        """Count one attempt more and wait until ``due``."""
        self._connection.execute(
            change(inbox)
            .where(inbox.c.id == event)
            .values(due=due, detail=detail, attempts=inbox.c.attempts + 1)
        )

    def again(self, due: dt.datetime) -> None:
        """Let all that were given up, and all that wait for longer, wait until ``due``."""
        waiting, failed = InboxState.WAITING.value, InboxState.FAILED.value
        later = (inbox.c.state == waiting) & (inbox.c.due > due)
        self._connection.execute(change(inbox).where(later).values(due=due))
        given_up = inbox.c.state == failed
        self._connection.execute(change(inbox).where(given_up).values(state=waiting, due=due))

    def counts(self) -> Mapping[InboxState, int]:
        """Return how many events are in each state; states without any are zero."""
        query = select(inbox.c.state, func.count()).group_by(inbox.c.state)
        found: dict[str, int] = dict(self._connection.execute(query).all())
        return {state: found.get(state.value, 0) for state in InboxState}

    def last(self) -> InboxItem | None:
        """Return the event that was received last."""
        query = select(inbox).order_by(inbox.c.received.desc()).limit(1)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else _from_row(row)

    def prune(self, before: dt.datetime) -> int:
        """Forget events received before then that are done or ignored; return how many."""
        over = inbox.c.state.in_([InboxState.DONE.value, InboxState.IGNORED.value])
        done = self._connection.execute(delete(inbox).where(over, inbox.c.received < before))
        return done.rowcount


def _as_row(event: StripeEvent, via: EventVia, received: dt.datetime) -> tuple[object, ...]:
    """In the order of the table's columns."""
    at = as_number(received)
    return (
        event.id,
        event.type,
        as_number(event.created),
        event.livemode,
        event.object_id,
        event.object_kind,
        event.intent,
        event.customer,
        via.value,
        at,
        InboxState.WAITING.value,
        0,
        at,
        "",
    )


def _from_row(row: RowMapping) -> InboxItem:
    return InboxItem(
        event=StripeEvent(
            id=EventId(row["id"]),
            type=row["type"],
            created=row["created"],
            livemode=row["livemode"],
            object_id=row["object_id"],
            object_kind=row["object_kind"],
            intent=None if row["intent"] is None else PaymentIntentId(row["intent"]),
            customer=None if row["customer"] is None else CustomerId(row["customer"]),
        ),
        via=EventVia(row["via"]),
        received=row["received"],
        state=InboxState(row["state"]),
        attempts=row["attempts"],
        due=row["due"],
        detail=row["detail"],
    )
