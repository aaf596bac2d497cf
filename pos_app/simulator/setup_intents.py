"""SetupIntents: saving a payment method for later, with the customer's authentication.

Source: https://docs.stripe.com/api/setup_intents and
https://docs.stripe.com/payments/setupintents/lifecycle .
"""

from __future__ import annotations

from typing import Any, Final

from pos_app.simulator import setup_attempts
from pos_app.simulator import setup_intent_params as accepted
from pos_app.simulator.attachments import check_unused
from pos_app.simulator.confirmation_tokens import redeem
from pos_app.simulator.customers import living
from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.intent_calls import OPEN, addressed, given_method, refuse_method_types
from pos_app.simulator.intent_objects import change_options
from pos_app.simulator.pagination import page
from pos_app.simulator.params import merge_metadata, unknown
from pos_app.simulator.payment_method_shapes import REDIRECT_TYPES
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import clone

Obj = dict[str, Any]

_CODE: Final = "setup_intent"
_SAVEABLE: Final = ("card", "sepa_debit", "us_bank_account", "link")
_CARD_OPTIONS: Final[Obj] = {
    "mandate_options": None,
    "network": None,
    "request_three_d_secure": "automatic",
}
_FOR_PAGES: Final = (
    "id",
    "object",
    "automatic_payment_methods",
    "cancellation_reason",
    "client_secret",
    "created",
    "description",
    "last_setup_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "status",
    "usage",
)
"""What a publishable key may see."""


def routes() -> list[Route]:
    """Create, retrieve, update, confirm, cancel, list."""
    base, permission = "/v1/setup_intents", _CODE
    one = f"{base}/{{id}}"
    return [
        Route("POST", base, create, accepted.CREATE, permission),
        Route("GET", base, list_, accepted.LISTED, permission),
        Route("GET", one, retrieve, accepted.RETRIEVE, permission, publishable=True),
        Route("POST", one, update, accepted.UPDATE, permission),
        Route("POST", f"{one}/confirm", confirm, accepted.CONFIRM, permission, publishable=True),
        Route("POST", f"{one}/cancel", cancel, accepted.CANCEL, permission),
    ]


def create(call: Call) -> Obj:
    """POST /v1/setup_intents, with ``confirm=true`` also confirmed."""
    state, params = call.state, call.params
    refuse_method_types(call, _CODE)
    if "customer" in params:
        living(state, params["customer"])
    if not params.get("confirm"):
        for name in accepted.CONFIRM_ONLY:
            if name in params:
                raise invalid(f"The parameter `{name}` needs `confirm` set to true.", name)
    object_id = state.new_id("seti_1", 23)
    automatic = {"allow_redirects": "always", "enabled": True}
    automatic.update(params.get("automatic_payment_methods", {}))
    intent: Obj = {
        "id": object_id,
        "object": "setup_intent",
        "application": None,
        "automatic_payment_methods": automatic if automatic["enabled"] else None,
        "cancellation_reason": None,
        "client_secret": state.new_id(f"{object_id}_secret", 25),
        "created": state.clock.now(),
        "customer": params.get("customer"),
        "customer_account": None,
        "description": params.get("description"),
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "managed_payments": {"enabled": False},
        "mandate": None,
        "metadata": merge_metadata({}, params.get("metadata")),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": dict(_CARD_OPTIONS)},
        "payment_method_types": _kinds(params),
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }
    if not params.get("confirm"):
        _attach(call, intent, params)
    state.setup_intents.insert(intent)
    state.emit("setup_intent.created", intent)
    if params.get("confirm"):
        _confirm(call, intent, params)
    return intent


def retrieve(call: Call) -> Obj:
    """GET /v1/setup_intents/{id}; a page must know the client secret."""
    intent = _addressed(call)
    return _page_view(intent) if call.by_page else intent


def update(call: Call) -> Obj:
    """POST /v1/setup_intents/{id}."""
    intent, params = _addressed(call), call.params
    refuse_method_types(call, _CODE)
    if intent["status"] not in OPEN and params.keys() - {"description", "metadata"}:
        raise _unexpected(intent, "updated", OPEN)
    if "customer" in params:
        if intent["customer"] not in {None, params["customer"]}:
            raise invalid("You cannot modify `customer` on a SetupIntent once set.", "customer")
        intent["customer"] = living(call.state, params["customer"])["id"]
    for name in ("description", "excluded_payment_method_types"):
        if name in params:
            intent[name] = params[name]
    if "metadata" in params:
        intent["metadata"] = merge_metadata(intent["metadata"], params["metadata"])
    if "excluded_payment_method_types" in params:
        intent["payment_method_types"] = _kinds(params)
    _attach(call, intent, params)
    change_options(intent, params.get("payment_method_options"))
    call.state.setup_intents.changed(intent)
    return intent


