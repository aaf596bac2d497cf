"""Sales that are kept in mind across restarts, until somebody has seen to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.ports.store import Tx

_MOST: Final = 100
"""So many are kept; a register that nobody reads must not get slower with every sale."""


@dataclass(frozen=True, slots=True)
class NotedSales:
    """A list in the store.

    Attributes:
        note: its name there.
        most: so many are kept, the newest of them; ``None`` for all.
    """

    note: str
    most: int | None = None

    def all(self, tx: Tx) -> tuple[OpId, ...]:
        """Oldest first."""
        text = tx.notes.get(self.note)
        return tuple(OpId(op) for op in json.loads(text)) if text else ()

    def add(self, tx: Tx, op: OpId) -> None:
        """Keep a sale in mind; it stands there once, and last."""
        others = tuple(known for known in self.all(tx) if known != op)
        kept = (*others, op)
        self._write(tx, kept if self.most is None else kept[-self.most :])

    def drop(self, tx: Tx, op: OpId) -> None:
        """Somebody has seen to it."""
        known = self.all(tx)
        if op in known:
            self._write(tx, tuple(other for other in known if other != op))

    def _write(self, tx: Tx, ops: tuple[OpId, ...]) -> None:
        tx.notes.put(self.note, json.dumps(ops))


SOLVED: Final = NotedSales("solved_doubts", _MOST)
"""Were in doubt, and nobody has read yet what became of them."""
LAPSED: Final = NotedSales("lapsed_holds", _MOST)
"""Were reserved on a card, have ended without anybody here wanting it, and nobody has read that."""
