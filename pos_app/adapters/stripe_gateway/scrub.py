"""Takes out of foreign text whatever must not reach a log or a screen."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"

_SECRETS: Final = (
    # API keys of every kind, also those that Stripe has already shortened with stars.
    re.compile(r"\b(?:sk|rk|pk|uk|ek|rkcs)_(?:test|live|org)_[\w*.]+"),
    re.compile(r"\bwhsec_\w+"),
    # Client secrets: pi_..._secret_..., seti_..._secret_..., cuss_secret_...
    re.compile(r"\b\w+_secret_[\w%-]+"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+[\w+/=.:-]+"),
    re.compile(r"(?<=://)[^/\s@]+(?=@)"),
    # 13 to 19 digits in a row may be a card number.
    re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)"),
)
_LONGEST: Final = 500


def scrub(text: str) -> str:
    """Mask keys, client secrets, credentials and card numbers; cut to one line of 500 letters."""
    line = " ".join(text.split())
    for pattern in _SECRETS:
        line = pattern.sub(MASK, line)
    return line[:_LONGEST]
