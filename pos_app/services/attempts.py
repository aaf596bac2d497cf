"""Which confirmation of a PaymentIntent is running, and whether the page says it has ended."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.transitions import Fetched


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the confirmations of a PaymentIntent stood at one moment.

    Attributes:
        number: counts confirmations since the start of the app.
        ended: the page said that this one has ended.
        follows_doubt: nobody knew how the one before had ended when this one began, so that an
            error which Stripe shows may be of the one before.
        alone: the one before cannot arrive at Stripe any more.
    """

    number: int = 0
    ended: bool = False
    follows_doubt: bool = False
    alone: bool = True


class Attempts:
    """Kept in memory: after a restart there is no page left that could confirm."""

    def __init__(self) -> None:
        self._marks: dict[PaymentIntentId, Mark] = {}

    def begin(self, intent: PaymentIntentId, *, in_doubt: bool) -> Mark:
        """The page is about to be told to confirm.

        Args:
            intent: the PaymentIntent.
            in_doubt: how the confirmation before has ended is not known.
        """
        before = self.mark(intent)
        alone = before.ended or not in_doubt
        mark = Mark(before.number + 1, follows_doubt=in_doubt, alone=alone)
        self._marks[intent] = mark
        return mark

    def end(self, intent: PaymentIntentId, mark: Mark) -> None:
        """This confirmation has ended; nothing happens if another has begun since."""
        now = self.mark(intent)
        if now.number == mark.number:
            self._marks[intent] = replace(now, ended=True)

    def mark(self, intent: PaymentIntentId) -> Mark:
        """Where it stands; take it before fetching."""
        return self._marks.get(intent, Mark())

    def fetched(self, intent: PaymentIntentId, before: Mark) -> Fetched:
        """When a snapshot was fetched, given the mark taken before fetching it."""
        if self.mark(intent).number != before.number:
            return Fetched.BEFORE
        if before.ended:
            return Fetched.AFTER
        return Fetched.BEFORE if before.follows_doubt else Fetched.DURING
