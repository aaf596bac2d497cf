"""The private calls of the stand-in stripe.js.

Stripe's own library makes calls of this kind too (``/v1/elements/sessions`` and others); they are
not part of the documented API, so these need only please the script in ``resources/simulator``.
All of them are made with the publishable key and prove themselves by a client secret, which
travels in the body, never in an address.
"""

from dataclasses import replace
from typing import Any

from pos_app.simulator import payment_intents, payment_methods, setup_intents
from pos_app.simulator.errors import ApiError, invalid, no_such
from pos_app.simulator.params import Array, Int, Nested, Str
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import Challenge, State

Obj = dict[str, Any]

_COUNTRY = "DE"
_BUSINESS = "Training Shop"
_FORMS = ("card", "sepa_debit", "us_bank_account", "ideal", "bancontact")
"""Types the stand-in can draw, in the order in which it offers them."""

_OFFERED = {
    "eur": ["card", "sepa_debit", "ideal", "bancontact"],
    "usd": ["card", "us_bank_account"],
}
"""Types by currency for an Element without an intent."""

_DEFERRED = Nested(
    {
        "mode": Str(required=True),
        "amount": Int(minimum=0),
        "currency": Str(),
        "setup_future_usage": Str(),
        "capture_method": Str(),
        "allowed_payment_method_types": Array(),
        "excluded_payment_method_types": Array(),
        "payment_method_options": Nested({"card": Nested({"require_cvc_recollection": Str()})}),
    }
)


def routes() -> list[Route]:
    """Sessions, reading an intent, open challenges, saved methods."""
    saved = "/v1/elements/payment_methods/{id}"
    session = {"elements_session": Str(required=True)}
    secret = {"client_secret": Str(required=True)}
    expiry = Nested(
        {"exp_month": Int(minimum=1, maximum=12), "exp_year": Int(minimum=2000, maximum=2100)},
        required=True,
    )
    opening = {
        "client_secret": Str(),
        "customer_session_client_secret": Str(),
        "group": Str(),
        "locale": Str(),
        "deferred_intent": _DEFERRED,
    }
    return [
        Route("POST", "/v1/elements/sessions", open_session, opening, publishable=True),
        Route("POST", "/v1/elements/intents", read_intent, secret, publishable=True),
        Route("POST", "/v1/elements/challenges", open_challenge, secret, publishable=True),
        Route("POST", f"{saved}/detach", detach, session, publishable=True),
        Route("POST", f"{saved}/update", update, {**session, "card": expiry}, publishable=True),
    ]


def intent_by_secret(state: State, client_secret: str) -> Obj:
    """The PaymentIntent or SetupIntent a client secret belongs to.

    Raises:
        ApiError: As for an unknown object: a wrong secret must not tell that the id exists.
    """
    object_id = client_secret.partition("_secret_")[0]
    is_setup = object_id.startswith("seti_")
    home = state.setup_intents if is_setup else state.payment_intents
    intent = home.get(object_id)
    if intent is None or intent.get("client_secret") != client_secret:
        raise no_such("setupintent" if is_setup else "payment_intent", object_id, param="intent")
    return intent


def read_intent(call: Call) -> Obj:
    """POST /v1/elements/intents: as the documented retrieval, without a secret in the address."""
    object_id = call.params["client_secret"].partition("_secret_")[0]
    addressed = replace(call, path={"id": object_id})
    if object_id.startswith("seti_"):
        return setup_intents.retrieve(addressed)
    return payment_intents.retrieve(addressed)


def open_session(call: Call) -> Obj:
    """POST /v1/elements/sessions: everything the Element draws."""
    state, params = call.state, call.params
    secret, deferred = params.get("client_secret"), params.get("deferred_intent")
    if (secret is None) == (deferred is None):
        raise invalid("Pass either client_secret or deferred_intent.", "client_secret")
    intent = intent_by_secret(state, secret) if secret is not None else None
    if intent is not None:
        _check_still_open(intent)
    subject: Obj = intent or deferred or {}
    types = _drawable(_types(subject))
    session_id = state.new_id("elements_session", 20)
    session = _claim(call, session_id, intent)
    return {
        "id": session_id,
        "object": "elements.session",
        "business_name": _BUSINESS,
        "country": _COUNTRY,
        "payment_method_types": types,
        "features": _features(session),
        "saved": _saved(state, session, types),
        "require_cvc": _wants_cvc(subject),
        "setup_future_usage": subject.get("setup_future_usage") or subject.get("usage"),
    }


def _check_still_open(intent: Obj) -> None:
    if intent["status"] in {"succeeded", "canceled", "requires_capture"}:
        kind = intent["object"]
        raise invalid(
            f"The {kind} is in a terminal state ({intent['status']}) and cannot be used to "
            "initialize Elements.",
            "client_secret",
            f"{kind}_unexpected_state",
        )


def _drawable(offered: list[str]) -> list[str]:
    """The offered types that have a form; one redirect method is enough to practise on."""
    types = [kind for kind in _FORMS if kind in offered]
    if "ideal" in types and "bancontact" in types:
        types.remove("bancontact")
    return types


