"""One attempt to set a payment method up for later use, and how it ends."""

from __future__ import annotations

from typing import Any

from pos_app.simulator.attachments import attach_to
from pos_app.simulator.card_rules import (
    Step,
    authentication_step,
    refusal_of_attach,
    refusal_of_authentication,
)
from pos_app.simulator.card_table import CardRule
from pos_app.simulator.charge_objects import new_mandate
from pos_app.simulator.declines import Decline
from pos_app.simulator.errors import DOC_URL
from pos_app.simulator.method_data import declined
from pos_app.simulator.payment_method_shapes import DELAYED_TYPES, label, rule_of
from pos_app.simulator.state import Challenge, State, clone

Obj = dict[str, Any]

AUTHENTICATION_FAILED = Decline(
    "setup_intent_authentication_failure",
    None,
    "The latest attempt to set up the payment method has failed because authentication failed.",
    error_type="invalid_request_error",
)


def run(state: State, intent: Obj, *, moto: bool, return_url: str | None, sdk: bool) -> None:
    """Carry the attempt as far as it gets without the customer.

    Args:
        state: The account.
        intent: A SetupIntent with a method.
        moto: A mail or telephone order: no authentication.
        return_url: Where a redirect comes back to.
        sdk: A page can show the challenge.

    Raises:
        ApiError: If the bank refuses; the SetupIntent has been changed by then.
    """
    drop_challenges(state, intent)
    method = state.find(state.payment_methods, intent["payment_method"], param="payment_method")
    rule = rule_of(method)
    if not isinstance(rule, CardRule):
        _succeed(state, intent, method)
        return
    refusal = refusal_of_attach(rule)
    step = _step(intent, rule, moto=moto)
    if step is Step.CHALLENGE:
        _challenge(state, intent, method, return_url=None if sdk else return_url)
        return
    if refusal is None and step is Step.DECLINE_AUTHENTICATION:
        refusal = refusal_of_authentication(rule)
    if refusal is None:
        _succeed(state, intent, method)
        return
    _fail(state, intent, method, refusal)
    raise declined(refusal, setup_intent=clone(intent), payment_method=clone(method))


def drop_challenges(state: State, intent: Obj) -> None:
    """Forget the open questions about a SetupIntent."""
    for challenge_id in [c.id for c in state.challenges.values() if c.intent == intent["id"]]:
        del state.challenges[challenge_id]


def _step(intent: Obj, rule: CardRule, *, moto: bool) -> Step:
    """Saving a card asks for 3D Secure wherever its first payment would."""
    options = intent["payment_method_options"].get("card", {})
    requested = options.get("request_three_d_secure") in {"any", "challenge"}
    return authentication_step(rule, requested=requested, moto=moto)


def _challenge(state: State, intent: Obj, method: Obj, *, return_url: str | None) -> None:
    challenge_id = state.new_id("src", 24)

    def finish(ok: bool) -> None:  # noqa: FBT001 - the answer of a Challenge
        if state.challenges.pop(challenge_id, None) is None:
            return
        if ok:
            _succeed(state, intent, method)
        else:
            _fail(state, intent, method, AUTHENTICATION_FAILED)

    state.challenges[challenge_id] = Challenge(
        challenge_id, intent["id"], "three_d_secure", finish, return_url, method=label(method)
    )
    url = f"{state.base_url}/3ds/{challenge_id}"
    action: Obj = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
    if return_url is None:
        action["use_stripe_sdk"] = {
            "type": "three_d_secure_redirect",
            "stripe_js": url,
            "source": challenge_id,
        }
    else:
        action = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": return_url, "url": url},
        }
    intent.update(status="requires_action", next_action=action)
    state.emit("setup_intent.requires_action", intent)


def _succeed(state: State, intent: Obj, method: Obj) -> None:
    intent.update(status="succeeded", next_action=None)
    if method["type"] in DELAYED_TYPES:
        intent["mandate"] = new_mandate(state, method)["id"]
    if intent["usage"] == "off_session":
        state.set_up_methods.add(method["id"])
    customer = intent["customer"]
    if customer is None:
        state.used_up_methods.add(method["id"])
    else:
        if method["customer"] is None and method["allow_redisplay"] == "unspecified":
            method["allow_redisplay"] = "limited"
        attach_to(state, method, customer)
    state.emit("setup_intent.succeeded", intent)


def _fail(state: State, intent: Obj, method: Obj, decline: Decline) -> None:
    error = {
        "advice_code": decline.advice_code,
        "code": decline.code,
        "decline_code": decline.decline_code,
        "doc_url": DOC_URL + decline.code.replace("_", "-"),
        "message": decline.message,
        "network_decline_code": decline.network_decline_code,
        "param": decline.param,
        "payment_method": clone(method),
        "type": decline.error_type,
    }
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error={name: value for name, value in error.items() if value is not None},
    )
    state.emit("setup_intent.setup_failed", intent)
