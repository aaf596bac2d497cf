"""What the core announces after it is committed."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.outcomes import FailureCause
from pos_app.domain.payment import Payment
from pos_app.domain.timeline import Fact


@dataclass(frozen=True, slots=True)
class PaymentUpdated:
    """A payment changed, or a new fact about it is known."""

    payment: Payment
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """The local customer index is being filled.

    Attributes:
        indexed: customers in the index.
        finished: the index holds all customers known at the start of the run.
    """

    indexed: int
    finished: bool


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """Stripe can (``cause is None``) or cannot be reached."""

    cause: FailureCause | None


Event = PaymentUpdated | IndexProgress | ConnectionChanged
