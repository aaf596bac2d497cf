"""Which confirmation of a PaymentIntent is running, and whether the page says it has ended."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.transitions import Fetched


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the confirmations of a PaymentIntent stood at one moment.

    Attributes:
        number: counts confirmations since the start of the app.
        ended: the page said that this one has ended.
    """

    number: int = 0
    ended: bool = False


class Attempts:
    """Kept in memory: after a restart there is no page left that could confirm."""

    def __init__(self) -> None:
        self._marks: dict[PaymentIntentId, Mark] = {}

    def begin(self, intent: PaymentIntentId) -> Mark:
        """The page is about to be told to confirm."""
        mark = Mark(self.mark(intent).number + 1)
        self._marks[intent] = mark
        return mark

    def end(self, intent: PaymentIntentId, mark: Mark) -> None:
        """This confirmation has ended; nothing happens if another has begun since."""
        if self.mark(intent).number == mark.number:
            self._marks[intent] = Mark(mark.number, ended=True)

    def mark(self, intent: PaymentIntentId) -> Mark:
        """Where it stands; take it before fetching."""
        return self._marks.get(intent, Mark())

    def fetched(self, intent: PaymentIntentId, before: Mark) -> Fetched:
        """When a snapshot was fetched, given the mark taken before fetching it."""
        if self.mark(intent).number != before.number:
            return Fetched.BEFORE
        return Fetched.AFTER if before.ended else Fetched.DURING
