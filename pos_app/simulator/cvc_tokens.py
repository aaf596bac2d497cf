"""Tokens of re-entered security codes: made by a page, good for one confirmation.

Source: https://docs.stripe.com/api/tokens and the ``cvc_token`` and ``require_cvc_recollection`` of
https://docs.stripe.com/api/payment_intents/confirm.
"""

from typing import Any

from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.params import Nested, Str
from pos_app.simulator.routing import Call, Route

Obj = dict[str, Any]

_PARAM = "payment_method_options[card][cvc_token]"


def routes() -> list[Route]:
    """Create; the only kind of token the simulator makes."""
    update = Nested({"cvc": Str(required=True)}, required=True)
    return [Route("POST", "/v1/tokens", create, {"cvc_update": update}, "token", publishable=True)]


def create(call: Call) -> Obj:
    """POST /v1/tokens with ``cvc_update``; the code itself is checked and dropped."""
    cvc = call.params["cvc_update"]["cvc"]
    if not (cvc.isascii() and cvc.isdecimal() and len(cvc) in {3, 4}):
        raise ApiError(
            402,
            "Your card's security code is invalid.",
            type_="card_error",
            code="invalid_cvc",
            param="cvc_update[cvc]",
        )
    token = call.state.new_id("cvctok")
    call.state.cvc_tokens.add(token)
    return {
        "id": token,
        "object": "token",
        "client_ip": None,
        "created": call.state.clock.now(),
        "livemode": False,
        "type": "cvc_update",
        "used": False,
    }


def spend(call: Call, intent: Obj, method: Obj) -> None:
    """Use up the token of a confirmation; a page must have one where the code is asked for again.

    Args:
        call: The confirmation.
        intent: The PaymentIntent.
        method: The method to be charged.

    Raises:
        ApiError: For an unknown or used token, or none where one is needed.
    """
    given = ((call.params.get("payment_method_options") or {}).get("card") or {}).get("cvc_token")
    if given is not None:
        if given not in call.state.cvc_tokens:
            raise invalid(f"No such token: '{given}'", _PARAM, "resource_missing")
        call.state.cvc_tokens.discard(given)
        return
    options = intent["payment_method_options"].get("card", {})
    is_saved_card = method["type"] == "card" and method["customer"] is not None
    if call.by_page and is_saved_card and options.get("require_cvc_recollection"):
        raise invalid("The security code of the saved card must be entered again.", _PARAM)
