"""Refunds: whole or in parts; some succeed later, some fail after they succeeded.

Source: https://docs.stripe.com/refunds, https://docs.stripe.com/testing#refunds.
"""

from typing import Any, Final

from pos_app.simulator.card_table import CardRule
from pos_app.simulator.charge_objects import book
from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.intent_objects import unexpected_state
from pos_app.simulator.intent_outcomes import ensure_booked
from pos_app.simulator.money_rules import written
from pos_app.simulator.pagination import page
from pos_app.simulator.params import (
    LIST,
    Created,
    Enum,
    Int,
    Metadata,
    Param,
    Str,
    merge_metadata,
)
from pos_app.simulator.payment_method_shapes import rule_of
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import State

Obj = dict[str, Any]

LATER: Final = 30
"""Simulated seconds until a pending refund succeeds, or a doomed one fails."""

_CREATE: dict[str, Param] = {
    "amount": Int(minimum=1),
    "charge": Str(),
    "instructions_email": Str(),
    "metadata": Metadata(),
    "payment_intent": Str(),
    "reason": Enum("duplicate", "fraudulent", "requested_by_customer"),
}


def routes() -> list[Route]:
    """Create, retrieve, update, cancel, list."""
    listed: dict[str, Param] = {
        **LIST,
        "charge": Str(),
        "created": Created(),
        "payment_intent": Str(),
    }
    one, permission, reading = "/v1/refunds/{id}", "refund", "charge"
    return [
        Route("POST", "/v1/refunds", create, _CREATE, permission),
        Route("GET", "/v1/refunds", list_, listed, reading),
        Route("GET", one, retrieve, {}, reading),
        Route("POST", one, update, {"metadata": Metadata()}, permission),
        Route("POST", f"{one}/cancel", cancel, {}, permission),
    ]


def create(call: Call) -> Obj:
    """POST /v1/refunds: of a charge, or of the successful charge of a PaymentIntent."""
    state = call.state
    charge = _charge_to_refund(state, call.params)
    left: int = charge["amount_captured"] - refunded_amount(state, charge)
    amount: int = call.params.get("amount", left)
    _check(charge, amount, left)
    ensure_booked(state, charge)
    refund = state.refunds.insert(_new(state, charge, amount, call.params))
    entry = book(state, refund, -amount, "refund")
    refund["balance_transaction"] = entry["id"]
    _add_up(state, charge)
    state.emit("refund.created", refund)
    state.emit("charge.refunded", charge)
    _plan(state, refund, charge)
    return refund


def retrieve(call: Call) -> Obj:
    """GET /v1/refunds/{id}."""
    return call.state.find(call.state.refunds, call.path["id"])


def update(call: Call) -> Obj:
    """POST /v1/refunds/{id}: metadata only."""
    refund = retrieve(call)
    previous = {"metadata": refund["metadata"]}
    if "metadata" in call.params:
        refund["metadata"] = merge_metadata(refund["metadata"], call.params["metadata"])
        call.state.emit("refund.updated", refund, previous)
    return refund


def cancel(call: Call) -> Obj:
    """POST /v1/refunds/{id}/cancel: only for refunds that wait for the customer; none do here."""
    refund = retrieve(call)
    raise invalid(
        f"Refund {refund['id']} cannot be canceled because it has a status of {refund['status']}. "
        "Only refunds with a status of requires_action can be canceled."
    )


def list_(call: Call) -> Obj:
    """GET /v1/refunds."""
    refunds, params = call.state.refunds, call.params
    within = None
    for name in ("charge", "payment_intent"):
        if within is None and name in params:
            within = refunds.where(name, params[name])
    return page(refunds, params, url="/v1/refunds", within=within)


def refunded_amount(state: State, charge: Obj) -> int:
    """What refunds that have not failed take back, in minor units."""
    refunds = [state.refunds.view(i) for i in state.refunds.where("charge", charge["id"])]
    return sum(r["amount"] for r in refunds if r and r["status"] not in {"failed", "canceled"})


def _charge_to_refund(state: State, params: Obj) -> Obj:
    if ("charge" in params) == ("payment_intent" in params):
        raise invalid("One of the following params should be provided: payment_intent or charge.")
    if "charge" in params:
        return state.find(state.charges, params["charge"], param="charge")
    intent = state.find(state.payment_intents, params["payment_intent"], param="payment_intent")
    charge = state.charges.get(intent["latest_charge"] or "")
    if charge is None or intent["status"] != "succeeded":
        raise unexpected_state(
            intent,
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
        )
    return charge


def _check(charge: Obj, amount: int, left: int) -> None:
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise invalid(
            f"Charge {charge['id']} is not refundable.", "charge", "charge_not_refundable"
        )
    if left <= 0:
        raise ApiError(
            400,
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
        )
    if amount > left:
        currency = charge["currency"]
        raise invalid(
            f"Refund amount ({written(amount, currency)}) is greater than unrefunded amount on "
            f"charge ({written(left, currency)})",
            "amount",
        )


def _new(state: State, charge: Obj, amount: int, params: Obj) -> Obj:
    kind = charge["payment_method_details"]["type"]
    pending = _behaviour(state, charge) == "pending_then_succeeds" or kind != "card"
    details: Obj = {"type": kind}
    if kind == "card":
        details["card"] = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
    else:
        details[kind] = {}
    refund = {
        "id": state.new_id("re" if kind == "card" else "pyr", 24),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": state.clock.now(),
        "currency": charge["currency"],
        "destination_details": details,
        "metadata": merge_metadata({}, params.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if pending else "succeeded",
        "transfer_reversal": None,
    }
    if pending:
        refund["pending_reason"] = "processing"
    return refund


def _behaviour(state: State, charge: Obj) -> str:
    method = state.payment_methods.view(charge["payment_method"])
    rule = rule_of(method) if method else None
    return rule.refund if isinstance(rule, CardRule) else "succeeds"


def _plan(state: State, refund: Obj, charge: Obj) -> None:
    """What the bank does with the refund later."""
    if refund["status"] == "pending":
        state.clock.after(LATER, lambda: _succeed(state, refund))
    elif _behaviour(state, charge) == "succeeds_then_fails":
        state.clock.after(LATER, lambda: _fail(state, refund, charge))


def _succeed(state: State, refund: Obj) -> None:
    refund["status"] = "succeeded"
    refund.pop("pending_reason", None)
    state.emit("refund.updated", refund, {"status": "pending"})
    state.emit("charge.refund.updated", refund, {"status": "pending"})


def _fail(state: State, refund: Obj, charge: Obj) -> None:
    """The bank sends the money back to the shop's balance."""
    refund.update(status="failed", failure_reason="expired_or_canceled_card")
    entry = book(state, refund, refund["amount"], "refund_failure")
    refund["failure_balance_transaction"] = entry["id"]
    _add_up(state, charge)
    for name in ("refund.updated", "charge.refund.updated", "refund.failed"):
        state.emit(name, refund, {"status": "succeeded"} if name != "refund.failed" else None)


def _add_up(state: State, charge: Obj) -> None:
    released = charge["amount"] - charge["amount_captured"]
    charge["amount_refunded"] = released + refunded_amount(state, charge)
    charge["refunded"] = charge["amount_refunded"] >= charge["amount"]
