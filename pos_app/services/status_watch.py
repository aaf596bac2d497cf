"""Watching sales until Stripe says that they are over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pos_app.domain.events import ConnectionChanged, PaymentUpdated
from pos_app.domain.ids import OpId, PaymentIntentId
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.backoff import FAST, SLOW, endless
from pos_app.services.common import Common
from pos_app.services.reconcile import Reconcile

ATTENTION: Final = 15 * 60.0
"""Seconds for which an unanswered confirmation is asked for quickly; then slowly, for ever."""
A_DAY: Final = 24 * 3600.0
FOR_DAYS: Final = 3600.0
"""Seconds between two looks at what takes a bank days; events bring the end sooner.

Two weeks are 336 reads, inside the 500 that Stripe allows per payment on average.
Source: https://docs.stripe.com/rate-limits
"""
_OF_DAYS: Final = frozenset({PaymentState.PROCESSING, PaymentState.REQUIRES_CAPTURE})


@dataclass(slots=True)
class _Watched:
    intent: PaymentIntentId
    payment: Payment
    since: float
    delays: Iterator[float]
    sleeping: asyncio.Task[None] | None = None
    hinted: bool = False

    @property
    def over(self) -> bool:
        return self.payment.state.terminal

    def quicken(self, now: float, delays: Iterator[float]) -> None:
        """Start the delays anew, at the pace the sale deserves now."""
        self.since = now
        self.delays = delays
        if self.sleeping is not None:
            self.sleeping.cancel()


class StatusWatch:
    """Polls each open sale: quickly while money may move, slowly while it merely waits.

    Without a connection nothing can be charged, so that, too, is a time to ask quickly: the looks
    find out when Stripe answers again.
    """

    def __init__(self, *, common: Common, reconcile: Reconcile) -> None:
        self._common = common
        self._reconcile = reconcile
        self._watched: dict[OpId, _Watched] = {}
        self._tasks: dict[OpId, asyncio.Task[None]] = {}
        self._online = True
        common.bus.subscribe(PaymentUpdated, self._updated)
        common.bus.subscribe(ConnectionChanged, self._connection)

    @property
    def watched(self) -> frozenset[OpId]:
        """The sales being watched."""
        return frozenset(self._watched)

    @property
    def in_doubt(self) -> tuple[Payment, ...]:
        """The watched sales of which nobody knows yet whether they are paid, oldest first."""
        known = (watched.payment for watched in self._watched.values())
        doubtful = (payment for payment in known if payment.in_doubt)
        return tuple(sorted(doubtful, key=lambda payment: payment.created))

    def watch(self, payment: Payment) -> None:
        """Look at this sale until it is over; a sale already watched is not watched twice."""
        if payment.op in self._watched or payment.intent is None or payment.state.terminal:
            return
        if self._common.background.closed:  # the next start goes on
            return
        now = self._common.clock.monotonic()
        watched = _Watched(payment.intent, payment, now, self._delays(payment))
        self._watched[payment.op] = watched
        task = self._common.background.spawn(
            self._follow(payment.op, watched), name=f"watch {payment.op}"
        )
        self._tasks[payment.op] = task
        task.add_done_callback(lambda _: self._forget(payment.op))

    def wake(self, op: OpId) -> None:
        """Look now: something has been heard about this sale."""
        watched = self._watched.get(op)
        if watched is not None:
            watched.hinted = True
            self._quicken(watched)

    def quicken(self, op: OpId) -> None:
        """Begin anew with the short pauses: somebody else is looking right now."""
        watched = self._watched.get(op)
        if watched is not None:
            self._quicken(watched)

    async def stop(self) -> None:
        """End all watching; looks under way run to their end."""
        tasks = set(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _updated(self, event: PaymentUpdated) -> None:
        watched = self._watched.get(event.payment.op)
        if watched is None:
            return
        before, watched.payment = watched.payment, event.payment
        if watched.over or before.in_doubt is not event.payment.in_doubt:
            self._quicken(watched)

    def _connection(self, event: ConnectionChanged) -> None:
        online = event.cause is None
        if online is self._online:
            return
        self._online = online
        for watched in self._watched.values():
            if not watched.payment.in_doubt:
                self._quicken(watched)

    def _quicken(self, watched: _Watched) -> None:
        watched.quicken(self._common.clock.monotonic(), self._delays(watched.payment))

    def _delays(self, payment: Payment) -> Iterator[float]:
        return endless(FAST if payment.in_doubt or not self._online else SLOW)

    async def _follow(self, op: OpId, watched: _Watched) -> None:
        while not watched.over:
            await self._pause(op, watched)
            if not watched.over:
                await self._look(op, watched)

    def _forget(self, op: OpId) -> None:
        self._quicken(self._watched.pop(op))
        del self._tasks[op]

    async def _look(self, op: OpId, watched: _Watched) -> None:
        watched.hinted = False
        # A task of its own: a bug is told, and the sale goes on being watched all the same.
        looking = self._common.background.spawn(self._see(watched), name=f"look at {op}")
        await asyncio.wait({looking})

    async def _see(self, watched: _Watched) -> None:
        try:
            seen = await self._reconcile.payment(watched.intent, FactSource.POLL)
        except StoreUnavailableError:
            return  # try again after the next pause
        watched.payment = seen or watched.payment

    async def _pause(self, op: OpId, watched: _Watched) -> None:
        """Sleep until it is time to look; a changed pace starts the sleep anew."""
        while not (watched.hinted or watched.over):
            sleeping = self._common.background.spawn(
                self._common.clock.sleep(self._delay(watched)), name=f"pause of {op}"
            )
            watched.sleeping = sleeping
            await asyncio.wait({sleeping})
            watched.sleeping = None
            if not sleeping.cancelled():
                return

    def _delay(self, watched: _Watched) -> float:
        waited = self._common.clock.monotonic() - watched.since
        if not self._online or waited <= ATTENTION:
            return next(watched.delays)
        settling = watched.payment.state in _OF_DAYS and not watched.payment.in_doubt
        return FOR_DAYS if settling or waited > A_DAY else SLOW[-1]
