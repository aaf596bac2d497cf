"""The ledger: signed amounts, one row per Stripe object and kind, never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.ids import OpId
from pos_app.domain.money import Money


class LedgerKind(StrEnum):
    """What moved."""

    SALE = "sale"
    """Money collected: positive."""
    REFUND = "refund"
    """Money given back: negative."""
    REFUND_FAILED = "refund_failed"
    """A refund that did not arrive came back: positive."""
    DISPUTE = "dispute"
    """Withdrawn because the customer's bank disputes the charge: negative, without the fee."""
    DISPUTE_RETURNED = "dispute_returned"
    """Disputed money given back to us: positive."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One movement of money.

    Attributes:
        stripe_id: the charge, refund or balance transaction that proves it; unique together with
            ``kind``.
        at: when Stripe says it happened (UTC).
    """

    kind: LedgerKind
    stripe_id: str
    op: OpId
    money: Money
    at: dt.datetime
