"""When a bank is expected to say how an accepted payment ends, by kind of method."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

_SATURDAY: Final = 5
_MINUTES: Final = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """How long Stripe says that a bank takes.

    Attributes:
        usual: business days until the answer usually is there.
        longest: business days after which Stripe documents none to be missing.
    """

    usual: int
    longest: int


DELAYED: Final = {
    # https://docs.stripe.com/payments/sepa-debit
    "sepa_debit": BusinessDays(5, 14),
    # https://docs.stripe.com/payments/ach-direct-debit
    "us_bank_account": BusinessDays(4, 4),
    # https://docs.stripe.com/payments/bacs-debit
    "bacs_debit": BusinessDays(4, 7),
    # https://docs.stripe.com/payments/acss-debit
    "acss_debit": BusinessDays(5, 5),
    # https://docs.stripe.com/payments/au-becs-debit
    "au_becs_debit": BusinessDays(2, 3),
    # https://docs.stripe.com/payments/nz-bank-account
    "nz_bank_account": BusinessDays(2, 2),
}
"""Delayed notification methods; every other method answers within minutes.

Source: https://docs.stripe.com/payments/payment-methods#payment-notification
"""


@dataclass(frozen=True, slots=True)
class Expected:
    """Between these moments the bank's answer is expected (UTC)."""

    usual: dt.datetime
    latest: dt.datetime


def expected_settlement(method_type: str, accepted: dt.datetime) -> Expected:
    """Say when the answer to an accepted payment is expected.

    Bank holidays are not known here: an answer may come as many business days later.

    Args:
        method_type: Stripe's type of the method, empty if not known.
        accepted: when the bank took the order (UTC).
    """
    days = DELAYED.get(method_type)
    if days is None:
        return Expected(accepted + _MINUTES, accepted + _MINUTES)
    return Expected(_later(accepted, days.usual), _later(accepted, days.longest))


def _later(start: dt.datetime, business_days: int) -> dt.datetime:
    """The same time of day, that many business days later."""
    day = start
    while business_days:
        day += dt.timedelta(days=1)
        business_days -= day.weekday() < _SATURDAY
    return day
