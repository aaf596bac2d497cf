"""What a person has agreed to against the app's own caution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId

SHORTEST_REASON: Final = 3
NEEDS_MANAGER: Final = frozenset(
    {DecisionKind.CHARGE_DESPITE_DOUBT, DecisionKind.ACCEPT_AS_STRIPE_SAYS}
)
"""What an operator alone cannot decide."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Lifts one bar, the one of this sale.

    Attributes:
        about: the earlier sale that stands in the way, or the one to be accepted.
        by: who decides.
        reason: in their own words; required where a manager is.
    """

    kind: DecisionKind
    about: OpId
    by: str
    reason: str = ""

    @property
    def reasoned(self) -> bool:
        """Whether it says why, where that is required.

        Without a letter it does not: a PIN typed into the wrong field would be kept for good.
        """
        if self.kind not in NEEDS_MANAGER:
            return True
        said = self.reason.strip()
        return len(said) >= SHORTEST_REASON and any(letter.isalpha() for letter in said)
