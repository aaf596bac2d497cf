"""Confirming a PaymentIntent: which method, may it be used here, under which terms."""

from typing import Any

from pos_app.simulator import cvc_tokens
from pos_app.simulator.attachments import check_unused
from pos_app.simulator.attempts import Attempt
from pos_app.simulator.confirmation_tokens import redeem
from pos_app.simulator.customers import living
from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.intent_objects import change_options, unexpected_state
from pos_app.simulator.method_data import from_data, resolve
from pos_app.simulator.params import unknown
from pos_app.simulator.payment_method_shapes import REDIRECT_TYPES
from pos_app.simulator.routing import Call
from pos_app.simulator.state import State

Obj = dict[str, Any]

_CONFIRMABLE = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
_MOTO = "payment_method_options[card][moto]"


def prepare(call: Call, intent: Obj, params: Obj) -> Attempt:
    """Check the request and take over its terms; the returned attempt is still to be run.

    Args:
        call: The request, for the account and who asks.
        intent: The PaymentIntent.
        params: Its typed parameters.

    Raises:
        ApiError: If the request is refused; the PaymentIntent is unchanged.
    """
    state = call.state
    _check_status(intent)
    _check_amount(intent, params)
    _check_usage(call, intent, params)
    moto = takes_moto(call, intent, params)
    terms = _terms_of_token(state, intent, params)
    method = _method(call, intent, terms)
    check_method(state, intent, method)
    _check_descriptor(intent, method)
    _check_return_url(intent, terms, method)
    cvc_tokens.spend(call, intent, method)
    apply_terms(state, intent, terms)
    intent["last_payment_error"] = None
    intent["payment_method"] = method["id"]
    intent["status"] = "requires_confirmation"
    return Attempt(
        state,
        intent,
        method,
        off_session=params.get("off_session", "false") != "false",
        moto=moto,
        return_url=terms.get("return_url"),
        sdk=call.by_page or params.get("use_stripe_sdk", not terms.get("return_url")),
        error_on_action=params.get("error_on_requires_action", False),
    )


def takes_moto(call: Call, intent: Obj | None, params: Obj) -> bool:
    """Whether the request is a mail or telephone order.

    Args:
        call: The request; a page can never set the flag.
        intent: The PaymentIntent being confirmed; None while the request does not confirm.
        params: Its typed parameters.

    Raises:
        ApiError: parameter_unknown without the account's gate, or for terms that exclude it.
    """
    card = (params.get("payment_method_options") or {}).get("card") or {}
    if "moto" not in card:
        return False
    if not call.state.switches.moto or call.by_page:
        raise unknown(_MOTO)
    if intent is None:
        raise invalid("The parameter `moto` can only be set while confirming.", _MOTO)
    usage = params.get("setup_future_usage", intent["setup_future_usage"])
    if card["moto"] and usage == "on_session":
        raise invalid("You cannot set `moto` together with `setup_future_usage=on_session`.", _MOTO)
    return bool(card["moto"])


def check_method(state: State, intent: Obj, method: Obj) -> None:
    """Refuse a method of another customer, of a wrong type, or used up.

    Raises:
        ApiError: HTTP 400.
    """
    owner, customer = method["customer"], intent["customer"]
    if owner is not None and customer is None:
        raise invalid(
            f"The PaymentMethod {method['id']} belongs to a Customer {owner}. Please include the "
            "Customer in the `customer` parameter on the PaymentIntent.",
            "payment_method",
        )
    if owner not in {None, customer}:
        raise invalid(
            f"The PaymentMethod {method['id']} does not belong to the Customer {customer}. Please "
            "use this PaymentMethod with the Customer that it belongs to instead.",
            "payment_method",
        )
    check_unused(state, method)
    kinds = intent["payment_method_types"]
    if method["type"] not in kinds:
        raise ApiError(
            400,
            f"The PaymentMethod provided ({method['type']}) is not allowed for this PaymentIntent. "
            "Please attach a PaymentMethod of one of the following types: "
            f"{', '.join(kinds)}. Alternatively update the allowed payment method types for this "
            f'PaymentIntent to include "{method["type"]}".',
            code="payment_intent_incompatible_payment_method",
            param="payment_method",
        )


