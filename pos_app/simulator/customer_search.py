"""Searching customers: the query language over a hundred thousand of them."""

from itertools import islice
from typing import Any

from pos_app.simulator import search_query
from pos_app.simulator.pagination import search_offset, search_page_of
from pos_app.simulator.params import SEARCH
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.seed import search_customers

Obj = dict[str, Any]


def routes() -> list[Route]:
    """Search."""
    return [Route("GET", "/v1/customers/search", search, SEARCH, "customer")]


def search(call: Call) -> Obj:
    """GET /v1/customers/search: only as many matches are looked for as the page needs."""
    query = search_query.parse(call.params["query"], "customers")
    newest = call.state.clock.now() - call.state.switches.search_lag_s
    matches = (c for c in search_customers(call.state, query) if c["created"] <= newest)
    start, limit = search_offset(call.params), call.params.get("limit", 10)
    found = list(islice(matches, start, start + limit + 1))
    return search_page_of(found, start, limit, url="/v1/customers/search")
