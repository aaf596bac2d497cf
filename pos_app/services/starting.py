"""From an order to a sale the page can show."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.domain.outcomes import FailureCause, Ok, Outcome, Refused, Unknown
from pos_app.domain.payment import Payment, SaleOrder
from pos_app.ports.gateway import CreatedIntent, CustomerSession
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.abandon import Abandon
from pos_app.services.common import Common
from pos_app.services.consents import Consent
from pos_app.services.creating import Creating
from pos_app.services.records import Change, announce
from pos_app.services.repeats import Repeats
from pos_app.services.results import (
    Attempt,
    NotStarted,
    NotStartedReason,
    Started,
    StartResult,
    StartUnknown,
)
from pos_app.services.resuming import Resuming
from pos_app.services.sale_guard import SaleGuard
from pos_app.services.second_tries import begun_before, link
from pos_app.services.sessions import Sessions, started
from pos_app.services.superseding import Superseding

_PATIENCE: Final = (0.5, 1.0, 2.0)
"""Seconds to wait at the counter when Stripe is merely busy."""
_BUSY: Final = frozenset({FailureCause.RATE_LIMITED, FailureCause.CONFLICT})


@dataclass(frozen=True, slots=True)
class _Begun:
    """What one transaction has written down.

    Attributes:
        superseded: earlier sales in doubt, whose cancellation is intended now.
    """

    change: Change
    superseded: tuple[Change, ...]


class Starting:
    """Creates the PaymentIntent, and beside it a CustomerSession if none is prepared."""

    def __init__(  # noqa: PLR0913 - one per use case it hands over to
        self,
        *,
        common: Common,
        sessions: Sessions,
        creating: Creating,
        repeats: Repeats,
        abandon: Abandon,
        resuming: Resuming,
        guard: SaleGuard,
        superseding: Superseding,
    ) -> None:
        self._common = common
        self._sessions = sessions
        self._creating = creating
        self._repeats = repeats
        self._abandon = abandon
        self._resuming = resuming
        self._guard = guard
        self._superseding = superseding

    async def start(
        self, order: SaleOrder, *consents: Consent, instead_of: OpId | None = None
    ) -> StartResult:
        """Write the order down and create its PaymentIntent.

        A caller that is cancelled abandons the sale; the calls run to their end all the same.

        Args:
            order: who pays how much.
            consents: what a person has agreed to, each lifts one bar.
            instead_of: the debit that bounced and is charged anew, if it is one.
        """
        problems = self._guard.problems(order)
        if problems:
            return NotStarted(NotStartedReason.CHECKS, problems=problems)
        if self._guard.hindered and not consents and (doubt := await self._doubt(order)):
            return doubt  # known here: nobody waits for a Stripe that does not answer
        if hindrance := await self._guard.hindrance(order.customer):
            return await self._barred_first(order, consents, hindrance)
        op = self._common.ids.operation()
        try:
            work = self._start(op, order, consents, instead_of)
            return await self._common.money.run(work, name=f"start {op}")
        except asyncio.CancelledError:
            self._abandon.walk_away(op)
            raise

    async def _barred_first(
        self, order: SaleOrder, consents: tuple[Consent, ...], hindrance: NotStarted
    ) -> NotStarted:
        """A doubt about the customer's money comes before what keeps the register from charging.

        Else the "no" of the sale that did not begin would be read as the one of the earlier sale.
        Who charges in spite of it hears of the hindrance, with the earlier sale beside it.
        """
        if hindrance.reason is NotStartedReason.STORE_UNAVAILABLE:
            return hindrance
        doubt = await self._doubt(order)
        if doubt is None:
            return hindrance
        return replace(hindrance, issue=doubt.issue) if consents else doubt

    async def _doubt(self, order: SaleOrder) -> NotStarted | None:
        try:
            bar = await self._common.store.transact(lambda tx: self._guard.check(tx, order, ()))
        except StoreUnavailableError:
            return None
        match bar:
            case NotStarted(NotStartedReason.OPEN_ISSUE):
                return bar
            case _:
                return None

    async def _start(
        self,
        op: OpId,
        order: SaleOrder,
        consents: tuple[Consent, ...],
        instead_of: OpId | None,
    ) -> StartResult:
        begun = await self._write_down(op, order, consents, instead_of)
        if isinstance(begun, NotStarted):
            return begun
        for change in (begun.change, *begun.superseded):
            announce(self._common.bus, change)
        try:
            if begun.superseded:
                return await self._create_instead(begun)
            return await self._create(begun.change.payment)
        except StoreUnavailableError:
            # The PaymentIntent may exist, but nobody was given its secret: settle and cancel it.
            self._abandon.walk_away(op)
            self._repeats.create(op)
            return NotStarted(NotStartedReason.STORE_UNAVAILABLE, issue=begun.change.payment)

    async def _create_instead(self, begun: _Begun) -> StartResult:
        """Nobody can confirm the new sale before the earlier one's cancellation was tried."""
        ops = [change.payment.op for change in begun.superseded]
        canceling = self._common.money.spawn(
            self._superseding.send(ops), name=f"make room for {begun.change.payment.op}"
        )
        result = await self._create(begun.change.payment)
        await asyncio.wait({canceling})
        if not isinstance(result, Started):
            return result
        payment = result.payment
        barred = await self._common.store.transact(lambda tx: self._guard.check_again(tx, payment))
        if barred is None:
            return result
        self._abandon.walk_away(payment.op)  # the earlier one has turned out to be paid
        return barred

    async def _write_down(
        self,
        op: OpId,
        order: SaleOrder,
        consents: tuple[Consent, ...],
        instead_of: OpId | None,
    ) -> _Begun | NotStarted:
        """Sale, intention and what made it possible in one commit; consents serve it alone."""
        taken = self._guard.take(consents)

        def intend(tx: Tx) -> _Begun | NotStarted:
            before = begun_before(tx, order, instead_of)
            needed = self._guard.check(tx, order, taken, before)
            if isinstance(needed, NotStarted):
                return needed
            change = self._creating.intend(tx, op, order)
            if before and instead_of is not None:
                link(tx, op, instead_of, change.payment.created)
            self._guard.record(tx, op, order, needed)
            return _Begun(change, self._superseding.intend(tx, needed))

        begun: _Begun | NotStarted = NotStarted(NotStartedReason.STORE_UNAVAILABLE)
        try:
            begun = await self._common.store.transact(intend)
        except StoreUnavailableError:
            return begun
        finally:
            if isinstance(begun, NotStarted):
                self._guard.give_back(taken)
        return begun

    async def _create(self, payment: Payment) -> StartResult:
        attempt, opened = await self._ask(payment)
        match attempt.outcome:
            case Ok(created):
                return started(attempt.payment, created, opened)
            case Refused() as refused if attempt.settled:
                return NotStarted(NotStartedReason.REFUSED, refused, issue=attempt.payment)
            case Unknown(cause):
                self._repeats.create(payment.op)
                return StartUnknown(attempt.payment, cause)
            case Refused():
                self._repeats.create(payment.op)
                return StartUnknown(attempt.payment, FailureCause.STRIPE_DOWN)
            case None:
                return await self._resuming.go_on(payment.op)

    async def _ask(
        self, payment: Payment
    ) -> tuple[Attempt[CreatedIntent], Outcome[CustomerSession]]:
        customer = payment.order.customer
        prepared = self._sessions.take(customer)
        if prepared is None:
            return await asyncio.gather(self._send(payment.op), self._sessions.open(customer))
        attempt = await self._send(payment.op)
        return attempt, await self._sessions.renewed(customer, prepared)

    async def _send(self, op: OpId) -> Attempt[CreatedIntent]:
        attempt = await self._creating.send(op)
        for delay in _PATIENCE:
            if not (isinstance(attempt.outcome, Unknown) and attempt.outcome.cause in _BUSY):
                break
            await self._common.clock.sleep(delay)
            attempt = await self._creating.send(op)
        return attempt
