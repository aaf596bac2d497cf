"""Which amounts can be charged: currencies, minor units, smallest and largest amounts.

Source: https://docs.stripe.com/currencies (zero-decimal, special cases, minimum and maximum).
"""

from typing import Final

from pos_app.simulator.errors import ApiError, invalid

ZERO_DECIMAL: Final = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"}
    | {"pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
THREE_DECIMAL: Final = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
WHOLE_UNITS_TIMES_100: Final = frozenset({"isk", "ugx"})
"""No decimals, and yet sent times one hundred."""

_SUPPORTED: Final = (
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp "
    "byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip "
    "gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd "
    "kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok "
    "npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos "
    "srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer "
    "zar zmw"
)
CURRENCIES: Final = tuple(_SUPPORTED.split())

MINIMUM: Final = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000,
    "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
"""Smallest charge in minor units."""

_MAXIMUM_DIGITS: Final = {"idr": 12, "inr": 9, "jpy": 10, "huf": 10, "cop": 10, "lbp": 11}

SETTLEMENT: Final = "eur"
"""The simulated account's own currency."""

_UNITS_PER_EURO: Final = {
    "aed": 4.25, "aud": 1.78, "bhd": 0.436, "brl": 6.2, "cad": 1.6, "chf": 0.94, "cny": 8.3,
    "czk": 24.4, "dkk": 7.46, "eur": 1.0, "gbp": 0.87, "hkd": 9.1, "huf": 388.0, "inr": 102.0,
    "isk": 142.0, "jod": 0.82, "jpy": 177.0, "krw": 1660.0, "kwd": 0.356, "mxn": 21.4, "nok": 11.7,
    "nzd": 2.0, "omr": 0.446, "pln": 4.24, "ron": 5.1, "sek": 10.9, "sgd": 1.5, "thb": 37.5,
    "tnd": 3.4, "try": 48.0, "ugx": 4150.0, "usd": 1.16,
}  # fmt: skip
"""Training rates; a currency not listed counts as worth one euro."""


def decimals(currency: str) -> int:
    """Digits after the point in Stripe's minor unit (ISK and UGX are sent with two)."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def to_settlement(amount: int, currency: str) -> tuple[int, float | None]:
    """Convert minor units to the account's currency.

    Returns:
        Cents, and the exchange rate (None without conversion).
    """
    if currency == SETTLEMENT:
        return amount, None
    rate = 1 / _UNITS_PER_EURO.get(currency, 1.0)
    major = amount / 10 ** decimals(currency)
    return round(major * rate * 100), round(rate, 6)


def check_currency(text: str) -> str:
    """The currency in lower case.

    Raises:
        ApiError: If it is not supported.
    """
    currency = text.lower()
    if currency not in CURRENCIES:
        raise invalid(
            f"Invalid currency: {currency}. Stripe currently supports these currencies: "
            f"{', '.join(CURRENCIES)}",
            "currency",
        )
    return currency


def check_amount(amount: int, currency: str) -> None:
    """Refuse an amount that cannot be charged.

    Args:
        amount: Minor units.
        currency: Lower-case code.

    Raises:
        ApiError: amount_too_small, amount_too_large, or digits the currency does not have.
    """
    _check_digits(amount, currency)
    largest = 10 ** _MAXIMUM_DIGITS.get(currency, 8) - 1
    if amount > largest:
        raise ApiError(
            400,
            f"Amount must be no more than {written(largest, currency)}",
            code="amount_too_large",
            param="amount",
        )
    minimum = MINIMUM.get(currency)
    if minimum is not None and amount < minimum:
        raise ApiError(
            400,
            f"Amount must be at least {written(minimum, currency)}",
            code="amount_too_small",
            param="amount",
        )
    settled, rate = to_settlement(amount, currency)
    if rate is not None and settled < MINIMUM[SETTLEMENT]:
        raise ApiError(
            400,
            f"Amount must convert to at least {MINIMUM[SETTLEMENT]} cents. "
            f"{written(amount, currency)} converts to approximately "
            f"{written(settled, SETTLEMENT)}.",
            code="amount_too_small",
            param="amount",
        )


def _check_digits(amount: int, currency: str) -> None:
    step = 100 if currency in WHOLE_UNITS_TIMES_100 else 10 if currency in THREE_DECIMAL else 1
    if amount % step:
        raise invalid(
            f"Invalid amount: for the currency {currency} the amount must be divisible by {step}.",
            "amount",
            "parameter_invalid_integer",
        )


def written(amount: int, currency: str) -> str:
    """Minor units as a message shows them, e.g. ``48.50 eur``."""
    places = decimals(currency)
    return f"{amount / 10**places:,.{places}f} {currency}"
