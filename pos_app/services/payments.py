"""The life of a sale as the counter drives it."""

from __future__ import annotations

from typing import Final

from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.outcomes import Outcome
from pos_app.domain.payment import Payment, SaleOrder
from pos_app.domain.secret import Secret
from pos_app.domain.timeline import Fact
from pos_app.ports.gateway import CustomerSession
from pos_app.services.bank_question import BankQuestion
from pos_app.services.canceling import REQUESTED
from pos_app.services.common import Common
from pos_app.services.confirming import Confirming, PageReport
from pos_app.services.consents import Consent
from pos_app.services.ending import Ending
from pos_app.services.journal_book import open_cancellation
from pos_app.services.results import (
    CancelResult,
    NotStarted,
    NotStartedReason,
    ShowBankResult,
    Started,
    StartResult,
)
from pos_app.services.resuming import Resuming
from pos_app.services.second_tries import standing_for
from pos_app.services.sessions import Sessions
from pos_app.services.starting import Starting
from pos_app.services.status_watch import StatusWatch
from pos_app.services.superseding import Superseding

_GOES_ON: Final = frozenset(
    {
        NotStartedReason.NOT_OPEN,
        NotStartedReason.EARLIER_ENDING,
        NotStartedReason.BEING_CANCELED,
    }
)
"""What bars a confirmation without ending the sale, or when that is being done already."""


class Payments:
    """What a presenter may do with a sale; calls to Stripe outlive the caller."""

    def __init__(  # noqa: PLR0913 - one per use case
        self,
        *,
        common: Common,
        sessions: Sessions,
        starting: Starting,
        resuming: Resuming,
        confirming: Confirming,
        bank: BankQuestion,
        ending: Ending,
        superseding: Superseding,
        watch: StatusWatch,
    ) -> None:
        self._common = common
        self._sessions = sessions
        self._starting = starting
        self._resuming = resuming
        self._confirming = confirming
        self._bank = bank
        self._ending = ending
        self._superseding = superseding
        self._watch = watch

    async def start(
        self, order: SaleOrder, *consents: Consent, instead_of: OpId | None = None
    ) -> StartResult:
        """Create the PaymentIntent of a new sale, and a CustomerSession beside it.

        Args:
            order: who pays how much.
            consents: each lifts the bar of one earlier sale; written down with the new one.
            instead_of: the debit that bounced and is charged anew; written down as well.
        """
        started = await self._starting.start(order, *consents, instead_of=instead_of)
        return self._watching(started)

    async def prepare(self, customer: CustomerId) -> Outcome[CustomerSession]:
        """Open a CustomerSession ahead of the sale; ``start`` uses it if the customer is the same.

        Without one ``start`` opens its own, so that a failure here costs time only.
        """
        return await self._sessions.prepare(customer)

    def forget_prepared(self, session: Secret) -> None:
        """The page has lost the Element that it had prepared with this session."""
        self._sessions.forget(session)

    async def resume(self, op: OpId) -> StartResult:
        """Make an open sale payable again on its own PaymentIntent.

        For the sale that got its answer late, the page that died, the app that was restarted.
        """
        return self._watching(await self._resuming.resume(op))

    async def confirm_asked(self, op: OpId) -> Payment | NotStarted:
        """Commit that the page will be told to confirm; call ``page.confirm()`` only afterwards.

        Returns:
            The sale; do not confirm if its state is terminal by now. Or what bars it since it was
            begun, so that it is given up as if it had been left; ``NOT_OPEN`` if it is in doubt
            itself, and goes on being watched; ``EARLIER_ENDING`` if it is to be asked for again in
            a moment, and is as it was; ``BEING_CANCELED`` if that is what becomes of it.

        Raises:
            StoreUnavailableError: it could not be written down, so the page must not confirm.
        """
        asked = await self._common.money.run(self._ask_to_confirm(op), name=f"confirm {op}")
        if isinstance(asked, NotStarted) and asked.reason not in _GOES_ON:
            self._ending.leave(op)
        return asked

    async def show_bank(self, op: OpId) -> ShowBankResult:
        """Commit that the page will show what the bank asks; call ``page.show_bank()`` afterwards.

        Raises:
            StoreUnavailableError: it could not be written down, so the page must not ask.
        """
        return await self._bank.show(op)

    async def reported(self, op: OpId, report: PageReport) -> Payment:
        """Take the page's word as a hint and look at Stripe now."""
        work = self._confirming.reported(op, report)
        return await self._common.money.run(work, name=f"report on {op}")

    def ends_in(self, payment: Payment) -> float | None:
        """Seconds until a doubt ends at the latest, provided that Stripe answers then.

        Returns:
            ``None`` while a page may still confirm, and if there is no doubt.
        """
        if payment.intent is None or not payment.in_doubt:
            return None
        return self._confirming.ends_in(payment.intent)

    async def check(self, op: OpId) -> Payment:
        """Look at Stripe now ("check again")."""
        return await self._common.money.run(self._confirming.check(op), name=f"check {op}")

    async def cancel(self, op: OpId, reason: str = REQUESTED) -> CancelResult:
        """Cancel; when it is too late for that, say what has happened instead.

        Args:
            op: the sale.
            reason: ``requested_by_customer`` or ``abandoned``.

        Raises:
            StoreUnavailableError: the intention could not be written down, so nothing was sent.
        """
        return await self._ending.cancel(op, reason)

    async def leave(self, op: OpId) -> None:
        """Walk away: an unconfirmed sale is cancelled, any other one is watched to its end."""
        self._ending.leave(op)

    async def timeline(self, op: OpId) -> tuple[Fact, ...]:
        """Every fact of the sale, oldest first."""
        return await self._common.store.transact(lambda tx: tuple(tx.payments.facts(op)))

    async def known(self, op: OpId) -> Payment | None:
        """The sale as the ledger has it now."""
        return await self._common.store.transact(lambda tx: tx.payments.get(op))

    async def standing_for(self, op: OpId) -> Payment | None:
        """The sale that has taken this one's money, or may.

        Returns:
            Itself, or what was begun instead of it after it had bounced; ``None`` if nothing was
            taken, or all of it was given back.
        """
        return await self._common.store.transact(lambda tx: standing_for(tx, op))

    async def being_canceled(self, op: OpId) -> bool:
        """Whether Stripe was asked to cancel it and has not answered: then nobody may pay it."""
        return await self._common.store.transact(lambda tx: open_cancellation(tx, op) is not None)

    async def recent(self, limit: int = 20) -> tuple[Payment, ...]:
        """The newest sales of this register."""
        return await self._common.store.transact(lambda tx: tuple(tx.payments.recent(limit)))

    async def in_doubt(self) -> tuple[Payment, ...]:
        """Sales of which nobody knows yet whether they are paid, oldest first."""
        unfinished = await self._common.store.transact(lambda tx: tuple(tx.payments.unfinished()))
        return tuple(payment for payment in unfinished if payment.in_doubt)

    async def _ask_to_confirm(self, op: OpId) -> Payment | NotStarted:
        return await self._confirming.asked(op, await self._superseding.unanswered(op))

    def _watching(self, result: StartResult) -> StartResult:
        if isinstance(result, Started):
            self._watch.watch(result.payment)
        return result
