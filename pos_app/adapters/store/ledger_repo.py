"""The ledger: rows are only ever added, one per Stripe object and kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from pos_app.adapters.store.schema import ledger
from pos_app.domain.ids import OpId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money


class SqlLedgerRepo:
    """``ports.store.LedgerRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: LedgerEntry) -> bool:
        """Add a row; return False if that Stripe object already has one of this kind."""
        done = self._connection.execute(
            insert(ledger)
            .values(
                kind=entry.kind.value,
                stripe_id=entry.stripe_id,
                op=entry.op,
                minor=entry.money.minor,
                currency=entry.money.code,
                at=entry.at,
            )
            .on_conflict_do_nothing(index_elements=[ledger.c.kind, ledger.c.stripe_id])
        )
        return done.rowcount == 1

    def of(self, op: OpId) -> Sequence[LedgerEntry]:
        """Return the rows of one sale."""
        return self._read(select(ledger).where(ledger.c.op == op).order_by(ledger.c.seq))

    def entries(self) -> Sequence[LedgerEntry]:
        """Return all rows, oldest first."""
        return self._read(select(ledger).order_by(ledger.c.seq))

    def total(self, code: str) -> Money:
        """Return the sum of all rows in one currency."""
        query = select(func.coalesce(func.sum(ledger.c.minor), 0)).where(ledger.c.currency == code)
        return Money(int(self._connection.execute(query).scalar_one()), code)

    def _read(self, query: Any) -> Sequence[LedgerEntry]:
        return [
            LedgerEntry(
                LedgerKind(row["kind"]),
                row["stripe_id"],
                OpId(row["op"]),
                Money(row["minor"], row["currency"]),
                row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]
