"""PaymentIntents in wire form: what a new one looks like, what a page may see of it."""

from typing import Any, Final

from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.params import merge_metadata
from pos_app.simulator.payment_method_shapes import REDIRECT_TYPES
from pos_app.simulator.state import State, clone

Obj = dict[str, Any]

_EVERYWHERE: Final = ("card", "link")
_BY_CURRENCY: Final = {
    "eur": ("bancontact", "ideal", "sepa_debit"),
    "usd": ("us_bank_account",),
}
_DEFAULT_OPTIONS: Final[dict[str, Obj]] = {
    "card": {
        "installments": None,
        "mandate_options": None,
        "network": None,
        "request_three_d_secure": "automatic",
    },
    "bancontact": {"preferred_language": "en"},
    "us_bank_account": {"verification_method": "automatic"},
}
_NOT_KEPT: Final = frozenset({"moto", "cvc_token", "three_d_secure"})
"""Options that belong to one confirmation."""

_FOR_PAGES: Final = (
    *("id", "object", "amount", "amount_details", "automatic_payment_methods", "canceled_at"),
    *("cancellation_reason", "capture_method", "client_secret", "confirmation_method", "created"),
    *("currency", "description", "last_payment_error", "livemode", "next_action"),
    *("payment_method", "payment_method_types", "processing", "receipt_email"),
    *("setup_future_usage", "shipping", "status"),
)


def new_intent(state: State, params: Obj) -> Obj:
    """A PaymentIntent as created, with nothing attached yet.

    Args:
        state: The account.
        params: Checked parameters of the create call; ``currency`` in lower case.
    """
    object_id = state.new_id("pi", 24)
    automatic = _automatic(params)
    kinds = offered_types(params, automatic)
    intent = {
        "id": object_id,
        "object": "payment_intent",
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": state.new_id(f"{object_id}_secret", 25),
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": state.clock.now(),
        "currency": params["currency"],
        "customer": params.get("customer"),
        "customer_account": None,
        "description": params.get("description"),
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": merge_metadata({}, params.get("metadata")),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": _configuration(params, automatic),
        "payment_method_options": _options(kinds, params),
        "payment_method_types": kinds,
        "processing": None,
        "receipt_email": params.get("receipt_email"),
        "review": None,
        "setup_future_usage": params.get("setup_future_usage"),
        "shipping": params.get("shipping"),
        "statement_descriptor": params.get("statement_descriptor"),
        "statement_descriptor_suffix": params.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": params.get("transfer_group"),
    }
    if params.get("payment_details"):
        intent["payment_details"] = _payment_details(params["payment_details"])
    return intent


def page_view(intent: Obj) -> Obj:
    """What a publishable key may see of a PaymentIntent."""
    return {name: clone(intent[name]) for name in _FOR_PAGES}


def offered_types(params: Obj, automatic: Obj | None) -> list[str]:
    """The computed ``payment_method_types``.

    Raises:
        ApiError: If nothing is left.
    """
    if "payment_method_types" in params:
        return list(params["payment_method_types"])
    kinds = [*_EVERYWHERE, *_BY_CURRENCY.get(params["currency"], ())] if automatic else ["card"]
    allowed = params.get("allowed_payment_method_types")
    excluded = params.get("excluded_payment_method_types") or ()
    redirects = automatic is None or automatic["allow_redirects"] == "always"
    left = [
        kind
        for kind in kinds
        if (not allowed or kind in allowed)
        and kind not in excluded
        and (redirects or kind not in REDIRECT_TYPES)
    ]
    if not left:
        raise invalid(
            "No valid payment method types for this Payment Intent. Please ensure that you have "
            "activated payment methods compatible with your chosen currency in your dashboard "
            "(https://dashboard.stripe.com/settings/payments)."
        )
    return left


def change_options(intent: Obj, given: Obj | None) -> None:
    """Merge ``payment_method_options``; what belongs to one confirmation is not kept."""
    for kind, options in (given or {}).items():
        kept = intent["payment_method_options"].setdefault(kind, {})
        for name, value in (options or {}).items():
            if name not in _NOT_KEPT:
                kept[name] = value


def unexpected_state(intent: Obj, message: str) -> ApiError:
    """The refusal of a call the status does not allow."""
    return ApiError(
        400, message, code="payment_intent_unexpected_state", payment_intent=clone(intent)
    )


def _automatic(params: Obj) -> Obj | None:
    if "payment_method_types" in params:
        return None
    given = params.get("automatic_payment_methods") or {"enabled": True}
    if not given["enabled"]:
        return None
    return {"allow_redirects": given.get("allow_redirects", "always"), "enabled": True}


def _configuration(params: Obj, automatic: Obj | None) -> Obj | None:
    if automatic is None:
        return None
    chosen = params.get("payment_method_configuration", "pmc_TrainingDefault00000")
    return {"id": chosen, "parent": None}


def _options(kinds: list[str], params: Obj) -> Obj:
    intent: Obj = {
        "payment_method_options": {kind: dict(_DEFAULT_OPTIONS.get(kind, {})) for kind in kinds}
    }
    change_options(intent, params.get("payment_method_options"))
    options: Obj = intent["payment_method_options"]
    return options


def _payment_details(given: Obj) -> Obj:
    return {"customer_reference": None, "order_reference": None, **given}
