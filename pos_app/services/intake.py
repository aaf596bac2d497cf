"""Durable storing of announcements: many that arrive together share one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pos_app.domain.stripe_events import EventVia, StripeEvent
from pos_app.services.common import Common

MOST_AT_ONCE: Final = 200
"""Events in one transaction: other work on the database waits for it."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    event: StripeEvent
    stored: asyncio.Future[bool]


class Intake:
    """Stores events. While one transaction is written, what arrives gathers for the next one.

    Args:
        via: the way by which all of them come.
    """

    def __init__(self, *, common: Common, via: EventVia) -> None:
        self._common = common
        self._via = via
        self._waiting: list[_Arrival] = []
        self._writing = False

    async def store(self, event: StripeEvent) -> bool:
        """Store an event; when this returns it is on the disk.

        Returns:
            False if it was known already.

        Raises:
            StoreUnavailableError: it is not stored.
        """
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Arrival(event, stored))
        if not self._writing:
            self._writing = True
            self._common.money.launch(self._write(), name="store events")
        return await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                await self._write_batch(batch)
        finally:
            self._writing = False

    async def _write_batch(self, batch: Sequence[_Arrival]) -> None:
        try:
            answers = await self._add(batch)
        except Exception as error:  # noqa: BLE001 - raised again in everyone who waits
            for arrival in batch:
                if not arrival.stored.done():
                    arrival.stored.set_exception(error)
            return
        for arrival, new in zip(batch, answers, strict=True):
            if not arrival.stored.done():
                arrival.stored.set_result(new)

    async def _add(self, batch: Sequence[_Arrival]) -> Sequence[bool]:
        events = [arrival.event for arrival in batch]
        now = self._common.clock.now()
        return await self._common.store.transact(
            lambda tx: tx.inbox.add_all(events, self._via, now)
        )
