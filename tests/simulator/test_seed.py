"""Seeded accounts: believable, repeatable, quick to start, and always with the same cast."""

from __future__ import annotations

from itertools import islice
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.simulator.search_query import parse, quote
from pos_app.simulator.seed import search_customers
from pos_app.simulator.seed_cast import CAST
from pos_app.simulator.server import Simulator

Obj = dict[str, Any]


def people(sim: Simulator) -> list[Obj]:
    return [c for c in sim.state.customers.values() if not c.get("deleted")]


def methods(sim: Simulator, customer: str) -> list[Obj]:
    ids = sim.state.payment_methods.where("customer", customer)
    return [m for i in ids if (m := sim.state.payment_methods.view(i)) is not None]


def search(sim: Simulator, query: str, limit: int = 100) -> list[str]:
    found = search_customers(sim.state, parse(query, "customers"))
    return [c["id"] for c in islice(found, limit)]


@pytest.fixture(scope="module")
def sim() -> Simulator:
    return Simulator(customers=400)


def without_times(obj: Obj) -> Obj:
    return {k: v for k, v in obj.items() if k != "created"}


def test_the_same_seed_gives_the_same_people(sim: Simulator) -> None:
    again = Simulator(customers=400)
    assert [without_times(c) for c in people(again)] == [without_times(c) for c in people(sim)]
    other = {c["id"] for c in people(Simulator(customers=400, seed=7))}
    shared = other & {c["id"] for c in people(sim)}
    assert shared == {p.id for p in CAST if not p.deleted}


def test_as_many_customers_as_asked_for() -> None:
    assert len(Simulator(customers=0).state.customers) == 0
    assert len(Simulator(customers=3).state.customers) == 3
    assert len(Simulator(customers=60).state.customers) == 60


def test_the_cast_leads_the_list_and_has_its_methods(sim: Simulator) -> None:
    newest = list(islice(sim.state.customers.newest_first(), len(CAST)))
    assert set(newest) == {p.id for p in CAST}
    for person in CAST:
        saved = [m["id"] for m in methods(sim, person.id)]
        assert saved == [f"pm_{person.id[4:]}{m.slug}" for m in person.methods]


def test_two_customers_share_a_name_but_no_other_fact(sim: Simulator) -> None:
    one, two = (c for c in people(sim) if c["id"] in {"cus_MariaWeber01", "cus_MariaWeber02"})
    assert one["name"] == two["name"] == "Maria Weber"
    assert one["email"] != two["email"]
    assert one["phone"] != two["phone"]


def test_the_expired_card_has_expired(sim: Simulator) -> None:
    expired = [m for m in methods(sim, "cus_ChloeONeill0") if m["card"]["exp_year"] < 2026]
    assert len(expired) == 1


def test_redisplay_of_saved_methods(sim: Simulator) -> None:
    assert {m["allow_redisplay"] for m in methods(sim, "cus_TomaszWojcik")} == {"unspecified"}
    assert {m["allow_redisplay"] for m in methods(sim, "cus_ElodieLefevr")} == {"limited"}
    assert methods(sim, "cus_AasaOeberg00") == []


def test_the_deleted_customer_is_a_stub(sim: Simulator) -> None:
    assert sim.state.customers.view("cus_GretaSchwarz") == {
        "id": "cus_GretaSchwarz",
        "object": "customer",
        "deleted": True,
    }
    assert search(sim, 'name~"greta schwarz"') == []


def test_believable_spread(sim: Simulator) -> None:
    crowd = people(sim)
    assert {c["currency"] for c in crowd} >= {"eur", "gbp", "chf", "usd", "jpy", "kwd"}
    assert any(not name.isascii() for name in (c["name"] for c in crowd))
    assert sum(c["email"] is None for c in crowd) > 5
    assert sum(c["phone"] is None for c in crowd) > 5
    assert all(len(c["phone"] or "") <= 20 for c in crowd)
    assert [c["created"] for c in crowd] == sorted(c["created"] for c in crowd)
    counts = {len(methods(sim, c["id"])) for c in crowd}
    assert counts >= {0, 1, 2, 3}


def test_default_method_is_one_of_the_saved_ones(sim: Simulator) -> None:
    for customer in people(sim):
        saved = {m["id"] for m in methods(sim, customer["id"])}
        default = customer["invoice_settings"]["default_payment_method"]
        assert default in saved if saved else default is None


@given(st.sampled_from(["name", "email", "phone"]), st.sampled_from([":", "~"]), st.data())
@settings(max_examples=40)
def test_the_index_finds_what_a_full_scan_finds(field: str, operator: str, data: Any) -> None:
    sim = _CROWD
    value = data.draw(st.sampled_from([c[field] for c in people(sim) if c[field]]))
    start = data.draw(st.integers(0, max(0, len(value) - 3)))
    text = value if operator == ":" else value[start : start + 5].ljust(3, "a")
    query = parse(f"{field}{operator}{quote(text)}", "customers")
    scan = [c["id"] for c in reversed(people(sim)) if query.matches(c)]
    assert [c["id"] for c in search_customers(sim.state, query)] == scan


_CROWD = Simulator(customers=200)


def test_search_sees_changes_of_seeded_customers() -> None:
    sim = Simulator(customers=60)
    first = next(sim.state.customers.oldest_first())
    customer = sim.state.customers.get(first)
    assert customer is not None
    before, customer["name"] = customer["name"], "Renamed Person"
    assert search(sim, 'name~"renamed"') == [first]
    assert first not in search(sim, f"name:{quote(before)}")


@pytest.mark.slow
def test_a_hundred_thousand_customers_start_in_seconds_and_search_in_milliseconds() -> None:
    started = perf_counter()
    sim = Simulator(customers=100_000)
    assert perf_counter() - started < 15  # about 2 s on an idle two-core machine
    assert len(sim.state.customers) == 100_000
    started = perf_counter()
    assert search(sim, 'phone~"no such number"') == []
    assert len(search(sim, 'name:"Maria Weber"', limit=10)) == 10
    assert perf_counter() - started < 0.5  # about 5 ms
