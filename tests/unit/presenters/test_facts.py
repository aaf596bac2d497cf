"""The timeline in the language of the screen."""

import datetime as dt

import pytest

from pos_app.domain.money import Money
from pos_app.domain.timeline import AFTER_DOUBT, Fact, FactKind, FactSource
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
        ("en", Money(-4850, "EUR"), "\N{MINUS SIGN}EUR 48.50"),
        ("de", Money(-4850, "EUR"), "\N{MINUS SIGN}EUR 48,50"),
    ],
)
def test_amounts_in_the_timeline_are_written_as_everywhere_else(kind, language, money, shown):
    fact = Fact(kind, FactSource.OPERATOR, NOON, str(money))
    (row,) = timeline_rows((fact,), texts_for(language))
    assert row.detail == shown


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (FactKind.CREATED, "pi_123", "Bei Stripe begonnen"),
        (FactKind.SUCCEEDED, "ch_123", "Bezahlt"),
        (FactKind.PAGE_REPORTED, "succeeded", "Formular meldet · bezahlt"),
        (FactKind.PAGE_REPORTED, "page lost: crashed", "Formular abgebrochen"),
        (FactKind.PAGE_REPORTED, "returned failed", "Formular meldet · nicht bezahlt"),
        (
            FactKind.PAGE_REPORTED,
            "card_error card_declined insufficient_funds",
            "Formular meldet · Abgelehnt: Deckung reicht nicht",
        ),
        (FactKind.DECLINED, "insufficient_funds", "Abgelehnt: Deckung reicht nicht"),
        (FactKind.DECLINED, "a_code_of_tomorrow", "Abgelehnt"),
        (FactKind.CANCELED, "abandoned", "Abgebrochen · Verkauf verlassen"),
        (FactKind.UNKNOWN, "timeout", "Keine sichere Antwort · keine Antwort in der Zeit"),
        (FactKind.RESOLVED, "succeeded", "Stripe hat geantwortet · Bezahlt"),
        (FactKind.DISPUTE_CLOSED, "dp_1 won", "Anfechtung abgeschlossen · gewonnen"),
    ],
)
def test_codes_are_said_in_words_and_kept_for_who_asks(kind, detail, said):
    (row,) = timeline_rows((Fact(kind, FactSource.POLL, NOON, detail),), texts_for("de"))
    assert " · ".join(filter(None, (row.word, row.detail))) == said
    assert row.code == detail


def told(language, *kinds):
    facts = [Fact(kind, FactSource.WEBHOOK, NOON, detail) for kind, detail in kinds]
    rows = timeline_rows(tuple(facts), texts_for(language))
    return [" · ".join(filter(None, (row.word, row.detail, row.source))) for row in rows]


@pytest.mark.parametrize(("language", "certain"), [("en", "ertain"), ("de", "icher")])
def test_an_answer_that_leaves_it_open_is_not_called_certain(language, certain):
    """The card beside it says that it is not known yet: a confirmation may still arrive."""
    (row,) = told(language, (FactKind.RESOLVED, "open"))
    assert "Stripe" in row.partition(" · ")[0]
    assert certain not in row


def test_a_decline_of_what_the_bank_had_accepted_is_no_plain_decline():
    accepted, declined = (FactKind.PROCESSING, ""), (FactKind.DECLINED, "generic_decline")
    poor = (FactKind.DECLINED, "insufficient_funds")
    assert told("en", accepted, declined)[1] == "Refused later by the bank · Stripe, message"
    assert "Deckung reicht nicht" in told("de", accepted, poor)[1]
    assert told("en", declined)[0] == "Declined · Stripe, message"
    again = (FactKind.CONFIRM_ASKED, "")
    assert told("en", accepted, declined, again, declined)[3] == "Declined · Stripe, message"


def test_what_the_app_gives_up_was_asked_for_by_nobody():
    fact = Fact(FactKind.CANCEL_ASKED, FactSource.OPERATOR, NOON, "abandoned")
    (row,) = timeline_rows((fact,), texts_for("en"))
    assert (row.word, row.detail, row.source) == ("Given up", "the sale was left", "app")
    by_hand = Fact(FactKind.CANCEL_ASKED, FactSource.OPERATOR, NOON, "requested_by_customer")
    (row,) = timeline_rows((by_hand,), texts_for("en"))
    assert (row.word, row.source) == ("Cancel asked for", "operator")


def test_a_charge_after_one_in_doubt_is_told_apart():
    asked = [Fact(FactKind.CONFIRM_ASKED, FactSource.OPERATOR, NOON, d) for d in ("", AFTER_DOUBT)]
    plain, doubtful = timeline_rows(asked, texts_for("en"))
    assert (plain.detail, doubtful.detail) == ("", "the attempt before may still arrive")


@pytest.mark.parametrize("code", ["stolen_card", "card_error card_declined lost_card"])
def test_a_stolen_card_is_declined_like_any_other(code):
    for kind in (FactKind.DECLINED, FactKind.PAGE_REPORTED):
        (row,) = timeline_rows((Fact(kind, FactSource.POLL, NOON, code),), texts_for("en"))
        assert "stolen" not in repr(row)
        assert "lost" not in repr(row)


def test_what_stripe_wrote_is_shown_as_it_is():
    fact = Fact(FactKind.CREATE_REFUSED, FactSource.API_CALL, NOON, "Amount too small")
    (row,) = timeline_rows((fact,), texts_for("de"))
    assert row.detail == "Amount too small"
