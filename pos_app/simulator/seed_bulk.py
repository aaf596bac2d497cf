"""Up to 100,000 believable customers, each a pure function of seed and rank.

Only ids, e-mail addresses and one searchable text are kept; a customer or a method is built when
somebody asks for it, so a large account starts quickly.
"""

from __future__ import annotations

import hashlib
import heapq
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from pos_app.simulator.seed_cast import Method, Redisplay
from pos_app.simulator.seed_names import ASCII, FIRMS, FIRST, LAST, PLACES, STREETS

Address = tuple[str, str, str, str]

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PAIRS: Final = tuple(a + b for a in _DIGITS for b in _DIGITS)
_PAIR_VALUE: Final = {pair: value for value, pair in enumerate(_PAIRS)}

_TOKENS: Final = tuple(
    token
    for token, share in {
        "pm_card_visa": 30,
        "pm_card_mastercard": 20,
        "pm_success_de": 14,
        "pm_card_visa_debit": 10,
        "pm_card_amex": 8,
        "pm_card_de": 6,
        "pm_card_mastercard_debit": 6,
        "pm_card_authenticationRequired": 4,
        "pm_card_chargeCustomerFail": 2,
    }.items()
    for _ in range(share)
)
_REDISPLAYS: Final[tuple[Redisplay, ...]] = (
    *("always",) * 7,
    "limited",
    "unspecified",
    "unspecified",
)
_METHOD_COUNTS: Final = (0,) * 3 + (1,) * 10 + (2,) * 5 + (3,) * 2
_HOME_TOWNS: Final = (0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 6, 7, 8, 8, 9)


def _mailable(name: str) -> str:
    spelled = unicodedata.normalize("NFKD", name.lower().translate(ASCII))
    return spelled.encode("ascii", "ignore").decode()


_MAIL_FIRST: Final = tuple(_mailable(name) for name in FIRST)
_MAIL_LAST: Final = tuple(_mailable(name) for name in LAST)


class Row(NamedTuple):
    """A bulk customer in short.

    Attributes:
        name, email, phone: as in Stripe.
        address: line1, postal code, city, country.
        currency, locale: of the home town.
        member: a member number, or None.
    """

    name: str
    email: str | None
    phone: str | None
    address: Address
    currency: str
    locale: str
    member: str | None


class _Draw:
    """Numbers drawn one after the other from one hash."""

    __slots__ = ("_lots",)

    def __init__(self, text: str) -> None:
        self._lots = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=24).digest())

    def below(self, bound: int) -> int:
        self._lots, drawn = divmod(self._lots, bound)
        return drawn

    def early(self, bound: int) -> int:
        """Like `below`, but small numbers come more often."""
        return min(self.below(bound), self.below(bound))

    def letters(self, pairs: int) -> str:
        return "".join([_PAIRS[self.below(3844)] for _ in range(pairs)])


class Bulk:
    """The bulk customers of one account.

    Attributes:
        count: how many there are; ranks run from 0 (oldest) to count - 1.
    """

    def __init__(self, seed: int, count: int) -> None:
        self.count = count
        self._seed = seed
        rows = (self.row(rank) for rank in range(count))
        texts = [f"{r.name}\0{r.email}\0{r.phone}\n".casefold() for r in rows]
        self._starts: list[int] = []
        start = 0
        for text in texts:
            self._starts.append(start)
            start += len(text)
        self._text = "".join(texts)

    def row(self, rank: int) -> Row:
        """Who the customer of this rank is."""
        draw = _Draw(f"{self._seed}/row/{rank}")
        first, last, kind = draw.early(len(FIRST)), draw.early(len(LAST)), draw.below(100)
        if kind < 4:
            name = FIRMS[draw.below(len(FIRMS))].format(LAST[last])
        else:
            name = f"{FIRST[first]} {LAST[last].replace('-', ' ')}"
        city, postal_code, country, currency, locale, prefix, digits = PLACES[
            _HOME_TOWNS[draw.below(len(_HOME_TOWNS))]
        ]
        return Row(
            name=name,
            email=None
            if 4 <= kind < 10
            else f"{_MAIL_FIRST[first]}.{_MAIL_LAST[last]}{rank}@example.com",
            phone=None if 10 <= kind < 20 else f"{prefix}{draw.below(10**digits):0{digits}}",
            address=(
                f"{STREETS[draw.below(len(STREETS))]} {draw.below(97) + 1}",
                postal_code,
                city,
                country,
            ),
            currency=currency,
            locale=locale,
            member=f"M-{rank + 2000}" if kind % 3 == 0 else None,
        )

    def customer_id(self, rank: int) -> str:
        """The id of the customer of this rank; its end encodes the rank."""
        return f"cus_{_Draw(f'{self._seed}/cus/{rank}').letters(5)}{_encoded(rank)}"

    def method_ids(self, rank: int) -> list[str]:
        """The ids of the customer's saved methods, oldest first."""
        draw = _Draw(f"{self._seed}/pm/{rank}")
        count = _METHOD_COUNTS[draw.below(len(_METHOD_COUNTS))]
        stem = f"pm_1{draw.letters(9)}{_encoded(rank)}"
        return [f"{stem}{slot}" for slot in range(count)]

    def method(self, rank: int, slot: int) -> Method:
        """A saved method of the customer of this rank."""
        draw = _Draw(f"{self._seed}/method/{rank}/{slot}")
        return Method(
            slug="",
            token=_TOKENS[draw.below(len(_TOKENS))],
            redisplay=_REDISPLAYS[draw.below(len(_REDISPLAYS))],
            exp_month=draw.below(12) + 1,
            exp_year=2025 + draw.below(8),
        )

    def candidates(self, needles: tuple[str, ...]) -> Iterator[int]:
        """Ranks, newest first, whose name, e-mail or phone contains one of the casefolded texts.

        A rank may come more than once.
        """
        return heapq.merge(*(self._containing(needle) for needle in needles), reverse=True)

    def _containing(self, needle: str) -> Iterator[int]:
        end = len(self._text)
        while (at := self._text.rfind(needle, 0, end)) >= 0:
            rank = bisect_right(self._starts, at) - 1
            yield rank
            end = self._starts[rank]


def rank_of_customer(customer_id: str) -> int:
    """The rank that a bulk customer's id encodes."""
    return _decoded(customer_id[-4:])


def rank_and_slot(method_id: str) -> tuple[int, int]:
    """Whose method it is, and which, from a bulk method's id."""
    return _decoded(method_id[-5:-1]), int(method_id[-1])


def _encoded(rank: int) -> str:
    high, low = divmod(rank, 3844)
    return _PAIRS[high] + _PAIRS[low]


def _decoded(code: str) -> int:
    return _PAIR_VALUE[code[:2]] * 3844 + _PAIR_VALUE[code[2:]]
