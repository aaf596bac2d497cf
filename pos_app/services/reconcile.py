"""The one way by which Stripe's truth reaches a sale: refetch, apply, commit, announce."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from pos_app.domain.after_sale import after_sale
from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.outcomes import Ok, Refused, Unknown
from pos_app.domain.payment import Payment, PaymentIntentSnapshot, PaymentState
from pos_app.domain.timeline import Fact, FactKind, FactSource, only_one_under_way
from pos_app.ports.gateway import PaymentGateway
from pos_app.ports.store import Tx
from pos_app.services.attempts import Attempts, Mark
from pos_app.services.common import Common
from pos_app.services.records import Change, announce, follow, sale, write, write_transition

PATIENCE: Final = 5.0
"""Seconds for which reads may fail before a running confirmation is called unknown."""
_OF_REFUNDS: Final = frozenset({LedgerKind.REFUND, LedgerKind.REFUND_FAILED})


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look at Stripe came to.

    Attributes:
        payment: the sale afterwards; ``None`` if the PaymentIntent is not ours.
        problem: why the whole truth could not be read; the sale has what could be.
    """

    payment: Payment | None
    problem: Refused | Unknown | None = None


@dataclass(frozen=True, slots=True)
class _Moment:
    """A clock may be set while something lasts; a stopwatch may not."""

    on_the_clock: dt.datetime
    on_the_stopwatch: float


