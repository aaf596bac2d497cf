"""What an operator types becomes the right search query, whatever they type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.adapters.stripe_gateway.search import customer_query
from pos_app.simulator.search_query import parse


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Weber", 'name~"Weber"'),
        ("  Mia   Weber ", 'name~"Mia" AND name~"Weber"'),
        ("Mia W", 'name~"Mia"'),
        ("mia@example.com", 'email~"mia@example.com"'),
        ("@exa", 'email~"@exa"'),
        ("0171 234", 'phone~"0171 234" OR phone~"0171234" OR phone~"171234"'),
        ("+49171234", 'phone~"+49171234" OR phone~"49171234"'),
        ('O"Hara', 'name~"O\\"Hara"'),
        ("back\\slash", 'name~"back\\\\slash"'),
        ("Mi", None),
        ("12", None),
        ("", None),
    ],
)
def test_queries(typed: str, query: str | None) -> None:
    assert customer_query(typed) == query


@given(st.text(max_size=40))
def test_whatever_a_customer_is_called_typing_it_finds_them(typed: str) -> None:
    query = customer_query(typed)
    called = " ".join(typed.split())
    if query is not None:
        found = parse(query, "customers")
        assert found.matches({"name": called, "email": called, "phone": called})
