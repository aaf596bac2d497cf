"""Takes secrets out of a text that is going to be written down or shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from pos_app.domain.card_numbers import begins_with_card, is_card_number

MASK: Final = "***"
CARD: Final = "[card]"

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
_CODE: Final = re.compile(r"[a-z_]{0,80}")
UNREADABLE: Final = "unreadable"
"""Stands for what a page calls a code and is none."""
_LETTER: Final = re.compile(
    r"%(?:25)*(?P<url>[0-9a-fA-F]{2})|\\+(?:x|u00)(?P<text>[0-9a-fA-F]{2})|[\s\S]"
)
"""One letter, also as it stands in a URL (escaped twice, too), in a ``repr`` or in JSON."""
_ESCAPED: Final = re.compile(r"%[0-9a-fA-F]{2}|\\(?:x|u00)[0-9a-fA-F]{2}")
_NO_LETTER: Final = "\ufffd"
"""Stands for a byte that is no letter by itself, such as the two of a no-break space."""
_DIGITS: Final = re.compile(
    r"(?P<id>\b(?:op|reg)_[0-9a-f]{32}\b)"
    r"|\d(?:(?:[^\S\r\n]|[.+\u2010-\u2015-]|\ufffd{1,3})?\d){12,}"
)
"""Digits in groups of any size, a single divider between them; ids of ours are none."""
_COMMON: Final = (15, 16)
"""Lengths of a card number looked for amid a group of digits: with all of them, times would do."""
_Span = tuple[int, int, str]


def mask_secrets(text: str) -> str:
    """Mask API keys, client and webhook secrets, ephemeral keys, and credentials of a request.

    What kind of secret it was stays readable: ``whsec_***``.
    """
    masked = _SECRETS.sub(_mask, text)
    return _cover(masked, _secrets) if _ESCAPED.search(masked) else masked


def mask_all(text: str) -> str:
    """Mask secrets and card numbers, with the digits that follow one (expiry, security code)."""
    return _cover(mask_secrets(text), _cards)


def code_only(text: str) -> str:
    """Return one of Stripe's codes as it is, ``UNREADABLE`` in the place of anything else.

    Source: https://docs.stripe.com/error-codes, whose longest has 65 letters and none a digit.
    """
    return text if _CODE.fullmatch(text) and mask_all(text) == text else UNREADABLE


def _mask(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind is None:
        return MASK
    divider = " " if kind in {"bearer", "basic"} else "_"
    return f"{found[kind]}{divider}{MASK}"


def _secrets(view: str) -> Iterator[_Span]:
    return ((found.start(), found.end(), _mask(found)) for found in _SECRETS.finditer(view))


def _cards(view: str) -> Iterator[_Span]:
    for run in _DIGITS.finditer(view):
        begin = None if run["id"] else _card_in(run.group())
        if begin is not None:
            yield run.start() + begin, run.end(), CARD


def _card_in(run: str) -> int | None:
    """Where in these grouped digits a card number begins."""
    for group in re.finditer(r"\d+", run):
        if begins_with_card(_plain(run[group.start() :])):
            return group.start()
        digits = _plain(group.group())
        for inside in range(1, len(digits)):
            windows = {digits[inside : inside + length] for length in _COMMON}
            if any(len(window) in _COMMON and is_card_number(window) for window in windows):
                return group.start() + inside
    return None


def _plain(run: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in run if char.isdecimal())


def _cover(text: str, find: Callable[[str], Iterator[_Span]]) -> str:
    """Mask in the text what is found in it when its escapes are read."""
    letters = list(_LETTER.finditer(text)) if _ESCAPED.search(text) else None
    view = "".join(map(_read, letters)) if letters else text
    ends = [letter.end() for letter in letters] if letters else range(1, len(text) + 1)
    pieces, done = [], 0
    for begin, end, mask in find(view):
        pieces += [text[done : ends[begin - 1] if begin else 0], mask]
        done = ends[end - 1]
    return "".join((*pieces, text[done:]))


def _read(letter: re.Match[str]) -> str:
    code = letter["url"] or letter["text"]
    if code is None:
        return letter.group()
    return chr(int(code, 16)) if int(code, 16) < 0x80 else _NO_LETTER
