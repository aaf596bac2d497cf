"""Lists with cursors.

Source: https://docs.stripe.com/api/pagination.
"""

from collections.abc import Callable, Iterator
from typing import Any

from pos_app.simulator.collection import Collection
from pos_app.simulator.errors import invalid, no_such

Obj = dict[str, Any]

_BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
    "eq": lambda value, bound: value == bound,
}


def created_within(obj: Obj, bounds: dict[str, int] | None) -> bool:
    """Whether ``obj["created"]`` meets a parsed ``created`` parameter."""
    return all(_BOUNDS[name](obj["created"], bound) for name, bound in (bounds or {}).items())


def page(
    collection: Collection,
    params: dict[str, Any],
    *,
    url: str,
    keep: Callable[[Obj], bool] = lambda _obj: True,
    within: list[str] | None = None,
) -> Obj:
    """One page of a list object, newest first.

    Args:
        collection: What is listed.
        params: Typed parameters with ``limit``, ``starting_after``, ``ending_before``, ``created``.
        url: The list object's ``url``.
        keep: The call's own filters.
        within: Restrict to these ids (oldest first), e.g. from ``Collection.where``.

    Raises:
        ApiError: If a cursor names no object, or both cursors are given.
    """
    limit: int = params.get("limit", 10)
    backwards = "ending_before" in params
    found: list[Obj] = []
    for object_id in _walk(collection, params, within):
        obj = collection.view(object_id)
        if obj is None or not keep(obj) or not created_within(obj, params.get("created")):
            continue
        found.append(obj)
        if len(found) > limit:
            break
    has_more = len(found) > limit
    data = found[:limit]
    if backwards:
        data.reverse()
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _walk(
    collection: Collection, params: dict[str, Any], within: list[str] | None
) -> Iterator[str]:
    """Ids in the direction of the cursor: newest first, or oldest first for ending_before."""
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise invalid(
            "You can't specify both starting_after and ending_before in the same request."
        )
    start = _rank(collection, after, "starting_after") if after else None
    end = _rank(collection, before, "ending_before") if before else None
    if within is None:
        return collection.oldest_first(end) if end is not None else collection.newest_first(start)
    ranked = [(collection.position(i) or 0, i) for i in within if i in collection]
    if end is not None:
        return (i for rank, i in ranked if rank > end)
    return (i for rank, i in reversed(ranked) if start is None or rank < start)


def _rank(collection: Collection, object_id: str, param: str) -> int:
    rank = collection.position(object_id)
    if rank is None:
        raise no_such(collection.kind, object_id, param=param)
    return rank


def search_page(found: list[Obj], params: dict[str, Any], *, url: str) -> Obj:
    """One page of a search result object.

    Args:
        found: All matches, newest first.
        params: Typed parameters with ``limit`` and ``page`` (an opaque cursor).
        url: The result's ``url``.

    Raises:
        ApiError: If the page cursor is not one of ours.
    """
    start, limit = search_offset(params), params.get("limit", 10)
    return search_page_of(found[start : start + limit + 1], start, limit, url=url)


def search_page_of(found: list[Obj], start: int, limit: int, *, url: str) -> Obj:
    """One page of a search result object.

    Args:
        found: The page's matches and, if there are more, at least one further.
        start: How many matches come before.
        limit: The page's size.
        url: The result's ``url``.
    """
    more = len(found) > limit
    return {
        "object": "search_result",
        "data": found[:limit],
        "has_more": more,
        "next_page": f"page_{start + limit}" if more else None,
        "url": url,
    }


def search_offset(params: dict[str, Any]) -> int:
    """How many matches the ``page`` cursor skips.

    Raises:
        ApiError: If the cursor is not one of ours.
    """
    cursor: str | None = params.get("page")
    if cursor is None:
        return 0
    digits = cursor.removeprefix("page_")
    if not digits.isdecimal():
        raise invalid("Invalid page cursor.", "page")
    return int(digits)
