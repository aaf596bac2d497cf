"""Money: an integer in the currency's minor units, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.currencies import Currency, currency
from pos_app.domain.overriding import override


class AmountProblem(StrEnum):
    """Why an amount cannot be charged."""

    ZERO = "zero"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_STEP = "not_a_step"
    """The currency cannot be sent in such fine steps (ISK 100, KWD 10)."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount as Stripe counts it.

    Attributes:
        minor: integer in the API's minor units (EUR 48.50 is 4850, JPY 500 is 500, ISK 5 is 500).
        code: upper-case ISO currency code.
    """

    minor: int
    code: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:  # neither a float nor True
            raise TypeError("money is counted in whole minor units")
        object.__setattr__(self, "code", currency(self.code).code)

    @property
    def currency(self) -> Currency:
        """The counting rules of this money's currency."""
        return currency(self.code)

    def decimal_text(self) -> str:
        """Plain digits with a point, no grouping: ``48.50``, ``500``, ``-1.250``."""
        rules = self.currency
        sign = "-" if self.minor < 0 else ""
        digits = str(abs(self.minor)).rjust(rules.exponent + 1, "0")
        if rules.exponent == 0:
            return sign + digits
        major, fraction = digits[: -rules.exponent], digits[-rules.exponent :]
        shown = (
            fraction
            if int(fraction[rules.shown_decimals :] or 0)
            else fraction[: rules.shown_decimals]
        )
        return sign + major + (f".{shown}" if shown else "")

    @override
    def __str__(self) -> str:
        """Currency code and amount, for logs and audit: ``EUR 48.50``."""
        return f"{self.code} {self.decimal_text()}"

    def plus(self, other: Money) -> Money:
        """Add money of the same currency.

        Raises:
            ValueError: the currencies differ.
        """
        if other.code != self.code:
            raise ValueError(f"cannot add {other.code} to {self.code}")
        return Money(self.minor + other.minor, self.code)


def charge_problem(money: Money) -> AmountProblem | None:
    """Say why Stripe would refuse to charge this amount, or ``None``.

    Minimum and maximum are advisory (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts):
    Stripe applies the minimum to the settlement currency and stays the judge.
    """
    rules = money.currency
    if money.minor <= 0:
        return AmountProblem.ZERO
    if money.minor % rules.step:
        return AmountProblem.NOT_A_STEP
    if rules.minimum is not None and money.minor < rules.minimum:
        return AmountProblem.TOO_SMALL
    if money.minor > rules.maximum:
        return AmountProblem.TOO_LARGE
    return None


class TypingStyle(StrEnum):
    """How bare digits are read."""

    CENTS = "cents"
    """``4850`` is 48.50, as on a card terminal."""
    WHOLE = "whole"
    """``48`` is 48.00, as on paper."""


class TypingProblem(StrEnum):
    """Why typed text is not an amount."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY_DECIMALS = "too_many_decimals"
    TOO_LONG = "too_long"


_TYPED = re.compile(r"(?P<major>\d*)(?:[.,](?P<fraction>\d*))?")
_LONGEST = 15


def read_amount(text: str, code: str, style: TypingStyle) -> Money | TypingProblem:
    """Read what an operator typed.

    A typed comma or point always means "explicit decimals", in both styles; one separator at
    most, so that ``1.000`` is never silently one thousand in one place and one in another.

    Args:
        text: digits with at most one ``,`` or ``.``; blanks around are ignored.
        code: ISO currency code.
        style: how bare digits are read.

    Returns:
        The money, or why the text is not an amount. Limits are ``charge_problem``'s business.
    """
    typed = text.strip()
    if not typed:
        return TypingProblem.EMPTY
    match = _TYPED.fullmatch(typed) if typed.isascii() else None
    if match is None or not any(c.isdigit() for c in typed):
        return TypingProblem.NOT_A_NUMBER
    if len(typed) > _LONGEST:
        return TypingProblem.TOO_LONG
    rules = currency(code)
    major, fraction = match["major"] or "0", match["fraction"]
    shown_to_api = 10 ** (rules.exponent - rules.shown_decimals)
    if fraction is None and style is TypingStyle.CENTS:
        return Money(int(major) * shown_to_api, code)
    fraction = fraction or ""
    if len(fraction) > rules.shown_decimals:
        return TypingProblem.TOO_MANY_DECIMALS
    padded = major + fraction.ljust(rules.shown_decimals, "0")
    return Money(int(padded) * shown_to_api, code)
