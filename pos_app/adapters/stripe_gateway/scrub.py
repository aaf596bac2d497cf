"""Takes out of foreign text whatever must not reach a log or a screen."""

from __future__ import annotations

import re
from typing import Final

from pos_app.domain.masking import MASK, mask_all

_CARD: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
"""13 to 19 digits in a row may be a card number."""
_LONGEST: Final = 500


def scrub(text: str) -> str:
    """Mask keys, client secrets, credentials and card numbers; cut to one line of 500 letters."""
    return _CARD.sub(MASK, mask_all(" ".join(text.split())))[:_LONGEST]
