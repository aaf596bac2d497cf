"""Deliveries of messages to the shop's own workflow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    delete,
    func,
    literal_column,
    select,
)
from sqlalchemy import update as change
from sqlalchemy.dialects.sqlite import insert

from pos_app.adapters.store.schema import outbox
from pos_app.domain.hooks import Backlog, HookKind, HookMessage, OutboxItem, OutboxState
from pos_app.domain.ids import OpId

_WAITING: Final[ColumnElement[bool]] = outbox.c.state == literal_column(f"'{OutboxState.WAITING}'")
"""Spelled out, because SQLite cannot match a bound value with the condition of a partial index."""


class SqlOutboxRepo:
    """``ports.store.OutboxRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, message: HookMessage, targets: Sequence[str]) -> None:
        """Store one delivery per target, due at once; those known already stay as they are."""
        for target in targets:
            self._connection.execute(
                insert(outbox)
                .values(
                    message=message.id,
                    target=target,
                    kind=message.kind.value,
                    op=message.op,
                    body=message.body,
                    created=message.created,
                    state=OutboxState.WAITING.value,
                    attempts=0,
                    due=message.created,
                    detail="",
                )
                .on_conflict_do_nothing(index_elements=[outbox.c.message, outbox.c.target])
            )

    def due(self, target: str, now: dt.datetime, limit: int) -> Sequence[OutboxItem]:
        """Return what waits for a target and may be tried now, in the order it was stored."""
        query = (
            select(outbox)
            .where(_WAITING, outbox.c.target == target, outbox.c.due <= now)
            .order_by(outbox.c.seq)
            .limit(limit)
        )
        return [_from_row(row) for row in self._connection.execute(query).mappings()]

    def waiting(self) -> Mapping[str, Backlog]:
        """Return what waits, by target; a target for which nothing waits is left out."""
        query = (
            select(outbox.c.target, func.count(), func.min(outbox.c.due))
            .where(_WAITING)
            .group_by(outbox.c.target)
        )
        found = self._connection.execute(query)
        return {target: Backlog(count, due) for target, count, due in found}

    def delivered(self, message: str, target: str, at: dt.datetime) -> None:
        """Note that the target has taken it."""
        self._set(message, target, state=OutboxState.DELIVERED.value, due=at, detail="")

    def postpone(self, message: str, target: str, due: dt.datetime, detail: str) -> None:
        """Count one failed attempt and wait until ``due``."""
        self._set(message, target, attempts=outbox.c.attempts + 1, due=due, detail=detail)

    def give_up(self, message: str, target: str, at: dt.datetime, detail: str) -> None:
        """Count one failed attempt and try no more."""
        self._set(
            message,
            target,
            attempts=outbox.c.attempts + 1,
            state=OutboxState.GIVEN_UP.value,
            due=at,
            detail=detail,
        )

    def again(self, message: str, target: str, due: dt.datetime) -> None:
        """Let one that waits or was given up wait until ``due``."""
        self._connection.execute(
            change(outbox)
            .where(
                outbox.c.message == message,
                outbox.c.target == target,
                outbox.c.state != OutboxState.DELIVERED.value,
            )
            .values(state=OutboxState.WAITING.value, attempts=0, due=due)
        )

    def recent(self, limit: int) -> Sequence[OutboxItem]:
        """Return the newest deliveries, newest first."""
        query = select(outbox).order_by(outbox.c.seq.desc()).limit(limit)
        return [_from_row(row) for row in self._connection.execute(query).mappings()]

    def prune(self, before: dt.datetime, limit: int) -> int:
        """Forget those among the oldest that are settled and were written before then."""
        first = select(func.min(outbox.c.seq)).scalar_subquery()
        over = delete(outbox).where(
            outbox.c.seq < first + limit,
            outbox.c.state != OutboxState.WAITING.value,
            outbox.c.created < before,
        )
        return self._connection.execute(over).rowcount

    def _set(self, message: str, target: str, **values: Any) -> None:
        self._connection.execute(
            change(outbox)
            .where(outbox.c.message == message, outbox.c.target == target)
            .values(**values)
        )


def _from_row(row: RowMapping) -> OutboxItem:
    return OutboxItem(
        message=HookMessage(
            row["message"], HookKind(row["kind"]), OpId(row["op"]), row["body"], row["created"]
        ),
        target=row["target"],
        state=OutboxState(row["state"]),
        attempts=row["attempts"],
        due=row["due"],
        detail=row["detail"],
    )
