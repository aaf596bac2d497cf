"""When the bank's answer is expected."""

import datetime as dt

import pytest

from pos_app.domain.settlement import DELAYED, expected_settlement

FRIDAY = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)


def days(expected, start=FRIDAY):
    return (expected.usual - start).days, (expected.latest - start).days


def test_weekends_do_not_count() -> None:
    assert days(expected_settlement("sepa_debit", FRIDAY)) == (7, 20)
    assert days(expected_settlement("us_bank_account", FRIDAY)) == (6, 6)


def test_begun_on_a_weekend_the_first_day_is_monday() -> None:
    sunday = FRIDAY + dt.timedelta(days=2)
    assert days(expected_settlement("au_becs_debit", sunday), sunday) == (2, 3)


@pytest.mark.parametrize("kind", ["card", "ideal", "", "new_kind"])
def test_every_other_method_answers_within_minutes(kind: str) -> None:
    expected = expected_settlement(kind, FRIDAY)
    assert expected.usual == expected.latest
    assert expected.latest - FRIDAY <= dt.timedelta(hours=1)


def test_no_method_is_usually_later_than_at_its_latest() -> None:
    assert all(days.usual <= days.longest for days in DELAYED.values())
