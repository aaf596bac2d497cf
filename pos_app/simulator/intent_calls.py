"""What the calls of PaymentIntents and SetupIntents have in common."""

from typing import Any

from pos_app.simulator.collection import Collection
from pos_app.simulator.errors import invalid
from pos_app.simulator.method_data import from_data, resolve
from pos_app.simulator.routing import Call

Obj = dict[str, Any]

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
"""The statuses in which an intent can be changed, confirmed and canceled."""
_FIRST_ENDIVE = "2026-09-30"


def addressed(call: Call, intents: Collection, code: str) -> Obj:
    """The intent of the path; a page must present its client secret.

    Args:
        call: The call.
        intents: Where it is looked for.
        code: ``payment_intent`` or ``setup_intent``.

    Raises:
        ApiError: resource_missing, or a wrong or missing secret.
    """
    intent = call.state.find(intents, call.path["id"], param="intent")
    given = call.params.get("client_secret")
    if call.by_page and given is None:
        raise invalid(
            "Missing required param: client_secret.", "client_secret", "parameter_missing"
        )
    if given is not None and given != intent["client_secret"]:
        raise invalid(
            "The client_secret provided does not match the client_secret associated with the "
            f"{_title(code)}.",
            "client_secret",
            f"{code}_invalid_parameter",
        )
    return intent


def refuse_method_types(call: Call, code: str) -> None:
    """Since endive the list of types is computed and can no longer be sent.

    Raises:
        ApiError: payment_method_types_no_longer_supported.
    """
    if "payment_method_types" in call.params and call.version >= _FIRST_ENDIVE:
        raise invalid(
            f"`payment_method_types` can no longer be set on {_title(code)}s. Use "
            "`allowed_payment_method_types` or `excluded_payment_method_types` instead.",
            "payment_method_types",
            "payment_method_types_no_longer_supported",
        )


def given_method(call: Call, params: Obj) -> Obj | None:
    """The payment method that the parameters name or describe, if they do.

    Raises:
        ApiError: There is no such method, or its details are refused.
    """
    if "payment_method_data" in params:
        return from_data(call.state, params["payment_method_data"], by_page=call.by_page)
    if "payment_method" in params:
        return resolve(call.state, params["payment_method"], addressed=False)
    return None


def _title(code: str) -> str:
    return "".join(word.capitalize() for word in code.split("_"))
