"""Typing, showing and limiting money, for every currency Stripe knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.currencies import CURRENCIES, currency
from pos_app.domain.money import (
    AmountProblem,
    Money,
    TypingProblem,
    TypingStyle,
    charge_problem,
    read_amount,
)

codes = st.sampled_from(sorted(CURRENCIES))
styles = st.sampled_from(list(TypingStyle))


@st.composite
def chargeable(draw) -> Money:
    rules = currency(draw(codes))
    smallest = -(-(rules.minimum or 1) // rules.step)
    steps = draw(st.integers(smallest, rules.maximum // rules.step))
    return Money(steps * rules.step, rules.code)


@given(chargeable(), styles)
def test_what_is_shown_can_be_typed_and_means_the_same(money: Money, style: TypingStyle) -> None:
    shown = money.decimal_text()
    if "." in shown or style is TypingStyle.WHOLE or money.currency.shown_decimals == 0:
        assert read_amount(shown, money.code, style) == money
        assert read_amount(f" {shown.replace('.', ',')} ", money.code, style) == money


@given(chargeable())
def test_on_a_number_pad_the_digits_alone_mean_the_same(money: Money) -> None:
    digits = money.decimal_text().replace(".", "")
    assert read_amount(digits, money.code, TypingStyle.CENTS) == money


@given(chargeable())
def test_everything_between_the_limits_can_be_charged(money: Money) -> None:
    assert charge_problem(money) is None


@given(codes, st.integers(-(10**13), 10**13))
def test_shown_money_never_loses_a_digit(code: str, minor: int) -> None:
    text = Money(minor, code).decimal_text()
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    major, _, fraction = digits.partition(".")
    exponent = currency(code).exponent
    assert sign * int(major + fraction.ljust(exponent, "0")) == minor


@given(codes, styles, st.text(max_size=20))
def test_any_text_is_money_or_a_problem_never_an_exception(code, style, text) -> None:
    read = read_amount(text, code, style)
    assert isinstance(read, (Money, TypingProblem))
    if isinstance(read, Money):
        assert read.minor >= 0
        assert read.minor % currency(code).step == 0 or currency(code).exponent == 3


@pytest.mark.parametrize(
    ("typed", "code", "style", "minor"),
    [
        ("4850", "EUR", TypingStyle.CENTS, 4850),
        ("4850", "EUR", TypingStyle.WHOLE, 485_000),
        ("48,5", "EUR", TypingStyle.CENTS, 4850),
        ("48.50", "EUR", TypingStyle.WHOLE, 4850),
        (",5", "EUR", TypingStyle.WHOLE, 50),
        ("48,", "EUR", TypingStyle.CENTS, 4800),
        ("500", "JPY", TypingStyle.CENTS, 500),
        ("500", "JPY", TypingStyle.WHOLE, 500),
        ("500,", "JPY", TypingStyle.WHOLE, 500),
        ("5", "ISK", TypingStyle.CENTS, 500),
        ("5", "UGX", TypingStyle.WHOLE, 500),
        ("1250", "KWD", TypingStyle.CENTS, 1250),
        ("1,25", "KWD", TypingStyle.WHOLE, 1250),
        ("1", "KWD", TypingStyle.WHOLE, 1000),
        ("0", "EUR", TypingStyle.CENTS, 0),
    ],
)
def test_amounts_as_they_are_typed(typed, code, style, minor) -> None:
    assert read_amount(typed, code, style) == Money(minor, code)


@pytest.mark.parametrize(
    ("typed", "code", "problem"),
    [
        ("", "EUR", TypingProblem.EMPTY),
        ("   ", "EUR", TypingProblem.EMPTY),
        (",", "EUR", TypingProblem.NOT_A_NUMBER),
        ("-5", "EUR", TypingProblem.NOT_A_NUMBER),
        ("1.000,00", "EUR", TypingProblem.NOT_A_NUMBER),
        ("5e3", "EUR", TypingProblem.NOT_A_NUMBER),
        ("٤٨", "EUR", TypingProblem.NOT_A_NUMBER),
        ("1.000", "EUR", TypingProblem.TOO_MANY_DECIMALS),
        ("5.0", "JPY", TypingProblem.TOO_MANY_DECIMALS),
        ("5,5", "ISK", TypingProblem.TOO_MANY_DECIMALS),
        ("1" * 16, "EUR", TypingProblem.TOO_LONG),
    ],
)
def test_what_is_no_amount_is_named(typed, code, problem) -> None:
    assert read_amount(typed, code, TypingStyle.WHOLE) is problem


@pytest.mark.parametrize(
    ("minor", "code", "problem"),
    [
        (0, "EUR", AmountProblem.ZERO),
        (-100, "EUR", AmountProblem.ZERO),
        (49, "EUR", AmountProblem.TOO_SMALL),
        (50, "EUR", None),
        (99_999_999, "EUR", None),
        (100_000_000, "EUR", AmountProblem.TOO_LARGE),
        (999_999_999_999, "IDR", None),
        (550, "ISK", AmountProblem.NOT_A_STEP),
        (1251, "KWD", AmountProblem.NOT_A_STEP),
        (1, "VND", None),
    ],
)
def test_limits(minor, code, problem) -> None:
    assert charge_problem(Money(minor, code)) is problem


@pytest.mark.parametrize(
    ("minor", "code", "text"),
    [
        (4850, "EUR", "EUR 48.50"),
        (5, "EUR", "EUR 0.05"),
        (-1250, "KWD", "KWD -1.250"),
        (500, "JPY", "JPY 500"),
        (500, "ISK", "ISK 5"),
        (550, "ISK", "ISK 5.50"),
    ],
)
def test_money_in_logs(minor, code, text) -> None:
    assert str(Money(minor, code)) == text


def test_money_is_whole_and_of_one_currency() -> None:
    assert Money(1, "eur") == Money(1, "EUR")
    assert Money(1, "EUR").plus(Money(2, "EUR")) == Money(3, "EUR")
    with pytest.raises(ValueError, match="cannot add USD to EUR"):
        Money(1, "EUR").plus(Money(1, "USD"))
    for wrong in (1.0, True):
        with pytest.raises(TypeError, match="whole minor units"):
            Money(wrong, "EUR")
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, "BTC")


def test_the_special_currencies_of_stripe() -> None:
    assert (currency("MGA").exponent, currency("jpy").exponent) == (0, 0)
    assert (currency("ISK").exponent, currency("ISK").shown_decimals) == (2, 0)
    assert (currency("HUF").exponent, currency("TWD").exponent) == (2, 2)
    assert all(rules.maximum % rules.step == 0 for rules in CURRENCIES.values())
