"""A register that has lost its database reads its sales back from Stripe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pos_app.domain.events import DatabaseReplaced, PaymentFailedLater
from pos_app.domain.identity import Whose
from pos_app.domain.ids import CustomerId, OpId, PaymentIntentId
from pos_app.domain.outcomes import Ok
from pos_app.domain.payment import MoneyTaken, Payment, PaymentIntentStatus, PaymentState
from pos_app.domain.set_aside import LAST, NOTE, SetAside
from pos_app.domain.timeline import FactSource
from pos_app.domain.transitions import apply_snapshot
from pos_app.ports.sale_history import RememberedSale, SaleHistory
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.backoff import endless
from pos_app.services.canceling import ABANDONED, Canceling
from pos_app.services.common import Common
from pos_app.services.health import Health
from pos_app.services.hook_messages import tell_again
from pos_app.services.late_failures import bounce_seen, remember_bounce
from pos_app.services.noted_sales import SOLVED
from pos_app.services.reconcile import Reconcile
from pos_app.services.records import Change, announce
from pos_app.services.recovery import Recovery
from pos_app.services.restored import distrust, never_reached_stripe
from pos_app.services.settings import SettingsService

CLOCK_MARGIN: Final = dt.timedelta(days=1)
"""How much further back than asked for, whatever small errors there are between two clocks."""
TOLD_AGAIN: Final = dt.timedelta(hours=1)
"""Before the register's last sale: the shop may not have been told of what has ended since then."""
UNREAD: Final = dt.timedelta(minutes=10)
"""Before the register's last sale: nobody may have learnt what has become of those."""
_PAUSES: Final = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
_TAKEN: Final = frozenset({MoneyTaken.YES, MoneyTaken.HELD, MoneyTaken.PENDING})
_COLLECTED: Final = frozenset(
    {
        PaymentIntentStatus.SUCCEEDED,
        PaymentIntentStatus.PROCESSING,
        PaymentIntentStatus.REQUIRES_CAPTURE,
    }
)
_UNPAID: Final = frozenset({PaymentState.OPEN, PaymentState.REQUIRES_ACTION})


