"""The write-ahead journal: every money-moving request is written down before it is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.ids import IdempotencyKey, OpId


class JournalAction(StrEnum):
    """What was about to be asked of Stripe."""

    CREATE_PAYMENT = "create_payment"
    CANCEL_PAYMENT = "cancel_payment"


class JournalState(StrEnum):
    """How far it came; each state is appended as a row, none is overwritten."""

    INTENDED = "intended"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"

    @property
    def settled(self) -> bool:
        """Whether nothing is left to find out."""
        return self in {JournalState.CONFIRMED, JournalState.REJECTED}


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """The latest state of one intention.

    Attributes:
        first_at: when the key was first committed; Stripe keeps a key at least 24 h from its
            first use.
        request: the parameters as canonical JSON, so that a repetition sends the very same ones.
    """

    op: OpId
    action: JournalAction
    key: IdempotencyKey
    state: JournalState
    request: str
    first_at: dt.datetime
    at: dt.datetime
    detail: str = ""


KEY_LIFETIME = dt.timedelta(hours=23)
"""Repeat a key only inside this time: Stripe may prune keys after 24 h.

Source: https://docs.stripe.com/api/idempotent_requests
"""
