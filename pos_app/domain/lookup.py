"""How typed letters find a customer: the same rule for every index.

A word of three or more letters may stand anywhere; a shorter one must begin a word. Case, accents
and the German ways to write them (Müller, Mueller, Muller) make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pos_app.domain.customer import Customer

SHORTEST_INSIDE: Final = 3
"""From this length on a word is found inside other words, too."""
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_PLAIN: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
_NO_WORD: Final = re.compile(r"[^\w]+|_+")
_PHONE: Final = re.compile(r"\+?0*(?P<digits>\d[\d\-/().]*)")


def normalise(text: str) -> str:
    """Lower case without accents, one blank between words."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(bare.split())


def haystack(customer: Customer) -> str:
    """Everything a customer can be found by, normalised, one field a line."""
    fields = [customer.name, customer.email, customer.phone, customer.description, customer.id]
    spelled_out = customer.name.translate(_GERMAN)
    if spelled_out != customer.name:
        fields.append(spelled_out)
    digits = re.sub(r"\D", "", customer.phone)
    if digits:
        fields.append(digits)
    return "\n".join(normalise(field) for field in fields if field)


def words(text: str) -> tuple[str, ...]:
    """The words of a typed text, normalised; telephone numbers and short words to the bare minimum.

    A number loses its plus, leading zeros and dividers, so that ``0170/123`` finds ``+49 170 123``.
    """
    found: list[str] = []
    for word in normalise(text.replace("%", " ")).split():
        number = _PHONE.fullmatch(word)
        kept = re.sub(r"\D", "", number["digits"]) if number else word
        if len(kept) < SHORTEST_INSIDE:
            kept = _NO_WORD.sub("", kept)
        if _NO_WORD.sub("", kept):
            found.append(kept)
    return tuple(dict.fromkeys(found))


def matches(hay: str, wanted: tuple[str, ...]) -> bool:
    """Whether a haystack holds all words; no words match nothing."""
    if not wanted:
        return False
    beginnings = None
    for word in wanted:
        if len(word) >= SHORTEST_INSIDE:
            if word not in hay:
                return False
            continue
        beginnings = beginnings or [part for part in _NO_WORD.split(hay) if part]
        if not any(part.startswith(word) for part in beginnings):
            return False
    return True