class Rebuild:
    """Runs at the start, if the database is new because the one before it was damaged, or gone.

    Until it is through nobody can be charged: a sale in doubt might not be known yet.
    """

    def __init__(
        self,
        *,
        common: Common,
        health: Health,
        history: SaleHistory,
        canceling: Canceling,
        reconcile: Reconcile,
        recovery: Recovery,
        settings: SettingsService,
    ) -> None:
        self._common = common
        self._health = health
        self._history = history
        self._canceling = canceling
        self._reconcile = reconcile
        self._recovery = recovery
        self._settings = settings
        self._since = self._earliest()
        self._after: PaymentIntentId | None = None
        self._read = False
        self._mistake = ""
        self._found: set[PaymentIntentId] = set()
        self._last_sale: dt.datetime | None = None
        self._last_of: dict[CustomerId, OpId] = {}
        self._by_name: set[PaymentIntentId] = set()
        self._namesakes: set[PaymentIntentId] = set()

    async def begin(self) -> SetAside | None:
        """Let nobody be charged from now on, if there is something to read back.

        Returns:
            The database that the present one stands in for, until its sales are back.

        Raises:
            StoreUnavailableError: the database cannot be read.
        """
        lost, doubts = await self._common.store.transact(self._pending)
        for doubt in doubts:
            announce(self._common.bus, doubt)
        if lost is not None:
            self._health.rebuilding(active=True)
            self._tell(lost, finished=False)
        return lost

    async def run(self, lost: SetAside) -> None:
        """Read everything back, however long Stripe takes to answer, and recover what is open.

        Args:
            lost: what ``begin`` has returned.
        """
        self._from_the_top()
        pauses = endless(_PAUSES)
        while not await self._try(lost):
            await self._common.clock.sleep(next(pauses))
        self._health.rebuilding(active=False)
        self._tell(lost, finished=True)

    def _tell(self, lost: SetAside, *, finished: bool) -> None:
        self._common.bus.publish(
            DatabaseReplaced(
                lost,
                len(self._found),
                finished,
                by_name=len(self._by_name),
                namesakes=len(self._namesakes),
            )
        )

    def _earliest(self) -> dt.datetime:
        """Sales younger than this must come back; by Stripe's clock, because ours may be wrong."""
        days = dt.timedelta(days=self._settings.current.rebuild_days)
        return self._health.time_at_stripe - days

    def _from_the_top(self) -> None:
        self._since = self._earliest() - CLOCK_MARGIN
        self._after, self._read = None, False

    async def _try(self, lost: SetAside) -> bool:
        """Go on where the last try has ended; False if there was no answer, or no database."""
        try:
            while not self._read:
                if not await self._read_page():
                    return False
                self._tell(lost, finished=False)
            await self._common.store.transact(self._give_up)
            if not await self._read_aftermath():
                return False
            await self._recovery.run()
            await self._drop_the_note()
        except StoreUnavailableError:
            return False
        except Exception as error:  # noqa: BLE001 - a mistake has no type one could name
            self._stumbled(error)
            return False
        return True

    def _stumbled(self, error: Exception) -> None:
        """Were it to end here, nobody could be charged before a new start."""
        if repr(error) != self._mistake:  # it is met again at every try
            self._mistake = repr(error)
            self._common.background.tell("read the sales back", error)

    async def _drop_the_note(self) -> None:
        """Not under a clock that is wrong: the next start reads everything once more."""
        if not self._health.skewed:
            await self._common.store.transact(lambda tx: tx.notes.drop(NOTE))

    async def _read_page(self) -> bool:
        current = self._settings.current
        whose = Whose(current.register, current.identity)
        outcome = await self._history.page(whose, self._since, self._after)
        self._common.reach.note(outcome)
        if not isinstance(outcome, Ok):
            return False
        page = outcome.value
        bounced = await self._common.store.transact(lambda tx: self._adopt_all(tx, page.sales))
        for payment in bounced:
            self._common.bus.publish(PaymentFailedLater(payment))
        self._found.update(sale.seen.id for sale in page.sales)
        self._by_name.update(sale.seen.id for sale in page.sales if sale.by_name)
        self._namesakes.update(page.namesakes)
        self._after, self._read = page.next_after, page.next_after is None
        if self._since > self._earliest():
            self._from_the_top()  # the answer has told that it was asked by a clock far ahead
        return True

    async def _read_aftermath(self) -> bool:
        """Refunds and disputes are told of by the same reconcile as always."""
        outcome = await self._history.touched(self._since)
        self._common.reach.note(outcome)
        if not isinstance(outcome, Ok):
            return False
        for intent in sorted(outcome.value & self._found):
            looked = await self._reconcile.after_sale(intent, FactSource.RECOVERY)
            if looked.problem is not None:
                return False
        return True

    def _adopt_all(self, tx: Tx, sales: Sequence[RememberedSale]) -> list[Payment]:
        """Write them down; those whose debit has bounced, because nobody knows who was told."""
        if self._last_sale is None:  # the newest ones come first
            self._last_sale = max((sale.seen.created for sale in sales), default=None)
        for sale in sales:
            self._last_of.setdefault(sale.order.customer, sale.op)
        bounced: list[Payment] = []
        for sale in sales:
            if _missing(tx, sale) or self._paid_before_its_copy(tx, sale):
                self._adopt(tx, sale)
                if payment := remember_bounce(tx, sale.op):
                    bounced.append(payment)
        return bounced

    def _adopt(self, tx: Tx, sale: RememberedSale) -> None:
        """Write a sale down as if it had been followed all the time."""
        now, seen = self._common.clock.now(), sale.seen
        before = Payment(sale.op, sale.order, PaymentState.INTENDED, seen.created, now)
        step = apply_snapshot(before, seen, now, FactSource.RECOVERY)
        payment = step.payment
        if payment.state in _UNPAID:
            # Nobody remembers whether its page was told to confirm; it may be doing so now.
            payment = replace(payment, confirming=True)
        tx.payments.put_back(payment)
        tx.payments.add_facts(sale.op, bounce_seen(seen, step.facts))
        for entry in step.entries:
            tx.ledger.add(entry)
        age = self._last_sale - seen.created if self._last_sale is not None else dt.timedelta()
        if age <= TOLD_AGAIN:
            tell_again(tx, payment, step.facts)
        if age <= UNREAD and payment.money_taken in _TAKEN:
            SOLVED.add(tx, sale.op)

    def _paid_before_its_copy(self, tx: Tx, sale: RememberedSale) -> bool:
        """Whether the one adopted for this operation is an unpaid copy that others made of it."""
        known = tx.payments.get(sale.op)
        if known is None or known.money_taken in _TAKEN or known.intent == sale.seen.id:
            return False
        first = tx.payments.facts(sale.op)[:1]
        read_back = any(fact.source is FactSource.RECOVERY for fact in first)
        waits = sale.seen.status is PaymentIntentStatus.REQUIRES_ACTION
        asked = waits and known.state is not PaymentState.REQUIRES_ACTION
        return read_back and (asked or sale.seen.status in _COLLECTED)

    def _give_up(self, tx: Tx) -> None:
        """Only once all are read: what was adopted may turn out to be a copy of what was paid."""
        for payment in tx.payments.unfinished():
            if self._given_up(payment):
                self._canceling.intend(tx, payment.op, ABANDONED, FactSource.RECOVERY)

    def _given_up(self, payment: Payment) -> bool:
        """Whether the customer was charged again in spite of it: who decided so gave it up.

        What a bank still asks about bars every other sale, unless a manager has decided.
        """
        waits = payment.state is PaymentState.REQUIRES_ACTION
        last = self._last_of.get(payment.order.customer, payment.op)
        return waits and last != payment.op

    def _pending(self, tx: Tx) -> tuple[SetAside | None, tuple[Change, ...]]:
        text = tx.notes.get(NOTE)
        if text is None:
            return None, ()
        try:
            lost = SetAside.read(text)
        except (ValueError, LookupError, TypeError):
            # Whatever became of its text: where there is a note, there are sales to read back.
            lost = SetAside("", self._common.clock.now(), older=True)
        tx.notes.put(LAST, lost.at.isoformat())
        return lost, distrust(tx, self._common.clock.now())


def _missing(tx: Tx, sale: RememberedSale) -> bool:
    """Whether it has to be written down; of two with one operation the newer or the paid one is."""
    known = tx.payments.get(sale.op)
    if known is not None:
        return never_reached_stripe(known)
    return tx.payments.by_intent(sale.seen.id) is None  # its operation was changed at Stripe
