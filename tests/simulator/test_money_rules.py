"""Which amounts can be charged, as pure rules and over the wire."""

from __future__ import annotations

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from pos_app.simulator.errors import ApiError
from pos_app.simulator.money_rules import (
    CURRENCIES,
    MINIMUM,
    SETTLEMENT,
    THREE_DECIMAL,
    WHOLE_UNITS_TIMES_100,
    ZERO_DECIMAL,
    check_amount,
    decimals,
    to_settlement,
)
from tests.simulator.helpers import refused


def test_the_kinds_of_currencies_exclude_each_other() -> None:
    assert not ZERO_DECIMAL & THREE_DECIMAL
    assert not ZERO_DECIMAL & WHOLE_UNITS_TIMES_100
    assert set(CURRENCIES) >= ZERO_DECIMAL | THREE_DECIMAL | WHOLE_UNITS_TIMES_100


@pytest.mark.parametrize(
    ("currency", "digits"), [("eur", 2), ("jpy", 0), ("kwd", 3), ("isk", 2), ("ugx", 2), ("mga", 0)]
)
def test_digits_after_the_point(currency: str, digits: int) -> None:
    assert decimals(currency) == digits


@pytest.mark.parametrize("currency", sorted(MINIMUM))
def test_the_minimum_is_the_border(currency: str) -> None:
    if to_settlement(MINIMUM[currency], currency)[0] >= MINIMUM[SETTLEMENT]:
        check_amount(MINIMUM[currency], currency)
    with pytest.raises(ApiError) as caught:
        check_amount(MINIMUM[currency] - 1, currency)
    assert caught.value.error["code"] == "amount_too_small"


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "eur", "amount_too_small"),
        (100_000_000, "eur", "amount_too_large"),
        (10_000_000_000, "jpy", "amount_too_large"),
        (1_000_000_000_000, "idr", "amount_too_large"),
        (5124, "kwd", "parameter_invalid_integer"),
        (50_050, "isk", "parameter_invalid_integer"),
        (100, "huf", "amount_too_small"),
        (100, "try", "amount_too_small"),
    ],
)
def test_what_cannot_be_charged(amount: int, currency: str, code: str) -> None:
    with pytest.raises(ApiError) as caught:
        check_amount(amount, currency)
    assert caught.value.error["code"] == code
    assert caught.value.error["param"] == "amount"


@given(st.integers(1, 10**13), st.sampled_from(CURRENCIES))
def test_whatever_passes_is_worth_the_accounts_minimum(amount: int, currency: str) -> None:
    try:
        check_amount(amount, currency)
    except ApiError:
        return
    assert to_settlement(amount, currency)[0] >= MINIMUM[SETTLEMENT]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("amount", "currency", "code", "param"),
    [
        (0, "eur", "parameter_invalid_integer", "amount"),
        (-5, "eur", "parameter_invalid_integer", "amount"),
        (30, "eur", "amount_too_small", "amount"),
        (500, "xyz", None, "currency"),
    ],
)
async def test_the_api_refuses_by_name(
    client: stripe.StripeClient, amount: int, currency: str, code: str | None, param: str
) -> None:
    await refused(
        client.v1.payment_intents.create_async({"amount": amount, "currency": currency}),
        code,
        param=param,
    )


@pytest.mark.asyncio
async def test_currencies_are_answered_in_lower_case(client: stripe.StripeClient) -> None:
    intent = await client.v1.payment_intents.create_async({"amount": 500, "currency": "EUR"})
    assert intent.currency == "eur"
