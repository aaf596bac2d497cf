"""The sale's reference or note: free text that must never hold a card number."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from pos_app.domain.card_numbers import begins_with_card

LONGEST_REFERENCE: Final = 200


class ReferenceProblem(StrEnum):
    """Why a reference is not accepted."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    LOOKS_LIKE_A_CARD = "looks_like_a_card"


_LONGEST_TELEPHONE: Final = 15
"""Digits of the longest telephone number (ITU-T E.164)."""
_RUN: Final = re.compile(r"(?P<plus>\+)?(?P<run>\d(?:[\W_]{0,3}\d){12,})")


def holds_card_number(text: str) -> bool:
    """Whether the text holds what could be a card number (PAN), however it is grouped.

    A number may begin wherever digits begin and end anywhere, so that an expiry date typed right
    behind it hides nothing. An EAN-13 that begins with 4 and happens to pass Luhn is refused, too:
    better one reference typed anew than one card number stored.
    """
    return any(_is_card_number(run) for run in _RUN.finditer(text))


def _is_card_number(run: re.Match[str]) -> bool:
    digits, before = "", ""
    begins: list[int] = []
    for char in run["run"]:
        if char.isdecimal():
            if not before.isdecimal():
                begins.append(len(digits))
            digits += str(unicodedata.decimal(char))
        before = char
    if run["plus"] and len(digits) <= _LONGEST_TELEPHONE:
        return False
    return any(begins_with_card(digits[begin:]) for begin in begins)


def reference_problem(text: str, *, required: bool) -> ReferenceProblem | None:
    """Say why this reference is not accepted, or ``None``."""
    stripped = text.strip()
    if not stripped:
        return ReferenceProblem.MISSING if required else None
    if len(stripped) > LONGEST_REFERENCE:
        return ReferenceProblem.TOO_LONG
    return ReferenceProblem.LOOKS_LIKE_A_CARD if holds_card_number(stripped) else None
