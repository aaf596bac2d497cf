"""One run as it is known to the process that survives, and what must hold of it."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, field
from typing import Any

from pos_app.domain.ids import METADATA_OPERATION
from tests.chaos.plan import Blow, Plan


@dataclass
class Story:
    """What is known of one run, whatever dies.

    Attributes:
        fallen: numbers of the strikes that fell.
        begun: the errand that was begun last.
        charging: errands in which the charge key was pressed.
        decided: errands that a manager had charged although an earlier try was in doubt.
        told: what the screen said in the end, by amount.
        lives: how many lives it took.
        problems: what must not be.
    """

    plan: Plan
    first_amount: int
    fallen: list[int] = field(default_factory=list)
    begun: int = -1
    charging: set[int] = field(default_factory=set)
    decided: set[int] = field(default_factory=set)
    told: dict[int, str] = field(default_factory=dict)
    calm: bool = False
    lives: int = 1
    ledger: list[tuple[str, str, int, str]] | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def hear(self, said: dict[str, Any]) -> bool:
        """Take note; whether the run is over."""
        match said:
            case {"struck": number}:
                self.fallen.append(number)
            case {"errand": number}:
                self.begun = number
            case {"charging": number}:
                self.charging.add(number)
            case {"decided": number}:
                self.decided.add(number)
            case {"told": [amount, word]}:
                self.told[amount] = word
            case {"calm": _}:
                self.calm = True
            case {"lie": text}:
                self.problems.append(f"a lie: {text}")
            case {"failed": text}:
                self.problems.append(text)
            case {"done": {"ledger": rows}}:
                self.ledger = [tuple(row) for row in rows]
            case _:
                self.notes.append(json.dumps(said))
        return "failed" in said or "done" in said

    @property
    def next(self) -> int:
        """The errand to go on with; one that was cut off is found in the list of sales later."""
        return len(self.plan.errands) if self.calm else self.begun + 1


def complain_about_end(story: Story, code: int) -> list[str]:
    """A life may end only as the plan says."""
    blows = [story.plan.strikes[number].blow for number in story.fallen]
    expected = {-signal.SIGKILL: Blow.APP_KILLED, 0: Blow.APP_CLOSED}
    if expected.get(code) in blows:
        return []
    if code == -signal.SIGABRT:
        return ["the app said nothing for so long that it was ended"]
    return [f"the app ended by itself with exit code {code}"]


def audit(story: Story, charges: list[dict[str, Any]]) -> list[str]:
    """Charges at the bank = what was intended = what was told = what is booked.

    That holds of what a manager has decided, too: the earlier sale is ended before the new one is
    charged.
    """
    problems = []
    for number, errand in enumerate(story.plan.errands):
        amount = story.first_amount + number
        made = sum(charge["amount"] == amount for charge in charges)
        if made != errand.is_paid:
            problems.append(f"{errand} of {amount}: {made} charges")
        if (story.told.get(amount) == "paid") != errand.is_paid:
            problems.append(f"{errand} of {amount}: told {story.told.get(amount)}")
    booked = sorted(story.ledger or [])
    charged = sorted(
        (c["metadata"][METADATA_OPERATION], c["id"], c["amount"], c["currency"].upper())
        for c in charges
    )
    if booked != charged:
        problems.append(f"booked {booked}\ncharged {charged}")
    return problems