def apply_terms(state: State, intent: Obj, params: Obj) -> None:
    """Take over what a create, update or confirm says besides the method."""
    if "setup_future_usage" in params:
        intent["setup_future_usage"] = params["setup_future_usage"]
    for name in ("receipt_email", "shipping"):
        if name in params:
            intent[name] = params[name]
    if "capture_method" in params:
        intent["capture_method"] = params["capture_method"]
    change_options(intent, params.get("payment_method_options"))
    if intent["customer"] is not None:
        living(state, intent["customer"])


def _check_status(intent: Obj) -> None:
    status = intent["status"]
    if status in _CONFIRMABLE:
        return
    if status == "succeeded":
        raise unexpected_state(
            intent,
            "You cannot confirm this PaymentIntent because it has already succeeded after being "
            "previously confirmed.",
        )
    raise unexpected_state(
        intent,
        f"This PaymentIntent's status is {status}. You cannot confirm a PaymentIntent in that "
        "status. Only a PaymentIntent with one of the following statuses may be confirmed: "
        "requires_confirmation, requires_action, requires_payment_method.",
    )


def _check_amount(intent: Obj, params: Obj) -> None:
    """``amount_to_confirm``: the client's last look at what it agrees to."""
    if params.get("amount_to_confirm", intent["amount"]) != intent["amount"]:
        raise invalid(
            "The `amount_to_confirm` does not match the amount of the PaymentIntent.",
            "amount_to_confirm",
        )


def _check_usage(call: Call, intent: Obj, params: Obj) -> None:
    """A page may widen what the shop decided about future use, never narrow it."""
    decided = intent["setup_future_usage"]
    asked = params.get("setup_future_usage", decided)
    if call.by_page and decided is not None and asked not in {decided, "off_session"}:
        raise invalid(
            "With a publishable key, `setup_future_usage` can only be changed from `on_session` to "
            "`off_session`.",
            "setup_future_usage",
        )


def _terms_of_token(state: State, intent: Obj, params: Obj) -> Obj:
    """The parameters, with those a ConfirmationToken carries filled in."""
    token = params.get("confirmation_token")
    if token is None:
        return params
    if "payment_method" in params or "payment_method_data" in params:
        raise invalid(
            "You cannot provide both `confirmation_token` and a payment method.",
            "confirmation_token",
        )
    return {**redeem(state, token, intent["id"]), **params}


def _method(call: Call, intent: Obj, terms: Obj) -> Obj:
    """The method to pay with: named, described, or attached before."""
    if "payment_method" in terms and "payment_method_data" in terms:
        raise invalid(
            "You cannot provide both `payment_method` and `payment_method_data`.",
            "payment_method_data",
        )
    if "payment_method_data" in terms:
        return from_data(call.state, terms["payment_method_data"], by_page=call.by_page)
    method_id = terms.get("payment_method") or intent["payment_method"]
    if method_id is None:
        raise unexpected_state(
            intent,
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can "
            "either update the PaymentIntent with a payment method and then confirm it again, or "
            "confirm it again directly with a payment method or ConfirmationToken.",
        )
    method = resolve(call.state, method_id, addressed=False)
    if method["customer"] is not None:
        living(call.state, method["customer"])
    return method


def _check_descriptor(intent: Obj, method: Obj) -> None:
    if intent["statement_descriptor"] is not None and method["type"] == "card":
        raise invalid(
            "The `statement_descriptor` parameter is not supported for the payment method type "
            "`card`. Please use `statement_descriptor_suffix` instead.",
            "statement_descriptor",
        )


def _check_return_url(intent: Obj, terms: Obj, method: Obj) -> None:
    if "return_url" in terms:
        return
    if method["type"] in REDIRECT_TYPES:
        raise invalid(
            "You must provide a `return_url` when confirming using redirect payment methods.",
            "return_url",
        )
    automatic = intent["automatic_payment_methods"]
    if automatic is None or automatic["allow_redirects"] == "never":
        return
    if terms.get("error_on_requires_action") or terms.get("off_session", "false") != "false":
        return
    raise invalid(
        "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. "
        "Because some of these payment methods might redirect your customer off of your page, you "
        "must provide a `return_url`. If you don't want to accept redirect-based payment methods, "
        "set `automatic_payment_methods[enabled]` to `true` and "
        "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
        "Payment Intents."
    )
