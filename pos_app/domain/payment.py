"""One sale: what we intended, and what Stripe last said of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.ids import (
    UNIDENTIFIED,
    ChargeId,
    CustomerId,
    InstallationId,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.money import Money


class PaymentIntentStatus(StrEnum):
    """Stripe's own statuses (https://docs.stripe.com/payments/paymentintents/lifecycle)."""

    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class MethodSummary:
    """What was charged, fit for a receipt: never more than the last four."""

    type: str = ""
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class ChargeSnapshot:
    """The PaymentIntent's latest charge, amounts in minor units.

    Source: https://docs.stripe.com/api/charges/object
    """

    id: ChargeId
    paid: bool
    captured: bool
    amount: int
    amount_captured: int
    amount_refunded: int
    created: dt.datetime
    method: MethodSummary = MethodSummary()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class AttemptError:
    """``last_payment_error``: why the last attempt did not pay."""

    code: str = ""
    decline_code: str = ""
    advice_code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class PaymentIntentSnapshot:
    """A PaymentIntent as Stripe showed it at one moment; the client secret is not part of it.

    Attributes:
        operation: our operation id from its metadata, or ``None`` if it is not ours.
        amount_received: minor units actually collected.
        amount_capturable: minor units authorised and not yet captured.
        next_action: ``next_action.type`` or empty.
        method: what the last attempt used, where known.
    """

    id: PaymentIntentId
    status: PaymentIntentStatus
    money: Money
    created: dt.datetime
    livemode: bool
    customer: CustomerId | None = None
    operation: OpId | None = None
    amount_received: int = 0
    amount_capturable: int = 0
    next_action: str = ""
    error: AttemptError | None = None
    charge: ChargeSnapshot | None = None
    cancellation_reason: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


class PaymentState(StrEnum):
    """Where one of our sales stands."""

    INTENDED = "intended"
    """Written down; Stripe has not confirmed the PaymentIntent yet."""
    REFUSED = "refused"
    """Stripe refused to create the PaymentIntent; no money can move."""
    OPEN = "open"
    """PaymentIntent exists and waits for a payment method or confirmation."""
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"

    @property
    def terminal(self) -> bool:
        """Whether nothing more can happen to it."""
        return self in {PaymentState.REFUSED, PaymentState.SUCCEEDED, PaymentState.CANCELED}


class MoneyTaken(StrEnum):
    """The one question every message answers."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN_YET = "not_known_yet"
    HELD = "held"
    """Authorised on the card, not captured."""
    PENDING = "pending"
    """The bank has accepted the order; it settles or fails within days."""


@dataclass(frozen=True, slots=True)
class SaleOrder:
    """What the operator asks for: charge this customer this much.

    Attributes:
        receipt_email: where Stripe is asked to send a receipt; empty for none.
        installation: the register that sells, whatever it is called; none in earlier versions.
    """

    customer: CustomerId
    customer_title: str
    money: Money
    reference: str
    register: RegisterId
    operator: OperatorId
    receipt_email: str = ""
    installation: InstallationId = UNIDENTIFIED


@dataclass(frozen=True, slots=True)
class Payment:
    """One sale from intention to end.

    Attributes:
        op: our operation id, minted before anything is sent.
        created: when the intention was written down (UTC).
        updated: when it last changed (UTC).
        unknown_since: set while the truth at Stripe is not known (a call without an answer).
        confirming: the page was told to confirm, so money may move until Stripe says otherwise.
        amount_received: minor units collected.
        amount_refunded: minor units given back.
    """

    op: OpId
    order: SaleOrder
    state: PaymentState
    created: dt.datetime
    updated: dt.datetime
    intent: PaymentIntentId | None = None
    charge: ChargeId | None = None
    method: MethodSummary = MethodSummary()
    error: AttemptError | None = None
    next_action: str = ""
    unknown_since: dt.datetime | None = None
    confirming: bool = False
    amount_received: int = 0
    amount_refunded: int = 0

    @property
    def in_doubt(self) -> bool:
        """Whether the customer's money may move, or have moved, without us knowing.

        A PaymentIntent that nobody has confirmed cannot, not even one whose creation got no answer,
        unless these books are older than what was done.
        """
        match self.state:
            case PaymentState.REQUIRES_ACTION:
                return True
            case PaymentState.INTENDED | PaymentState.OPEN:
                return self.confirming
            case PaymentState.PROCESSING | PaymentState.REQUIRES_CAPTURE:
                return self.unknown_since is not None
            case _:
                return False

    @property
    def money_taken(self) -> MoneyTaken:
        """Whether the customer's money was taken, as far as Stripe has told us."""
        if self.in_doubt:
            return MoneyTaken.NOT_KNOWN_YET
        match self.state:
            case PaymentState.SUCCEEDED:
                return MoneyTaken.YES
            case PaymentState.REQUIRES_CAPTURE:
                return MoneyTaken.HELD
            case PaymentState.PROCESSING:
                return MoneyTaken.PENDING
            case _:
                return MoneyTaken.NO
