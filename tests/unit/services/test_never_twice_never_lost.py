"""Faults, crashes and hasty operators in any order: charged at most once, never lost.

A register is driven through random sales while requests and answers get lost, Stripe stores 500s,
disks fill up and the process dies at any point. Whatever happened, the register never claims what
Stripe does not confirm; and once the weather clears, its books agree with Stripe's.
"""

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    invariant,
    multiple,
    precondition,
    rule,
)

from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus, PaymentState
from pos_app.ports.checkout_page import ConfirmReported, PageCrashed
from tests.support.driven_world import DrivenWorld, forget
from tests.support.fake_stripe import Fault, lost_answer, lost_request, stored_500
from tests.support.world import order

PAYABLE = {
    PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
    PaymentIntentStatus.REQUIRES_ACTION,
    PaymentIntentStatus.PROCESSING,
}
HAPPENINGS = ["", "pay", "pay", "decline", "require_action", "process"]
FAULT = st.sampled_from(
    [
        lost_request(),
        lost_answer(),
        lost_request(Unknown(FailureCause.RATE_LIMITED)),
        lost_answer(Unknown(FailureCause.CONFLICT)),
        stored_500(),
        Fault(Refused(RefusalKind.KEY_REJECTED)),
    ]
)
FAULTS = st.lists(FAULT, max_size=3)
CANCEL_FAULTS = st.lists(FAULT | st.just(stored_500(executed=False)), max_size=3)


class Register(DrivenWorld):
    """One register, its operators, its customers' banks and its bad luck."""

    CALM = (30, 60)
    sales = Bundle("sales")

    def intent_of(self, op):
        return next((i for i, s in self.world.stripe.intents.items() if s.operation == op), None)

    # -------------------------------------------------------------------------- the operator
    @rule(target=sales, customer=st.sampled_from(["cus_1", "cus_2"]), faults=FAULTS)
    def start(self, customer, faults):
        self.world.stripe.fail("create", *faults)
        before = set(self.world.disk._tables.payments)
        self.attempt(self.world.payments.start(order(customer=customer)))
        return multiple(*(set(self.world.disk._tables.payments) - before))

    @rule(op=sales, happens=st.sampled_from(HAPPENINGS))
    def confirm(self, op, happens):
        self.attempt(self.world.payments.confirm_asked(op))
        self.bank(op, happens)

    @rule(op=sales)
    def check(self, op):
        self.attempt(self.world.payments.check(op))

    @rule(op=sales)
    def resume(self, op):
        self.attempt(self.world.payments.resume(op))

    @rule(op=sales, faults=CANCEL_FAULTS)
    def cancel(self, op, faults):
        self.world.stripe.fail("cancel", *faults)
        self.attempt(self.world.payments.cancel(op))

    @rule(op=sales, faults=CANCEL_FAULTS)
    def leave(self, op, faults):
        self.world.stripe.fail("cancel", *faults)
        self.attempt(self.world.payments.leave(op))

    @rule(op=sales, error=st.sampled_from(["", "card_error", "validation_error", "api_error"]))
    def page_reports(self, op, error):
        intent = self.intent_of(op)
        if intent is not None:
            status = "" if error else "succeeded"
            report = ConfirmReported(intent, status, error_type=error)
            self.attempt(self.world.payments.reported(op, report))

    @rule(op=sales)
    def page_crashes(self, op):
        self.attempt(self.world.payments.reported(op, PageCrashed("killed")))

    # ------------------------------------------------------------------------------ the bank
    @rule(op=sales, happens=st.sampled_from(HAPPENINGS))
    def bank(self, op, happens):
        """Only what the page was told to confirm can move money."""
        intent = self.intent_of(op)
        sale = self.world.disk._tables.payments[op]
        asked = sale.confirming or sale.state in {
            PaymentState.REQUIRES_ACTION,
            PaymentState.PROCESSING,
        }
        if happens and intent and asked and self.world.stripe.intents[intent].status in PAYABLE:
            getattr(self.world.stripe, happens)(intent)

    # -------------------------------------------------------------------------- the bad luck
    @rule(method=st.sampled_from(["retrieve", "find", "client_secret"]), faults=FAULTS)
    def reads_go_wrong(self, method, faults):
        self.world.stripe.fail(method, *faults)

    @precondition(lambda self: self.world.stripe.down is None)
    @rule()
    def network_goes(self):
        self.world.stripe.down = Unknown(FailureCause.NETWORK)

    @precondition(lambda self: self.world.stripe.down is not None)
    @rule()
    def network_comes(self):
        self.world.stripe.down = None

    @rule(fates=st.text(".x", max_size=6))
    def disk_fills_up(self, fates):
        self.world.store.fail(fates)

    @rule(seconds=st.sampled_from([0, 1, 5, 20, 100]))
    def time_passes(self, seconds):
        self.run(self.world.clock.advance(seconds))

    @rule(hours=st.sampled_from([0, 1, 30]))
    def dies_and_starts(self, hours):
        self.run(self.world.crash())
        self.world.clock.skip(hours * 3600)
        self.world.start()
        self.attempt(self.world.services.recovery.run())

    @rule(op=sales, turns=st.integers(0, 25), what=st.sampled_from(["start", "cancel", "confirm"]))
    def dies_in_the_middle(self, op, turns, what):
        payments = self.world.payments
        call = {
            "start": lambda: payments.start(order()),
            "cancel": lambda: payments.cancel(op),
            "confirm": lambda: payments.confirm_asked(op),
        }[what]

        async def half_way():
            forget(asyncio.ensure_future(call()))  # noqa: TID251
            for _ in range(turns):
                await asyncio.sleep(0)

        self.run(half_way())
        self.dies_and_starts(0)

    # -------------------------------------------------------------------- what must hold now
    @invariant()
    def nothing_is_claimed_that_stripe_does_not_confirm(self):
        stripe, tables = self.world.stripe, self.world.disk._tables
        for sale in tables.payments.values():
            if sale.state is PaymentState.SUCCEEDED:
                assert stripe.intents[sale.intent].status is PaymentIntentStatus.SUCCEEDED
            if sale.state is PaymentState.CANCELED and sale.intent:
                assert stripe.intents[sale.intent].status is PaymentIntentStatus.CANCELED
        received = {s.charge.id: s.amount_received for s in stripe.intents.values() if s.charge}
        for row in tables.ledger:
            assert received[row.stripe_id] == row.money.minor

    @invariant()
    def one_intention_has_one_payment_intent(self):
        operations = [seen.operation for seen in self.world.stripe.intents.values()]
        assert len(operations) == len(set(operations))

    # ------------------------------------------------------------- what must hold in the end
    def books_agree(self):
        stripe, tables = self.world.stripe, self.world.disk._tables
        paid = [s for s in stripe.intents.values() if s.status is PaymentIntentStatus.SUCCEEDED]
        assert sorted(row.op for row in tables.ledger) == sorted(s.operation for s in paid)
        assert sum(r.money.minor for r in tables.ledger) == sum(s.amount_received for s in paid)
        for seen in stripe.intents.values():
            sale = tables.payments[seen.operation]
            taken = sale.money_taken
            assert (taken is MoneyTaken.YES) is (seen.status is PaymentIntentStatus.SUCCEEDED)
            assert not (sale.state.terminal and seen.status in PAYABLE), "left open at Stripe"
        newest = {(row.op, row.action, row.key): row for row in tables.journal}
        open_entries = [row for row in newest.values() if not row.state.settled]
        assert open_entries == []


TestRegister = Register.TestCase
TestRegister.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
