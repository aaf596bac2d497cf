"""Repeating, in the background, what got no certain answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.domain.journal import JournalAction
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.backoff import FAST, endless
from pos_app.services.canceling import Canceling
from pos_app.services.common import Common
from pos_app.services.creating import Creating

_STEPS: Final = (*FAST, 30.0, 60.0)


class Repeats:
    """One loop per open intention; each try runs to its end even when the loop is stopped.

    Attributes:
        cancellation_answered: told when a cancellation has its answer after all, unless somebody
            has taken the sale up meanwhile.
    """

    def __init__(self, *, common: Common, creating: Creating, canceling: Canceling) -> None:
        self._common = common
        self._creating = creating
        self._canceling = canceling
        self._loops: dict[tuple[OpId, JournalAction], asyncio.Task[None]] = {}
        self.cancellation_answered: Callable[[OpId], None] = lambda _op: None

    def create(self, op: OpId) -> None:
        """Send the creation again, with the same key, until it is settled."""

        async def again() -> bool:
            return (await self._creating.send(op)).settled

        self._loop(op, JournalAction.CREATE_PAYMENT, again, lambda: None)

    def cancel(self, op: OpId, reason: str, source: FactSource) -> None:
        """Send the cancellation again, with the same key, until it is settled."""

        async def again() -> bool:
            return (await self._canceling.send(op, reason, source)).settled

        self._loop(op, JournalAction.CANCEL_PAYMENT, again, lambda: self.cancellation_answered(op))

    def take_back(self, op: OpId) -> None:
        """Somebody continues this sale: a cancellation that was never written down is not meant."""
        loop = self._loops.pop((op, JournalAction.CANCEL_PAYMENT), None)
        if loop is not None:
            loop.cancel()

    def _loop(
        self,
        op: OpId,
        action: JournalAction,
        again: Callable[[], Awaitable[bool]],
        then: Callable[[], None],
    ) -> None:
        running = self._loops.get((op, action))
        closing = self._common.background.closed  # the next start goes on
        if not closing and (running is None or running.done()):
            loop = self._until_settled(f"{action} {op}", again, then)
            self._loops[op, action] = self._common.background.spawn(loop, name=f"{action} {op}")

    async def _until_settled(
        self, name: str, again: Callable[[], Awaitable[bool]], then: Callable[[], None]
    ) -> None:
        delays = endless(_STEPS)
        while True:
            await self._common.clock.sleep(next(delays))
            try:
                if await self._common.money.run(_as_coroutine(again), name=name):
                    then()
                    return
            except StoreUnavailableError:
                continue  # nothing was sent; a disk may be freed


async def _as_coroutine(again: Callable[[], Awaitable[bool]]) -> bool:
    return await again()
