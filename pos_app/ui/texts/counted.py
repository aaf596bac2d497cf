"""Sentences that depend on how many there are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence for exactly one, and one for any other number, none included.

    English and German need no other forms
    (https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html).
    """

    one: str
    more: str

    def format(self, *, count: int) -> str:
        """Choose the sentence and fill in the number."""
        return (self.one if count == 1 else self.more).format(count=count)
