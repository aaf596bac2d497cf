"""Customers."""

from dataclasses import replace
from typing import Any

from pos_app.simulator.attachments import attach_checked, detach_from_customer
from pos_app.simulator.errors import ApiError, no_such
from pos_app.simulator.method_data import resolve
from pos_app.simulator.pagination import page
from pos_app.simulator.params import (
    ADDRESS,
    LIST,
    Array,
    Bool,
    Created,
    Enum,
    Int,
    Metadata,
    Nested,
    Param,
    Str,
    merge_metadata,
)
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import State

Obj = dict[str, Any]

_SHIPPING = Nested(
    {
        "name": Str(required=True),
        "address": replace(ADDRESS, required=True),
        "phone": Str(nullable=True),
    },
    nullable=True,
)
_FIELDS: dict[str, Param] = {
    "address": ADDRESS,
    "balance": Int(),
    "business_name": Str(max_length=150, nullable=True),
    "description": Str(nullable=True),
    "email": Str(max_length=512, nullable=True),
    "individual_name": Str(max_length=150, nullable=True),
    "invoice_prefix": Str(),
    "invoice_settings": Nested({"default_payment_method": Str(nullable=True)}),
    "metadata": Metadata(),
    "name": Str(max_length=256, nullable=True),
    "phone": Str(max_length=20, nullable=True),
    "preferred_locales": Array(),
    "shipping": _SHIPPING,
    "tax_exempt": Enum("exempt", "none", "reverse", nullable=True),
}


def routes() -> list[Route]:
    """Create, retrieve, update, delete, list."""
    return [
        Route(
            "POST",
            "/v1/customers",
            create,
            {**_FIELDS, "payment_method": Str(), "validate": Bool()},
            "customer",
        ),
        Route(
            "GET",
            "/v1/customers",
            list_,
            {**LIST, "created": Created(), "email": Str()},
            "customer",
        ),
        Route("GET", "/v1/customers/{id}", retrieve, {}, "customer"),
        Route("POST", "/v1/customers/{id}", update, _FIELDS, "customer"),
        Route("DELETE", "/v1/customers/{id}", delete, {}, "customer"),
    ]


def new_customer(object_id: str, created: int, **fields: Any) -> Obj:
    """A customer in wire form; also what the seed builds."""
    customer: Obj = {
        "id": object_id,
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": created,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": object_id[-8:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    customer.update(fields)
    return customer


def create(call: Call) -> Obj:
    """POST /v1/customers; ``payment_method`` is attached if the bank allows."""
    state = call.state
    customer = new_customer(state.new_id("cus", 14), state.clock.now())
    _apply(customer, call.params)
    state.customers.insert(customer)
    if "payment_method" in call.params:
        method = resolve(state, call.params["payment_method"], addressed=False)
        try:
            attach_checked(state, method, customer["id"])
        except ApiError:
            state.customers.remove(customer["id"])
            raise
    state.emit("customer.created", customer)
    return customer


def retrieve(call: Call) -> Obj:
    """GET /v1/customers/{id}; a deleted one is answered as its stub."""
    return call.state.find(call.state.customers, call.path["id"])


def update(call: Call) -> Obj:
    """POST /v1/customers/{id}."""
    customer = living(call.state, call.path["id"], param="id")
    previous = {name: customer.get(name) for name in call.params}
    _apply(customer, call.params)
    call.state.customers.changed(customer)
    call.state.emit("customer.updated", customer, previous)
    return customer


def delete(call: Call) -> Obj:
    """DELETE /v1/customers/{id}: a stub remains, its payment methods are detached."""
    state = call.state
    customer = living(state, call.path["id"], param="id")
    for method_id in state.payment_methods.where("customer", customer["id"]):
        method = state.payment_methods.get(method_id)
        if method is not None:
            detach_from_customer(state, method)
    state.emit("customer.deleted", customer)
    stub = {"id": customer["id"], "object": "customer", "deleted": True}
    customer.clear()
    customer.update(stub)
    state.customers.changed(customer)
    return customer


def list_(call: Call) -> Obj:
    """GET /v1/customers, with the case-sensitive ``email`` filter."""
    customers = call.state.customers
    email = call.params.get("email")
    within = None if email is None else customers.where("email", email)
    return page(
        customers,
        call.params,
        url="/v1/customers",
        keep=lambda obj: not obj.get("deleted"),
        within=within,
    )


def living(state: State, object_id: str, *, param: str = "customer") -> Obj:
    """A customer that exists and is not deleted.

    Raises:
        ApiError: resource_missing, naming ``param``.
    """
    customer = state.find(state.customers, object_id, param=param)
    if customer.get("deleted"):
        raise no_such("customer", object_id, param=param)
    return customer


def _apply(customer: Obj, params: dict[str, Any]) -> None:
    for name, value in params.items():
        if name == "metadata":
            customer["metadata"] = merge_metadata(customer["metadata"], value)
        elif name == "invoice_settings":
            customer["invoice_settings"].update(value)
        elif name not in {"payment_method", "validate"}:
            customer[name] = value
