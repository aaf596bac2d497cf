"""What a manager decided against the app's own caution: with name and reason, never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.money import Money


class DecisionKind(StrEnum):
    """What was decided."""

    CHARGE_DESPITE_DOUBT = "charge_despite_doubt"
    """Charge a customer although an earlier sale of theirs is still in doubt."""
    CHARGE_AGAIN = "charge_again"
    """Charge the same customer the same amount again within a short time."""
    ACCEPT_AS_STRIPE_SAYS = "accept_as_stripe_says"
    """Book what Stripe shows although amount or customer were changed there."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the list of decisions.

    Attributes:
        op: the sale it is about: the one that was charged, or accepted.
        money: the amount that was decided on.
        by: the operator's name.
        reason: in the operator's words.
        at: when (UTC).
    """

    kind: DecisionKind
    op: OpId
    customer: CustomerId
    money: Money
    by: str
    reason: str
    at: dt.datetime
