"""The sale's reference or note: free text that must never hold a card number."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

LONGEST_REFERENCE: Final = 200


class ReferenceProblem(StrEnum):
    """Why a reference is not accepted."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    LOOKS_LIKE_A_CARD = "looks_like_a_card"


_LONGEST_TELEPHONE: Final = 15
"""Digits of the longest telephone number (ITU-T E.164)."""
_RUN: Final = re.compile(r"(?P<plus>\+)?(?P<run>\d(?:[\W_]{0,3}\d){12,})")
_ISSUERS: Final = (
    (re.compile(r"4"), (13, 16, 19)),  # Visa
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard
    (re.compile(r"3[47]"), (15,)),  # American Express
    (re.compile(r"30[0-5]|3095|3[689]"), (14, 15, 16, 17, 18, 19)),  # Diners Club
    (re.compile(r"35(?:2[89]|[3-8])"), (16, 17, 18, 19)),  # JCB
    (re.compile(r"50|5[6-9]|6"), (13, 14, 15, 16, 17, 18, 19)),  # Maestro, Discover, UnionPay
)
"""How the numbers of each scheme begin (ISO/IEC 7812 issuer ranges) and how long they are."""


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
    return any(_begins_with_card(digits[begin:]) for begin in begins)


def _begins_with_card(digits: str) -> bool:
    return any(
        passes_luhn(digits[:length])
        for issuer, lengths in _ISSUERS
        if issuer.match(digits)
        for length in lengths
        if length <= len(digits)
    )


def reference_problem(text: str, *, required: bool) -> ReferenceProblem | None:
    """Say why this reference is not accepted, or ``None``."""
    stripped = text.strip()
    if not stripped:
        return ReferenceProblem.MISSING if required else None
    if len(stripped) > LONGEST_REFERENCE:
        return ReferenceProblem.TOO_LONG
    return ReferenceProblem.LOOKS_LIKE_A_CARD if holds_card_number(stripped) else None
