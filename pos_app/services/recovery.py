"""After a crash or a plain restart: what was open is found, settled or watched."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.journal import JournalAction, JournalEntry, JournalState
from pos_app.domain.payment import Payment
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.abandon import Abandon
from pos_app.services.canceling import Canceling
from pos_app.services.common import Common
from pos_app.services.confirming import Confirming
from pos_app.services.creating import Creating
from pos_app.services.journal_book import open_cancellation
from pos_app.services.journal_requests import read_cancel
from pos_app.services.records import Change, announce, sale
from pos_app.services.repeats import Repeats
from pos_app.services.status_watch import StatusWatch
from pos_app.services.unsettled import Unsettled


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """What was open at the start of the app, as it stands now.

    Attributes:
        over: ended by now, paid ones included.
        watched: alive at Stripe and followed; those nobody confirmed are being cancelled.
        unanswered: Stripe gave no answer; the same requests are repeated in the background.
    """

    over: tuple[Payment, ...] = ()
    watched: tuple[Payment, ...] = ()
    unanswered: tuple[Payment, ...] = ()


class Recovery:
    """Runs once, before the first sale; asks Stripe at most once per open sale."""

    def __init__(  # noqa: PLR0913 - one per use case it hands over to
        self,
        *,
        common: Common,
        creating: Creating,
        canceling: Canceling,
        repeats: Repeats,
        confirming: Confirming,
        abandon: Abandon,
        watch: StatusWatch,
        unsettled: Unsettled,
    ) -> None:
        self._common = common
        self._creating = creating
        self._canceling = canceling
        self._repeats = repeats
        self._confirming = confirming
        self._abandon = abandon
        self._watch = watch
        self._unsettled = unsettled

    def expect(self) -> None:
        """``run`` will follow: until then nobody is charged."""
        self._unsettled.expect()

    def give_up(self) -> None:
        """``run`` will not follow soon: who waits goes on, to what else keeps it from charging."""
        self._unsettled.over()

    async def run(self) -> RecoveryReport:
        """Settle what can be settled now; hand the rest to the background.

        A customer whose sale is still to be settled is charged only afterwards, all others at once.

        As soon as Stripe cannot be reached it is not asked again, so that a register without
        network starts at once.

        Raises:
            StoreUnavailableError: the database cannot be read or written.
        """
        try:
            ops = await self._settle_all()
        finally:
            self._unsettled.over()
        return await self._common.store.transact(lambda tx: _report(sale(tx, op) for op in ops))

    async def _settle_all(self) -> tuple[OpId, ...]:
        sales, changes = await self._common.store.transact(self._scan)
        for change in changes:
            announce(self._common.bus, change)
        self._unsettled.found(sales)
        for op in sales:
            # A task of its own: a bug in one sale is told, and the others are settled all the same.
            settling = self._common.money.spawn(self._try(op), name=f"recover {op}")
            await asyncio.wait({settling})
            if settling.exception() is None and (refused := settling.result()):
                raise refused
            self._unsettled.settled(op)
        return tuple(sales)

    def _scan(self, tx: Tx) -> tuple[dict[OpId, CustomerId], list[Change]]:
        """Close what was never sent; list every sale with something open, oldest first."""
        found: list[OpId] = []
        changes: list[Change] = []
        for entry in tx.journal.open_entries():
            found.append(entry.op)
            creation = entry.action is JournalAction.CREATE_PAYMENT
            if creation and entry.state is JournalState.INTENDED:
                changes.append(self._creating.never_sent(tx, entry))
        found.extend(payment.op for payment in tx.payments.unfinished())
        return {op: sale(tx, op).order.customer for op in found}, changes

    async def _try(self, op: OpId) -> StoreUnavailableError | None:
        try:
            await self._settle(op)
        except StoreUnavailableError as refused:
            return refused
        return None

    async def _settle(self, op: OpId) -> None:
        payment, cancellation = await self._common.store.transact(lambda tx: _read(tx, op))
        if cancellation is not None:
            await self._cancel(op, cancellation)
        elif payment.intent is None and not payment.state.terminal:
            await self._create(op)
        elif payment.in_doubt and self._online:
            await self._confirming.check(op, FactSource.RECOVERY)
        self._follow(await self._common.store.transact(lambda tx: sale(tx, op)))

    @property
    def _online(self) -> bool:
        return self._common.reach.cause is None

    async def _create(self, op: OpId) -> None:
        if not (self._online and (await self._creating.send(op)).settled):
            self._repeats.create(op)

    async def _cancel(self, op: OpId, entry: JournalEntry) -> None:
        _, reason = read_cancel(entry.request)
        attempt = self._canceling.send
        if not (self._online and (await attempt(op, reason, FactSource.RECOVERY)).settled):
            self._repeats.cancel(op, reason, FactSource.RECOVERY)

    def _follow(self, payment: Payment) -> None:
        """Nobody will continue it, but it may be paid yet."""
        if payment.state.terminal:
            return
        self._watch.watch(payment)
        self._abandon.walk_away(payment.op, FactSource.RECOVERY)
        if payment.confirming and payment.intent is not None:
            self._confirming.expect_end(payment.op, payment.intent)


def _read(tx: Tx, op: OpId) -> tuple[Payment, JournalEntry | None]:
    """The sale, and its cancellation if one is open."""
    return sale(tx, op), open_cancellation(tx, op)


def _report(payments: Iterable[Payment]) -> RecoveryReport:
    over: list[Payment] = []
    watched: list[Payment] = []
    unanswered: list[Payment] = []
    for payment in payments:
        if payment.state.terminal:
            over.append(payment)
        elif payment.intent is None or payment.unknown_since is not None:
            unanswered.append(payment)
        else:
            watched.append(payment)
    return RecoveryReport(tuple(over), tuple(watched), tuple(unanswered))
