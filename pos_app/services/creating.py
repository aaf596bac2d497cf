"""Creating the PaymentIntent of a sale, exactly one whatever happens."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.domain.journal import JournalAction, JournalEntry, JournalState
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.domain.payment import (
    Payment,
    PaymentIntentSnapshot,
    PaymentIntentStatus,
    PaymentState,
    SaleOrder,
)
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.gateway import CreatedIntent, PaymentGateway
from pos_app.ports.store import Tx
from pos_app.services.common import Common
from pos_app.services.journal_book import JournalBook, first_entry, proves_refusal, why
from pos_app.services.journal_requests import order_text, read_order
from pos_app.services.records import Change, announce, follow, sale, write
from pos_app.services.results import Attempt
from pos_app.services.settings import SettingsService

_ACTION = JournalAction.CREATE_PAYMENT
_PAYABLE: Final = 1
_PROGRESS: Final = {
    PaymentIntentStatus.CANCELED: 0,
    PaymentIntentStatus.REQUIRES_ACTION: 2,
    PaymentIntentStatus.PROCESSING: 3,
    PaymentIntentStatus.REQUIRES_CAPTURE: 4,
    PaymentIntentStatus.SUCCEEDED: 5,
}
"""All other statuses are of one that can still be paid."""


class Creating:
    """Writes the intention down, sends it, and sends the very same again until it is settled."""

    def __init__(
        self,
        *,
        common: Common,
        gateway: PaymentGateway,
        book: JournalBook,
        settings: SettingsService,
    ) -> None:
        self._common = common
        self._settings = settings
        self._gateway = gateway
        self._book = book

    def intend(self, tx: Tx, op: OpId, order: SaleOrder) -> Change:
        """Write sale and intention down; to be committed before ``send``."""
        now = self._common.clock.now()
        order = replace(order, installation=self._settings.current.identity.installation)
        payment = Payment(op, order, PaymentState.INTENDED, now, now)
        fact = Fact(FactKind.INTENDED, FactSource.OPERATOR, now, str(order.money))
        tx.payments.put(payment)
        tx.payments.add_facts(op, (fact,))
        tx.journal.append(first_entry(op, _ACTION, self._common, order_text(order)))
        return Change(payment, (fact,), news=True)

    def never_sent(self, tx: Tx, entry: JournalEntry) -> Change:
        """Close an intention that a crash stopped before its SENT was written: nothing happened."""
        now = self._common.clock.now()
        before = sale(tx, entry.op)
        tx.journal.append(self._book.moved(entry, JournalState.REJECTED, "never sent"))
        after = replace(before, state=PaymentState.CANCELED, updated=now)
        fact = Fact(FactKind.CANCELED, FactSource.RECOVERY, now, "never sent")
        return write(tx, before, after, fact)

    async def send(self, op: OpId) -> Attempt[CreatedIntent]:
        """Try once more to settle the intention; does nothing if it is settled.

        Raises:
            StoreUnavailableError: the journal cannot be written, so nothing is sent, or the answer
                could not be stored and the intention stays open.
        """
        async with self._book.alone(op, _ACTION):
            payment, entry = await self._common.store.transact(lambda tx: _read(tx, op))
            if entry.state.settled:
                return Attempt(payment, None, settled=True)
            if self._book.expired(entry):
                return await self._look_up(entry, payment, final=True)
            return await self._ask(entry, payment)

    async def _ask(self, entry: JournalEntry, payment: Payment) -> Attempt[CreatedIntent]:
        order = read_order(entry.request)
        outcome = await self._book.send(
            entry, lambda: self._gateway.create(entry.op, order, entry.key), self._doubt
        )
        match outcome:
            case Ok(created):
                return Attempt(await self._bind(entry, created.snapshot), outcome, settled=True)
            case Refused(kind=RefusalKind.KEY_REUSED):
                return await self._look_up(entry, payment, final=True)
            case Refused() if proves_refusal(entry, outcome):
                return Attempt(await self._refuse(entry, why(outcome)), outcome, settled=True)
            case Unknown(cause=FailureCause.STRIPE_DOWN) if entry.state is JournalState.UNKNOWN:
                # Stripe repeats a stored 500 for ever; the PaymentIntent may exist all the same.
                return await self._look_up(entry, payment, final=False)
            case Refused() | Unknown():
                unknown = self._book.moved(entry, JournalState.UNKNOWN, why(outcome))
                change = await self._common.store.transact(lambda tx: self._doubt(tx, unknown))
                return Attempt(announce(self._common.bus, change), outcome, settled=False)

    async def _look_up(
        self, entry: JournalEntry, payment: Payment, *, final: bool
    ) -> Attempt[CreatedIntent]:
        """Look for the PaymentIntent by our id in its metadata.

        Args:
            entry: the intention.
            payment: its sale.
            final: a look-up that finds nothing proves that nothing was created.
        """
        found = await self._gateway.find(entry.op, payment.order.customer, entry.first_at)
        self._common.reach.note(found)
        match found:
            case Ok(snapshots) if snapshots:
                settled = await self._bind(entry, _most_advanced(snapshots))
                return Attempt(settled, None, settled=True)
            case Ok() if final:
                return Attempt(await self._refuse(entry, "never arrived"), None, settled=True)
            case Ok():
                return Attempt(payment, Unknown(FailureCause.STRIPE_DOWN), settled=False)
            case Refused() | Unknown():
                return Attempt(payment, found, settled=False)

    async def _bind(self, entry: JournalEntry, seen: PaymentIntentSnapshot) -> Payment:
        confirmed = self._book.moved(entry, JournalState.CONFIRMED, seen.id)

        def work(tx: Tx) -> Change:
            before = sale(tx, entry.op)
            tx.journal.append(confirmed)
            return follow(tx, before, seen, confirmed.at, FactSource.API_CALL)

        return announce(self._common.bus, await self._common.store.transact(work))

    async def _refuse(self, entry: JournalEntry, reason: str) -> Payment:
        rejected = self._book.moved(entry, JournalState.REJECTED, reason)

        def work(tx: Tx) -> Change:
            before = sale(tx, entry.op)
            tx.journal.append(rejected)
            after = replace(
                before, state=PaymentState.REFUSED, unknown_since=None, updated=rejected.at
            )
            fact = Fact(FactKind.CREATE_REFUSED, FactSource.API_CALL, rejected.at, reason)
            return write(tx, before, after, fact)

        return announce(self._common.bus, await self._common.store.transact(work))

    def _doubt(self, tx: Tx, unknown: JournalEntry) -> Change:
        before, latest = _read(tx, unknown.op)
        if latest.state is JournalState.UNKNOWN:
            return Change(before)
        tx.journal.append(unknown)
        after = replace(before, unknown_since=unknown.at, updated=unknown.at)
        fact = Fact(FactKind.CREATE_UNKNOWN, FactSource.API_CALL, unknown.at, unknown.detail)
        return write(tx, before, after, fact)


def _read(tx: Tx, op: OpId) -> tuple[Payment, JournalEntry]:
    (entry,) = [entry for entry in tx.journal.latest(op) if entry.action is _ACTION]
    return sale(tx, op), entry


def _most_advanced(found: tuple[PaymentIntentSnapshot, ...]) -> PaymentIntentSnapshot:
    """The one that took money, or else is most likely to; the first told of several equal ones."""
    return max(found, key=lambda seen: _PROGRESS.get(seen.status, _PAYABLE))
