"""The sale's reference or note: free text that must never hold a card number."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

LONGEST_REFERENCE: Final = 200


class ReferenceProblem(StrEnum):
    """Why a reference is not accepted."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    LOOKS_LIKE_A_CARD = "looks_like_a_card"


_DIGIT_RUN: Final = re.compile(r"\d(?:[ \-./_]?\d){11,}")


def passes_luhn(digits: str) -> bool:
    """Whether a string of ASCII digits has a valid Luhn check digit (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def holds_card_number(text: str) -> bool:
    """Whether 13 to 19 digits in a row, blanks and dashes aside, could be a card number (PAN)."""
    for run in _DIGIT_RUN.finditer(text):
        digits = re.sub(r"\D", "", run.group())
        for length in range(13, 20):
            for start in range(len(digits) - length + 1):
                candidate = digits[start : start + length]
                if candidate[0] in "23456" and passes_luhn(candidate):
                    return True
    return False


def reference_problem(text: str, *, required: bool) -> ReferenceProblem | None:
    """Say why this reference is not accepted, or ``None``."""
    stripped = text.strip()
    if not stripped:
        return ReferenceProblem.MISSING if required else None
    if len(stripped) > LONGEST_REFERENCE:
        return ReferenceProblem.TOO_LONG
    return ReferenceProblem.LOOKS_LIKE_A_CARD if holds_card_number(stripped) else None