def _types(subject: Obj) -> list[str]:
    computed: list[str] | None = subject.get("payment_method_types")
    if computed is not None:
        return computed
    offered = _OFFERED.get(subject.get("currency", ""), ["card"])
    allowed = subject.get("allowed_payment_method_types") or offered
    excluded = subject.get("excluded_payment_method_types") or ()
    return [kind for kind in offered if kind in allowed and kind not in excluded]


def _wants_cvc(subject: Obj) -> bool:
    card = (subject.get("payment_method_options") or {}).get("card") or {}
    return card.get("require_cvc_recollection") in {True, "true"}


def _claim(call: Call, session_id: str, intent: Obj | None) -> Obj | None:
    """Take a CustomerSession into use; its secret works for one group of Elements.

    The group itself may ask again, after ``elements.update()`` has changed the amount.

    Raises:
        ApiError: For an unknown, used or expired secret, or another customer's intent.
    """
    state, secret = call.state, call.params.get("customer_session_client_secret")
    if secret is None:
        return None
    session = state.customer_sessions.get(secret)
    if session is None:
        raise invalid(
            "No such customer_session for the given client secret.",
            "customer_session_client_secret",
            "resource_missing",
        )
    group = call.params.get("group") or session_id
    used = state.session_groups.get(secret, group) != group
    if used or session["expires_at"] <= state.clock.now():
        raise invalid(
            "The CustomerSession has expired or was used already. Create a new one.",
            "customer_session_client_secret",
            "customer_session_expired",
        )
    if intent is not None and intent.get("customer") not in {None, session["customer"]}:
        raise invalid(
            "The CustomerSession belongs to another customer than the intent.",
            "customer_session_client_secret",
        )
    state.session_groups[secret] = group
    state.elements_sessions[session_id] = session
    return session


def _element_features(session: Obj | None) -> Obj:
    component = session["components"]["payment_element"] if session is not None else {}
    features: Obj = component.get("features") or {}
    return features if component.get("enabled") else {}


def _features(session: Obj | None) -> Obj:
    features = _element_features(session)
    return {
        "save": features.get("payment_method_save") == "enabled",
        "save_usage": features.get("payment_method_save_usage"),
        "remove": features.get("payment_method_remove") == "enabled",
    }


def _saved(state: State, session: Obj | None, types: list[str]) -> list[Obj]:
    """The methods the CustomerSession lets the Element show, newest first."""
    features = _element_features(session)
    if session is None or features.get("payment_method_redisplay") != "enabled":
        return []
    filters = features.get("payment_method_allow_redisplay_filters") or ["always"]
    limit: int = features.get("payment_method_redisplay_limit") or 3
    ids = reversed(state.payment_methods.where("customer", session["customer"]))
    methods = (state.payment_methods.view(method_id) for method_id in ids)
    shown = [
        method
        for method in methods
        if method is not None and method["type"] in types and method["allow_redisplay"] in filters
    ]
    return shown[:limit]


def open_challenge(call: Call) -> Obj:
    """POST /v1/elements/challenges: the bank's question about an intent, if one is open."""
    state = call.state
    intent = intent_by_secret(state, call.params["client_secret"])
    challenge = pending_challenge(state, intent["id"])
    answer = {"object": "elements.challenge", "pending": challenge is not None}
    if challenge is None:
        return answer
    return {**answer, "id": challenge.id, "url": acs_address(call.sim.api, challenge.id)}


def pending_challenge(state: State, intent: str) -> Challenge | None:
    """The open 3-D Secure question about an intent."""
    found = (
        each
        for each in state.challenges.values()
        if each.intent == intent and each.kind == "three_d_secure"
    )
    return next(found, None)


def acs_address(api: str, challenge: str) -> str:
    """The bank's page of a 3-D Secure challenge: another origin than the API's."""
    return f"{_bank_origin(api)}/acs/{challenge}"


def bank_address(api: str, challenge: str) -> str:
    """The bank's page of a redirect method: another origin than the API's."""
    return f"{_bank_origin(api)}/bank/{challenge}"


def _bank_origin(api: str) -> str:
    return api.replace("127.0.0.1", "localhost")


def detach(call: Call) -> Obj:
    """POST /v1/elements/payment_methods/{id}/detach, if the CustomerSession allows removing."""
    return payment_methods.detach(_as_owner(call))


def update(call: Call) -> Obj:
    """POST /v1/elements/payment_methods/{id}/update: a card's expiry."""
    owner_call = _as_owner(call)
    return payment_methods.update(replace(owner_call, params={"card": call.params["card"]}))


def _as_owner(call: Call) -> Call:
    """The call, once its session is known to cover the method.

    Raises:
        ApiError: 403 without such a session.
    """
    state = call.state
    session = state.elements_sessions.get(call.params["elements_session"])
    method = state.payment_methods.get(call.path["id"])
    allowed = (
        session is not None
        and method is not None
        and method["customer"] == session["customer"]
        and _features(session)["remove"]
    )
    if not allowed:
        raise ApiError(403, "This session does not allow changing the payment method.")
    return call
