"""What has just appeared takes no answer: the press was meant for what was there before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from pos_app.ports.clock import Clock

CALM_SECONDS: Final = 0.8
"""Longer than a double press, shorter than it takes to read a question."""
REACTION: Final = 0.3
"""Seconds; nobody answers sooner to what has just appeared."""
WhenPainted = Callable[[Callable[[], None]], None]
"""Calls back once what is on show has been painted; only whoever asked last."""


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


class Reading:
    """Whether somebody can have read the words on show; they count from when they are painted."""

    def __init__(self, clock: Clock, when_painted: WhenPainted) -> None:
        self._clock = clock
        self._when_painted = when_painted
        self.forget()

    def forget(self) -> None:
        """Whatever is shown next is new."""
        self._words: tuple[object, ...] = ()
        self._since: float | None = None

    def show(self, *words: object) -> None:
        """These are on show now; none at all are no news."""
        if not words or words == self._words:
            return
        self._words, self._since = words, None
        self._when_painted(partial(self._begin, words))

    def over(self, *, hurried: bool) -> bool:
        """Whether a press now is an answer to them.

        Args:
            hurried: one press more was to come for what had been there before.
        """
        if self._since is None:
            return False
        return self._clock.monotonic() >= self._since + (CALM_SECONDS if hurried else REACTION)

    def _begin(self, words: tuple[object, ...]) -> None:
        if words is self._words:
            self._since = self._clock.monotonic()
