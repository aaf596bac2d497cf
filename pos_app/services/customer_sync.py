"""Keeping the local customer index complete and fresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pos_app.domain.events import IndexProgress
from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import Ok, Refused, Unknown
from pos_app.ports.gateway import CustomerDirectory, CustomerPage
from pos_app.ports.store import Tx
from pos_app.services.backoff import FAST, endless
from pos_app.services.common import Common

_PAGE: Final = 100
_CURSOR: Final = "customers.cursor"
_COMPLETE: Final = "customers.complete"
_PAUSES: Final = (*FAST, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class _State:
    cursor: CustomerId | None
    complete: bool


class CustomerSync:
    """One full pass over all customers, resumed where it stopped; later only the newest."""

    def __init__(self, *, common: Common, directory: CustomerDirectory) -> None:
        self._common = common
        self._directory = directory

    async def run(self) -> None:
        """Work until the index is complete and fresh; without network, wait and go on.

        Ends early if Stripe refuses to list customers.
        """
        pauses = endless(_PAUSES)
        while not await self._pass(pauses):
            pauses = endless(_PAUSES)

    async def _pass(self, pauses: Iterator[float]) -> bool:
        """Go from the cursor to the end; False if the cursor is worth nothing any more."""
        state = await self._common.store.transact(_read)
        cursor = state.cursor
        while True:
            outcome = await self._directory.page(cursor, _PAGE)
            self._common.reach.note(outcome)
            match outcome:
                case Ok(page):
                    done = await self._take(page, newest_only=state.complete)
                    if done:
                        return True
                    cursor, pauses = page.next_after, endless(_PAUSES)
                case Unknown():
                    await self._common.clock.sleep(next(pauses))
                case Refused():
                    return not await self._forget(cursor)

    async def _take(self, page: CustomerPage, *, newest_only: bool) -> bool:
        """Store a page together with the place to go on; True at the end of the pass."""

        def work(tx: Tx) -> IndexProgress:
            caught_up = newest_only and any(tx.customers.get(c.id) for c in page.customers)
            tx.customers.put(page.customers)
            finished = page.next_after is None or caught_up
            if finished:
                tx.notes.put(_COMPLETE, "yes")
                tx.notes.drop(_CURSOR)
            elif not newest_only and page.next_after is not None:
                tx.notes.put(_CURSOR, page.next_after)
            return IndexProgress(tx.customers.count(), finished)

        progress = await self._common.store.transact(work)
        self._common.bus.publish(progress)
        return progress.finished

    async def _forget(self, cursor: CustomerId | None) -> bool:
        """Drop a cursor Stripe does not accept (its customer was deleted); False if none."""
        if cursor is not None:
            await self._common.store.transact(lambda tx: tx.notes.drop(_CURSOR))
        return cursor is not None


def _read(tx: Tx) -> _State:
    cursor = tx.notes.get(_CURSOR)
    return _State(CustomerId(cursor) if cursor else None, tx.notes.get(_COMPLETE) is not None)
