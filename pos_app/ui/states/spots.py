"""Places on the screen and sounds, by name."""

from __future__ import annotations

from enum import StrEnum


class Spot(StrEnum):
    """Where the keyboard goes."""

    SEARCH = "search"
    AMOUNT = "amount"
    REFERENCE = "reference"
    ELEMENT = "element"
    RESULT = "result"


class Sound(StrEnum):
    """What the operator hears without looking."""

    PAID = "paid"
    FAILED = "failed"
