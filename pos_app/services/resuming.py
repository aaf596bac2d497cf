"""Continuing a sale whose PaymentIntent exists: after a late answer, a crash or a restart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from pos_app.domain.ids import OpId, PaymentIntentId
from pos_app.domain.outcomes import Ok, Refused, Unknown
from pos_app.domain.payment import (
    Payment,
    PaymentIntentSnapshot,
    PaymentIntentStatus,
    PaymentState,
)
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.gateway import PaymentGateway
from pos_app.ports.store import Tx
from pos_app.services.abandon import Abandon
from pos_app.services.common import Common
from pos_app.services.reconcile import Reconcile
from pos_app.services.records import Change, announce, follow, sale, write
from pos_app.services.results import NotStarted, NotStartedReason, StartResult, StartUnknown
from pos_app.services.sale_guard import SaleGuard
from pos_app.services.sessions import Sessions, started

_PAYABLE: Final = frozenset({PaymentState.OPEN, PaymentState.REQUIRES_ACTION})
_OVER: Final = frozenset(
    {
        PaymentIntentStatus.PROCESSING,
        PaymentIntentStatus.REQUIRES_CAPTURE,
        PaymentIntentStatus.SUCCEEDED,
        PaymentIntentStatus.CANCELED,
    }
)
_GOES_ON: Final = frozenset({NotStartedReason.NOT_OPEN, NotStartedReason.BEING_CANCELED})
"""What bars it without giving it up, or because that is done already."""
_FINAL: Final = frozenset({PaymentIntentStatus.SUCCEEDED, PaymentIntentStatus.CANCELED})


class Resuming:
    """Fetches the client secret anew, because secrets are never stored."""

    def __init__(
        self,
        *,
        common: Common,
        gateway: PaymentGateway,
        sessions: Sessions,
        abandon: Abandon,
        reconcile: Reconcile,
        guard: SaleGuard,
    ) -> None:
        self._common = common
        self._gateway = gateway
        self._sessions = sessions
        self._abandon = abandon
        self._reconcile = reconcile
        self._guard = guard

    async def resume(self, op: OpId) -> StartResult:
        """Make a sale payable again on the same PaymentIntent, so that nothing is charged twice.

        What would bar a new sale bars this one too, and it is given up: the customer may have paid
        another one meanwhile. What keeps the register from charging leaves it as it is. One that is
        being cancelled stays so: the answer might come while the customer pays.
        """
        payment = await self._common.store.transact(lambda tx: sale(tx, op))
        hindrance = await self._guard.hindrance(payment.order.customer)
        if hindrance is None:
            return await self._common.money.run(self.go_on(op), name=f"resume {op}")
        if payment.state not in _PAYABLE or payment.in_doubt:
            return NotStarted(NotStartedReason.NOT_OPEN, issue=payment)
        return replace(hindrance, issue=payment)

    async def go_on(self, op: OpId) -> StartResult:
        """As ``resume``, where it was just asked whether the register may charge."""

        def read(tx: Tx) -> tuple[Payment, NotStarted | None]:
            payment = sale(tx, op)
            return payment, self._guard.check_again(tx, payment)

        payment, barred = await self._common.store.transact(read)
        if payment.intent is None or payment.state not in _PAYABLE:
            return NotStarted(NotStartedReason.NOT_OPEN, issue=payment)
        if barred is not None:
            if barred.reason not in _GOES_ON:
                self._abandon.walk_away(op)
            return barred
        self._abandon.take_back(op)
        return await self._fetch(payment, payment.intent)

    async def _fetch(self, payment: Payment, intent: PaymentIntentId) -> StartResult:
        asked, opened = await asyncio.gather(
            self._common.reach.hear(self._gateway.client_secret(intent)),
            self._sessions.open(payment.order.customer),
        )
        match asked:
            case Ok(created) if created.snapshot.status in _OVER:
                issue = await self._over(payment.op, created.snapshot)
                return NotStarted(NotStartedReason.NOT_OPEN, issue=issue)
            case Ok(created):
                return started(payment, created, opened)
            case Refused():
                return NotStarted(NotStartedReason.REFUSED, refused=asked, issue=payment)
            case Unknown(cause):
                return StartUnknown(payment, cause)

    async def _over(self, op: OpId, seen: PaymentIntentSnapshot) -> Payment:
        """Look again by the one way to the ledger; no answer to that makes nothing unpaid."""
        await self._reconcile.payment(seen.id, FactSource.API_CALL)
        change = await self._common.store.transact(lambda tx: self._believe(tx, op, seen))
        return announce(self._common.bus, change)

    def _believe(self, tx: Tx, op: OpId, seen: PaymentIntentSnapshot) -> Change:
        before, now = sale(tx, op), self._common.clock.now()
        if before.state not in _PAYABLE:
            return Change(before)
        if seen.status in _FINAL:  # nothing can have overtaken it
            return follow(tx, before, seen, now, FactSource.API_CALL)
        doubt = replace(before, confirming=True, unknown_since=before.unknown_since or now)
        fact = Fact(FactKind.UNKNOWN, FactSource.API_CALL, now, seen.status)
        return write(tx, before, replace(doubt, updated=now), fact)
