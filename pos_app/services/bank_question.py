"""Showing once more what a bank asks: after a crash, a restart, or a sale that was left."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.ids import OpId, PaymentIntentId
from pos_app.domain.outcomes import Ok, Refused, Unknown
from pos_app.domain.payment import Payment, PaymentIntentStatus, PaymentState
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.gateway import PaymentGateway
from pos_app.ports.store import Tx
from pos_app.services.abandon import Abandon
from pos_app.services.common import Common
from pos_app.services.reconcile import Reconcile
from pos_app.services.records import Change, announce, sale, write
from pos_app.services.results import (
    BankReady,
    NotStarted,
    NotStartedReason,
    ShowBankResult,
    StartUnknown,
)
from pos_app.services.sale_guard import SaleGuard
from pos_app.services.status_watch import StatusWatch


class BankQuestion:
    """Lets the page ask what the bank wants to know of a confirmed PaymentIntent.

    That is no confirmation of its own: the one before waits at Stripe for the answer, and a
    PaymentIntent collects once. It stays in doubt until Stripe says how it ended.
    """

    def __init__(
        self,
        *,
        common: Common,
        gateway: PaymentGateway,
        abandon: Abandon,
        reconcile: Reconcile,
        guard: SaleGuard,
        watch: StatusWatch,
    ) -> None:
        self._common = common
        self._gateway = gateway
        self._abandon = abandon
        self._reconcile = reconcile
        self._guard = guard
        self._watch = watch

    async def show(self, op: OpId) -> ShowBankResult:
        """Fetch the client secret anew and commit that the page will ask; tell it only afterwards.

        What bars a new sale of the customer bars this one as well.

        Returns:
            ``NotStarted`` changes nothing about the sale, which may be paid all the same: with
            ``NOT_OPEN`` the bank asks nothing any more, with ``OPEN_ISSUE`` another sale of the
            customer is in the way, with ``BEING_CANCELED`` Stripe was asked to cancel this one.

        Raises:
            StoreUnavailableError: it could not be written down, so the page must not ask.
        """
        payment = await self._common.store.transact(lambda tx: sale(tx, op))
        if payment.intent is None or payment.state is not PaymentState.REQUIRES_ACTION:
            return NotStarted(NotStartedReason.NOT_OPEN, issue=payment)
        if hindrance := await self._guard.hindrance(payment.order.customer):
            return replace(hindrance, issue=payment)
        barred = await self._common.store.transact(
            lambda tx: self._guard.check_again(tx, sale(tx, op))
        )
        if barred is not None:
            return _kept_back(barred, payment)
        fetch = self._fetch(payment, payment.intent)
        return await self._common.money.run(fetch, name=f"show the bank of {op}")

    async def _fetch(self, payment: Payment, intent: PaymentIntentId) -> ShowBankResult:
        asked = await self._common.reach.hear(self._gateway.client_secret(intent))
        match asked:
            case Ok(created) if created.snapshot.status is PaymentIntentStatus.REQUIRES_ACTION:
                change = await self._common.store.transact(lambda tx: self._write(tx, payment.op))
                if isinstance(change, NotStarted):
                    return _kept_back(change, payment)
                now = announce(self._common.bus, change)
                if not change.news:
                    return NotStarted(NotStartedReason.NOT_OPEN, issue=now)
                self._abandon.take_back(now.op)
                self._watch.watch(now)
                self._watch.quicken(now.op)
                return BankReady(now, created.client_secret)
            case Ok():
                now = await self._reconcile.payment(intent, FactSource.API_CALL) or payment
                return NotStarted(NotStartedReason.NOT_OPEN, issue=now)
            case Refused():
                return NotStarted(NotStartedReason.REFUSED, refused=asked, issue=payment)
            case Unknown(cause):
                return StartUnknown(payment, cause)

    def _write(self, tx: Tx, op: OpId) -> Change | NotStarted:
        before, now = sale(tx, op), self._common.clock.now()
        if before.state is not PaymentState.REQUIRES_ACTION:
            return Change(before)
        if barred := self._guard.check_again(tx, before):
            return barred  # since it was asked for
        after = replace(before, confirming=True, updated=now)
        return write(tx, before, after, Fact(FactKind.BANK_SHOWN, FactSource.OPERATOR, now))


def _kept_back(barred: NotStarted, payment: Payment) -> NotStarted:
    """What stands in the way of the bank's question; which other sale does is not said."""
    canceled = barred.reason is NotStartedReason.BEING_CANCELED
    reason = NotStartedReason.BEING_CANCELED if canceled else NotStartedReason.OPEN_ISSUE
    return NotStarted(reason, issue=payment)
