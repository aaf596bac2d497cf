"""The write-ahead journal: rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, insert, select

from pos_app.adapters.store.notes_repo import SqlNotesRepo
from pos_app.adapters.store.schema import journal
from pos_app.domain.ids import IdempotencyKey, OpId
from pos_app.domain.journal import JournalAction, JournalEntry, JournalState

_SETTLED: Final = [state.value for state in JournalState if state.settled]

_SETTLED_TO: Final = "journal.settled_to"
"""Note of the last row up to which every intention that ends there is settled.

A settled one is only reopened by a later row, so that no start looks at years again.
"""


class SqlJournalRepo:
    """``ports.store.JournalRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._notes = SqlNotesRepo(connection)

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
        return [_from_row(row) for row in self._last_rows(journal.c.op == op)]

    def open_entries(self) -> Sequence[JournalEntry]:
        """Return every intention whose latest state is not settled, oldest first."""
        settled_to = int(self._notes.get(_SETTLED_TO) or 0)
        found = self._last_rows(journal.c.seq > settled_to, journal.c.state.not_in(_SETTLED))
        last = self._connection.execute(select(func.max(journal.c.seq))).scalar_one() or 0
        before_open = min((row["seq"] for row in found), default=last + 1) - 1
        if before_open > settled_to:
            self._notes.put(_SETTLED_TO, str(before_open))
        return [_from_row(row) for row in found]

    def _last_rows(self, *conditions: ColumnElement[bool]) -> Sequence[RowMapping]:
        """The rows that meet all conditions and are the last of their intention."""
        later = journal.alias("later")
        followed = exists().where(
            later.c.op == journal.c.op,
            later.c.action == journal.c.action,
            later.c.key == journal.c.key,
            later.c.seq > journal.c.seq,
        )
        query = (
            select(journal)
            .where(*conditions, ~followed)
            .order_by(journal.c.first_at, journal.c.seq)
        )
        return self._connection.execute(query).mappings().all()


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
