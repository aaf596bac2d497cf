"""Sales that are kept in mind across restarts, until somebody has seen to them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pos_app.domain.ids import OpId
from pos_app.ports.store import Tx


@dataclass(frozen=True, slots=True)
class NotedSales:
    """A list in the store.

    Attributes:
        note: its name there.
    """

    note: str

    def all(self, tx: Tx) -> tuple[OpId, ...]:
        """Oldest first."""
        text = tx.notes.get(self.note)
        return tuple(OpId(op) for op in json.loads(text)) if text else ()

    def add(self, tx: Tx, op: OpId) -> None:
        """Keep a sale in mind; it stands there once."""
        self._write(tx, (*self.all(tx), op))

    def drop(self, tx: Tx, op: OpId) -> None:
        """Somebody has seen to it."""
        self._write(tx, tuple(known for known in self.all(tx) if known != op))

    def _write(self, tx: Tx, ops: tuple[OpId, ...]) -> None:
        tx.notes.put(self.note, json.dumps(list(dict.fromkeys(ops))))
