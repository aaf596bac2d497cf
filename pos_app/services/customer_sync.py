"""Keeping the local customer index complete and fresh."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from pos_app.domain.customer import Customer
from pos_app.domain.events import IndexProgress
from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import Ok, Refused, Unknown
from pos_app.ports.gateway import CustomerDirectory, CustomerPage
from pos_app.ports.store import Tx
from pos_app.services.backoff import FAST, endless
from pos_app.services.common import Common
from pos_app.services.settings import SettingsService

_PAGE: Final = 100
_PAUSES: Final = (*FAST, 30.0, 60.0)
_ACCOUNT: Final = "customers.account"
"""Whose customers the index holds."""
_CURSOR: Final = "customers.cursor"
"""Where the pass under way goes on."""
_BEGUN_AT: Final = "customers.begun_at"
"""When the newest customer was created at the beginning of the pass under way."""
_UP_TO: Final = "customers.up_to"
"""Everybody created before this is in the index; missing until the first pass is through."""


class CustomerSync:
    """One full pass over all customers, resumed where it stopped; later only the newest."""

    def __init__(
        self, *, common: Common, directory: CustomerDirectory, settings: SettingsService
    ) -> None:
        self._common = common
        self._directory = directory
        self._settings = settings

    async def run(self) -> None:
        """Work until the index is complete and fresh; without network, wait and go on.

        Ends early if Stripe refuses to list customers.
        """
        pauses = endless(_PAUSES)
        while True:
            cursor = await self._common.store.transact(self._prepare)
            finished = await self._pass(cursor)
            if finished and cursor is None:
                return  # a pass that went on from a cursor has missed who came meanwhile
            await self._common.clock.sleep(next(pauses))

    def _prepare(self, tx: Tx) -> CustomerId | None:
        """Forget another account's customers; return where to go on."""
        account = self._settings.current.account
        if tx.notes.get(_ACCOUNT) != account:
            tx.customers.clear()
            for name in (_CURSOR, _BEGUN_AT, _UP_TO):
                tx.notes.drop(name)
            tx.notes.put(_ACCOUNT, account)
        cursor = tx.notes.get(_CURSOR)
        return CustomerId(cursor) if cursor else None

    async def _pass(self, cursor: CustomerId | None) -> bool:
        """Go from the cursor to the end; False if Stripe does not accept the cursor any more."""
        pauses = endless(_PAUSES)
        while True:
            call = self._directory.page(cursor, _PAGE)
            outcome = await self._common.reach.hear(call, essential=False)
            match outcome:
                case Ok(page):
                    if await self._take(page, first=cursor is None):
                        return True
                    cursor, pauses = page.next_after, endless(_PAUSES)
                case Unknown():
                    await self._common.clock.sleep(next(pauses))
                case Refused():
                    await self._common.store.transact(lambda tx: tx.notes.drop(_CURSOR))
                    return cursor is None

    async def _take(self, page: CustomerPage, *, first: bool) -> bool:
        """Store a page together with the place to go on; True at the end of the pass."""

        def work(tx: Tx) -> IndexProgress:
            tx.customers.put(page.customers)
            if first and page.customers:
                tx.notes.put(_BEGUN_AT, page.customers[0].created.isoformat())
            finished = page.next_after is None or _caught_up(tx, page)
            _write_place(tx, None if finished else page.next_after)
            return IndexProgress(tx.customers.count(), finished)

        progress = await self._common.store.transact(work)
        self._common.bus.publish(progress)
        return progress.finished


def _caught_up(tx: Tx, page: CustomerPage) -> bool:
    """Whether an earlier pass has been through everybody who follows this page."""
    up_to = tx.notes.get(_UP_TO)
    if up_to is None or not page.customers:
        return False
    return page.customers[-1].created < dt.datetime.fromisoformat(up_to)


def _write_place(tx: Tx, next_after: CustomerId | None) -> None:
    if next_after is not None:
        tx.notes.put(_CURSOR, next_after)
        return
    tx.notes.drop(_CURSOR)
    begun_at = tx.notes.get(_BEGUN_AT)
    if begun_at is not None:
        tx.notes.put(_UP_TO, begun_at)


def learn(tx: Tx, seen: Customer) -> Customer:
    """Put a customer as Stripe shows them into the index; a deleted one keeps the known name."""
    known = tx.customers.get(seen.id) if seen.deleted else None
    latest = replace(known, deleted=True) if known else seen
    tx.customers.put((latest,))
    return latest


def forget_deleted(tx: Tx, customer: CustomerId) -> None:
    """Mark a customer who is no longer at Stripe; one we never knew stays unknown."""
    known = tx.customers.get(customer)
    if known is not None:
        tx.customers.put((replace(known, deleted=True),))
