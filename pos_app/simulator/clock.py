"""The simulator's movable clock.

Everything that takes days at a bank (a SEPA debit, a hold that expires, a webhook retry) is put on
this clock and happens when time passes or when a test moves the clock forward.
"""

import heapq
import itertools
import time
from collections.abc import Callable


class SimClock:
    """Wall clock plus an offset, with callbacks that run when their moment has come."""

    def __init__(self) -> None:
        self._offset = 0
        self._order = itertools.count()
        self._jobs: list[tuple[int, int, Callable[[], None]]] = []

    def now(self) -> int:
        """Simulated Unix time in whole seconds."""
        return self.wall() + self._offset

    def wall(self) -> int:
        """This computer's Unix time in whole seconds."""
        return time.time_ns() // 1_000_000_000

    def at(self, due: int, job: Callable[[], None]) -> None:
        """Run ``job`` once simulated time has reached ``due`` (Unix seconds)."""
        heapq.heappush(self._jobs, (due, next(self._order), job))

    def after(self, seconds: int, job: Callable[[], None]) -> None:
        """Run ``job`` in so many simulated seconds."""
        self.at(self.now() + seconds, job)

    def advance(self, seconds: int) -> None:
        """Move time forward and run what has become due, each job at its own moment.

        Raises:
            ValueError: If asked to move backwards.
        """
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        target = self.now() + seconds
        while self._jobs and self._jobs[0][0] <= target:
            self._offset += max(0, self._jobs[0][0] - self.now())
            self.run_due()
        self._offset += max(0, target - self.now())

    def run_due(self) -> None:
        """Run the jobs whose moment has come; called before each request and by a ticker."""
        while self._jobs and self._jobs[0][0] <= self.now():
            _, _, job = heapq.heappop(self._jobs)
            job()

    def clear(self) -> None:
        """Forget all jobs and return to wall time."""
        self._jobs.clear()
        self._offset = 0
