"""What a person reads at the counter, put into terms that a rule can be made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.ui.texts import Situation
from pos_app.ui.views.rows import RecentRowButton
from tests.e2e.driving.till import Till

ACTIONS: Final = ("action_retry", "action_cancel", "action_check", "action_new_sale")


class Word(StrEnum):
    """How a sale stands, as the list of recent sales says it."""

    PAID = "paid"
    DEAD = "dead"
    """Canceled or refused: it can never be paid."""
    OPEN = "open"


@dataclass(frozen=True)
class Sight:
    """The right pane at one moment."""

    headline: str
    money: MoneyTaken | None
    actions: frozenset[str]
    can_charge: bool


def amount_text(number: int) -> str:
    """The amount of a sale as the screen shows it; each intention of a shop has its own."""
    return f"EUR {number / 100:.2f}"


class Screen:
    """Eyes."""

    def __init__(self, till: Till) -> None:
        self._till = till
        words = till.words.pane
        self._answers = {text: money for money, text in words.money.items()}
        self.headlines = {s: message.headline for s, message in words.situations.items()}
        self.declines = {message.headline for message in words.declines.values()}
        self._dead = {words.states[PaymentState.CANCELED], words.states[PaymentState.REFUSED]}
        self._paid = words.states[PaymentState.SUCCEEDED]

    def look(self) -> Sight:
        """Read the right pane."""
        window = self._till.running.window
        found = {name: window.findChild(QPushButton, name) for name in ACTIONS}
        charge = window.findChild(QWidget, "charge")
        return Sight(
            headline=self._till.headline,
            money=self._answers.get(self._till.money_answer),
            actions=frozenset(name for name, button in found.items() if button and usable(button)),
            can_charge=charge is not None and usable(charge),
        )

    def says(self, sight: Sight, *situations: Situation) -> bool:
        """Whether the headline is that of one of these situations."""
        return sight.headline in {self.headlines[situation] for situation in situations}

    def shows(self, number: int) -> bool:
        """Whether the right pane speaks of this sale."""
        pane = self._till.driver.named("payment_pane")
        text = amount_text(number)
        labels = (label.text() for label in pane.findChildren(QLabel) if label.isVisible())
        buttons = (b.accessibleName() for b in pane.findChildren(QPushButton) if b.isVisible())
        return any(text in said for said in (*labels, *buttons))

    def rows(self, number: int) -> list[tuple[RecentRowButton, Word]]:
        """The sales of an intention in the list of recent sales, newest first."""
        window = self._till.running.window
        rows = [row for row in window.findChildren(RecentRowButton) if row.isVisible()]
        named = [(row, row.accessibleName().split(", ")) for row in rows]
        return [(row, self._word(said)) for row, said in named if amount_text(number) in said]

    def _word(self, said: list[str]) -> Word:
        if self._paid in said:
            return Word.PAID
        return Word.DEAD if self._dead & set(said) else Word.OPEN


def usable(widget: QWidget) -> bool:
    """Whether it can be pressed."""
    return widget.isVisible() and widget.isEnabled()
