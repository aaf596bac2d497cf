"""Cancelling a sale, and walking away from it."""

from __future__ import annotations

from pos_app.domain.ids import OpId
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.domain.payment import PaymentIntentSnapshot, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.services.abandon import Abandon
from pos_app.services.canceling import REQUESTED, Canceling
from pos_app.services.common import Common
from pos_app.services.repeats import Repeats
from pos_app.services.results import (
    AlreadyPaid,
    Attempt,
    Canceled,
    CancelResult,
    CancelUnknown,
    StillOpen,
)
from pos_app.services.status_watch import StatusWatch


class Ending:
    """Never says "cancelled" before Stripe has said so."""

    def __init__(
        self,
        *,
        common: Common,
        canceling: Canceling,
        repeats: Repeats,
        abandon: Abandon,
        watch: StatusWatch,
    ) -> None:
        self._common = common
        self._canceling = canceling
        self._repeats = repeats
        self._abandon = abandon
        self._watch = watch

    async def cancel(self, op: OpId, reason: str = REQUESTED) -> CancelResult:
        """Cancel; when it is too late for that, say what has happened instead.

        Raises:
            StoreUnavailableError: the intention could not be written down, so nothing was sent.
        """
        attempt = await self._common.money.run(
            self._canceling.send(op, reason, FactSource.OPERATOR), name=f"cancel {op}"
        )
        if not attempt.payment.state.terminal:
            self._go_on(op, reason, attempt)
        return _result(attempt)

    def leave(self, op: OpId) -> None:
        """Walk away: an unconfirmed sale is cancelled, any other one is watched to its end."""
        self._abandon.walk_away(op)

    def _go_on(self, op: OpId, reason: str, attempt: Attempt[PaymentIntentSnapshot]) -> None:
        if attempt.payment.intent is None:
            self._abandon.walk_away(op)  # cancelled as soon as Stripe has answered its creation
            return
        if not attempt.settled:
            self._repeats.cancel(op, reason, FactSource.OPERATOR)
        self._watch.watch(attempt.payment)
        self._watch.wake(op)


def _result(attempt: Attempt[PaymentIntentSnapshot]) -> CancelResult:
    payment = attempt.payment
    match payment.state:
        case PaymentState.SUCCEEDED:
            return AlreadyPaid(payment)
        case PaymentState.CANCELED | PaymentState.REFUSED:
            return Canceled(payment)
        case PaymentState.INTENDED:
            return CancelUnknown(payment, FailureCause.STRIPE_DOWN)
        case _:
            return _not_over(attempt)


def _not_over(attempt: Attempt[PaymentIntentSnapshot]) -> CancelResult:
    payment = attempt.payment
    match attempt.outcome:
        case Unknown(cause):
            return CancelUnknown(payment, cause)
        case Refused() as refused if attempt.settled and not _contradicts(refused, payment.state):
            return StillOpen(payment, refused)
        case _:
            return CancelUnknown(payment, None)


def _contradicts(refused: Refused, state: PaymentState) -> bool:
    """Stripe says it cannot be cancelled any more, but we have not seen why yet."""
    cancelable = state in {PaymentState.OPEN, PaymentState.REQUIRES_ACTION}
    return refused.kind is RefusalKind.WRONG_STATE and cancelable
