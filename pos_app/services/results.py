"""How the use cases end; every member is an expected outcome, matched exhaustively."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pos_app.domain.health import Obstacle
from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, Outcome, Refused, Unknown
from pos_app.domain.payment import Payment
from pos_app.domain.secret import Secret
from pos_app.services.guards import SaleProblem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """One try at an intention of the journal.

    Attributes:
        payment: the sale afterwards.
        outcome: what Stripe answered; ``None`` if nothing had to be asked.
        settled: nothing is left to find out about this intention.
    """

    payment: Payment
    outcome: Outcome[T] | None
    settled: bool


@dataclass(frozen=True, slots=True)
class Started:
    """The PaymentIntent exists; the page may show the Payment Element.

    Attributes:
        money: amount and currency of the PaymentIntent, as Stripe showed it.
        customer_session: shows the saved methods; ``None`` leaves typing a new one.
        session_problem: why there is no ``customer_session``.
    """

    payment: Payment
    client_secret: Secret
    money: Money
    customer_session: Secret | None
    session_problem: Refused | Unknown | None


@dataclass(frozen=True, slots=True)
class BankReady:
    """The page may show what the bank asks."""

    payment: Payment
    client_secret: Secret


class NotStartedReason(StrEnum):
    """Why no PaymentIntent can be used. No money moved."""

    CHECKS = "checks"
    """Amount, currency or reference: see ``problems``."""
    OPEN_ISSUE = "open_issue"
    """Another sale of this customer has no known outcome yet: see ``issue``."""
    HINDERED = "hindered"
    """Stripe cannot be reached or lets us in no more: see ``obstacle``. Nothing was queued."""
    LOOKS_REPEATED = "looks_repeated"
    """The same customer paid the same amount a moment ago: see ``issue``."""
    EARLIER_ENDING = "earlier_ending"
    """What it is charged in spite of may still be paid, because Stripe has not said yet that it is
    cancelled: see ``issue``. The sale is as it was and can be confirmed a moment later."""
    BEING_CANCELED = "being_canceled"
    """Stripe was asked to cancel the sale itself and has not answered: see ``issue``."""
    CUSTOMER_DELETED = "customer_deleted"
    REFUSED = "refused"
    """Stripe said no: see ``refused``."""
    STORE_UNAVAILABLE = "store_unavailable"
    """The intention could not be written down, so nothing was sent."""
    DIFFERENT = "different"
    """Stripe shows another amount, currency or customer than was ordered: see ``issue``."""
    NOT_OPEN = "not_open"
    """The sale to be continued is over: see ``issue``."""


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Nothing happened."""

    reason: NotStartedReason
    refused: Refused | None = None
    problems: tuple[SaleProblem, ...] = ()
    issue: Payment | None = None
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class StartUnknown:
    """Stripe did not answer; no money can move, the same request is repeated in the background.

    ``PaymentUpdated`` tells when the sale is open; then ``resume`` continues it.
    """

    payment: Payment
    cause: FailureCause


@dataclass(frozen=True, slots=True)
class Canceled:
    """Nothing was taken and nothing will be."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class AlreadyPaid:
    """Too late: the customer has paid."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class StillOpen:
    """Stripe refused to cancel and the sale goes on, e.g. a bank debit that is under way."""

    payment: Payment
    refused: Refused


@dataclass(frozen=True, slots=True)
class CancelUnknown:
    """No certain answer; the same request is repeated in the background.

    Attributes:
        cause: ``None`` if Stripe answered, but its state could not be read afterwards.
    """

    payment: Payment
    cause: FailureCause | None


StartResult = Started | NotStarted | StartUnknown
ShowBankResult = BankReady | NotStarted | StartUnknown
CancelResult = Canceled | AlreadyPaid | StillOpen | CancelUnknown
