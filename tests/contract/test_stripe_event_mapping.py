"""What Stripe announces becomes an event of ours, or is called unreadable: nothing in between."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.adapters.stripe_gateway.event_mapping import stripe_event
from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.domain.stripe_events import StripeEvent

Json = dict[str, Any]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def announced(about: Json, **members: Any) -> Json:
    return {
        "id": "evt_1",
        "object": "event",
        "type": "charge.refunded",
        "created": 1_790_000_000,
        "livemode": False,
        "data": {"object": about},
        **members,
    }


def read(about: Json, **members: Any) -> StripeEvent:
    return stripe_event(Fields(announced(about, **members)))


def test_an_event_about_a_paymentintent_names_it_and_its_customer() -> None:
    event = read({"object": "payment_intent", "id": "pi_1", "customer": "cus_1"}, livemode=True)
    assert (event.intent, event.customer, event.object_id) == ("pi_1", "cus_1", "pi_1")
    assert (event.id, event.type, event.object_kind) == (
        "evt_1",
        "charge.refunded",
        "payment_intent",
    )
    assert event.livemode is True
    assert event.created == dt.datetime.fromtimestamp(1_790_000_000, dt.UTC)


@pytest.mark.parametrize("kind", ["charge", "refund", "dispute"])
@pytest.mark.parametrize("intent", ["pi_1", {"object": "payment_intent", "id": "pi_1"}])
def test_what_follows_a_payment_names_its_paymentintent(kind: str, intent: object) -> None:
    event = read({"object": kind, "id": "xx_1", "payment_intent": intent})
    assert (event.intent, event.customer, event.object_id) == ("pi_1", None, "xx_1")


def test_an_event_about_a_customer() -> None:
    event = read({"object": "customer", "id": "cus_1"}, type="customer.updated")
    assert (event.intent, event.customer) == (None, "cus_1")


def test_a_detached_method_belonged_to_the_customer_it_no_longer_names() -> None:
    data = {
        "object": {"object": "payment_method", "id": "pm_1", "customer": None},
        "previous_attributes": {"customer": "cus_1"},
    }
    assert read({}, data=data).customer == "cus_1"


def test_an_object_without_an_id_is_possible() -> None:
    event = read({"object": "balance"}, type="balance.available")
    assert (event.object_id, event.intent, event.customer) == ("", None, None)


@pytest.mark.parametrize(
    "members",
    [
        {"object": "v2.core.event"},
        {"object": None},
        {"id": "pi_1"},
        {"id": "evt_1/../../customers"},
        {"id": "evt_" + "x" * 300},
        {"type": "succeeded"},
        {"type": "charge.refunded\n"},
        {"type": "a." + "b" * 10_000},
        {"created": "yesterday"},
        {"created": 10**30},
        {"livemode": None},
        {"data": None},
        {"data": {"object": None}},
        {"data": {"object": {"object": "charge", "id": "ch 1"}}},
        {"data": {"object": {"object": "charge", "id": "ch_1", "payment_intent": "pi_1?x=1"}}},
        {"data": {"object": {"object": "charge", "id": "ch_1", "customer": ["cus_1"]}}},
    ],
)
def test_anything_else_is_unreadable(members: Json) -> None:
    with pytest.raises(UnreadableAnswerError):
        read({"object": "charge", "id": "ch_1"}, **members)


@given(st.dictionaries(st.sampled_from(["id", "object", "type", "created", "data"]), JSON) | JSON)
def test_no_value_breaks_the_reading(members: Any) -> None:
    whole = announced({"object": "charge", "id": "ch_1"})
    if isinstance(members, dict):
        whole |= members
    else:
        whole["data"] = {"object": members}
    try:
        event = stripe_event(Fields(whole))
    except UnreadableAnswerError:
        return
    assert event.id.startswith("evt_")
    assert len(event.object_id) <= 255
