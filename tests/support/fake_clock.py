"""Time that stands still until a test moves it, and ids one can predict."""

import asyncio
import datetime as dt
import heapq
import itertools

from pos_app.domain.ids import IdempotencyKey, InstallationId, OpId

START = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
_TURNS = 80
"""Loop turns after which everything that waits for no clock has come to rest."""


async def settle() -> None:
    """Let every task run until it waits for something that only the test can bring about."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)


class FakeClock:
    """``ports.clock.Clock``; ``sleep`` ends when ``advance`` has gone far enough."""

    def __init__(self, start=START):
        self._start = start
        self._elapsed = 0.0
        self._ahead = 0.0
        self._order = itertools.count()
        self._sleepers = []

    def now(self):
        return self.true_now() + dt.timedelta(seconds=self._ahead)

    def true_now(self):
        """What Stripe's clock says."""
        return self._start + dt.timedelta(seconds=self._elapsed)

    def monotonic(self):
        return self._elapsed

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), woken))
        await woken

    async def advance(self, seconds):
        """Move on, waking every sleeper in its turn."""
        target = self._elapsed + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            due, _, woken = heapq.heappop(self._sleepers)
            if woken.done():
                continue
            self._elapsed = max(self._elapsed, due)
            woken.set_result(None)
            await settle()
        self._elapsed = target
        await settle()

    def skip(self, seconds):
        """Let time pass while no app is running."""
        self._elapsed += seconds
        self._sleepers.clear()

    def linger(self, seconds):
        """Let a moment pass in which nothing comes due."""
        self._elapsed += seconds
        self._sleepers = [(due + seconds, order, woken) for due, order, woken in self._sleepers]

    def set(self, seconds):
        """Somebody sets this computer's clock; Stripe's and all pauses go on as before."""
        self._ahead += seconds

    @property
    def pauses(self):
        """Seconds until each sleeper wakes, soonest first."""
        return [due - self._elapsed for due, _, woken in sorted(self._sleepers) if not woken.done()]


class FakeIds:
    """``ports.clock.IdSource`` that counts."""

    def __init__(self):
        self._numbers = itertools.count(1)

    def operation(self):
        return OpId(f"op-{next(self._numbers)}")

    def installation(self):
        return InstallationId(f"reg-{next(self._numbers)}")

    def key(self, op, action):
        return IdempotencyKey(f"{op}:{action}")
