"""What has just appeared takes no answer: the press was meant for what was there before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pos_app.ports.clock import Clock

CALM_SECONDS: Final = 0.8
"""Longer than a double press, shorter than it takes to read a question."""


class Calm:
    """Whether a press counts.

    One that does not begins the calm anew, so that tapping never answers a question.

    Attributes:
        too_soon: called when something was pressed that does not count.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = clock.monotonic()
        self.too_soon: Callable[[], None] = lambda: None

    def begin(self) -> None:
        """Something has appeared."""
        self._until = self._clock.monotonic() + CALM_SECONDS

    def end(self) -> None:
        """It is gone."""
        self._until = self._clock.monotonic()

    @property
    def left(self) -> float:
        """Seconds until a press counts."""
        return max(0.0, self._until - self._clock.monotonic())

    @property
    def over(self) -> bool:
        """Whether the next press counts."""
        return self._clock.monotonic() >= self._until

    def takes(self) -> bool:
        """Press something; False if that came too soon."""
        if self.over:
            return True
        self.begin()
        self.too_soon()
        return False
