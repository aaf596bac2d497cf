"""What could be a card number (PAN)."""

from __future__ import annotations

import re
from typing import Final

_ISSUERS: Final = (
    (re.compile(r"4"), (13, 16, 19)),  # Visa
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard
    (re.compile(r"3[47]"), (15,)),  # American Express
    (re.compile(r"30[0-5]|3095|3[689]"), (14, 15, 16, 17, 18, 19)),  # Diners Club
    (re.compile(r"35(?:2[89]|[3-8])"), (16, 17, 18, 19)),  # JCB
    (re.compile(r"50|5[6-9]|6"), (13, 14, 15, 16, 17, 18, 19)),  # Maestro, Discover, UnionPay
)
"""How the numbers of each scheme begin (ISO/IEC 7812 issuer ranges) and how long they are."""
_LENGTHS: Final = range(13, 20)


def passes_luhn(digits: str) -> bool:
    """Whether a string of ASCII digits has a valid Luhn check digit (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def is_card_number(digits: str) -> bool:
    """Whether these ASCII digits, no more and no fewer, could be a card number."""
    issued = any(len(digits) in lengths and issuer.match(digits) for issuer, lengths in _ISSUERS)
    return issued and passes_luhn(digits)


def begins_with_card(digits: str) -> bool:
    """Whether these ASCII digits begin with a card number."""
    return any(is_card_number(digits[:length]) for length in _LENGTHS if length <= len(digits))