def confirm(call: Call) -> Obj:
    """POST /v1/setup_intents/{id}/confirm; a page must know the client secret."""
    intent = _addressed(call)
    try:
        _confirm(call, intent, call.params)
    except ApiError as error:
        if call.by_page and "setup_intent" in error.error:
            error.error["setup_intent"] = _page_view(intent)
        raise
    return _page_view(intent) if call.by_page else intent


def cancel(call: Call) -> Obj:
    """POST /v1/setup_intents/{id}/cancel."""
    intent, state = _addressed(call), call.state
    if intent["status"] not in OPEN:
        raise _unexpected(intent, "canceled", OPEN)
    setup_attempts.drop_challenges(state, intent)
    intent.update(
        status="canceled",
        cancellation_reason=call.params.get("cancellation_reason"),
        next_action=None,
    )
    state.emit("setup_intent.canceled", intent)
    return intent


def list_(call: Call) -> Obj:
    """GET /v1/setup_intents."""
    intents, customer = call.state.setup_intents, call.params.get("customer")
    method = call.params.get("payment_method")
    return page(
        intents,
        call.params,
        url="/v1/setup_intents",
        keep=lambda intent: method in {None, intent["payment_method"]},
        within=None if customer is None else intents.where("customer", customer),
    )


def _confirm(call: Call, intent: Obj, params: Obj) -> None:
    state = call.state
    if intent["status"] not in OPEN:
        raise _unexpected(intent, "confirmed", OPEN)
    moto = _takes_moto(call, params)
    token = params.get("confirmation_token")
    terms = {**redeem(state, token, intent["id"]), **params} if token is not None else params
    _attach(call, intent, terms)
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this SetupIntent because it's missing a payment method. Update "
            "the SetupIntent with a payment method and then confirm it again.",
            "payment_method",
        )
    change_options(intent, terms.get("payment_method_options"))
    automatic = intent["automatic_payment_methods"]
    if automatic and automatic["allow_redirects"] == "always" and "return_url" not in terms:
        raise invalid(
            "This SetupIntent is configured to accept payment methods enabled in your Dashboard. "
            "Because some of these payment methods might redirect your customer off of your page, "
            "you must provide a `return_url`, or set `automatic_payment_methods[allow_redirects]` "
            "to `never`."
        )
    intent["last_setup_error"] = None
    setup_attempts.run(
        state,
        intent,
        moto=moto,
        return_url=terms.get("return_url"),
        sdk=call.by_page or params.get("use_stripe_sdk", "return_url" not in terms),
    )


def _attach(call: Call, intent: Obj, params: Obj) -> None:
    """Put a method on a SetupIntent without confirming it."""
    method = given_method(call, params)
    if method is None:
        return
    if method["customer"] not in {None, intent["customer"]}:
        raise invalid(
            f"The PaymentMethod {method['id']} does not belong to the Customer of this "
            "SetupIntent.",
            "payment_method",
        )
    check_unused(call.state, method)
    if method["type"] not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this SetupIntent.",
            "payment_method",
            "setup_intent_incompatible_payment_method",
        )
    intent.update(payment_method=method["id"], status="requires_confirmation", next_action=None)


def _takes_moto(call: Call, params: Obj) -> bool:
    card = (params.get("payment_method_options") or {}).get("card") or {}
    if "moto" in card and (call.by_page or not call.state.switches.moto):
        raise unknown("payment_method_options[card][moto]")
    return bool(card.get("moto"))


def _kinds(params: Obj) -> list[str]:
    chosen = params.get("payment_method_types") or params.get("allowed_payment_method_types")
    excluded = params.get("excluded_payment_method_types") or ()
    kinds = [k for k in _SAVEABLE if k in (chosen or _SAVEABLE) and k not in excluded]
    if not kinds or any(kind in REDIRECT_TYPES for kind in chosen or ()):
        raise invalid("No valid payment method types for this Setup Intent.")
    return kinds


def _addressed(call: Call) -> Obj:
    return addressed(call, call.state.setup_intents, _CODE)


def _page_view(intent: Obj) -> Obj:
    return {name: clone(intent[name]) for name in _FOR_PAGES}


def _unexpected(intent: Obj, deed: str, allowed: tuple[str, ...]) -> ApiError:
    return ApiError(
        400,
        f"This SetupIntent cannot be {deed} because it has a status of {intent['status']}. Only a "
        f"SetupIntent with one of the following statuses may be {deed}: {', '.join(allowed)}.",
        code="setup_intent_unexpected_state",
        setup_intent=clone(intent),
    )
