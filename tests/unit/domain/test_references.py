"""Free text that must never hold a card number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.card_numbers import passes_luhn
from pos_app.domain.references import (
    LONGEST_REFERENCE,
    ReferenceProblem,
    holds_card_number,
    reference_problem,
)

PUBLISHED = [
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "2720992593319364",
    "5200828282828210",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "3056930009020004",
    "36227206271667",
    "3566002020360505",
    "6200000000000005",
    "6205500000000000004",
    "6759649826438453",
]
"""https://docs.stripe.com/testing"""
_PREFIXES = {
    "4": (13, 16, 19),
    "51": (16,),
    "55": (16,),
    "2221": (16,),
    "2720": (16,),
    "34": (15,),
    "37": (15,),
    "6011": (16, 19),
    "65": (16,),
    "36": (14,),
    "3528": (16,),
    "62": (16, 19),
}
separators = st.sampled_from(["", " ", "-", ".", "/", "_", "  ", " - ", "\u00a0", "\u2013", ","])


def with_check_digit(digits: str) -> str:
    return next(digits + last for last in "0123456789" if passes_luhn(digits + last))


@st.composite
def card_numbers(draw) -> str:
    prefix = draw(st.sampled_from(sorted(_PREFIXES)))
    length = draw(st.sampled_from(_PREFIXES[prefix]))
    body = draw(st.text("0123456789", min_size=length, max_size=length))
    return with_check_digit((prefix + body)[: length - 1])


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_cards_are_found(number: str) -> None:
    assert holds_card_number(number)
    assert holds_card_number(f"Order 7, card {number[:4]} {number[4:]}, thanks")


@given(card_numbers(), st.data())
def test_a_card_number_is_found_in_any_grouping(number: str, data) -> None:
    written = "".join(
        digit + (data.draw(separators) if place % 4 == 3 else "")
        for place, digit in enumerate(number)
    )
    assert reference_problem(written, required=False) is ReferenceProblem.LOOKS_LIKE_A_CARD


@given(card_numbers(), separators.filter(bool), st.from_regex(r"[0-9]{2}/[0-9]{2}", fullmatch=True))
def test_expiry_and_security_code_beside_it_do_not_hide_it(number, gap, expiry) -> None:
    assert holds_card_number(f"2x {number}{gap}{expiry} 123")


@given(card_numbers())
def test_digits_of_other_scripts_do_not_hide_it(number: str) -> None:
    zero = ord("\N{FULLWIDTH DIGIT ZERO}")
    assert holds_card_number("".join(chr(zero + int(digit)) for digit in number))


@given(st.sampled_from(PUBLISHED), st.integers(1, 9))
def test_a_wrong_check_digit_makes_it_no_card(number: str, other: int) -> None:
    wrong = number[:-1] + str((int(number[-1]) + other) % 10)
    assert not passes_luhn(wrong)


def test_a_mistyped_number_is_no_card() -> None:
    assert not holds_card_number("5555 5555 5555 4445")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Invoice 2026-11-000123",
        "RE-20261120-0042",
        "+49 170 12345675",
        "+4917012345675",
        "Tel. +49 (0)170 1234567",
        "0170 1234567",
        "2026-11-20 09:30:15",
        "20261120093015",
        "DE89 3704 0044 0532 0130 00",
        "9780306406157",
        "9012345678901234567",
        "4242 4242",
        "table 4, 2 guests, 4 coffees",
    ],
)
def test_everyday_references_pass(text: str) -> None:
    assert not holds_card_number(text)


def test_an_ean_of_13_digits_that_could_be_an_old_visa_is_refused_knowingly() -> None:
    assert holds_card_number("4006381330060")


def test_a_number_too_long_for_a_telephone_is_looked_at_even_after_a_plus() -> None:
    assert holds_card_number("+4242424242424242")


@given(st.text(max_size=300), st.booleans())
def test_any_text_gets_an_answer(text: str, required: bool) -> None:
    problem = reference_problem(text, required=required)
    if not text.strip():
        assert problem is (ReferenceProblem.MISSING if required else None)
    elif len(text.strip()) > LONGEST_REFERENCE:
        assert problem is ReferenceProblem.TOO_LONG


def test_a_novel_is_no_reference() -> None:
    longest = "a" * LONGEST_REFERENCE
    assert reference_problem(longest, required=True) is None
    assert reference_problem(longest + "a", required=True) is ReferenceProblem.TOO_LONG


def test_a_proper_reference() -> None:
    assert reference_problem(" Invoice 42 ", required=True) is None
