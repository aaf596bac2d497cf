"""Form decoding, held against the official SDK's own encoder."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from pos_app.simulator.form_codec import MalformedFormError, array_items, decode_form

_KEY = st.text(alphabet="abcdefghijklmnopqrstuvwxyz_ü", min_size=1, max_size=8)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_TREE = st.dictionaries(
    _KEY,
    st.recursive(
        _TEXT,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3),
            st.dictionaries(_KEY, inner, min_size=1, max_size=3),
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def plain(raw: Any) -> Any:
    """Indexed mappings as the lists they stand for."""
    if isinstance(raw, dict):
        items = array_items(raw) if raw else None
        if items is not None:
            return [plain(item) for item in items]
        return {key: plain(value) for key, value in raw.items()}
    return [plain(item) for item in raw] if isinstance(raw, list) else raw


@given(_TREE)
def test_what_the_sdk_encodes_is_read_back(tree: dict[str, Any]) -> None:
    text = urlencode(list(_api_encode(tree)))
    decoded = {key: plain(value) for key, value in decode_form(text).items()}
    assert decoded == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=", {"a": ""}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[][b]=1&a[][c]=2&a[][b]=3", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
        ("a[b]=x%26y+z", {"a": {"b": "x&y z"}}),
        ("", {}),
    ],
)
def test_the_spellings_of_curl_and_the_command_line_client(text: str, value: Any) -> None:
    assert decode_form(text) == value


@pytest.mark.parametrize("text", ["a[b=1", "[a]=1", "a=1&a[b]=2", "a[]=1&a[b]=2", "a[b]=1&a[]=2"])
def test_contradictions_are_refused(text: str) -> None:
    with pytest.raises(MalformedFormError):
        decode_form(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        decoded = decode_form(text)
    except MalformedFormError:
        return
    assert isinstance(decoded, dict)
