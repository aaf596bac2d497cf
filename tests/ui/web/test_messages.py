"""What the page says is taken only in the exact form this version of checkout.js uses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.masking import UNREADABLE
from pos_app.ui.web.messages import (
    Changed,
    Confirmed,
    Loaded,
    MalformedMessageError,
    Ready,
    Warm,
    read_message,
)

CONFIRMED: dict[str, Any] = {
    "kind": "confirmed",
    "sale": 3,
    "status": "succeeded",
    "error_type": "",
    "code": "",
    "decline_code": "",
    "message": "",
}
CHANGED: dict[str, Any] = {
    "kind": "changed",
    "sale": 3,
    "complete": True,
    "empty": False,
    "type": "card",
    "saved": None,
}
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_messages_are_read() -> None:
    assert read_message('{"kind": "loaded"}') == Loaded()
    assert read_message('{"kind": "warm", "load": 2}') == Warm(2)
    assert read_message('{"kind": "ready", "sale": 3}') == Ready(3)
    assert read_message(json.dumps(CHANGED)) == Changed(
        sale=3, complete=True, empty=False, type="card", saved=None
    )
    assert read_message(json.dumps(CHANGED | {"saved": "pm_1"})) == Changed(
        sale=3, complete=True, empty=False, type="card", saved="pm_1"
    )
    assert read_message(json.dumps(CONFIRMED)) == Confirmed(3, "succeeded", "", "", "", "")


@pytest.mark.parametrize("whole", [CONFIRMED, CHANGED])
@given(data=st.data())
def test_message_with_a_field_of_another_type_is_refused(
    whole: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(set(whole) - {"kind", "saved"})))
    wrong = data.draw(_JSON.filter(lambda value: type(value) is not type(whole[name])))
    with pytest.raises(MalformedMessageError):
        read_message(json.dumps(whole | {name: wrong}))
    with pytest.raises(MalformedMessageError):
        read_message(json.dumps({key: value for key, value in whole.items() if key != name}))


@given(st.text() | _JSON.map(json.dumps))
def test_anything_else_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(MalformedMessageError) as refusal:
        read_message(text)
    assert len(str(refusal.value)) < 40


def test_endless_and_endlessly_nested_messages_are_refused() -> None:
    with pytest.raises(MalformedMessageError):
        read_message(json.dumps(CONFIRMED | {"message": "x" * 50_000}))
    with pytest.raises(MalformedMessageError):
        read_message("[" * 19_000)


def test_long_texts_are_cut() -> None:
    message = read_message(json.dumps(CONFIRMED | {"message": "x" * 5_000}))
    assert isinstance(message, Confirmed)
    assert len(message.message) == 2_000


@pytest.mark.parametrize("name", ["status", "error_type", "code", "decline_code"])
@pytest.mark.parametrize(
    "word", ["pi_9_secret_FORGED", "whsec_abcdefghijk", "4242424242424242", "No money was taken"]
)
def test_only_codes_of_stripe_are_taken_where_it_puts_codes(name: str, word: str) -> None:
    message = read_message(json.dumps(CONFIRMED | {name: word}))
    assert isinstance(message, Confirmed)
    assert getattr(message, name) == UNREADABLE


def test_the_pages_own_text_is_masked() -> None:
    said = "Call pi_9_secret_FORGED with 4242 4242 4242 4242."
    message = read_message(json.dumps(CONFIRMED | {"message": said}))
    assert isinstance(message, Confirmed)
    assert message.message == "Call pi_*** with [card]."
