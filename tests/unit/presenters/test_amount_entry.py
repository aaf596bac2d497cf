"""Typing an amount: both styles, every currency, and asking twice from the soft limit on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.currencies import CURRENCIES
from pos_app.domain.money import Money, TypingStyle, charge_problem
from pos_app.domain.settings import AmountPolicy
from pos_app.ui.presenters.amount_entry import AmountEntry
from pos_app.ui.states.common import Tone
from pos_app.ui.texts import texts_for


def entry(language="en", **policy):
    return AmountEntry(AmountPolicy(**policy), texts_for(language))


def typed(made, keys):
    for key in keys:
        made.key(key)
    return made


def shown(made):
    return made.state(locked=False).amount


@pytest.mark.parametrize(
    ("keys", "style", "amount", "minor"),
    [
        ("4850", TypingStyle.CENTS, "48.50", 4850),
        ("5", TypingStyle.CENTS, "0.05", 5),
        ("0005", TypingStyle.CENTS, "0.05", 5),
        ("48", TypingStyle.WHOLE, "48", 4800),
        ("48,5", TypingStyle.CENTS, "48.5", 4850),
        ("48.5", TypingStyle.WHOLE, "48.5", 4850),
        ("48,", TypingStyle.CENTS, "48.", 4800),
        ("48,505", TypingStyle.CENTS, "48.50", 4850),
        ("1234567", TypingStyle.CENTS, "12,345.67", 1234567),
        (",5", TypingStyle.CENTS, "0.5", 50),
    ],
)
def test_keys_become_the_amount_that_is_shown(keys, style, amount, minor):
    made = typed(entry(typing=style), keys)
    assert shown(made) == amount
    assert made.money == Money(minor, "EUR")


def test_german_shows_its_own_marks():
    made = typed(entry("de"), "123456")
    assert shown(made) == "1.234,56"
    assert made.state(locked=False).separator == ","
    assert made.of(Money(1234, "EUR"), "").separator == ","
    assert made.of(Money(1234, "JPY"), "").separator == ""


@pytest.mark.parametrize(
    ("code", "keys", "minor"),
    [("JPY", "500", 500), ("KWD", "1250", 1250), ("ISK", "5", 500), ("UGX", "5", 500)],
)
def test_currencies_without_or_with_three_decimals(code, keys, minor):
    made = entry(currency=code)
    assert typed(made, keys).money == Money(minor, code)


def test_a_currency_without_decimals_has_no_decimal_key():
    made = typed(entry(currency="JPY"), "5.0")
    assert made.state(locked=False).separator == ""
    assert made.money == Money(50, "JPY")


def test_too_small_and_too_large_are_said_on_enter_with_the_limit():
    made = typed(entry(), "49")
    assert made.state(locked=False).notice is None
    assert made.accept() is None
    notice = made.state(locked=False).notice
    assert notice.tone is Tone.DANGER
    assert "EUR 0.50" in notice.text
    made.clear()
    typed(made, "99999999999")
    assert made.accept() is None
    assert "EUR 999,999.99" in made.state(locked=False).notice.text


def test_nothing_typed_is_said():
    made = entry()
    assert made.accept() is None
    assert "above zero" in made.state(locked=False).notice.text


def test_from_the_soft_limit_on_the_amount_is_typed_twice():
    made = typed(entry(), "50000")
    assert made.accept() is None
    assert made.retyping
    assert shown(made) == "0.00"
    assert "EUR 500.00" in made.state(locked=False).notice.text
    assert typed(made, "50000").accept() == Money(50000, "EUR")


def test_another_amount_the_second_time_is_not_charged():
    made = typed(entry(), "50000")
    made.accept()
    assert typed(made, "5000").accept() is None
    assert made.retyping
    assert "EUR 50.00" in made.state(locked=False).notice.text


def test_escape_goes_back_to_the_first_typing():
    made = typed(entry(), "50000")
    made.accept()
    typed(made, "5")
    assert made.back()
    assert shown(made) == "500.00"
    assert not made.retyping
    assert made.back()
    assert not made.back()


def test_below_the_limit_or_without_one_once_is_enough():
    assert typed(entry(), "49999").accept() == Money(49999, "EUR")
    assert typed(entry(soft_limit=0), "500000").accept() == Money(500000, "EUR")


def test_a_quick_amount_is_taken_in_both_styles():
    for style in TypingStyle:
        made = entry(typing=style)
        made.quick(2000)
        assert made.money == Money(2000, "EUR")
    assert entry().state(locked=False).quick[0].label == "EUR 10"


def test_pasted_text_is_an_amount_or_a_message():
    made = entry()
    made.paste(" 12,50 ")
    assert made.money == Money(1250, "EUR")
    made.paste("twelve")
    assert "Digits" in made.state(locked=False).notice.text
    assert made.accept() is None


def test_a_card_number_in_the_reference_is_refused_at_once():
    made = typed(entry(), "4850")
    made.reference = "4242 4242 4242 4242"
    assert "card number" in made.state(locked=False).reference_notice.text
    assert made.accept() is None
    made.reference = "order 17"
    assert made.accept() == Money(4850, "EUR")


def test_a_required_reference_is_missed_only_on_enter():
    made = typed(entry(reference_required=True), "4850")
    assert made.state(locked=False).reference_notice is None
    assert made.accept() is None
    assert made.state(locked=False).reference_notice is not None


def test_the_customers_currency_is_offered_but_not_chosen():
    made = entry()
    made.prefer("USD")
    state = made.state(locked=False)
    assert state.currencies[:2] == ("EUR", "USD")
    assert state.currency == "EUR"
    made.choose_currency("JPY")
    assert made.state(locked=False).quick == ()
    made.reset()
    assert made.code == "EUR"


@given(
    code=st.sampled_from(sorted(CURRENCIES)),
    keys=st.text("0123456789,.", max_size=15),
    style=st.sampled_from(TypingStyle),
)
def test_what_is_accepted_can_be_charged_and_is_what_is_shown(code, keys, style):
    made = typed(entry(currency=code, typing=style, soft_limit=0), keys)
    accepted = made.accept()
    if accepted is None:
        return
    assert charge_problem(accepted) is None
    again = entry(currency=code, typing=TypingStyle.WHOLE, soft_limit=0)
    again.paste(shown(made).replace(",", ""))
    assert again.money == accepted


def test_twice_is_twice_for_one_customer():
    made = typed(entry(soft_limit=50_000), "999999")
    assert made.accept() is None
    made.leave_over()
    assert not made.retyping
    assert typed(made, "999999").accept() is None
    assert typed(made, "999999").accept() == Money(999_999, "EUR")
