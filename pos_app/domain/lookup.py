"""How typed letters find a customer: the same rule for every index.

A word of three or more letters may stand anywhere; a shorter one must begin a word. Case, accents,
the German ways to write them (Müller, Mueller, Muller) and doubled letters (Mueler) make no
difference, nor how a number is divided (0170 12 34, +49 (170) 1234).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId

SHORTEST_INSIDE: Final = 3
"""From this length on a word is found inside other words, too."""
_BEGIN: Final = "\n\n"
"""Before every word of a haystack, so that each beginning of a word is three characters, too."""
_SHORTEST_ALIKE: Final = 4
"""Shorter words have too many look-alikes: Anna is not Diana."""
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_PLAIN: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
_SPELLED_OUT: Final = re.compile(r"([aou])e")
_DOUBLED: Final = re.compile(r"([^\W\d_])\1+")
_NO_WORD: Final = re.compile(r"[^\w]+|_+")
_NUMBER: Final = re.compile(r"\+?[\d\-/().]*\d[\d\-/().]*")
_NUMBERS: Final = re.compile(r"\d[\d\s\-/().]+\d")
_TRUNK_ZERO: Final = re.compile(r"\(0\)")

Pattern = tuple[str, ...]
"""Texts of at least three characters, one of which has to be in a haystack."""


def normalise(text: str) -> str:
    """Lower case without accents, one blank between words."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(bare.split())


def haystack(customer: Customer) -> str:
    """Everything a customer can be found by, normalised, each word behind two line ends."""
    name = normalise(customer.name)
    spelled_out = normalise(customer.name.translate(_GERMAN))
    fields = (customer.email, customer.phone, customer.description, customer.id)
    lines = [name, spelled_out, _alike(name), *(normalise(field) for field in fields)]
    known = [word for line in lines for word in line.split()]
    known += [number for line in lines for number in _undivided(line)]
    # Of what stands behind a dot or a hyphen the beginning is enough.
    known += [part[:2] for word in tuple(known) for part in _NO_WORD.split(word)[1:] if part]
    return _BEGIN + _BEGIN.join(dict.fromkeys(known))


def found_by(customer: Customer, text: str) -> str:
    """What a typed text has found that the customer's row does not show.

    Returns:
        The description or the id; empty if the row shows it, or the text does not match at all.
    """
    wanted, shown = words(text), customer.facts
    described = replace(customer, id=CustomerId(""))
    named = replace(described, description="")
    facts = ("", named), (customer.description, described), (customer.id, customer)
    found = (fact for fact, known in facts if matches(haystack(known), wanted))
    fact = next(found, "")
    return "" if fact in shown else fact


def words(text: str) -> tuple[Pattern, ...]:
    """What to look for, for each word of a typed text.

    Words of figures that follow each other are one number. It loses its plus, leading zeros and
    dividers, so that ``0170/123`` finds ``+49 170 123``.
    """
    return tuple(dict.fromkeys(_pattern(word) for word in _typed_words(text)))


def matches(hay: str, wanted: tuple[Pattern, ...]) -> bool:
    """Whether a haystack holds all words; no words match nothing."""
    return bool(wanted) and all(any(text in hay for text in pattern) for pattern in wanted)


def _alike(text: str) -> str:
    """The simplest spelling: an umlaut is its vowel, a doubled letter a single one."""
    return _DOUBLED.sub(r"\1", _SPELLED_OUT.sub(r"\1", text))


def _undivided(line: str) -> Iterator[str]:
    for number in _NUMBERS.findall(_TRUNK_ZERO.sub("", line)):
        yield re.sub(r"\D", "", number)


def _typed_words(text: str) -> Iterator[str]:
    number = ""
    # SQLite takes a zero character for the end of the query.
    for word in _TRUNK_ZERO.sub("", normalise(text.replace("\0", " "))).split():
        if _NUMBER.fullmatch(word):
            number += re.sub(r"\D", "", word)
            continue
        yield from _bare(number.lstrip("0"))
        number = ""
        yield from _bare(word)
    yield from _bare(number.lstrip("0"))


def _bare(word: str) -> Iterator[str]:
    """The word, without its punctuation if it is short; nothing if that is all there is."""
    plain = _NO_WORD.sub("", word)
    if plain:
        yield word if len(word) >= SHORTEST_INSIDE else plain


def _pattern(word: str) -> Pattern:
    if len(word) < SHORTEST_INSIDE:
        return ((_BEGIN + word)[-SHORTEST_INSIDE:],)
    alike = _alike(word)
    return (word,) if alike == word or len(alike) < _SHORTEST_ALIKE else (word, alike)
