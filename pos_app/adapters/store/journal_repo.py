"""The write-ahead journal: rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select

from pos_app.adapters.store.schema import journal
from pos_app.domain.ids import IdempotencyKey, OpId
from pos_app.domain.journal import JournalAction, JournalEntry, JournalState

_SETTLED: Final = [state.value for state in JournalState if state.settled]


class SqlJournalRepo:
    """``ports.store.JournalRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, entry: JournalEntry) -> None:
        """Append a state of an intention."""
        self._connection.execute(
            insert(journal).values(
                op=entry.op,
                action=entry.action.value,
                key=entry.key,
                state=entry.state.value,
                request=entry.request,
                first_at=entry.first_at,
                at=entry.at,
                detail=entry.detail,
            )
        )

    def latest(self, op: OpId) -> Sequence[JournalEntry]:
        """Return the latest state of each intention of one operation, oldest first."""
        return self._latest(journal.c.op == op)

    def open_entries(self) -> Sequence[JournalEntry]:
        """Return every intention whose latest state is not settled, oldest first."""
        return self._latest(journal.c.state.not_in(_SETTLED))

    def _latest(self, condition: ColumnElement[bool]) -> Sequence[JournalEntry]:
        newest = select(func.max(journal.c.seq)).group_by(
            journal.c.op, journal.c.action, journal.c.key
        )
        rows = self._connection.execute(
            select(journal)
            .where(journal.c.seq.in_(newest), condition)
            .order_by(journal.c.first_at, journal.c.seq)
        ).mappings()
        return [_from_row(row) for row in rows]


def _from_row(row: RowMapping) -> JournalEntry:
    return JournalEntry(
        op=OpId(row["op"]),
        action=JournalAction(row["action"]),
        key=IdempotencyKey(row["key"]),
        state=JournalState(row["state"]),
        request=row["request"],
        first_at=row["first_at"],
        at=row["at"],
        detail=row["detail"],
    )
