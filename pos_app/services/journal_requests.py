"""What the journal remembers of a request, so that a repetition sends the very same one."""

from __future__ import annotations

import json

from pos_app.domain.ids import (
    CustomerId,
    InstallationId,
    OperatorId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.money import Money
from pos_app.domain.payment import SaleOrder


def order_text(order: SaleOrder) -> str:
    """The order as canonical JSON."""
    fields: dict[str, object] = {
        "customer": order.customer,
        "customer_title": order.customer_title,
        "minor": order.money.minor,
        "currency": order.money.code,
        "reference": order.reference,
        "register": order.register,
        "operator": order.operator,
    }
    if order.receipt_email:
        fields["receipt_email"] = order.receipt_email
    if order.installation:
        fields["installation"] = order.installation
    return _canonical(fields)


def read_order(text: str) -> SaleOrder:
    """The order that ``order_text`` wrote."""
    stored = json.loads(text)
    return SaleOrder(
        customer=CustomerId(stored["customer"]),
        customer_title=stored["customer_title"],
        money=Money(stored["minor"], stored["currency"]),
        reference=stored["reference"],
        register=RegisterId(stored["register"]),
        operator=OperatorId(stored["operator"]),
        receipt_email=stored.get("receipt_email", ""),
        installation=InstallationId(stored.get("installation", "")),
    )


def cancel_text(intent: PaymentIntentId, reason: str) -> str:
    """A cancellation as canonical JSON."""
    return _canonical({"intent": intent, "reason": reason})


def read_cancel(text: str) -> tuple[PaymentIntentId, str]:
    """The PaymentIntent and the reason that ``cancel_text`` wrote."""
    stored = json.loads(text)
    return PaymentIntentId(stored["intent"]), stored["reason"]


def _canonical(fields: dict[str, object]) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
