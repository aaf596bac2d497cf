"""A pause that can be cut short."""

from __future__ import annotations

import asyncio

from pos_app.services.common import Common


class Nap:
    """One sleeper, woken by the clock or by whoever has news.

    A call that comes while nobody sleeps makes the next pause end at once: no news is missed.
    """

    def __init__(self, common: Common, name: str) -> None:
        self._common = common
        self._name = name
        self._called = False
        self._sleeping: asyncio.Task[None] | None = None

    def end(self) -> None:
        """Wake the sleeper now."""
        self._called = True
        if self._sleeping is not None:
            self._sleeping.cancel()

    async def take(self, seconds: float | None) -> None:
        """Sleep so many seconds, or until called if ``None``."""
        if not self._called:
            sleep = self._until_called() if seconds is None else self._common.clock.sleep(seconds)
            self._sleeping = self._common.background.spawn(sleep, name=self._name)
            await asyncio.wait({self._sleeping})
            self._sleeping = None
        self._called = False

    async def _until_called(self) -> None:
        await asyncio.Event().wait()
