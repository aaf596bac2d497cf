"""How an attempt on a PaymentIntent ends: paid, held, pending, declined, canceled.

Every change of a PaymentIntent's status is made here, with its charge and its events.
Source: https://docs.stripe.com/payments/paymentintents/lifecycle.
"""

from typing import Any

from pos_app.simulator import disputes
from pos_app.simulator.attachments import attach_to
from pos_app.simulator.charge_objects import HOLD_SECONDS, book, new_charge
from pos_app.simulator.declines import AUTHENTICATION_FAILED, Decline
from pos_app.simulator.errors import DOC_URL, ApiError
from pos_app.simulator.method_data import declined
from pos_app.simulator.state import State, clone

Obj = dict[str, Any]


def pay(
    state: State, intent: Obj, method: Obj, *, authenticated: bool = False, moto: bool = False
) -> None:
    """The bank says yes: charge the method, or hold the amount for a later capture."""
    charge = state.charges.insert(
        new_charge(
            state, intent, method, status="succeeded", authenticated=authenticated, moto=moto
        )
    )
    intent["latest_charge"] = charge["id"]
    intent["next_action"] = None
    intent["payment_method"] = method["id"]
    state.emit("charge.succeeded", charge)
    if charge["captured"]:
        _received(state, intent, charge)
    else:
        _held(state, intent, charge)
    _keep_method(state, intent, method, authenticated=authenticated)


def start_debit(state: State, intent: Obj, method: Obj) -> Obj:
    """A bank debit is on its way: ``processing`` until ``settle`` or ``bounce``.

    Returns:
        The pending charge.
    """
    charge = state.charges.insert(new_charge(state, intent, method, status="pending"))
    intent["latest_charge"] = charge["id"]
    intent["payment_method"] = method["id"]
    intent["next_action"] = None
    intent["status"] = "processing"
    state.emit("charge.pending", charge)
    state.emit("payment_intent.processing", intent)
    _keep_method(state, intent, method, authenticated=False)
    return charge


def settle(state: State, intent: Obj, charge: Obj) -> None:
    """The money of a debit has arrived."""
    charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
    charge["receipt_url"] = f"{state.base_url}/receipts/{charge['id']}"
    state.emit("charge.succeeded", charge)
    _received(state, intent, charge)


def bounce(state: State, intent: Obj, charge: Obj, decline: Decline) -> None:
    """The bank has returned a debit."""
    charge.update(status="failed", failure_code=decline.code, failure_message=decline.message)
    state.emit("charge.failed", charge)
    method = state.payment_methods.view(charge["payment_method"])
    _back_to_start(state, intent, method, decline, charge)


def refuse(
    state: State, intent: Obj, method: Obj, decline: Decline, *, moto: bool = False
) -> ApiError:
    """The bank says no: a failed charge, and the PaymentIntent takes another method.

    Returns:
        The error that a confirming request answers with.
    """
    charge = state.charges.insert(
        new_charge(state, intent, method, status="failed", decline=decline, moto=moto)
    )
    intent["latest_charge"] = charge["id"]
    state.emit("charge.failed", charge)
    _back_to_start(state, intent, method, decline, charge)
    return declined(
        decline,
        charge=charge["id"],
        payment_intent=clone(intent),
        payment_method=clone(method),
    )


def refuse_authentication(
    state: State, intent: Obj, method: Obj, decline: Decline = AUTHENTICATION_FAILED
) -> ApiError:
    """The customer did not authenticate: no charge was tried.

    Returns:
        The error that a confirming request answers with.
    """
    _back_to_start(state, intent, method, decline, None)
    return declined(decline, payment_intent=clone(intent), payment_method=clone(method))


def await_customer(state: State, intent: Obj, method: Obj, next_action: Obj) -> None:
    """The customer has something to do: ``requires_action``."""
    intent["payment_method"] = method["id"]
    intent["next_action"] = next_action
    intent["status"] = "requires_action"
    state.emit("payment_intent.requires_action", intent)


def capture(state: State, intent: Obj, amount: int) -> None:
    """Take (a part of) a held amount; the rest is released."""
    charge = state.charges.get(intent["latest_charge"])
    if charge is None:
        raise LookupError(intent["latest_charge"])
    charge.update(captured=True, amount_captured=amount)
    charge["amount_refunded"] = charge["amount"] - amount
    charge["payment_method_details"].get("card", {}).pop("capture_before", None)
    state.emit("charge.captured", charge)
    intent["amount_capturable"] = 0
    _received(state, intent, charge)


