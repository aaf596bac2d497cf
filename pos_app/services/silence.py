"""Whether Stripe lets an answer wait: seen while a call is under way, not when it has failed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Final

from pos_app.domain.events import StripeSilent
from pos_app.ports.clock import Clock
from pos_app.services.event_bus import EventBus
from pos_app.services.task_scope import TaskScope

UNUSUAL: Final = 5.0
"""Seconds; Stripe answers one request in a fraction of that, also over a slow line."""


class Silence:
    """Announces when a call has been without an answer for long, and when that is over.

    A try that has found no way to Stripe is told at once: its call may succeed by the next one, but
    that Stripe can be reached is not known any more.

    A hint, which keeps nobody from charging: whether Stripe can be reached is known only when
    the call ends. Any answer proves that Stripe is there, so that of the calls begun before it
    none counts any more: one lost connection does not make the light come and go.
    """

    def __init__(self, *, bus: EventBus, clock: Clock, background: TaskScope) -> None:
        self._bus = bus
        self._clock = clock
        self._background = background
        self._asked: dict[object, float] = {}
        self._silent = self._missed = False
        self._looking: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """While this lasts, one request is under way."""
        call = object()
        self._asked[call] = self._clock.monotonic()
        self._look_out()
        try:
            yield
        finally:
            self._asked.pop(call, None)
            self._judge()

    def broken(self) -> None:
        """Stripe has answered something."""
        self._asked.clear()
        self._judge()

    def missed(self) -> None:
        """One try has found no way to Stripe; the call itself goes on and tries again."""
        self._missed = True
        self._judge()

    def _judge(self) -> None:
        now = self._clock.monotonic()
        self._missed = self._missed and bool(self._asked)
        silent = self._missed or any(now >= since + UNUSUAL for since in self._asked.values())
        if silent is not self._silent:
            self._silent = silent
            self._bus.publish(StripeSilent(silent))
        if not silent:
            self._look_out()

    def _look_out(self) -> None:
        idle = self._looking is None or self._looking.done()
        if self._asked and idle and not self._silent and not self._background.closed:
            self._looking = self._background.spawn(self._until_silent(), name="listen for Stripe")

    async def _until_silent(self) -> None:
        while self._asked and not self._silent:
            due = min(self._asked.values()) + UNUSUAL
            await self._clock.sleep(max(0.0, due - self._clock.monotonic()))
            self._judge()
