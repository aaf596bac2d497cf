"""Payment methods: from published test cards, tokens, IBANs; attach, detach, allow_redisplay."""

from typing import Any

from pos_app.simulator.attachments import attach_checked, detach_from_customer
from pos_app.simulator.customers import living
from pos_app.simulator.errors import invalid, no_such
from pos_app.simulator.method_data import METHOD_DATA, REDISPLAY, TYPES, from_data, resolve
from pos_app.simulator.pagination import page
from pos_app.simulator.params import (
    BILLING_DETAILS,
    LIST,
    Enum,
    Int,
    Metadata,
    Nested,
    Param,
    Str,
    merge_metadata,
)
from pos_app.simulator.payment_method_shapes import billing_details
from pos_app.simulator.routing import Call, Route

Obj = dict[str, Any]


def routes() -> list[Route]:
    """Create, retrieve, update, attach, detach, list, list per customer."""
    listed: dict[str, Param] = {**LIST, "type": Enum(*TYPES), "allow_redisplay": REDISPLAY}
    one, mine = "/v1/payment_methods/{id}", "/v1/customers/{customer}/payment_methods"
    permission = "payment_method"
    return [
        Route("POST", "/v1/payment_methods", create, METHOD_DATA, permission, publishable=True),
        Route(
            "GET",
            "/v1/payment_methods",
            list_,
            {**listed, "customer": Str()},
            permission,
        ),
        Route("GET", one, retrieve, {}, permission),
        Route("POST", one, update, _UPDATE, permission),
        Route("POST", f"{one}/attach", attach, {"customer": Str(required=True)}, permission),
        Route("POST", f"{one}/detach", detach, {}, permission),
        Route("GET", mine, list_of_customer, listed, permission),
        Route("GET", f"{mine}/{{id}}", retrieve_of_customer, {}, permission),
    ]


_UPDATE: dict[str, Param] = {
    "allow_redisplay": REDISPLAY,
    "billing_details": BILLING_DETAILS,
    "card": Nested({"exp_month": Int(), "exp_year": Int()}),
    "metadata": Metadata(),
}


def create(call: Call) -> Obj:
    """POST /v1/payment_methods."""
    return from_data(call.state, call.params, by_page=call.by_page)


def retrieve(call: Call) -> Obj:
    """GET /v1/payment_methods/{id}; a published token answers as a new method."""
    return resolve(call.state, call.path["id"])


def update(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}; only methods attached to a customer can be changed."""
    state = call.state
    method = state.find(state.payment_methods, call.path["id"], param="payment_method")
    if method["customer"] is None:
        raise invalid(
            "You must save this PaymentMethod to a customer before you can update it.",
            "payment_method",
        )
    previous = {name: method.get(name) for name in call.params}
    for name, value in call.params.items():
        if name == "metadata":
            method["metadata"] = merge_metadata(method["metadata"], value)
        elif name == "billing_details":
            method["billing_details"] = billing_details({**method["billing_details"], **value})
        elif name == "card":
            method["card"].update(value)
        else:
            method[name] = value
    state.emit("payment_method.updated", method, previous)
    return method


def attach(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}/attach."""
    state = call.state
    method = resolve(state, call.path["id"])
    customer = living(state, call.params["customer"])
    attach_checked(state, method, customer["id"])
    return method


def detach(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}/detach: it can never be used again."""
    state = call.state
    method = state.find(state.payment_methods, call.path["id"], param="payment_method")
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible.",
            "payment_method",
        )
    detach_from_customer(state, method)
    return method


def list_(call: Call) -> Obj:
    """GET /v1/payment_methods; without a customer there is nothing to list."""
    customer = call.params.get("customer")
    if customer is None:
        return {"object": "list", "data": [], "has_more": False, "url": "/v1/payment_methods"}
    return _page_of(call, customer, "/v1/payment_methods")


def list_of_customer(call: Call) -> Obj:
    """GET /v1/customers/{id}/payment_methods."""
    customer = call.path["customer"]
    return _page_of(call, customer, f"/v1/customers/{customer}/payment_methods")


def retrieve_of_customer(call: Call) -> Obj:
    """GET /v1/customers/{id}/payment_methods/{id}."""
    state, method_id = call.state, call.path["id"]
    living(state, call.path["customer"])
    method = state.find(state.payment_methods, method_id, param="payment_method")
    if method["customer"] != call.path["customer"]:
        raise no_such("PaymentMethod", method_id, param="payment_method")
    return method


def _page_of(call: Call, customer: str, url: str) -> Obj:
    state = call.state
    living(state, customer)
    wanted = {k: v for k in ("type", "allow_redisplay") if (v := call.params.get(k)) is not None}
    return page(
        state.payment_methods,
        call.params,
        url=url,
        keep=lambda obj: all(obj[name] == value for name, value in wanted.items()),
        within=state.payment_methods.where("customer", customer),
    )