class Reconcile:
    """Refetches a PaymentIntent, one at a time per PaymentIntent.

    Whoever asks while a look is under way gets the result of exactly one more look, which begins
    after the question: so snapshots are applied in the order in which they were fetched.
    """

    def __init__(self, *, common: Common, gateway: PaymentGateway, attempts: Attempts) -> None:
        self._common = common
        self._gateway = gateway
        self._attempts = attempts
        self._running: dict[PaymentIntentId, asyncio.Task[Looked]] = {}
        self._waiting: dict[PaymentIntentId, asyncio.Task[Looked]] = {}
        self._deeper: set[PaymentIntentId] = set()
        self._silent_since: dict[PaymentIntentId, _Moment] = {}

    async def payment(self, intent: PaymentIntentId, source: FactSource) -> Payment | None:
        """Return the sale after a look at Stripe that began after this call.

        Args:
            intent: which PaymentIntent.
            source: what made us look; the timeline shows it.

        Returns:
            The sale, unchanged if Stripe gave no answer; ``None`` if the PaymentIntent is not ours.

        Raises:
            StoreUnavailableError: what Stripe said could not be stored.
        """
        return (await self.look(intent, source)).payment

    async def after_sale(self, intent: PaymentIntentId, source: FactSource) -> Looked:
        """As ``look``, and read refunds and disputes even if the charge shows none.

        Raises:
            StoreUnavailableError: what Stripe said could not be stored.
        """
        self._deeper.add(intent)
        return await self.look(intent, source)

    async def look(self, intent: PaymentIntentId, source: FactSource) -> Looked:
        """As ``payment``, telling also whether Stripe has answered.

        Raises:
            StoreUnavailableError: what Stripe said could not be stored.
        """
        task = self._waiting.get(intent) or self._start(intent, source)
        return await self._common.money.result(task)

    def _start(self, intent: PaymentIntentId, source: FactSource) -> asyncio.Task[Looked]:
        running = self._running.get(intent)
        if running is None:
            look = self._look(intent, source)
            self._running[intent] = self._common.money.hold(look, name=f"look at {intent}")
            return self._running[intent]
        after = self._look_after(running, intent, source)
        self._waiting[intent] = self._common.money.hold(after, name=f"look again at {intent}")
        return self._waiting[intent]

    async def _look_after(
        self, running: asyncio.Task[Looked], intent: PaymentIntentId, source: FactSource
    ) -> Looked:
        await asyncio.wait({running})
        self._running[intent] = self._waiting.pop(intent)
        return await self._look(intent, source)

    async def _look(self, intent: PaymentIntentId, source: FactSource) -> Looked:
        deeper = intent in self._deeper
        self._deeper.discard(intent)
        whole = False
        try:
            looked = await self._refetch(intent, source, deeper=deeper)
            whole = looked.problem is None
            return looked
        finally:
            if deeper and not whole:  # the next look owes it to whoever waits for that one
                self._deeper.add(intent)
            if intent not in self._waiting:
                del self._running[intent]

    async def _refetch(
        self, intent: PaymentIntentId, source: FactSource, *, deeper: bool
    ) -> Looked:
        clock, mark = self._common.clock, self._attempts.mark(intent)
        asked = _Moment(clock.now(), clock.monotonic())
        outcome = await self._common.reach.hear(self._gateway.retrieve(intent))
        if not isinstance(outcome, Ok):
            return await self._unanswered(intent, asked, outcome)
        seen = outcome.value
        self._silent_since.pop(intent, None)
        change, unbooked = await self._common.store.transact(
            lambda tx: self._apply(tx, seen, source, mark)
        )
        if change is None:
            return Looked(None)
        self._attempts.looked(intent, mark)
        payment = announce(self._common.bus, change)
        if payment.state is PaymentState.SUCCEEDED and (deeper or unbooked):
            return await self._look_deeper(payment, intent, source)
        return Looked(payment)

    async def _unanswered(
        self, intent: PaymentIntentId, asked: _Moment, outcome: Refused | Unknown
    ) -> Looked:
        since = self._silent_since.setdefault(intent, asked)
        change = await self._common.store.transact(
            lambda tx: self._doubt(tx, intent, since, outcome)
        )
        return Looked(None if change is None else announce(self._common.bus, change), outcome)

    async def _look_deeper(
        self, payment: Payment, intent: PaymentIntentId, source: FactSource
    ) -> Looked:
        """Read what has happened to a paid sale since."""
        refunds = await self._gateway.refunds(intent)
        if not isinstance(refunds, Ok):
            return Looked(payment, refunds)
        disputes = await self._gateway.disputes(intent)
        if not isinstance(disputes, Ok):
            return Looked(payment, disputes)

        def work(tx: Tx) -> Change:
            before, now = sale(tx, payment.op), self._common.clock.now()
            known = tx.payments.facts(before.op)
            step = after_sale(before, refunds.value, disputes.value, known, now, source)
            return write_transition(tx, before, step, source)

        change = await self._common.store.transact(work)
        return Looked(announce(self._common.bus, change))

    def _apply(
        self, tx: Tx, seen: PaymentIntentSnapshot, source: FactSource, mark: Mark
    ) -> tuple[Change | None, bool]:
        """Store what is seen; also whether the charge shows more than the books do."""
        before = tx.payments.by_intent(seen.id)
        if before is None:
            return None, False
        # Read from the ledger, because a restart forgets everything else.
        only_one = not before.confirming or only_one_under_way(tx.payments.facts(before.op))
        fetched = self._attempts.fetched(seen.id, mark, only_one=only_one)
        change = follow(tx, before, seen, self._common.clock.now(), source, fetched)
        return change, _unbooked(tx, change.payment, seen)

    def _doubt(
        self,
        tx: Tx,
        intent: PaymentIntentId,
        since: _Moment,
        outcome: Refused | Unknown,
    ) -> Change | None:
        """Without an answer a sale stays what it is; a running confirmation becomes unknown."""
        before = tx.payments.by_intent(intent)
        if before is None:
            return None
        silent = self._common.clock.monotonic() - since.on_the_stopwatch
        if not before.in_doubt or before.unknown_since is not None or silent < PATIENCE:
            return Change(before)
        now = self._common.clock.now()
        why = outcome.cause if isinstance(outcome, Unknown) else outcome.kind
        after = replace(before, unknown_since=since.on_the_clock, updated=now)
        return write(tx, before, after, Fact(FactKind.UNKNOWN, FactSource.API_CALL, now, why))


def _unbooked(tx: Tx, payment: Payment, seen: PaymentIntentSnapshot) -> bool:
    """Whether refunds or disputes must be read; a dispute's end does not show on the charge."""
    if seen.charge is None:
        return False
    rows = tx.ledger.of(payment.op)
    refunded = -sum(row.money.minor for row in rows if row.kind in _OF_REFUNDS)
    return seen.charge.disputed or seen.charge.amount_refunded != refunded
