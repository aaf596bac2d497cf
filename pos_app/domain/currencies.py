"""Which currencies Stripe knows, and how each is counted.

Stripe's own rules differ from ISO 4217 and from every locale library (MGA, ISK, UGX, the
three-decimal rule), so the table is explicit.
Source: https://docs.stripe.com/currencies
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Currency:
    """How one currency is typed, shown and sent.

    Attributes:
        code: upper-case ISO 4217 code.
        exponent: decimals between the API's integer and one major unit (EUR 2, JPY 0, KWD 3).
        shown_decimals: decimals a person types and reads (ISK and UGX: 0 although exponent is 2).
        step: the API integer must be a multiple of this (ISK 100, KWD 10, else 1).
        minimum: smallest charge in API minor units, ``None`` where Stripe publishes none. Advisory:
            Stripe applies it to the settlement currency.
        maximum: largest charge in API minor units.
    """

    code: str
    exponent: int
    shown_decimals: int
    step: int
    minimum: int | None
    maximum: int


_ZERO_DECIMAL: Final = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
_SENT_TIMES_100: Final = "ISK UGX"
_THREE_DECIMAL: Final = "BHD JOD KWD OMR TND"
_TWO_DECIMAL: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD "
    "CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD SAR SBD SCR "
    "SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD YER ZAR "
    "ZMW"
)
_MINIMUM: Final = {
    "USD": 50, "AED": 200, "AUD": 50, "BGN": 100, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500,
    "DKK": 250, "EUR": 50, "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000,
    "MYR": 200, "NOK": 300, "NZD": 50, "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000,
}  # fmt: skip
_MAXIMUM_DIGITS: Final = {"IDR": 12, "INR": 9, "JPY": 10, "HUF": 10, "COP": 10, "LBP": 11}


def _build(code: str, exponent: int, shown: int, step: int) -> Currency:
    digits = _MAXIMUM_DIGITS.get(code, 8)
    largest = (10**digits - 1) // step * step
    return Currency(code, exponent, shown, step, _MINIMUM.get(code), largest)


CURRENCIES: Final[dict[str, Currency]] = (
    {code: _build(code, 0, 0, 1) for code in _ZERO_DECIMAL.split()}
    | {code: _build(code, 2, 0, 100) for code in _SENT_TIMES_100.split()}
    | {code: _build(code, 3, 3, 10) for code in _THREE_DECIMAL.split()}
    | {code: _build(code, 2, 2, 1) for code in _TWO_DECIMAL.split()}
)


def currency(code: str) -> Currency:
    """Return the rules of a currency, given its ISO code in any case.

    Raises:
        ValueError: Stripe does not know this currency.
    """
    try:
        return CURRENCIES[code.upper()]
    except KeyError:
        raise ValueError(f"unknown currency {code!r}") from None
