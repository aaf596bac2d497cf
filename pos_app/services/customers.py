"""Finding customers: the local index per keystroke, Stripe merged in, deleted ones refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, TypeVar

from pos_app.domain.customer import Customer, SavedMethod
from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import FailureCause, Ok, Outcome, RefusalKind, Refused, Unknown
from pos_app.domain.payment import Payment
from pos_app.ports.gateway import CustomerDirectory
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.customer_sync import CustomerSync, learn

T = TypeVar("T")
MOST_FOUND: Final = 20
_NEWEST: Final = 50
"""Enough to catch everyone created while Stripe's search lags behind."""
_RECENT: Final = 5
_ID: Final = re.compile(r"cus_\w+")
NoAnswer = FailureCause | Refused


@dataclass(frozen=True, slots=True)
class Found:
    """Customers for a typed text.

    Attributes:
        customers: newest first, those only Stripe's search knows at the end.
        remote: why Stripe could not be asked, or ``None``.
    """

    customers: tuple[Customer, ...]
    remote: NoAnswer | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A customer who can be charged.

    Attributes:
        methods: saved methods, newest first; empty also if they could not be read.
        recent: the customer's newest sales on this register.
        open_issue: a sale of this customer whose outcome is not known yet.
    """

    customer: Customer
    methods: tuple[SavedMethod, ...]
    recent: tuple[Payment, ...]
    open_issue: Payment | None


@dataclass(frozen=True, slots=True)
class CustomerDeleted:
    """Stripe has deleted this customer, who must not be charged."""

    customer: Customer


@dataclass(frozen=True, slots=True)
class CustomerMissing:
    """This account and mode has no such customer."""

    id: CustomerId


@dataclass(frozen=True, slots=True)
class CustomerUnavailable:
    """Stripe could not be asked, so nobody can be charged now."""

    cause: NoAnswer


OpenResult = Opened | CustomerDeleted | CustomerMissing | CustomerUnavailable


class Customers:
    """Everything the counter wants to know about customers."""

    def __init__(
        self, *, common: Common, directory: CustomerDirectory, syncing: CustomerSync
    ) -> None:
        self._common = common
        self._directory = directory
        self._syncing = syncing

    async def find(self, text: str) -> tuple[Customer, ...]:
        """Ask the local index alone; fast enough for every keystroke."""
        return await self._common.store.transact(lambda tx: tuple(_find(tx, text)))

    async def find_everywhere(self, text: str) -> Found:
        """Ask Stripe as well and put what it knows into the index.

        Stripe's search lags by up to a minute, so its list of the newest customers is asked, too.
        """
        wanted = text.strip()
        if not wanted:
            return Found((), None)
        hits, newest = await asyncio.gather(self._search(wanted), self._newest())
        searched = hits.value if isinstance(hits, Ok) else ()
        learnt = (*searched, *(newest.value if isinstance(newest, Ok) else ()))

        def work(tx: Tx) -> tuple[Customer, ...]:
            tx.customers.put(learnt)
            return _merged(_find(tx, wanted), searched)

        found = await self._common.store.transact(work)
        return Found(found, _problem(hits) or _problem(newest))

    async def open(self, customer: CustomerId) -> OpenResult:
        """Read the customer afresh, with saved methods and what is open on this register."""
        asked, methods = await asyncio.gather(
            self._hear(self._directory.retrieve(customer)), self._directory.saved_methods(customer)
        )
        match asked:
            case Ok(known):
                saved = methods.value if isinstance(methods, Ok) else ()
                return await self._opened(known, saved)
            case Refused(kind=RefusalKind.NOT_FOUND):
                return CustomerMissing(customer)
            case Refused():
                return CustomerUnavailable(asked)
            case Unknown(cause):
                return CustomerUnavailable(cause)

    async def known(self, customer: CustomerId) -> Customer | None:
        """Who that is, as far as this register knows by itself."""
        try:
            return await self._common.store.transact(lambda tx: tx.customers.get(customer))
        except StoreUnavailableError:
            return None

    async def doubt(self, customer: CustomerId) -> Payment | None:
        """A sale of this customer whose outcome is not known, as this register knows by itself."""
        try:
            return await self._common.store.transact(lambda tx: _open_issue(tx, customer))
        except StoreUnavailableError:
            return None

    async def sync(self) -> None:
        """Fill and refresh the local index; to be run in the background."""
        await self._syncing.run()

    async def _opened(self, customer: Customer, saved: tuple[SavedMethod, ...]) -> OpenResult:
        def work(tx: Tx) -> OpenResult:
            latest = learn(tx, customer)
            if latest.deleted:
                return CustomerDeleted(latest)
            recent = tuple(tx.payments.recent(_RECENT, customer.id))
            return Opened(latest, saved, recent, _open_issue(tx, customer.id))

        return await self._common.store.transact(work)

    async def _search(self, text: str) -> Outcome[tuple[Customer, ...]]:
        if _ID.fullmatch(text):
            return _as_hits(await self._hear(self._directory.retrieve(CustomerId(text))))
        return await self._hear(self._directory.search(text, MOST_FOUND))

    async def _newest(self) -> Outcome[tuple[Customer, ...]]:
        return await self._hear(self._directory.newest(_NEWEST))

    async def _hear(self, call: Awaitable[Outcome[T]]) -> Outcome[T]:
        return await self._common.reach.hear(call, essential=False)


def _find(tx: Tx, text: str) -> list[Customer]:
    return list(tx.customers.find(text, MOST_FOUND))


def _merged(found: list[Customer], searched: tuple[Customer, ...]) -> tuple[Customer, ...]:
    by_id = {customer.id: customer for customer in (*found, *searched)}
    return tuple(by_id.values())[:MOST_FOUND]


def _open_issue(tx: Tx, customer: CustomerId) -> Payment | None:
    unfinished = tx.payments.unfinished()
    return next((p for p in unfinished if p.order.customer == customer and p.in_doubt), None)


def _as_hits(asked: Outcome[Customer]) -> Outcome[tuple[Customer, ...]]:
    """One customer by id; an id nobody has is an empty answer, not a problem."""
    match asked:
        case Ok(customer):
            return Ok((customer,))
        case Refused(kind=RefusalKind.NOT_FOUND):
            return Ok(())
        case Refused() | Unknown():
            return asked


def _problem(outcome: Outcome[tuple[Customer, ...]]) -> NoAnswer | None:
    match outcome:
        case Ok():
            return None
        case Refused():
            return outcome
        case Unknown(cause):
            return cause
