"""PaymentIntents: the calls. How attempts run and end: ``attempts``, ``intent_outcomes``."""

from typing import Any

from pos_app.simulator import intent_outcomes as outcomes
from pos_app.simulator import intent_params as accepted
from pos_app.simulator import search_query
from pos_app.simulator.attempts import Attempt, run
from pos_app.simulator.bank_rules import BankRule
from pos_app.simulator.confirmation import apply_terms, check_method, prepare, takes_moto
from pos_app.simulator.customers import living
from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.intent_calls import OPEN, addressed, given_method, refuse_method_types
from pos_app.simulator.intent_objects import (
    new_intent,
    offered_types,
    page_view,
    unexpected_state,
)
from pos_app.simulator.money_rules import check_amount, check_currency
from pos_app.simulator.pagination import page, search_page
from pos_app.simulator.params import merge_metadata
from pos_app.simulator.payment_method_shapes import rule_of
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import State, clone

Obj = dict[str, Any]

_CODE = "payment_intent"
_ALWAYS_CHANGEABLE = frozenset({"description", "metadata", "receipt_email", "transfer_group"})


def routes() -> list[Route]:
    """Create, retrieve, update, confirm, capture, cancel, list, search."""
    base, permission = "/v1/payment_intents", _CODE
    one = f"{base}/{{id}}"
    return [
        Route("POST", base, create, accepted.CREATE, permission),
        Route("GET", base, list_, accepted.LISTED, permission),
        Route("GET", f"{base}/search", search, accepted.SEARCHED, permission),
        Route("GET", one, retrieve, accepted.RETRIEVE, permission, publishable=True),
        Route("POST", one, update, accepted.UPDATE, permission),
        Route("POST", f"{one}/confirm", confirm_, accepted.CONFIRM, permission, publishable=True),
        Route("POST", f"{one}/capture", capture, accepted.CAPTURE, permission),
        Route("POST", f"{one}/cancel", cancel, accepted.CANCEL, permission),
    ]


def create(call: Call) -> Obj:
    """POST /v1/payment_intents, with ``confirm=true`` also confirmed."""
    state, params = call.state, call.params
    params["currency"] = check_currency(params["currency"])
    check_amount(params["amount"], params["currency"])
    _check_create(call, params)
    intent = new_intent(state, params)
    attempt: Attempt | None = None
    if params.get("confirm"):
        attempt = prepare(call, intent, params)
    else:
        _attach(call, intent, params)
    state.payment_intents.insert(intent)
    state.emit("payment_intent.created", intent)
    if attempt is not None:
        run(attempt)
    return intent


def retrieve(call: Call) -> Obj:
    """GET /v1/payment_intents/{id}; a page must know the client secret."""
    intent = _addressed(call)
    return page_view(intent) if call.by_page else intent


def update(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}."""
    intent, params = _addressed(call), call.params
    _check_changeable(intent, params)
    takes_moto(call, None, params)
    refuse_method_types(call, _CODE)
    if "currency" in params:
        params["currency"] = check_currency(params["currency"])
    terms = {**intent, **params}
    check_amount(terms["amount"], terms["currency"])
    _check_new_customer(call.state, intent, params)
    _attach(call, intent, params)
    _apply(intent, params)
    apply_terms(call.state, intent, params)
    if intent["status"] in OPEN:
        intent["last_payment_error"] = None
        if intent["status"] == "requires_action" and ("amount" in params or "currency" in params):
            outcomes.drop_challenges(call.state, intent)
            intent["status"] = "requires_confirmation"
    call.state.payment_intents.changed(intent)
    return intent


def confirm_(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/confirm; a page must know the client secret."""
    intent = _addressed(call)
    if call.by_page and intent["confirmation_method"] == "manual":
        raise unexpected_state(
            intent,
            "This PaymentIntent cannot be confirmed using your publishable key because its "
            "`confirmation_method` is set to `manual`. Please use your secret key instead, or "
            "create a PaymentIntent with `confirmation_method` set to `automatic`.",
        )
    refuse_method_types(call, _CODE)
    try:
        run(prepare(call, intent, call.params))
    except ApiError as error:
        if call.by_page and "payment_intent" in error.error:
            error.error["payment_intent"] = page_view(intent)
        raise
    return page_view(intent) if call.by_page else intent


