"""Messages to the shop's own workflow (a command, an HTTP address) and their delivery."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.ids import OpId


class HookKind(StrEnum):
    """What a message tells; the names are part of the documented interface."""

    SALE_SUCCEEDED = "sale.succeeded"
    SALE_PROCESSING = "sale.processing"
    SALE_FAILED = "sale.failed"
    SALE_CANCELED = "sale.canceled"
    SALE_AUTHORISED = "sale.authorised"
    REFUND_RECORDED = "refund.recorded"
    REFUND_FAILED = "refund.failed"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_CLOSED = "dispute.closed"


@dataclass(frozen=True, slots=True)
class HookMessage:
    """One message, the same for every target and every repetition.

    Attributes:
        id: ``hook_...``, unique; receivers use it to see repetitions.
        body: JSON text, free of secrets and card numbers.
        created: when it was written down, together with what it tells (UTC).
    """

    id: str
    kind: HookKind
    op: OpId
    body: str
    created: dt.datetime


class OutboxState(StrEnum):
    """How far one delivery came."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """The delivery of one message to one target.

    Attributes:
        target: name of the configured hook.
        attempts: how often delivery failed.
        due: not to be tried before (UTC).
        detail: what the last attempt ended in, in safe plain text.
    """

    message: HookMessage
    target: str
    state: OutboxState
    attempts: int
    due: dt.datetime
    detail: str = ""
