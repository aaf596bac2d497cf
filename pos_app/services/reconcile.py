"""The one way by which Stripe's truth reaches a sale: refetch, apply, commit, announce."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Final

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.outcomes import Ok, Refused, Unknown
from pos_app.domain.payment import Payment, PaymentIntentSnapshot
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.gateway import PaymentGateway
from pos_app.ports.store import Tx
from pos_app.services.attempts import Attempts, Mark
from pos_app.services.common import Common
from pos_app.services.records import Change, announce, follow, write

PATIENCE: Final = dt.timedelta(seconds=5)
"""So long may reads fail before a running confirmation is called unknown."""


class Reconcile:
    """Refetches a PaymentIntent, one at a time per PaymentIntent.

    Whoever asks while a look is under way gets the result of exactly one more look, which begins
    after the question: so snapshots are applied in the order in which they were fetched.
    """

    def __init__(self, *, common: Common, gateway: PaymentGateway, attempts: Attempts) -> None:
        self._common = common
        self._gateway = gateway
        self._attempts = attempts
        self._running: dict[PaymentIntentId, asyncio.Task[Payment | None]] = {}
        self._waiting: dict[PaymentIntentId, asyncio.Task[Payment | None]] = {}
        self._silent_since: dict[PaymentIntentId, dt.datetime] = {}

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
        task = self._waiting.get(intent) or self._start(intent, source)
        return await self._common.money.result(task)

    def _start(self, intent: PaymentIntentId, source: FactSource) -> asyncio.Task[Payment | None]:
        running = self._running.get(intent)
        if running is None:
            look = self._look(intent, source)
            self._running[intent] = self._common.money.hold(look, name=f"look at {intent}")
            return self._running[intent]
        after = self._look_after(running, intent, source)
        self._waiting[intent] = self._common.money.hold(after, name=f"look again at {intent}")
        return self._waiting[intent]

    async def _look_after(
        self,
        running: asyncio.Task[Payment | None],
        intent: PaymentIntentId,
        source: FactSource,
    ) -> Payment | None:
        await asyncio.wait({running})
        self._running[intent] = self._waiting.pop(intent)
        return await self._look(intent, source)

    async def _look(self, intent: PaymentIntentId, source: FactSource) -> Payment | None:
        try:
            return await self._refetch(intent, source)
        finally:
            if intent not in self._waiting:
                del self._running[intent]

    async def _refetch(self, intent: PaymentIntentId, source: FactSource) -> Payment | None:
        asked, mark = self._common.clock.now(), self._attempts.mark(intent)
        outcome = await self._gateway.retrieve(intent)
        self._common.reach.note(outcome)
        if isinstance(outcome, Ok):
            seen = outcome.value
            self._silent_since.pop(intent, None)
            change = await self._common.store.transact(
                lambda tx: self._apply(tx, seen, source, mark)
            )
        else:
            no_answer = outcome
            since = self._silent_since.setdefault(intent, asked)
            change = await self._common.store.transact(
                lambda tx: self._doubt(tx, intent, since, no_answer)
            )
        return None if change is None else announce(self._common.bus, change)

    def _apply(
        self, tx: Tx, seen: PaymentIntentSnapshot, source: FactSource, mark: Mark
    ) -> Change | None:
        before = tx.payments.by_intent(seen.id)
        if before is None:
            return None
        fetched = self._attempts.fetched(seen.id, mark)
        return follow(tx, before, seen, self._common.clock.now(), source, fetched)

    def _doubt(
        self,
        tx: Tx,
        intent: PaymentIntentId,
        since: dt.datetime,
        outcome: Refused | Unknown,
    ) -> Change | None:
        """Without an answer a sale stays what it is; a running confirmation becomes unknown."""
        before = tx.payments.by_intent(intent)
        if before is None:
            return None
        now = self._common.clock.now()
        if not before.in_doubt or before.unknown_since is not None or now - since < PATIENCE:
            return Change(before)
        why = outcome.cause if isinstance(outcome, Unknown) else outcome.kind
        after = replace(before, unknown_since=since, updated=now)
        return write(tx, before, after, Fact(FactKind.UNKNOWN, FactSource.API_CALL, now, why))
