"""The published test cards and accounts do what Stripe's testing page says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.simulator import bank_rules, card_rules, declines
from pos_app.simulator.card_rules import Step
from pos_app.simulator.card_table import CARDS, CardRule


def card(token: str) -> CardRule:
    rule = card_rules.rule_for_token(token)
    assert rule is not None
    return rule


def test_every_card_number_is_listed_once_and_passes_the_check_digit() -> None:
    numbers = [rule.number for rule in CARDS]
    assert len(numbers) == len(set(numbers))
    assert [n for n in numbers if not card_rules.luhn_valid(n)] == ["4242424242424241"]


def test_every_token_names_one_rule() -> None:
    tokens = [token for rule in CARDS for token in rule.tokens]
    tokens += [token for rule in bank_rules.BANK_ACCOUNTS for token in rule.tokens]
    assert len(tokens) == len(set(tokens))


def test_every_test_iban_has_right_check_digits() -> None:
    ibans = [r.number for r in bank_rules.BANK_ACCOUNTS if r.method == "sepa_debit"]
    assert len(ibans) > 10
    assert all(bank_rules.iban_valid(iban) for iban in ibans)


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000000000006975", "card_declined", "card_velocity_exceeded"),
        ("4000000000000069", "expired_card", None),
        ("4000000000000127", "incorrect_cvc", None),
        ("4000000000000119", "processing_error", None),
        ("4100000000000019", "card_declined", "fraudulent"),
    ],
)
def test_declining_cards_refuse_a_charge(number: str, code: str, decline_code: str | None) -> None:
    rule = card_rules.rule_for_number(number)
    assert rule is not None
    refusal = card_rules.refusal_of_charge(rule)
    assert refusal is not None
    assert (refusal.code, refusal.decline_code) == (code, decline_code)


def test_the_saved_card_decline_attaches_and_then_fails() -> None:
    rule = card("pm_card_chargeCustomerFail")
    assert card_rules.refusal_of_attach(rule) is None
    assert card_rules.refusal_of_charge(rule) is declines.GENERIC
    assert card_rules.refusal_of_attach(card("pm_card_chargeDeclined")) is declines.GENERIC


def test_blanks_between_the_digits_do_not_matter() -> None:
    rule = card_rules.rule_for_number("4242 4242-4242 4242")
    assert rule is not None
    assert (rule.brand, rule.last4, rule.country) == ("visa", "4242", "US")


def test_only_published_cards_are_accepted() -> None:
    assert card_rules.refusal_of_number("4242 4242 4242 4242") is None
    assert card_rules.refusal_of_number("4242424242424241") is declines.INCORRECT_NUMBER
    assert card_rules.refusal_of_number("42") is declines.INCORRECT_NUMBER
    assert card_rules.refusal_of_number("4242x") is declines.INCORRECT_NUMBER
    # A well-formed number that no testing page lists could be somebody's card.
    assert card_rules.refusal_of_number("4539578763621486") is declines.REAL_CARD_IN_TEST_MODE


@pytest.mark.parametrize(
    ("token", "situation", "step"),
    [
        ("pm_card_visa", {}, Step.AUTHORIZE),
        ("pm_card_visa", {"requested": True}, Step.CHALLENGE),
        ("pm_card_amex", {"requested": True}, Step.AUTHORIZE),
        ("pm_card_authenticationRequired", {}, Step.CHALLENGE),
        ("pm_card_authenticationRequired", {"set_up": True}, Step.CHALLENGE),
        ("pm_card_authenticationRequired", {"off_session": True}, Step.DECLINE_AUTHENTICATION),
        ("pm_card_authenticationRequired", {"moto": True}, Step.AUTHORIZE),
        ("pm_card_authenticationRequiredOnSetup", {}, Step.CHALLENGE),
        ("pm_card_authenticationRequiredOnSetup", {"set_up": True}, Step.AUTHORIZE),
        (
            "pm_card_authenticationRequiredOnSetup",
            {"off_session": True},
            Step.DECLINE_AUTHENTICATION,
        ),
        ("pm_card_authenticationRequiredSetupForOffSession", {}, Step.CHALLENGE),
        (
            "pm_card_authenticationRequiredSetupForOffSession",
            {"off_session": True},
            Step.AUTHORIZE,
        ),
        ("pm_card_threeDSecureRequiredProcessingError", {}, Step.DECLINE_AUTHENTICATION),
        ("pm_card_threeDSecureOptional", {}, Step.AUTHORIZE),
        ("pm_card_threeDSecureOptionalProcessingError", {"requested": True}, Step.AUTHORIZE),
    ],
)
def test_three_d_secure(token: str, situation: dict[str, bool], step: Step) -> None:
    assert card_rules.authentication_step(card(token), **situation) is step


def test_a_passed_challenge_may_still_be_declined() -> None:
    rule = card("pm_card_threeDSecureRequiredChargeDeclined")
    assert card_rules.authentication_step(rule) is Step.CHALLENGE
    assert card_rules.refusal_of_charge(rule) is declines.GENERIC


def test_a_missing_challenge_says_authentication_required() -> None:
    rule = card("pm_card_authenticationRequired")
    refusal = card_rules.refusal_of_authentication(rule)
    assert refusal.decline_code == "authentication_required"


def test_bank_debits_settle_fail_or_hang() -> None:
    ok = bank_rules.bank_rule_for_iban("DE89 3704 0044 0532 0130 00")
    late = bank_rules.bank_rule_for_iban("DE08370400440532013003")
    failing = bank_rules.bank_rule_for_token("pm_failed_de")
    hanging = bank_rules.bank_rule_for_account("000000000009")
    assert ok is not None
    assert late is not None
    assert failing is not None
    assert hanging is not None
    assert ok.failure is None
    assert (ok.country, ok.bank_code, ok.last4) == ("DE", "37040044", "3000")
    assert late.settles_after == 180
    assert failing.failure is not None
    assert hanging.settles_after is None


@given(st.sampled_from(CARDS), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_never_passes_the_check_digit(
    rule: CardRule, place: int, shift: int
) -> None:
    if not card_rules.luhn_valid(rule.number):
        return
    place %= len(rule.number)
    wrong = str((int(rule.number[place]) + shift) % 10)
    assert not card_rules.luhn_valid(rule.number[:place] + wrong + rule.number[place + 1 :])
