"""The timeline in the language of the screen."""

import datetime as dt

import pytest

from pos_app.domain.money import Money
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ui.presenters.facts import timeline_rows
from pos_app.ui.texts import texts_for

NOON = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("kind", [FactKind.INTENDED, FactKind.RECORDED])
@pytest.mark.parametrize(
    ("language", "money", "shown"),
    [
        ("en", Money(250_000, "EUR"), "EUR 2,500.00"),
        ("de", Money(250_000, "EUR"), "EUR 2.500,00"),
        ("de", Money(5_000, "JPY"), "JPY 5.000"),
    ],
)
def test_amounts_in_the_timeline_are_written_as_everywhere_else(kind, language, money, shown):
    fact = Fact(kind, FactSource.OPERATOR, NOON, str(money))
    (row,) = timeline_rows((fact,), texts_for(language))
    assert row.detail == shown


def test_other_details_stay_as_they_are():
    fact = Fact(FactKind.DECLINED, FactSource.OPERATOR, NOON, "generic_decline")
    (row,) = timeline_rows((fact,), texts_for("de"))
    assert row.detail == "generic_decline"
