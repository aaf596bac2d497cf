"""What the core announces after it is committed."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.domain.ids import CustomerId
from pos_app.domain.intake import ListenerState
from pos_app.domain.outcomes import FailureCause, RefusalKind
from pos_app.domain.payment import Payment
from pos_app.domain.set_aside import SetAside
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
    """Stripe can (``cause is None``) or cannot be reached.

    Attributes:
        refusal: ``KEY_REJECTED`` or ``NOT_PERMITTED`` while Stripe lets this key take no payments.
    """

    cause: FailureCause | None
    refusal: RefusalKind | None = None


@dataclass(frozen=True, slots=True)
class StripeSilent:
    """Stripe lets an answer wait unusually long, or has given one; whether it comes is open."""

    silent: bool


@dataclass(frozen=True, slots=True)
class HealthChanged:
    """This register can (``obstacle is None``) or cannot charge.

    Attributes:
        trouble: what is wrong with the database, where that is the obstacle.
    """

    obstacle: Obstacle | None
    trouble: StoreTrouble | None = None


@dataclass(frozen=True, slots=True)
class DatabaseReplaced:
    """The database was damaged; the sales are being read back from Stripe into a new one.

    Attributes:
        lost: where the damaged one lies.
        found: how many sales are back.
        finished: all of them are.
        by_name: how many of them carry no id of a register: only the name says whose they are.
        namesakes: how many sales of another register of the same name were left where they are.
    """

    lost: SetAside
    found: int
    finished: bool
    by_name: int = 0
    namesakes: int = 0


@dataclass(frozen=True, slots=True)
class PaymentFailedLater:
    """The bank has refused what it had accepted before: a debit that bounced, days later perhaps.

    Attributes:
        payment: the sale as it is now; its order says whom and how much another attempt is about.
    """

    payment: Payment


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """Somebody changed a customer, or a saved method of theirs, somewhere else."""

    customer: CustomerId


@dataclass(frozen=True, slots=True)
class ListenerChanged:
    """Webhook deliveries are taken from now on, or cannot be.

    Attributes:
        port: the one of the settings; 0 if deliveries are not wanted.
    """

    state: ListenerState
    port: int


@dataclass(frozen=True, slots=True)
class HookGivenUp:
    """The shop's own workflow has not taken a message for days; it is not told any more.

    Attributes:
        target: name of the hook.
    """

    target: str


Event = (
    PaymentUpdated
    | PaymentFailedLater
    | CustomerChanged
    | IndexProgress
    | ConnectionChanged
    | StripeSilent
    | HealthChanged
    | DatabaseReplaced
    | ListenerChanged
    | HookGivenUp
)
