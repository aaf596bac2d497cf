"""Customers, payments, journal states and secrets as values."""

import copy
import datetime as dt
import json
import logging
import pickle
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.customer import Customer, SavedMethod
from pos_app.domain.ids import CustomerId, OpId, PaymentMethodId
from pos_app.domain.journal import JournalState
from pos_app.domain.lookup import haystack, matches, words
from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.domain.secret import Secret
from tests.support.world import order

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
SALE = Payment(OpId("op-1"), order(), PaymentState.INTENDED, NOW, NOW)
WEBER = Customer(CustomerId("cus_1"), "Jürgen Groß-Weber", "j.weber@mail.de", "+49 170 123-456")


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({}, MoneyTaken.NO),
        ({"unknown_since": NOW}, MoneyTaken.NO),
        ({"state": PaymentState.OPEN}, MoneyTaken.NO),
        ({"state": PaymentState.OPEN, "unknown_since": NOW}, MoneyTaken.NO),
        ({"state": PaymentState.OPEN, "confirming": True}, MoneyTaken.NOT_KNOWN_YET),
        ({"state": PaymentState.REQUIRES_ACTION}, MoneyTaken.NOT_KNOWN_YET),
        ({"state": PaymentState.PROCESSING}, MoneyTaken.PENDING),
        ({"state": PaymentState.PROCESSING, "unknown_since": NOW}, MoneyTaken.NOT_KNOWN_YET),
        ({"state": PaymentState.REQUIRES_CAPTURE}, MoneyTaken.HELD),
        ({"state": PaymentState.REQUIRES_CAPTURE, "unknown_since": NOW}, MoneyTaken.NOT_KNOWN_YET),
        ({"state": PaymentState.SUCCEEDED}, MoneyTaken.YES),
        ({"state": PaymentState.CANCELED, "confirming": True}, MoneyTaken.NO),
        ({"state": PaymentState.REFUSED}, MoneyTaken.NO),
    ],
)
def test_was_money_taken(changes, taken) -> None:
    assert replace(SALE, **changes).money_taken is taken


def test_which_journal_states_leave_nothing_to_find_out() -> None:
    settled = {state for state in JournalState if state.settled}
    assert settled == {JournalState.CONFIRMED, JournalState.REJECTED}


@pytest.mark.parametrize(
    ("customer", "title", "facts"),
    [
        (WEBER, "Jürgen Groß-Weber", ("j.weber@mail.de", "+49 170 123-456")),
        (replace(WEBER, email=""), "Jürgen Groß-Weber", ("+49 170 123-456", "cus_1")),
        (replace(WEBER, name=""), "j.weber@mail.de", ("+49 170 123-456", "cus_1")),
        (Customer(CustomerId("cus_1"), phone="123"), "123", ("cus_1",)),
        (Customer(CustomerId("cus_1")), "cus_1", ("cus_1",)),
        (
            replace(WEBER, description="Bakery"),
            "Jürgen Groß-Weber",
            ("j.weber@mail.de", "+49 170 123-456"),
        ),
    ],
)
def test_a_customer_is_known_by_a_title_and_two_facts(customer, title, facts) -> None:
    assert (customer.title, customer.facts) == (title, facts)


@pytest.mark.parametrize(
    ("year", "month", "expired"),
    [(2026, 10, True), (2026, 11, False), (2025, 12, True), (2027, 1, False), (0, 0, False)],
)
def test_a_card_lasts_to_the_end_of_its_month(year, month, expired) -> None:
    method = SavedMethod(PaymentMethodId("pm_1"), "card", exp_month=month, exp_year=year)
    assert method.expired(dt.date(2026, 11, 30)) is expired


@pytest.mark.parametrize(
    "typed",
    [
        "weber",
        "WEB groß",
        "jurgen",
        "juergen",
        "jürgen gross",
        "mail.de",
        "0170/123",
        "+49 170",
        "170 123 456",
        "0170 12 34 5",
        "+49 (0) 170 123",
        "1 70 1 web",
        "ju",
        "cus_1",
    ],
)
def test_letters_that_find_a_customer(typed: str) -> None:
    assert matches(haystack(WEBER), words(typed))


@pytest.mark.parametrize("typed", ["", "  ", "%", "-", "eb", "weber x", "webers", "100% weber"])
def test_letters_that_find_nobody(typed: str) -> None:
    assert not matches(haystack(WEBER), words(typed))


@pytest.mark.parametrize("name", ["Jörg Müller", "Joerg Mueller", "Jorg Muller", "Jörg Müler"])
@pytest.mark.parametrize(
    "typed", ["müller", "mueller", "muller", "mueler", "MÜLLER j", "jörg", "joerg", "jorg m"]
)
def test_every_spelling_of_an_umlaut_finds_every_other(name: str, typed: str) -> None:
    assert matches(haystack(Customer(CustomerId("cus_4"), name)), words(typed))


def test_a_short_name_is_no_other_with_a_doubled_letter() -> None:
    assert not matches(haystack(Customer(CustomerId("cus_5"), "Diana")), words("anna"))


@pytest.mark.parametrize("phone", ["+49 30 1234567", "+49 (0)30 123 45 67", "+49-30/1234567"])
@pytest.mark.parametrize("typed", ["+49 30 1234567", "030 1234567", "0301234567", "30/12 34 5"])
def test_a_number_is_found_however_it_is_divided(phone: str, typed: str) -> None:
    assert matches(haystack(Customer(CustomerId("cus_6"), phone=phone)), words(typed))


def test_a_customer_without_phone_or_umlaut_is_found_by_the_rest() -> None:
    plain = haystack(Customer(CustomerId("cus_2"), "Anna Berg"))
    assert matches(plain, words("be an"))
    assert not matches(plain, words("bx"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_looking_up_any_text_never_fails(name: str, typed: str) -> None:
    found = matches(haystack(Customer(CustomerId("cus_3"), name)), words(typed))
    assert isinstance(found, bool)


TEXT = "rk_live_" + "0123456789abcdef"


@dataclass(frozen=True)
class Holder:
    secret: Secret


def ways_to_print(secret: Secret):
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s %r", (secret, secret), None)
    yield from (str(secret), repr(secret), f"{secret}", f"{secret:>80}", f"{secret!r}")
    yield from (
        " ".join(map(str, [secret])),
        repr(Holder(secret)),
        repr([secret]),
        record.getMessage(),
    )
    yield from (repr(ValueError(secret)), str(ValueError(secret)))


@given(st.text())
def test_a_secret_never_prints(more: str) -> None:
    for printed in ways_to_print(Secret(TEXT + more)):
        assert TEXT not in printed


def test_a_secret_cannot_leave_by_a_side_door() -> None:
    secret = Secret(TEXT)
    for leave in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps, vars):
        with pytest.raises(TypeError) as caught:
            leave(secret)
        assert TEXT not in str(caught.value)
    assert secret.reveal() == TEXT


def test_secrets_are_compared_by_their_text() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret("other")
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT)}) == 1
