"""The pause before a customer of whom Stripe could not tell is looked up again."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

from pos_app.domain.outcomes import Refused
from pos_app.ports.clock import Clock
from pos_app.services.backoff import FAST, SLOW, endless
from pos_app.services.customers import NoAnswer
from pos_app.services.task_scope import TaskScope


def pauses_after(cause: NoAnswer) -> Iterator[float]:
    """Seconds between two look-ups; a refusal hardly changes while somebody waits."""
    return endless(SLOW if isinstance(cause, Refused) else FAST)


class AskingAgain:
    """One pause at a time, cut short by news.

    While something keeps the register from charging, its end is looked for anyway: the pause
    lasts until then, and no longer.
    """

    def __init__(self, scope: TaskScope, clock: Clock) -> None:
        self._scope = scope
        self._clock = clock
        self._hindered = self._news = False
        self._pause: asyncio.Task[object] | None = None

    def health(self, *, hindered: bool) -> None:
        """Something keeps the register from charging, or nothing does any more."""
        self._hindered = hindered
        self._news = not hindered
        self._stir()

    def end(self) -> None:
        """Stripe is to be asked now, or nobody waits any longer."""
        self._news = True
        self._stir()

    async def wait(self, seconds: float) -> None:
        """Wait so long, or until there is nothing in the way any more."""
        self._news = False
        if not self._hindered:
            await self._rest(self._clock.sleep(seconds))
        while self._hindered and not self._news:
            await self._rest(asyncio.Event().wait())

    async def _rest(self, until: Coroutine[Any, Any, object]) -> None:
        pause = self._pause = self._scope.spawn(until, name="wait to look a customer up again")
        await asyncio.wait({pause})

    def _stir(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