def capture(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/capture: once, all or a part; the rest is released."""
    intent, params = _addressed(call), call.params
    if intent["status"] != "requires_capture":
        raise unexpected_state(
            intent,
            "This PaymentIntent could not be captured because it has a status of "
            f"{intent['status']}. Only a PaymentIntent with one of the following statuses may be "
            "captured: requires_capture.",
        )
    held: int = intent["amount_capturable"]
    amount: int = params.get("amount_to_capture", held)
    if amount > held:
        raise invalid(
            "The provided capture amount is greater than the amount capturable of this "
            "PaymentIntent.",
            "amount_to_capture",
            "amount_too_large",
        )
    if params.get("final_capture") is False:
        raise invalid("This PaymentIntent does not support multicapture.", "final_capture")
    if "metadata" in params:
        intent["metadata"] = merge_metadata(intent["metadata"], params["metadata"])
    outcomes.capture(call.state, intent, amount)
    return intent


def cancel(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/cancel."""
    intent = _addressed(call)
    if intent["status"] not in {*OPEN, "requires_capture"} and not _never_settles(call, intent):
        raise unexpected_state(
            intent,
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. "
            "Only a PaymentIntent with one of the following statuses may be canceled: "
            "requires_payment_method, requires_capture, requires_reauthorization, "
            "requires_confirmation, requires_action, processing.",
        )
    outcomes.cancel(call.state, intent, call.params.get("cancellation_reason"))
    return intent


def _never_settles(call: Call, intent: Obj) -> bool:
    """A debit that stays ``processing`` for ever; the only one that can be canceled there."""
    method = call.state.payment_methods.view(intent["payment_method"] or "")
    rule = rule_of(method) if method and intent["status"] == "processing" else None
    return isinstance(rule, BankRule) and rule.settles_after is None


def list_(call: Call) -> Obj:
    """GET /v1/payment_intents."""
    intents, customer = call.state.payment_intents, call.params.get("customer")
    within = None if customer is None else intents.where("customer", customer)
    return page(intents, call.params, url="/v1/payment_intents", within=within)


def search(call: Call) -> Obj:
    """GET /v1/payment_intents/search."""
    query = search_query.parse(call.params["query"], "payment_intents")
    newest = call.state.clock.now() - call.state.switches.search_lag_s
    found = [
        obj
        for obj in call.state.payment_intents.values()
        if obj["created"] <= newest and query.matches(obj)
    ]
    return search_page(found[::-1], call.params, url="/v1/payment_intents/search")


def _addressed(call: Call) -> Obj:
    return addressed(call, call.state.payment_intents, _CODE)


def _check_create(call: Call, params: Obj) -> None:
    refuse_method_types(call, _CODE)
    if "customer" in params:
        living(call.state, params["customer"])
    if params.get("confirm"):
        takes_moto(call, _as_intent(params), params)
        return
    takes_moto(call, None, params)
    for name in accepted.CONFIRM_ONLY:
        if name in params:
            raise invalid(
                f"The parameter `{name}` cannot be passed when creating a PaymentIntent unless "
                "`confirm` is set to true.",
                name,
            )


def _as_intent(params: Obj) -> Obj:
    """What ``takes_moto`` needs of a PaymentIntent that is only being created."""
    return {"setup_future_usage": params.get("setup_future_usage")}


def _attach(call: Call, intent: Obj, params: Obj) -> None:
    """Put a method on a PaymentIntent without confirming it."""
    method = given_method(call, params)
    if method is not None:
        check_method(call.state, intent, method)
        outcomes.drop_challenges(call.state, intent)
        intent.update(payment_method=method["id"], status="requires_confirmation")


def _check_changeable(intent: Obj, params: Obj) -> None:
    status = intent["status"]
    if status in OPEN:
        return
    for name in params:
        if name not in _ALWAYS_CHANGEABLE:
            raise unexpected_state(
                intent,
                f"This PaymentIntent's {name} could not be updated because it has a status of "
                f"{status}. You may only update the {name} of a PaymentIntent with one of the "
                f"following statuses: {', '.join(OPEN)}.",
            )


def _check_new_customer(state: State, intent: Obj, params: Obj) -> None:
    customer = params.get("customer")
    if customer is None:
        return
    if intent["customer"] not in {None, customer}:
        raise invalid(
            "You cannot modify `customer` on a PaymentIntent once it already has been set. To "
            "fulfill a payment with a different Customer, cancel this PaymentIntent and create a "
            "new one.",
            "customer",
        )
    living(state, customer)
    intent["customer"] = customer


def _apply(intent: Obj, params: Obj) -> None:
    for name in ("amount", "currency", "description", "statement_descriptor",
                 "statement_descriptor_suffix", "transfer_group",
                 "excluded_payment_method_types"):  # fmt: skip
        if name in params:
            intent[name] = clone(params[name])
    if "metadata" in params:
        intent["metadata"] = merge_metadata(intent["metadata"], params["metadata"])
    if {"currency", "allowed_payment_method_types", "excluded_payment_method_types"} & set(params):
        terms = {**intent, **params}
        terms.pop("payment_method_types", None)
        intent["payment_method_types"] = offered_types(terms, intent["automatic_payment_methods"])
