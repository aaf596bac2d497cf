"""Takes secrets out of a text that is going to be written down or shown."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"

_PIECE: Final = r"(?:[\w*+/=%~-]|\.+(?=\w)|\\(?:/|x[0-9a-fA-F]{2}|u00[0-9a-fA-F]{2}))"
"""Both alphabets of base64, percent signs, and what ``repr`` and JSON make of a letter; stars and
dots, because Stripe itself shortens keys with them."""
_SECRETS: Final = re.compile(
    # No word boundary before a kind: in a repr a line may begin with the letter of its "\n".
    rf"(?P<key>sk|rk|pk|uk|ek|rkcs)_(?:test|live|org)_{_PIECE}+"
    rf"|(?P<webhook>whsec)_{_PIECE}+"
    rf"|(?P<client>pi|seti|cuss|ek|ctoken)_(?:\w*_)?secret_{_PIECE}+"
    rf"|\b\w+_secret_{_PIECE}{{8,}}"
    rf"|(?i:(?P<bearer>bearer)\s+(?:{_PIECE}|:)+|(?P<basic>basic)\s+(?:{_PIECE}|:){{12,}})"
    r"|(?<=://)[^/\s@]+(?=@)"
)


def mask_secrets(text: str) -> str:
    """Mask API keys, client and webhook secrets, ephemeral keys, and credentials of a request.

    What kind of secret it was stays readable: ``whsec_***``.
    """
    return _SECRETS.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind is None:
        return MASK
    divider = " " if kind in {"bearer", "basic"} else "_"
    return f"{found[kind]}{divider}{MASK}"
