"""A sale in doubt that a manager charges another one in spite of: it is to be paid no more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.canceling import ABANDONED, Canceling
from pos_app.services.common import Common
from pos_app.services.consents import Consent
from pos_app.services.ending import Ending
from pos_app.services.records import Change
from pos_app.services.repeats import Repeats

PATIENCE: Final = 4.0
"""Seconds for which the new sale waits until the earlier one is cancelled."""


class Superseding:
    """Cancels the earlier sale, so that the customer's bank cannot take both."""

    def __init__(
        self, *, common: Common, canceling: Canceling, ending: Ending, repeats: Repeats
    ) -> None:
        self._common = common
        self._canceling = canceling
        self._ending = ending
        self._repeats = repeats

    def intend(self, tx: Tx, used: Sequence[Consent]) -> tuple[Change, ...]:
        """Write the cancellations down in the transaction that holds the decision.

        A crash afterwards leaves them to recovery.
        """
        despite = (c.about for c in used if c.kind is DecisionKind.CHARGE_DESPITE_DOUBT)
        return tuple(
            self._canceling.intend(tx, op, ABANDONED, FactSource.OPERATOR) for op in despite
        )

    async def send(self, ops: Sequence[OpId]) -> None:
        """Cancel them at Stripe; what takes longer than ``PATIENCE`` goes on in the background."""
        money = self._common.money
        work = money.spawn(self._cancel_all(ops), name=f"cancel what was superseded: {ops}")
        patience = money.spawn(self._common.clock.sleep(PATIENCE), name="patience")
        try:
            await asyncio.wait({work, patience}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()

    async def _cancel_all(self, ops: Sequence[OpId]) -> None:
        for op in ops:
            try:
                await self._ending.cancel(op, ABANDONED)
            except StoreUnavailableError:
                self._repeats.cancel(op, ABANDONED, FactSource.OPERATOR)
