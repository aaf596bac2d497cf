"""The search query language: what it finds and what it refuses."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.simulator import search_query
from pos_app.simulator.errors import ApiError
from pos_app.simulator.search_query import parse, quote

MARIA = {
    "id": "cus_1",
    "name": "Maria Weber",
    "email": "maria.weber@example.com",
    "phone": None,
    "created": 1000,
    "metadata": {"member": "17", "note": 'says "hi"'},
}


def finds(query: str, obj: dict[str, Any] = MARIA, resource: str = "customers") -> bool:
    return parse(query, resource).matches(obj)


@pytest.mark.parametrize(
    "query",
    [
        'name:"maria weber"',
        "name:'Maria Weber'",
        'name~"WEB"',
        'email~"weber@ex"',
        "created>999",
        "created>=1000 created<=1000",
        "created:1000",
        'created > "999"',
        '-name:"Jörg"',
        "phone:null",
        "-email:NULL",
        'metadata["member"]:"17"',
        'metadata[\'note\']:"says \\"hi\\""',
        'metadata["absent"]:null',
        '-metadata["member"]:null',
        'name:"x" OR name~"maria"',
        'name~"maria" and created>1',
        '  name~"mar"   email~"weber"  ',
    ],
)
def test_finds(query: str) -> None:
    assert finds(query)


@pytest.mark.parametrize(
    "query",
    [
        'name:"Maria"',
        "created<1000",
        'phone~"030"',
        '-name~"web"',
        'name~"maria" AND email:"other@example.com"',
        'name:"a" or phone:"b"',
        'metadata["absent"]:"17"',
        '-metadata["absent"]:null',
    ],
)
def test_does_not_find(query: str) -> None:
    assert not finds(query)


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("", "unable to parse"),
        ("asdf", "unable to parse"),
        ("name:Maria", "unable to parse"),
        ('name:"Maria', "unable to parse"),
        ('name:"Maria"extra', "unable to parse"),
        ('name:"a" AND', "unable to parse"),
        ('(name:"a")', "unable to parse"),
        ('address:"x"', "Field `address` is an unsupported search field for resource `customers`."),
        ('metadata:"x"', "unsupported search field"),
        ('name["x"]:"y"', "unsupported search field"),
        ('name>"a"', "Operator `>` is not supported for field `name`."),
        ("created~100", "Operator `~` is not supported for field `created`."),
        ("created>yesterday", "requires a numeric value"),
        ("created>null", "Operator `>`"),
        ('name~"ab"', "at least 3 characters"),
        ('name:"a" AND name:"b" OR name:"c"', "cannot combine"),
        ('name:"a" name:"b" OR name:"c"', "cannot combine"),
        (" ".join(f'name:"{i}"' for i in range(11)), "up to 10 clauses"),
    ],
)
def test_refuses(query: str, part: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(query, "customers")
    assert refused.value.status == 400
    assert part in str(refused.value)


def test_money_objects_are_found_by_their_own_fields() -> None:
    charge = {
        "amount": 4850,
        "currency": "eur",
        "status": "succeeded",
        "refunded": False,
        "payment_method_details": {"card": {"last4": "4242", "exp_year": 2031}},
    }
    assert finds(
        'payment_method_details.card.last4:"4242" amount>4000 currency:"EUR"', charge, "charges"
    )
    assert finds("refunded:false", charge, "charges")
    assert finds('-refunded:"true" payment_method_details.card.exp_year>2030', charge, "charges")
    assert not finds('status:"failed"', charge, "charges")
    with pytest.raises(ApiError, match="Operator `~`"):
        parse('status~"succ"', "payment_intents")


TEXT = st.text(min_size=3, max_size=30)


@given(TEXT, st.sampled_from([":", "~"]))
def test_any_text_can_be_searched_when_quoted(text: str, operator: str) -> None:
    assert finds(f"name{operator}{quote(text)}", {"name": text})


@given(TEXT, TEXT)
def test_negation_is_the_opposite(text: str, name: str) -> None:
    clause = f"name~{quote(text)}"
    assert finds(clause, {"name": name}) is not finds(f"-{clause}", {"name": name})


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_a_refusal(text: str) -> None:
    with suppress(ApiError):  # anything else would be a crash of the server
        assert parse(text, "customers").clauses


VALUES = st.sampled_from(["mar", "weber", "example", "xyz", "Maria Weber"])
CLAUSES = st.builds(
    lambda minus, field, op, value: f"{minus}{field}{op}{quote(value)}",
    st.sampled_from(["", "-"]),
    st.sampled_from(["name", "email", 'metadata["member"]']),
    st.sampled_from([":", "~"]),
    VALUES,
)


@given(st.lists(CLAUSES, min_size=1, max_size=4), st.sampled_from([" ", " AND ", " OR "]))
def test_needles_never_lose_a_match(clauses: list[str], joint: str) -> None:
    query = parse(joint.join(clauses), "customers")
    needles = query.needles()
    text = f"{MARIA['name']}\0{MARIA['email']}".casefold()
    if query.matches(MARIA) and needles is not None:
        assert any(needle in text for needle in needles)


def test_every_resource_has_fields() -> None:
    assert set(search_query.FIELDS) == {"customers", "payment_intents", "charges"}
