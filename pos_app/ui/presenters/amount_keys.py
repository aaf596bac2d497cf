"""What is typed and chosen beside the amount; nothing of it counts once the sale has begun."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.ui.presenters.amount_entry import AmountEntry


class AmountKeys:
    """Passes keys and choices on to the amount.

    Attributes:
        changed: called after each of them.
        done: called after those that are chosen with mouse or finger, away from the amount.
    """

    def __init__(self, amount: AmountEntry, *, locked: Callable[[], bool]) -> None:
        self._amount = amount
        self._locked = locked
        self.changed: Callable[[], None] = lambda: None
        self.done: Callable[[], None] = lambda: None

    def key(self, char: str) -> None:
        """A digit, a comma or a point."""
        if not self._locked():
            self._amount.key(char)
            self.changed()

    def erase(self) -> None:
        """The last figure goes."""
        if not self._locked():
            self._amount.erase()
            self.changed()

    def clear(self) -> None:
        """All figures go."""
        if not self._locked():
            self._amount.clear()
            self.changed()

    def paste(self, text: str) -> None:
        """A whole amount from the clipboard."""
        if not self._locked():
            self._amount.paste(text)
            self.changed()

    def quick(self, minor: int) -> None:
        """A quick amount, in minor units."""
        if not self._locked():
            self._amount.quick(minor)
            self.changed()
            self.done()

    def currency(self, code: str) -> None:
        """Another currency."""
        if not self._locked():
            self._amount.choose_currency(code)
            self.changed()
            self.done()

    def reference(self, text: str) -> None:
        """The reference's text changed."""
        if not self._locked():
            self._amount.reference = text
            self.changed()
