"""What can happen to a sale after it has been paid: refunds and disputes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pos_app.domain.ids import ChargeId, DisputeId, PaymentIntentId, RefundId
from pos_app.domain.money import Money


@dataclass(frozen=True, slots=True)
class RefundSnapshot:
    """A refund as Stripe showed it at one moment.

    Source: https://docs.stripe.com/api/refunds/object

    Attributes:
        money: what goes back to the customer, positive.
        status: ``pending``, ``requires_action``, ``succeeded``, ``failed`` or ``canceled``.
        reason: why it was made, or empty.
        failure_reason: why it did not arrive, or empty.
    """

    id: RefundId
    intent: PaymentIntentId | None
    charge: ChargeId | None
    money: Money
    status: str
    created: dt.datetime
    reason: str = ""
    failure_reason: str = ""


@dataclass(frozen=True, slots=True)
class DisputeMovement:
    """A balance transaction of a dispute.

    Attributes:
        id: the balance transaction's ``txn_...``.
        money: what was withdrawn (negative) or given back (positive), without fees; in the
            currency in which the account is paid out, which need not be the sale's.
    """

    id: str
    money: Money
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class DisputeSnapshot:
    """A dispute as Stripe showed it at one moment.

    Source: https://docs.stripe.com/api/disputes/object

    Attributes:
        money: what is disputed, positive.
        status: e.g. ``needs_response``, ``won``, ``lost``, ``warning_closed``.
        due_by: until when evidence can be sent (UTC).
        movements: money that moved because of it so far.
    """

    id: DisputeId
    intent: PaymentIntentId | None
    charge: ChargeId | None
    money: Money
    status: str
    reason: str = ""
    due_by: dt.datetime | None = None
    movements: tuple[DisputeMovement, ...] = ()
