"""Cancelling a sale's PaymentIntent, never blindly."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pos_app.domain.ids import OpId, PaymentIntentId
from pos_app.domain.journal import JournalAction, JournalEntry, JournalState
from pos_app.domain.outcomes import FailureCause, Ok, Refused, Unknown
from pos_app.domain.payment import Payment, PaymentIntentSnapshot, PaymentState
from pos_app.domain.set_aside import LAST
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.ports.gateway import PaymentGateway
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.journal_book import JournalBook, first_entry, judges, proves_refusal, why
from pos_app.services.journal_requests import cancel_text, read_cancel
from pos_app.services.reconcile import Reconcile
from pos_app.services.records import Change, announce, follow, sale, write
from pos_app.services.results import Attempt

_ACTION = JournalAction.CANCEL_PAYMENT
REQUESTED: Final = "requested_by_customer"
ABANDONED: Final = "abandoned"
_TOLD: Final = (FactKind.CANCEL_ASKED, ABANDONED)


class Canceling:
    """Cancels, and when Stripe says that it is too late, looks what has happened instead."""

    def __init__(
        self, *, common: Common, gateway: PaymentGateway, book: JournalBook, reconcile: Reconcile
    ) -> None:
        self._common = common
        self._gateway = gateway
        self._book = book
        self._reconcile = reconcile

    async def send(
        self, op: OpId, reason: str, source: FactSource
    ) -> Attempt[PaymentIntentSnapshot]:
        """Try once to cancel, going on with an open intention if there is one.

        Args:
            op: the sale.
            reason: ``requested_by_customer`` or ``abandoned``.
            source: who wants it.

        Raises:
            StoreUnavailableError: the intention could not be written down, so nothing was sent.
        """
        async with self._book.alone(op, _ACTION):
            asked, entry = await self._common.store.transact(
                lambda tx: self._intend(tx, op, reason, source)
            )
            payment = announce(self._common.bus, asked)
            if entry is None:
                return Attempt(payment, None, settled=payment.state.terminal)
            try:
                return await self._ask(entry)
            except StoreUnavailableError:
                # It is written down, so it must be gone on with, whatever was sent by now.
                return Attempt(payment, None, settled=False)

    def intend(self, tx: Tx, op: OpId, reason: str, source: FactSource) -> Change:
        """Write the intention down as part of another transaction; ``send`` goes on with it."""
        change, _ = self._intend(tx, op, reason, source)
        return change

    def _intend(
        self, tx: Tx, op: OpId, reason: str, source: FactSource
    ) -> tuple[Change, JournalEntry | None]:
        """Find or write the intention; none if there is nothing to cancel (yet)."""
        payment = sale(tx, op)
        entries = [entry for entry in tx.journal.latest(op) if entry.action is _ACTION]
        open_entry = next((entry for entry in entries if not entry.state.settled), None)
        if open_entry and (payment.state.terminal or self._book.expired(open_entry)):
            self._close(tx, open_entry, payment.state)
            open_entry = None
        if payment.state.terminal or payment.intent is None:
            return Change(payment), None
        if open_entry is not None:
            return Change(payment), open_entry
        request = cancel_text(payment.intent, reason)
        entry = self._turn(tx, op, request, len(entries))
        tx.journal.append(entry)
        if _just_told(tx, op, reason):
            return Change(payment), entry
        fact = Fact(FactKind.CANCEL_ASKED, source, entry.at, reason)
        return write(tx, payment, payment, fact), entry

    async def _ask(self, entry: JournalEntry) -> Attempt[PaymentIntentSnapshot]:
        intent, reason = read_cancel(entry.request)
        outcome = await self._book.send(
            entry, lambda: self._gateway.cancel(intent, reason, entry.key), self._doubt
        )
        match outcome:
            case Ok(seen):
                return Attempt(await self._done(entry, seen), outcome, settled=True)
            case Refused() if _ends(entry, reason, outcome):
                rejected = self._book.moved(entry, JournalState.REJECTED, why(outcome))
                await self._common.store.transact(lambda tx: tx.journal.append(rejected))
                return Attempt(await self._look(entry.op, intent), outcome, settled=True)
            case Refused() | Unknown():
                unknown = self._book.moved(entry, JournalState.UNKNOWN, why(outcome))
                change = await self._common.store.transact(lambda tx: self._doubt(tx, unknown))
                payment = announce(self._common.bus, change)
                if payment.state.terminal:
                    return Attempt(payment, outcome, settled=True)
                if entry.state is JournalState.UNKNOWN:
                    payment = await self._look(entry.op, intent)
                    await self._renew(entry, outcome, over=payment.state.terminal)
                return Attempt(payment, outcome, settled=False)

    async def _look(self, op: OpId, intent: PaymentIntentId) -> Payment:
        await self._reconcile.payment(intent, FactSource.API_CALL)
        return await self._common.store.transact(lambda tx: sale(tx, op))

    async def _renew(self, entry: JournalEntry, outcome: Refused | Unknown, *, over: bool) -> None:
        """Go on under another key where Stripe may repeat a 500 that it keeps for this one.

        It answers other calls, so it is not down. Under any key the sale is cancelled once.
        """
        down = isinstance(outcome, Unknown) and outcome.cause is FailureCause.STRIPE_DOWN
        if down and not over and self._common.reach.cause is None:
            await self._common.store.transact(lambda tx: self._next_key(tx, entry))

    def _next_key(self, tx: Tx, entry: JournalEntry) -> None:
        """As unknown as before: a request with the key before may be on its way still."""
        turns = [e for e in tx.journal.latest(entry.op) if e.action is _ACTION]
        tx.journal.append(self._book.moved(entry, JournalState.REJECTED, "no effect"))
        turn = self._turn(tx, entry.op, entry.request, len(turns))
        tx.journal.append(replace(turn, state=JournalState.UNKNOWN, detail="another key"))

    def _turn(self, tx: Tx, op: OpId, request: str, before: int) -> JournalEntry:
        age = tx.notes.get(LAST) or ""
        return first_entry(op, _ACTION, self._common, request, before + 1, age)

    async def _done(self, entry: JournalEntry, seen: PaymentIntentSnapshot) -> Payment:
        """Canceled is final, so that no earlier snapshot can overtake this one."""
        confirmed = self._book.moved(entry, JournalState.CONFIRMED, seen.status)

        def work(tx: Tx) -> Change:
            before = sale(tx, entry.op)
            tx.journal.append(confirmed)
            return follow(tx, before, seen, confirmed.at, FactSource.API_CALL)

        return announce(self._common.bus, await self._common.store.transact(work))

    def _close(self, tx: Tx, entry: JournalEntry, ended: PaymentState) -> None:
        """It is known how the sale has ended, whatever became of the request."""
        canceled = ended is PaymentState.CANCELED
        state = JournalState.CONFIRMED if canceled else JournalState.REJECTED
        tx.journal.append(self._book.moved(entry, state, ended))

    def _doubt(self, tx: Tx, unknown: JournalEntry) -> Change:
        before = sale(tx, unknown.op)
        if before.state.terminal:
            self._close(tx, unknown, before.state)
            return Change(before)
        entries = {entry.key: entry for entry in tx.journal.latest(unknown.op)}
        if entries[unknown.key].state is JournalState.UNKNOWN:
            return Change(before)
        tx.journal.append(unknown)
        since = before.unknown_since or (unknown.at if before.in_doubt else None)
        after = replace(before, unknown_since=since, updated=unknown.at)
        fact = Fact(FactKind.UNKNOWN, FactSource.API_CALL, unknown.at, unknown.detail)
        return write(tx, before, after, fact)


def _just_told(tx: Tx, op: OpId, reason: str) -> bool:
    """Whether the timeline ends with it: however often Stripe refuses, it is said once."""
    last = tx.payments.facts(op)[-1]  # of a sale that has a PaymentIntent there is one
    return reason == ABANDONED and (last.kind, last.detail) == _TOLD


def _ends(entry: JournalEntry, reason: str, refused: Refused) -> bool:
    """Whether nothing is left to ask.

    What an operator asked for is told to them, and the sale goes on. What nobody will continue is
    asked for until Stripe itself has judged it, whatever the key may not do for the moment.
    """
    return judges(refused) or (reason == REQUESTED and proves_refusal(entry, refused))
