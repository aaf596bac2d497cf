"""Saving payment methods to customers, and taking them away again."""

from typing import Any

from pos_app.simulator.card_rules import refusal_of_attach
from pos_app.simulator.card_table import CardRule
from pos_app.simulator.errors import invalid
from pos_app.simulator.method_data import declined
from pos_app.simulator.payment_method_shapes import rule_of
from pos_app.simulator.state import State

Obj = dict[str, Any]


def attach_checked(state: State, method: Obj, customer: str) -> None:
    """Save a method because the API was asked to; the bank may refuse.

    Raises:
        ApiError: If it belongs to somebody, is used up, or the bank declines.
    """
    if method["customer"] not in {None, customer}:
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            "payment_method",
        )
    check_unused(state, method)
    rule = rule_of(method)
    refusal = refusal_of_attach(rule) if isinstance(rule, CardRule) else None
    if refusal is not None:
        raise declined(refusal)
    attach_to(state, method, customer)


def attach_to(state: State, method: Obj, customer: str) -> None:
    """Save a method to a customer and tell of it; nothing if it is there already."""
    if method["customer"] == customer:
        return
    method["customer"] = customer
    state.payment_methods.changed(method)
    state.emit("payment_method.attached", method)


def detach_from_customer(state: State, method: Obj) -> None:
    """Take a method from its customer for good and tell of it."""
    previous = {"customer": method["customer"]}
    owner = state.customers.get(method["customer"])
    if owner is not None and not owner.get("deleted"):
        settings = owner["invoice_settings"]
        if settings["default_payment_method"] == method["id"]:
            settings["default_payment_method"] = None
    method["customer"] = None
    state.used_up_methods.add(method["id"])
    state.payment_methods.changed(method)
    state.emit("payment_method.detached", method, previous)


def check_unused(state: State, method: Obj) -> None:
    """Refuse a method that was used or detached without a customer.

    Raises:
        ApiError: HTTP 400.
    """
    if method["customer"] is None and method["id"] in state.used_up_methods:
        raise invalid(
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
            "attachment, shared with a connected account without Customer attachment, or was "
            "detached from a Customer. It may not be used again. To use a PaymentMethod multiple "
            "times, you must attach it to a Customer first.",
            "payment_method",
        )