def cancel(state: State, intent: Obj, reason: str | None, *, expired: bool = False) -> None:
    """End a PaymentIntent; a held amount is released."""
    held = intent["status"] == "requires_capture"
    intent.update(
        status="canceled",
        canceled_at=state.clock.now(),
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
    drop_challenges(state, intent)
    charge = state.charges.get(intent["latest_charge"] or "")
    if charge is not None and charge["status"] == "pending":
        charge.update(status="failed", failure_code="charge_canceled")
        state.emit("charge.failed", charge)
    if held and charge is not None:
        charge.update(amount_refunded=charge["amount"], refunded=True)
        state.emit("charge.expired" if expired else "charge.refunded", charge)
    state.emit("payment_intent.canceled", intent)


def drop_challenges(state: State, intent: Obj) -> None:
    """Whatever the customer was asked to do no longer counts."""
    intent["next_action"] = None
    for challenge_id in [c.id for c in state.challenges.values() if c.intent == intent["id"]]:
        del state.challenges[challenge_id]


def _received(state: State, intent: Obj, charge: Obj) -> None:
    """The money of a charge belongs to the shop: the PaymentIntent has succeeded."""
    intent["status"] = "succeeded"
    intent["amount_received"] = charge["amount_captured"]
    intent["processing"] = None
    if intent["capture_method"] == "automatic_async" and state.switches.balance_lag_s > 0:
        state.clock.after(state.switches.balance_lag_s, lambda: _book_later(state, charge))
    else:
        _book(state, charge)
    state.emit("payment_intent.succeeded", intent)
    disputes.plan(state, charge)


def _book(state: State, charge: Obj) -> None:
    kind = "payment" if charge["id"].startswith("py_") else "charge"
    entry = book(state, charge, charge["amount_captured"], kind)
    charge["balance_transaction"] = entry["id"]


def _book_later(state: State, charge: Obj) -> None:
    if charge["balance_transaction"] is None:
        _book(state, charge)
        state.emit("charge.updated", charge, {"balance_transaction": None})


def ensure_booked(state: State, charge: Obj) -> None:
    """Bring a late balance transaction forward, e.g. before a refund."""
    _book_later(state, charge)


def _held(state: State, intent: Obj, charge: Obj) -> None:
    intent["status"] = "requires_capture"
    intent["amount_capturable"] = intent["amount"]
    state.emit("payment_intent.amount_capturable_updated", intent)

    def expire() -> None:
        if intent["status"] == "requires_capture" and intent["latest_charge"] == charge["id"]:
            cancel(state, intent, "automatic", expired=True)

    state.clock.after(HOLD_SECONDS, expire)


def _keep_method(state: State, intent: Obj, method: Obj, *, authenticated: bool) -> None:
    """Save the method if the shop asked for it, otherwise it is used up."""
    options = intent["payment_method_options"].get(method["type"], {})
    usage = options.get("setup_future_usage") or intent["setup_future_usage"]
    if usage in {None, "none"}:
        if method["customer"] is None:
            state.used_up_methods.add(method["id"])
        return
    if authenticated or usage == "off_session":
        state.set_up_methods.add(method["id"])
    if intent["customer"] is not None and method["customer"] is None:
        if method["allow_redisplay"] == "unspecified":
            method["allow_redisplay"] = "limited"
        attach_to(state, method, intent["customer"])


def _back_to_start(
    state: State, intent: Obj, method: Obj | None, decline: Decline, charge: Obj | None
) -> None:
    error = {
        "advice_code": decline.advice_code,
        "charge": charge["id"] if charge else None,
        "code": decline.code,
        "decline_code": decline.decline_code,
        "doc_url": DOC_URL + decline.code.replace("_", "-"),
        "message": decline.message,
        "network_decline_code": decline.network_decline_code,
        "param": decline.param,
        "payment_method": clone(method) if method else None,
        "type": decline.error_type,
    }
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        processing=None,
        last_payment_error={name: value for name, value in error.items() if value is not None},
    )
    state.emit("payment_intent.payment_failed", intent)
