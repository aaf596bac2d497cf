"""Which members of which object can be expanded, checked before a call has any effect.

Source: the ``x-expansionResources`` of Stripe's OpenAPI document.
"""

from typing import Final

from pos_app.simulator.errors import ApiError

DEPTH: Final = 4
_ANY: Final = "*"

_KINDS: Final = {
    "balance_transactions": "balance_transaction",
    "charges": "charge",
    "confirmation_tokens": "confirmation_token",
    "customer_sessions": "customer_session",
    "customers": "customer",
    "disputes": "dispute",
    "payment_intents": "payment_intent",
    "payment_methods": "payment_method",
    "refunds": "refund",
    "setup_intents": "setup_intent",
}
"""Name in an address -> object it answers."""

_MEMBERS: Final[dict[str, dict[str, str]]] = {
    "balance_transaction": {"source": _ANY},
    "charge": {
        "application": _ANY,
        "application_fee": _ANY,
        "balance_transaction": "balance_transaction",
        "customer": "customer",
        "failure_balance_transaction": "balance_transaction",
        "on_behalf_of": _ANY,
        "outcome.rule": _ANY,
        "payment_intent": "payment_intent",
        "refunds": "refund",
        "refunds.data": "refund",
        "review": _ANY,
        "source_transfer": _ANY,
        "transfer": _ANY,
        "transfer_data.destination": _ANY,
    },
    "confirmation_token": {"payment_method_preview.customer": "customer"},
    "customer": {
        "default_source": _ANY,
        "invoice_settings.default_payment_method": "payment_method",
        "sources": _ANY,
        "subscriptions": _ANY,
        "tax_ids": _ANY,
        "test_clock": _ANY,
    },
    "customer_session": {"customer": "customer"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "mandate": {"payment_method": "payment_method"},
    "payment_intent": {
        "application": _ANY,
        "customer": "customer",
        "latest_charge": "charge",
        "on_behalf_of": _ANY,
        "payment_method": "payment_method",
        "review": _ANY,
        "transfer_data.destination": _ANY,
    },
    "payment_method": {"customer": "customer"},
    "refund": {
        "balance_transaction": "balance_transaction",
        "charge": "charge",
        "failure_balance_transaction": "balance_transaction",
        "payment_intent": "payment_intent",
        "source_transfer_reversal": _ANY,
        "transfer_reversal": _ANY,
    },
    "setup_intent": {
        "application": _ANY,
        "customer": "customer",
        "latest_attempt": _ANY,
        "mandate": "mandate",
        "on_behalf_of": _ANY,
        "payment_method": "payment_method",
        "single_use_mandate": "mandate",
    },
}


def check(route_path: str, paths: list[str]) -> None:
    """Refuse ``expand`` names that the answered object does not have.

    Args:
        route_path: The route's path, e.g. ``/v1/payment_intents/{id}/confirm``.
        paths: The ``expand`` names.

    Raises:
        ApiError: HTTP 400; nothing has been executed.
    """
    for path in paths:
        names = path.split(".")
        if len(names) - (names[0] == "data") > DEPTH:
            raise _refused(
                f"You cannot expand more than {DEPTH} levels of a property. Property: {path}"
            )
        if names[0] == "data":
            names = names[1:]
        if not _leads_somewhere(_answered(route_path), names):
            raise _refused(f"This property cannot be expanded ({path}).")


def _answered(route_path: str) -> str:
    """The object a route answers: named by the last known word of its address."""
    words = [word for word in route_path.split("/") if word in _KINDS]
    return _KINDS[words[-1]] if words else ""


def _leads_somewhere(kind: str, names: list[str]) -> bool:
    if not names or kind == _ANY:
        return True
    members = _MEMBERS.get(kind, {})
    for length in (1, 2):
        target = members.get(".".join(names[:length]))
        if target is not None and _leads_somewhere(target, names[length:]):
            return True
    return False


def _refused(message: str) -> ApiError:
    return ApiError(400, message, param="expand", before_execution=True)
