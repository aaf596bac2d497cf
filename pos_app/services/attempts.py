"""Which confirmation of a PaymentIntent is running, and whether it is known to have ended."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.transitions import Fetched


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the confirmations of a PaymentIntent stood at one moment.

    Attributes:
        number: counts confirmations since the start of the app; 0 is whatever a run before left.
        ended: nothing of this confirmation, or of one before, can arrive at Stripe any more.
        alone: nothing of those before can arrive at Stripe any more.
        then: what a look from then on is; Stripe must bear the page's word out with an error,
            unless it is ``AFTER``.
        based: what Stripe shows of the confirmations before is known, so that more is of this one.
    """

    number: int = 0
    ended: bool = False
    alone: bool = False
    then: Fetched = Fetched.AFTER
    based: bool = False


class Attempts:
    """Kept in memory: after a restart there is no page left that could say how it ended."""

    def __init__(self) -> None:
        self._marks: dict[PaymentIntentId, Mark] = {}
        self._begun = 0

    @property
    def begun(self) -> int:
        """The number of the newest confirmation of all."""
        return self._begun

    def begin(self, intent: PaymentIntentId, *, in_doubt: bool) -> None:
        """The page is about to be told to confirm.

        Args:
            intent: the PaymentIntent.
            in_doubt: how the confirmation before has ended is not known.
        """
        self._begun += 1
        before = self.mark(intent)
        # In doubt all the same, the page's word has not been borne out.
        alone = not in_doubt or (before.ended and before.then is Fetched.AFTER)
        self._marks[intent] = Mark(self._begun, alone=alone, based=not in_doubt)

    def withdraw(self, intent: PaymentIntentId, before: Mark) -> None:
        """The page will not be told after all: it stands where it stood before ``begin``."""
        self._marks[intent] = before

    def end(self, intent: PaymentIntentId, mark: Mark, then: Fetched = Fetched.AFTER) -> None:
        """This confirmation has ended; nothing happens if another has begun since.

        Args:
            intent: the PaymentIntent.
            mark: of the confirmation.
            then: what a look from now on is.
        """
        now = self.mark(intent)
        if now.number == mark.number:
            self._marks[intent] = replace(now, ended=True, then=then)

    def mark(self, intent: PaymentIntentId) -> Mark:
        """Where it stands; take it before fetching."""
        return self._marks.get(intent, Mark())

    def looked(self, intent: PaymentIntentId, before: Mark) -> None:
        """A snapshot that was fetched after this mark is known."""
        now = self.mark(intent)
        if now.number == before.number:
            self._marks[intent] = replace(now, based=True)

    def fetched(self, intent: PaymentIntentId, before: Mark, *, only_one: bool) -> Fetched:
        """When a snapshot was fetched.

        Args:
            intent: the PaymentIntent.
            before: the mark taken before fetching it.
            only_one: no more than one confirmation can be under way, so that an error which is
                new must be of that one.
        """
        if self.mark(intent).number != before.number:
            return Fetched.BEFORE
        if before.ended:
            told = before.then is not Fetched.DECLINED or before.based
            return before.then if told else Fetched.BEFORE
        return Fetched.DURING if only_one else Fetched.BEFORE
