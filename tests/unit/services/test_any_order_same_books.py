"""Every input ends in the one reconcile: in any order, doubled, lost or at once, the same books.

Sales are paid, refunded, disputed and bounced at Stripe while webhooks arrive late, twice, in any
order or never, two workers act on the inbox at once, the list of events is swept, the operator
presses "check again", and the register dies. A model keeps what really happened; in the end the
ledger, the sales and the timelines are what the model says, whatever the way the news came.
"""

import asyncio
from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    initialize,
    invariant,
    multiple,
    rule,
)

from pos_app.domain.ledger import LedgerKind
from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus, PaymentState
from pos_app.domain.stripe_events import InboxState
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported
from tests.support.driven_world import DrivenWorld
from tests.support.fake_stripe import lost_request
from tests.support.world import World, order

ENDED = {PaymentIntentStatus.SUCCEEDED, PaymentIntentStatus.CANCELED}
_LOST = {"failed", "canceled"}
READS = ["retrieve", "refunds", "disputes", "events", "newest_event", "touched", "find"]


class Feeds(DrivenWorld):
    """Stripe, the ways by which its news arrive, and one register."""

    CALM = (4, 3600)
    """Until everything that was put off has been tried again, at the slowest pace."""
    sales = Bundle("sales")
    refunds = Bundle("refunds")
    disputes = Bundle("disputes")

    async def open(self) -> World:
        world = World()
        self._begin(world)
        return world

    def _begin(self, world) -> None:
        # Two workers on one inbox: what one of them does, the other may be doing, too.
        world.run_feeds("inbox", "inbox", "sweep")

    def seen(self, op):
        return next(s for s in self.world.stripe.intents.values() if s.operation == op)

    # ----------------------------------------------------------------------------- at Stripe
    @initialize(target=sales)
    def open_shop(self):
        return multiple(*(self._sell(happens)[0] for happens in ("pay", "pay", "pay", "process")))

    @rule(target=sales, happens=st.sampled_from(["pay", "process", ""]))
    def sell(self, happens):
        """The page confirms, the bank does something, and nobody has looked yet."""
        return multiple(*self._sell(happens))

    def _sell(self, happens):
        number = len(self.world.disk._tables.payments)
        before = set(self.world.stripe.intents)
        self.attempt(self._confirmed(order(minor=1000 + number, customer=f"cus_{number}")))
        new = set(self.world.stripe.intents) - before
        for intent in new:
            op = self.world.stripe.intents[intent].operation
            if happens and self.world.disk._tables.payments[op].confirming:
                getattr(self.world.stripe, happens)(intent)
        return [self.world.stripe.intents[intent].operation for intent in new]

    async def _confirmed(self, what):
        started = await self.world.payments.start(what)
        await self.world.payments.confirm_asked(started.payment.op)

    @rule(op=sales, happens=st.sampled_from(["pay", "pay", "process", "decline", "authorise"]))
    def bank(self, op, happens):
        seen = self.seen(op)
        confirmed = self.world.disk._tables.payments[op].confirming
        begun = seen.status is not PaymentIntentStatus.REQUIRES_PAYMENT_METHOD
        if seen.status not in ENDED and (confirmed or begun):
            getattr(self.world.stripe, happens)(seen.id)

    @rule(
        target=refunds,
        op=sales,
        part=st.integers(1, 4),
        status=st.sampled_from(["pending", "succeeded"]),
        ends=st.sampled_from(["", "failed"]),
    )
    def refund(self, op, part, status, ends):
        """Given back in the Dashboard; some fail before anybody has looked."""
        seen = self.seen(op)
        if seen.status is not PaymentIntentStatus.SUCCEEDED:
            return multiple()
        amount = (seen.amount_received - seen.charge.amount_refunded) // part
        if not amount:
            return multiple()
        made = self.world.stripe.refund(seen.id, amount, status)
        if ends:
            self.world.stripe.settle_refund(made, ends)
        return made

    @rule(refund=refunds, status=st.sampled_from(["succeeded", "failed", "canceled"]))
    def refund_ends(self, refund, status):
        if self.world.stripe.refunds_made[refund].status not in _LOST:
            self.world.stripe.settle_refund(refund, status)

    @rule(
        target=disputes,
        op=sales,
        status=st.sampled_from(["needs_response", "warning_needs_response"]),
    )
    def dispute(self, op, status):
        seen = self.seen(op)
        if seen.status is not PaymentIntentStatus.SUCCEEDED or seen.charge.disputed:
            return multiple()
        return self.world.stripe.dispute(seen.id, status)

    @rule(dispute=disputes, status=st.sampled_from(["won", "lost"]))
    def dispute_ends(self, dispute, status):
        opened = self.world.stripe.disputes_made[dispute]
        if opened.status.endswith("needs_response"):
            warning = opened.status.startswith("warning")
            self.world.stripe.close_dispute(dispute, "warning_closed" if warning else status)

    # ------------------------------------------------------------------------------- the news
    @rule(numbers=st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
    def webhooks_arrive(self, numbers):
        """Any of all events ever made, in any order, as often as you like, all at once."""
        log = self.world.stripe.events.log
        if log:
            chosen = [log[number % len(log)] for number in numbers]
            self.attempt(self._deliver(chosen))

    async def _deliver(self, events):
        await asyncio.gather(*map(self.world.services.inbox.accept, events), return_exceptions=True)

    @rule(op=sales)
    def operator_checks(self, op):
        self.attempt(self.world.payments.check(op))

    @rule(op=sales)
    def page_reports(self, op):
        self.attempt(
            self.world.payments.reported(op, ConfirmReported(self.seen(op).id, "succeeded"))
        )

    @rule()
    def somebody_sweeps(self):
        self.attempt(self.world.services.sweep.sweep())

    @rule(seconds=st.sampled_from([1, 20, 100, 4000]))
    def time_passes(self, seconds):
        self.run(self.world.clock.advance(seconds))

    # --------------------------------------------------------------------------- the bad luck
    @rule(read=st.sampled_from(READS), times=st.integers(1, 3))
    def reads_go_wrong(self, read, times):
        self.world.stripe.fail(read, *[lost_request()] * times)

    @rule()
    def network_goes_or_comes(self):
        down = self.world.stripe.down
        self.world.stripe.down = None if down else Unknown(FailureCause.NETWORK)

    @rule(fates=st.text(".x", max_size=6))
    def disk_fills_up(self, fates):
        self.world.store.fail(fates)

    @rule(days=st.sampled_from([0, 1, 40]))
    def dies_and_starts(self, days):
        self.run(self.world.crash())
        self.world.clock.skip(days * 86_400)
        self.attempt(self._restart())

    async def _restart(self):
        self.world.start()
        self._begin(self.world)
        await self.world.services.recovery.run()

    # --------------------------------------------------------------------- what must hold now
    @invariant()
    def every_row_is_something_stripe_has_shown(self):
        known = self._expected_rows()
        for row in self.world.disk._tables.ledger:
            assert known.get((row.kind, row.stripe_id)) == row.money.minor

    @invariant()
    def no_row_and_no_news_twice(self):
        tables = self.world.disk._tables
        rows = Counter((row.kind, row.stripe_id) for row in tables.ledger)
        told = Counter(
            (op, fact.kind, fact.detail)
            for op, fact in tables.facts
            if fact.kind in {FactKind.REFUNDED, FactKind.REFUND_FAILED, FactKind.DISPUTE_OPENED,
                             FactKind.DISPUTE_CLOSED, FactKind.SUCCEEDED}
        )  # fmt: skip
        assert max([*rows.values(), *told.values(), 1]) == 1

    # ---------------------------------------------------------------- what must hold in the end
    def _expected_rows(self):
        """What the books must say, told by Stripe's objects alone."""
        stripe, rows = self.world.stripe, {}
        for seen in stripe.intents.values():
            if seen.status is PaymentIntentStatus.SUCCEEDED:
                rows[LedgerKind.SALE, seen.charge.id] = seen.amount_received
        for made in stripe.refunds_made.values():
            rows[LedgerKind.REFUND, made.id] = -made.money.minor
            if made.status in _LOST:
                rows[LedgerKind.REFUND_FAILED, made.id] = made.money.minor
        for opened in stripe.disputes_made.values():
            for move in opened.movements:
                kind = LedgerKind.DISPUTE if move.money.minor < 0 else LedgerKind.DISPUTE_RETURNED
                rows[kind, move.id] = move.money.minor
        return rows

    def books_agree(self):
        stripe, tables = self.world.stripe, self.world.disk._tables
        booked = {(row.kind, row.stripe_id): row.money.minor for row in tables.ledger}
        assert booked == self._expected_rows()
        for seen in stripe.intents.values():
            sale = tables.payments[seen.operation]
            paid = seen.status is PaymentIntentStatus.SUCCEEDED
            assert (sale.money_taken is MoneyTaken.YES) is paid
            if paid:
                assert sale.amount_refunded == seen.charge.amount_refunded
            if seen.status is PaymentIntentStatus.PROCESSING:
                assert sale.state is PaymentState.PROCESSING
        assert all(i.state is not InboxState.WAITING for i in tables.inbox.values())


TestFeeds = Feeds.TestCase
TestFeeds.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
