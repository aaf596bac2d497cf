"""Charges: retrieve, list, search, small updates."""

from typing import Any

from pos_app.simulator import search_query
from pos_app.simulator.pagination import page, search_page
from pos_app.simulator.params import (
    ADDRESS,
    LIST,
    SEARCH,
    Created,
    Enum,
    Metadata,
    Nested,
    Param,
    Str,
    merge_metadata,
)
from pos_app.simulator.routing import Call, Route

Obj = dict[str, Any]

_UPDATE: dict[str, Param] = {
    "customer": Str(),
    "description": Str(nullable=True),
    "fraud_details": Nested({"user_report": Enum("fraudulent", "safe", required=True)}),
    "metadata": Metadata(),
    "receipt_email": Str(),
    "shipping": Nested(
        {
            "address": ADDRESS,
            "carrier": Str(),
            "name": Str(required=True),
            "phone": Str(),
            "tracking_number": Str(),
        }
    ),
    "transfer_group": Str(),
}


def routes() -> list[Route]:
    """Retrieve, update, list, search."""
    listed: dict[str, Param] = {
        **LIST,
        "created": Created(),
        "customer": Str(),
        "payment_intent": Str(),
        "transfer_group": Str(),
    }
    return [
        Route("GET", "/v1/charges", list_, listed, "charge"),
        Route("GET", "/v1/charges/search", search, SEARCH, "charge"),
        Route("GET", "/v1/charges/{id}", retrieve, {}, "charge"),
        Route("POST", "/v1/charges/{id}", update, _UPDATE, "charge"),
    ]


def retrieve(call: Call) -> Obj:
    """GET /v1/charges/{id}."""
    return call.state.find(call.state.charges, call.path["id"])


def update(call: Call) -> Obj:
    """POST /v1/charges/{id}."""
    state = call.state
    charge = state.find(state.charges, call.path["id"])
    previous = {name: charge.get(name) for name in call.params}
    for name, value in call.params.items():
        charge[name] = merge_metadata(charge[name], value) if name == "metadata" else value
    state.charges.changed(charge)
    state.emit("charge.updated", charge, previous)
    return charge


def list_(call: Call) -> Obj:
    """GET /v1/charges."""
    charges, params = call.state.charges, call.params
    within = None
    for name in ("payment_intent", "customer"):
        if within is None and name in params:
            within = charges.where(name, params[name])
    wanted = {
        name: params[name]
        for name in ("payment_intent", "customer", "transfer_group")
        if name in params
    }
    return page(
        charges,
        params,
        url="/v1/charges",
        keep=lambda obj: all(obj[name] == value for name, value in wanted.items()),
        within=within,
    )


def search(call: Call) -> Obj:
    """GET /v1/charges/search."""
    query = search_query.parse(call.params["query"], "charges")
    newest = call.state.clock.now() - call.state.switches.search_lag_s
    found = [
        obj
        for obj in call.state.charges.values()
        if obj["created"] <= newest and query.matches(obj)
    ]
    return search_page(found[::-1], call.params, url="/v1/charges/search")
