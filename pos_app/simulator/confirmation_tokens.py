"""ConfirmationTokens: a page collects a payment method, a server confirms with it.

The token is good for one PaymentIntent or SetupIntent and for twelve hours.
Source: https://docs.stripe.com/api/confirmation_tokens .
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.method_data import METHOD_DATA, from_data, resolve
from pos_app.simulator.params import ADDRESS, Enum, Nested, Param, Str
from pos_app.simulator.payment_method_shapes import billing_details
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import State, clone

Obj = dict[str, Any]

LIFETIME: Final = 12 * 3600
"""Seconds until a token expires; real ones differ, read `expires_at`."""

_CARRIED: Final = ("return_url", "setup_future_usage", "shipping")
_NOT_PREVIEWED: Final = frozenset({"id", "object", "created", "livemode", "metadata"})

_CREATION: Final[dict[str, Param]] = {
    "payment_method": Str(),
    "payment_method_data": Nested(METHOD_DATA),
    "payment_method_options": Nested({"card": Nested({"installments": Param()})}),
    "return_url": Str(),
    "setup_future_usage": Enum("off_session", "on_session"),
    "shipping": Nested(
        {
            "address": replace(ADDRESS, required=True, nullable=False),
            "name": Str(required=True),
            "phone": Str(nullable=True),
        }
    ),
}


def routes() -> list[Route]:
    """Create (a page; for tests a server), retrieve."""
    by_page: dict[str, Param] = {
        **_CREATION,
        # What Stripe.js tells of its Element and of the customer's consent; of no effect here.
        "client_context": Param(),
        "mandate_data": Param(),
        "set_as_default_payment_method": Str(),
    }
    permission = "confirmation_token"
    return [
        Route("POST", "/v1/confirmation_tokens", create, by_page, permission, publishable=True),
        Route("GET", "/v1/confirmation_tokens/{id}", retrieve, {}, permission),
        Route("POST", "/v1/test_helpers/confirmation_tokens", create, _CREATION, permission),
    ]


def create(call: Call) -> Obj:
    """POST /v1/confirmation_tokens and /v1/test_helpers/confirmation_tokens."""
    state, params = call.state, call.params
    method = _method(call, params)
    now = state.clock.now()
    token = state.confirmation_tokens.insert(
        {
            "id": state.new_id("ctoken"),
            "object": "confirmation_token",
            "created": now,
            "expires_at": now + LIFETIME,
            "livemode": False,
            "mandate_data": None,
            "payment_intent": None,
            "payment_method_options": None,
            "payment_method_preview": _preview(method),
            "return_url": params.get("return_url"),
            "setup_future_usage": params.get("setup_future_usage"),
            "setup_intent": None,
            "shipping": _shipping(params.get("shipping")),
            "use_stripe_sdk": call.by_page,
        }
    )
    state.token_methods[token["id"]] = method["id"]
    return token


def retrieve(call: Call) -> Obj:
    """GET /v1/confirmation_tokens/{id}."""
    return call.state.find(call.state.confirmation_tokens, call.path["id"])


def redeem(state: State, token_id: str, intent_id: str) -> Obj:
    """Use a token for a PaymentIntent or SetupIntent.

    Args:
        state: The account.
        token_id: ``ctoken_...``.
        intent_id: What it is used for. It may try again if its first try never reached a bank.

    Returns:
        The terms it carries, named like confirm's parameters: ``payment_method`` (the id of a kept
        payment method) and, where given, ``setup_future_usage``, ``return_url``, ``shipping``.

    Raises:
        ApiError: If it is unknown, expired or already used.
    """
    token = state.find(state.confirmation_tokens, token_id, param="confirmation_token")
    if token["expires_at"] <= state.clock.now():
        raise _unusable("The ConfirmationToken has expired. Create a new one and try again.")
    kind = "setup_intent" if intent_id.startswith("seti_") else "payment_intent"
    used_for = token["payment_intent"] or token["setup_intent"]
    if used_for is not None and (used_for != intent_id or _was_tried(state, intent_id)):
        raise _unusable(f"The ConfirmationToken was already used with {used_for}.")
    token[kind] = intent_id
    terms = {name: clone(token[name]) for name in _CARRIED if token[name] is not None}
    return {"payment_method": state.token_methods[token_id], **terms}


def _was_tried(state: State, intent_id: str) -> bool:
    home = state.setup_intents if intent_id.startswith("seti_") else state.payment_intents
    intent = home.view(intent_id) or {}
    return bool(intent.get("last_payment_error") or intent.get("last_setup_error"))


def _method(call: Call, params: Obj) -> Obj:
    if ("payment_method" in params) == ("payment_method_data" in params):
        raise invalid(
            "You must provide exactly one of `payment_method` and `payment_method_data`.",
            "payment_method",
        )
    if "payment_method_data" in params:
        return from_data(call.state, params["payment_method_data"], by_page=call.by_page)
    return resolve(call.state, params["payment_method"], addressed=False)


def _preview(method: Obj) -> Obj:
    return {name: clone(value) for name, value in method.items() if name not in _NOT_PREVIEWED}


def _shipping(given: Obj | None) -> Obj | None:
    if given is None:
        return None
    address = billing_details({"address": given.get("address")})["address"]
    return {"address": address, "name": given["name"], "phone": given.get("phone")}


def _unusable(message: str) -> ApiError:
    return invalid(message, "confirmation_token")
