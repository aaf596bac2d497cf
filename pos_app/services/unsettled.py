"""Customers with something open from the last run: nobody charges them before that is settled."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from pos_app.domain.ids import CustomerId, OpId


class Unsettled:
    """What recovery has still to settle; sales of these customers wait, all others do not."""

    def __init__(self) -> None:
        self._open: dict[OpId, CustomerId] = {}
        self._scanned = True
        self._changed = asyncio.Event()

    def expect(self) -> None:
        """Recovery will run: until it has listed what is open, every sale waits."""
        self._scanned = False

    def found(self, sales: Mapping[OpId, CustomerId]) -> None:
        """Recovery has listed what is open."""
        self._open = dict(sales)
        self._scanned = True
        self._tell()

    def settled(self, op: OpId) -> None:
        """This sale is settled, or handed to the background with its truth told."""
        self._open.pop(op, None)
        self._tell()

    def over(self) -> None:
        """Recovery has ended, by success or not; nobody waits for it any more."""
        self.found({})

    async def wait(self, customer: CustomerId) -> None:
        """Return when nothing of this customer is left to recovery."""
        while not self._scanned or customer in self._open.values():
            await self._changed.wait()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
