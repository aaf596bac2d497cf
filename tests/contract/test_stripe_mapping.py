"""What Stripe answers becomes a value of ours, or is called unreadable: nothing in between."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.adapters.stripe_gateway import mapping
from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.domain.customer import AllowRedisplay, Customer, SavedMethod
from pos_app.domain.ids import ChargeId, CustomerId, OpId, PaymentIntentId, PaymentMethodId
from pos_app.domain.money import Money
from pos_app.domain.payment import (
    AttemptError,
    ChargeSnapshot,
    MethodSummary,
    PaymentIntentSnapshot,
    PaymentIntentStatus,
)
from tests.contract.canned_stripe import charge, intent, person

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
CREATED = dt.datetime.fromtimestamp(1_790_000_000, dt.UTC)


def test_a_paid_intent() -> None:
    seen = intent(
        status="succeeded", amount_received=4850, latest_charge=charge(), customer=person()
    )
    assert mapping.payment_intent(Fields(seen)) == PaymentIntentSnapshot(
        id=PaymentIntentId("pi_1"),
        status=PaymentIntentStatus.SUCCEEDED,
        money=Money(4850, "EUR"),
        created=CREATED,
        livemode=False,
        customer=CustomerId("cus_1"),
        operation=OpId("op_1"),
        amount_received=4850,
        charge=ChargeSnapshot(
            id=ChargeId("ch_1"), paid=True, captured=True, amount=4850, amount_captured=4850,
            amount_refunded=0, created=CREATED + dt.timedelta(seconds=1),
            method=MethodSummary("card", "visa", "4242"),
        ),
        metadata=(("pos_operation", "op_1"),),
    )  # fmt: skip


def test_a_declined_attempt_and_a_next_action() -> None:
    seen = intent(
        status="requires_action",
        next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {}},
        last_payment_error={
            "type": "card_error", "code": "card_declined", "decline_code": "do_not_honor",
            "advice_code": "try_again_later", "message": "Declined for pi_1_secret_abc.",
            "payment_method": {"id": "pm_1"},
        },
    )  # fmt: skip
    snapshot = mapping.payment_intent(Fields(seen))
    assert snapshot.next_action == "use_stripe_sdk"
    assert snapshot.error == AttemptError(
        "card_declined", "do_not_honor", "try_again_later", "Declined for pi_***."
    )


def test_an_intent_that_is_not_ours_and_nobodys() -> None:
    snapshot = mapping.payment_intent(Fields(intent(metadata={}, customer=None)))
    assert snapshot.operation is None
    assert snapshot.customer is None


def test_the_snapshot_does_not_hold_the_client_secret() -> None:
    assert "secret_abc" not in repr(mapping.created_intent(Fields(intent())))


@pytest.mark.parametrize(
    ("kind", "details", "expected"),
    [
        (
            "card",
            {"brand": "mastercard", "last4": "4444", "exp_month": 3, "exp_year": 2031},
            ("mastercard", "4444", 3, 2031),
        ),
        ("sepa_debit", {"bank_code": "37040044", "last4": "3000"}, ("", "3000", 0, 0)),
        ("us_bank_account", {"bank_name": "Test", "last4": "6789"}, ("Test", "6789", 0, 0)),
        ("link", {"email": "mia@example.com"}, ("", "", 0, 0)),
    ],
)  # fmt: skip
def test_saved_methods_of_every_kind(
    kind: str, details: dict[str, Any], expected: tuple[str, str, int, int]
) -> None:
    seen = {"id": "pm_1", "type": kind, kind: details, "allow_redisplay": "limited"}
    assert mapping.saved_method(Fields(seen)) == SavedMethod(
        PaymentMethodId("pm_1"), kind, *expected, AllowRedisplay.LIMITED
    )


def test_an_unknown_redisplay_is_the_most_careful_one() -> None:
    seen = {"id": "pm_1", "type": "card", "card": {}, "allow_redisplay": "sometimes"}
    method = mapping.saved_method(Fields(seen))
    assert method.allow_redisplay is AllowRedisplay.UNSPECIFIED


def test_a_deleted_customer_is_known_as_such() -> None:
    seen = {"id": "cus_1", "object": "customer", "deleted": True}
    assert mapping.customer(Fields(seen)) == Customer(CustomerId("cus_1"), deleted=True)


@pytest.mark.parametrize("name", ["id", "status", "amount", "currency", "created", "livemode"])
def test_an_intent_without_its_facts_is_unreadable(name: str) -> None:
    seen = intent()
    del seen[name]
    with pytest.raises(UnreadableAnswerError):
        mapping.payment_intent(Fields(seen))


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "requires_prayer"},
        {"currency": "xyz"},
        {"amount": 48.5},
        {"amount": True},
        {"amount": "4850"},
        {"created": 10**18},
        {"latest_charge": 5},
        {"metadata": {"pos_operation": 1}},
    ],
)
def test_a_wrong_fact_is_unreadable(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnreadableAnswerError):
        mapping.payment_intent(Fields(intent(**wrong)))


def _total(read: Callable[[Fields], object], data: object) -> None:
    """Any other exception fails the test."""
    with contextlib.suppress(UnreadableAnswerError):
        read(Fields(data))


@given(JSON)
def test_no_answer_whatsoever_breaks_the_reader(data: object) -> None:
    for read in (
        mapping.payment_intent, mapping.created_intent, mapping.customer_session,
        mapping.customer, mapping.saved_method,
    ):  # fmt: skip
        _total(read, data)


@given(st.sampled_from(sorted(intent())), JSON)
def test_no_single_field_breaks_the_reader(name: str, value: object) -> None:
    _total(mapping.created_intent, intent() | {name: value})


@given(st.sampled_from(sorted(charge())), JSON)
def test_no_field_of_a_charge_breaks_the_reader(name: str, value: object) -> None:
    _total(mapping.payment_intent, intent(latest_charge=charge() | {name: value}))


@given(st.sampled_from(sorted(person())), JSON)
def test_no_field_of_a_customer_breaks_the_reader(name: str, value: object) -> None:
    _total(mapping.customer, person() | {name: value})
