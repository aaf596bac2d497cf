"""A sale in doubt that a manager charges another one in spite of: it is to be paid no more."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.canceling import ABANDONED, Canceling
from pos_app.services.common import Common
from pos_app.services.consents import Consent
from pos_app.services.ending import Ending
from pos_app.services.records import Change, sale
from pos_app.services.repeats import Repeats
from pos_app.services.results import CancelUnknown, StillOpen
from pos_app.services.sale_guard import lifted, may_be_paid

PATIENCE: Final = 4.0
"""Seconds for which a start, and a confirmation, waits until the earlier one is cancelled."""


class Superseding:
    """Cancels the earlier sale, so that the customer's bank cannot take both."""

    def __init__(
        self, *, common: Common, canceling: Canceling, ending: Ending, repeats: Repeats
    ) -> None:
        self._common = common
        self._canceling = canceling
        self._ending = ending
        self._repeats = repeats
        self._running: dict[OpId, asyncio.Task[bool]] = {}

    def intend(self, tx: Tx, used: Sequence[Consent]) -> tuple[Change, ...]:
        """Write the cancellations down in the transaction that holds the decision.

        A crash afterwards leaves them to recovery.
        """
        despite = (c.about for c in used if c.kind is DecisionKind.CHARGE_DESPITE_DOUBT)
        return tuple(
            self._canceling.intend(tx, op, ABANDONED, FactSource.OPERATOR) for op in despite
        )

    async def unanswered(self, op: OpId) -> frozenset[OpId]:
        """Ask Stripe once more, now, to cancel what may still be paid beside this sale.

        Returns:
            The earlier sales that may still be paid, as far as Stripe has said in time. One that
            does not exist there any more is not among them: waiting would end nothing.

        Raises:
            StoreUnavailableError: the sale cannot be read.
        """
        return await self.send(await self._common.store.transact(lambda tx: _payable(tx, op)))

    async def send(self, ops: Collection[OpId]) -> frozenset[OpId]:
        """Cancel them at Stripe; what takes longer than ``PATIENCE`` goes on in the background.

        Returns:
            Those that may still be paid, as far as Stripe has said by then.
        """
        if not ops:
            return frozenset()
        money = self._common.money
        tries = {op: self._try(op) for op in ops}
        work = money.spawn(_all(tries.values()), name=f"cancel what was superseded: {ops}")
        patience = money.spawn(self._common.clock.sleep(PATIENCE), name="patience")
        try:
            await asyncio.wait({work, patience}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()
        return frozenset(op for op, tried in tries.items() if not _answered(tried))

    def _try(self, op: OpId) -> asyncio.Task[bool]:
        """The try that is under way, or a new one: no number of keys pressed makes it more."""
        running = self._running.get(op)
        if running is None or running.done():
            running = self._common.money.spawn(self._cancel(op), name=f"cancel superseded {op}")
            self._running[op] = running
        return running

    async def _cancel(self, op: OpId) -> bool:
        """Whether Stripe has said that nobody can pay it any more, or that it does not exist."""
        try:
            result = await self._ending.cancel(op, ABANDONED)
        except StoreUnavailableError:
            self._repeats.cancel(op, ABANDONED, FactSource.OPERATOR)
            return False
        match result:
            case CancelUnknown():
                return False
            case StillOpen(payment, refused) if may_be_paid(payment) and not _gone(refused):
                self._repeats.cancel(op, ABANDONED, FactSource.OPERATOR)
                return False
            case _:
                return True


def _gone(refused: Refused) -> bool:
    """Waiting for its end would bar the customer for ever."""
    return refused.kind is RefusalKind.NOT_FOUND


async def _all(tries: Collection[asyncio.Task[bool]]) -> None:
    await asyncio.wait(tries)


def _answered(tried: asyncio.Task[bool]) -> bool:
    return tried.done() and not tried.cancelled() and not tried.exception() and tried.result()


def _payable(tx: Tx, op: OpId) -> tuple[OpId, ...]:
    """What this one is charged in spite of, and may still be paid."""
    despite = (about for kind, about in lifted(tx, op) if kind == DecisionKind.CHARGE_DESPITE_DOUBT)
    return tuple(about for about in map(OpId, despite) if may_be_paid(sale(tx, about)))
