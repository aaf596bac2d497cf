"""What managers decided: rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from pos_app.adapters.store.schema import decisions
from pos_app.domain.decisions import Decision, DecisionKind
from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.money import Money


class SqlDecisionsRepo:
    """``ports.store.DecisionsRepo`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, decision: Decision) -> None:
        """Add one."""
        self._connection.execute(
            insert(decisions).values(
                kind=decision.kind.value,
                op=decision.op,
                customer=decision.customer,
                minor=decision.money.minor,
                currency=decision.money.code,
                by=decision.by,
                reason=decision.reason,
                at=decision.at,
            )
        )

    def of(self, op: OpId) -> Sequence[Decision]:
        """Return the decisions about one sale, oldest first."""
        return self._read(select(decisions).where(decisions.c.op == op).order_by(decisions.c.seq))

    def recent(self, limit: int) -> Sequence[Decision]:
        """Return the newest decisions, newest first."""
        return self._read(select(decisions).order_by(decisions.c.seq.desc()).limit(limit))

    def _read(self, query: Any) -> Sequence[Decision]:
        return [
            Decision(
                kind=DecisionKind(row["kind"]),
                op=OpId(row["op"]),
                customer=CustomerId(row["customer"]),
                money=Money(row["minor"], row["currency"]),
                by=row["by"],
                reason=row["reason"],
                at=row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]
