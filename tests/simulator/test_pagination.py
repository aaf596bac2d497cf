"""Cursors: every object once, in order, in both directions."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from pos_app.simulator.collection import Collection
from pos_app.simulator.pagination import page
from tests.simulator.helpers import refused


def collection_of(count: int) -> Collection:
    collection = Collection("thing", ("owner",))
    for number in range(count):
        obj = {"id": f"t_{number}", "created": number, "owner": f"o_{number % 3}"}
        if number % 2:
            collection.insert(obj)
        else:
            collection.insert_lazy(f"t_{number}", lambda _, obj=obj: dict(obj), owner=obj["owner"])
    return collection


def walk(collection: Collection, cursor: str, limit: int, **more: Any) -> list[str]:
    """All ids as auto-paging finds them, page by page."""
    found: list[str] = []
    params: dict[str, Any] = {"limit": limit}
    while True:
        answer = page(collection, params, url="/v1/things", **more)
        ids = [obj["id"] for obj in answer["data"]]
        found += reversed(ids) if cursor == "ending_before" else ids
        if not answer["has_more"]:
            return found
        params[cursor] = ids[0] if cursor == "ending_before" else ids[-1]


@given(st.integers(0, 40), st.integers(1, 12))
def test_going_back_in_time_meets_everything_once(count: int, limit: int) -> None:
    ids = [f"t_{n}" for n in reversed(range(count))]
    assert walk(collection_of(count), "starting_after", limit) == ids


@given(st.integers(2, 40), st.integers(1, 12))
def test_catching_up_meets_everything_after_the_cursor_once(count: int, limit: int) -> None:
    collection = collection_of(count)
    found: list[str] = []
    params: dict[str, Any] = {"limit": limit, "ending_before": "t_0"}
    while True:
        answer = page(collection, params, url="/v1/things")
        ids = [obj["id"] for obj in answer["data"]]
        assert ids == sorted(ids, key=lambda i: -int(i[2:]))
        found += reversed(ids)
        if not answer["has_more"]:
            break
        params["ending_before"] = ids[0]
    assert found == [f"t_{n}" for n in range(1, count)]


@given(st.integers(0, 40), st.integers(1, 12))
def test_an_index_pages_like_a_filter(count: int, limit: int) -> None:
    collection = collection_of(count)
    indexed = walk(collection, "starting_after", limit, within=collection.where("owner", "o_1"))
    filtered = walk(collection, "starting_after", limit, keep=lambda obj: obj["owner"] == "o_1")
    assert indexed == filtered


def test_a_removed_object_is_skipped_and_still_serves_as_cursor() -> None:
    collection = collection_of(5)
    collection.remove("t_3")
    answer = page(collection, {"starting_after": "t_3"}, url="/v1/things")
    assert [obj["id"] for obj in answer["data"]] == ["t_2", "t_1", "t_0"]


def test_a_lazy_object_that_was_changed_is_listed_changed() -> None:
    collection = collection_of(3)
    kept = collection.get("t_2")
    assert kept is not None
    kept["owner"] = "o_9"
    collection.changed(kept)
    assert collection.where("owner", "o_9") == ["t_2"]
    assert page(collection, {"limit": 1}, url="/v1/things")["data"][0]["owner"] == "o_9"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"limit": 0}, "parameter_invalid_integer", "limit"),
        ({"limit": 101}, "parameter_invalid_integer", "limit"),
        ({"starting_after": "cus_none"}, "resource_missing", "starting_after"),
        ({"ending_before": "cus_none"}, "resource_missing", "ending_before"),
        ({"starting_after": "a", "ending_before": "b"}, None, None),
        ({"created": {"since": 1}}, "parameter_unknown", "created[since]"),
    ],
)
async def test_bad_cursors_and_limits_are_refused(
    client: stripe.StripeClient, params: Any, code: str | None, param: str | None
) -> None:
    await refused(client.v1.customers.list_async(params), code, param=param)


@pytest.mark.asyncio
async def test_the_sdk_pages_through_all_customers_by_creation_time(
    client: stripe.StripeClient,
) -> None:
    listed = await client.v1.customers.list_async({"limit": 7})
    everyone = [c async for c in listed.auto_paging_iter()]
    times = [c.created for c in everyone]
    assert times == sorted(times, reverse=True)
    assert len({c.id for c in everyone}) == len(everyone) > 30
    middle = times[len(times) // 2]
    newer = await client.v1.customers.list_async({"limit": 100, "created": {"gt": middle}})
    assert [c.created for c in newer.data] == [t for t in times if t > middle]
