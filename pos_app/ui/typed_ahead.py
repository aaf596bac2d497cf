"""Keys that come before the answer they build on."""

from __future__ import annotations

from typing import Final

ENTER: Final = "\n"
_FIGURES: Final = frozenset("0123456789,.")


class TypedAhead:
    """An Enter in a search box that waits for its matches, and the keys after it.

    Whoever knows the customer types ``maria.web``, Enter, ``4850``, Enter without looking up; what
    follows the first Enter belongs to the amount and must not join the search.

    Attributes:
        waits: Enter was pressed and has not been answered.
        text: what stood in the box then.
        keys: figures of the amount, and ``ENTER`` once after them.
    """

    def __init__(self) -> None:
        self.waits = False
        self.text = ""
        self.keys = ""

    @property
    def figures(self) -> str:
        """The figures of the amount so far."""
        return self.keys.removesuffix(ENTER)

    def entered(self, text: str) -> None:
        """Take an Enter in the box; on an empty one it means nothing."""
        if self.waits and self.keys:
            self.keys = self.figures + ENTER
        elif text.strip():
            self.waits, self.text = True, text

    def edited(self, text: str) -> bool:
        """Whether an edit of the box was a key for later; the box is to show ``text`` again."""
        if not self.waits:
            return False
        added = text.removeprefix(self.text)
        if text.startswith(self.text) and _FIGURES.issuperset(added):
            self.keys = self.figures + added
            return True
        if self.keys and text == self.text[:-1]:
            self.keys = self.keys[:-1]
            return True
        return False

    def drop(self) -> None:
        """Forget the Enter and all that followed."""
        self.waits, self.text, self.keys = False, "", ""

    def take(self) -> str:
        """Give the keys away: the Enter has been answered."""
        keys = self.keys
        self.drop()
        return keys
