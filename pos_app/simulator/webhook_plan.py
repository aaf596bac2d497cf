"""What goes wrong with webhook deliveries: configured under `/_sim`, applied by the deliverer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase


class Mishap(Enum):
    """What happens to a delivery."""

    DROP = "drop"
    """The attempt never arrives; it is retried later, as if the endpoint had been down."""
    LOSE = "lose"
    """The delivery never arrives and is never retried."""
    DELAY = "delay"
    """The attempt is made `delay_s` later on the simulator's clock."""
    DUPLICATE = "duplicate"
    """The same event is delivered twice."""
    REORDER = "reorder"
    """The delivery waits until the next one has been made."""


@dataclass(slots=True)
class MishapRule:
    """One rule; the first that matches and has hits left applies.

    Attributes:
        kind: what happens.
        types: shell pattern of event types.
        remaining: how many matching deliveries it still hits; None for all.
        delay_s: simulated seconds of DELAY.
    """

    kind: Mishap
    types: str = "*"
    remaining: int | None = 1
    delay_s: int = 60


class WebhookPlan:
    """The rules in force."""

    def __init__(self) -> None:
        self._rules: list[MishapRule] = []

    def add(self, rule: MishapRule) -> None:
        """Put a rule in force after the existing ones."""
        self._rules.append(rule)

    def clear(self) -> None:
        """Let every delivery go well again."""
        self._rules.clear()

    def active(self) -> list[MishapRule]:
        """The rules that can still hit."""
        return [rule for rule in self._rules if rule.remaining != 0]

    def pick(self, event_type: str) -> MishapRule | None:
        """The rule that hits a delivery of this type, if any; uses up one of its hits."""
        for rule in self.active():
            if fnmatchcase(event_type, rule.types):
                if rule.remaining is not None:
                    rule.remaining -= 1
                return rule
        return None
