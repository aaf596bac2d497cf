"""Whatever is under way at Stripe, nobody is told that no money was taken while it may be.

A page confirms, loses its answer, confirms again or dies; the register dies with it and starts
with a clock that somebody has set. Requests that nobody waits for any more arrive at Stripe late,
in any order. A model remembers each of them until it has arrived or never will; the register's
"no" is held against it after every step.
"""

import asyncio
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.domain.payment import MoneyTaken, Payment, PaymentIntentStatus, PaymentState
from pos_app.ports.checkout_page import ConfirmReported, NeverTold, PageCrashed
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.services.results import Started
from tests.support.fake_clock import settle
from tests.support.fake_stripe import lost_answer, lost_request
from tests.support.world import World, order, with_amounts

WAITS = {PaymentIntentStatus.REQUIRES_PAYMENT_METHOD, PaymentIntentStatus.REQUIRES_ACTION}
TAKES = {
    PaymentIntentStatus.REQUIRES_ACTION,
    PaymentIntentStatus.PROCESSING,
    PaymentIntentStatus.SUCCEEDED,
}
DECIDED_LATER = {PaymentIntentStatus.REQUIRES_ACTION, PaymentIntentStatus.PROCESSING}
_TURNS = 5
"""How often ``settle`` is enough for whatever waits for nobody."""
OUTCOMES = st.sampled_from(["pay", "decline", "decline", "require_action", "process"])
CLOCKS = st.sampled_from([0, 0, 3600, -3600, 3 * 86_400])
SAYS = {
    "pay": {"status": "succeeded"},
    "process": {"status": "processing"},
    "decline": {"error_type": "card_error", "code": "card_declined"},
    "too late": {"error_type": "invalid_request_error", "code": "payment_intent_unexpected_state"},
}


@dataclass(eq=False)
class Request:
    """A confirmation that the page was told to send."""

    intent: PaymentIntentId
    outcome: str = ""
    latest: float | None = None
    """When it arrives at the latest; None while its page lives."""


class Counter(RuleBasedStateMachine):
    """One customer, one page, one register; the model's requests beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = self.run(self._open())
        self.under_way: list[Request] = []
        self.asked: Request | None = None
        """The one whose word the page owes."""

    async def _open(self) -> World:
        return World(with_amounts(repeat_minutes=0))

    def run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def ask(self, coroutine):
        """The answer, or None if the disk gave none."""

        async def do():
            task = asyncio.ensure_future(coroutine)  # noqa: TID251
            for _ in range(_TURNS):  # a start with many open sales looks at one after the other
                if not task.done():
                    await settle()
            assert task.done(), "this waits for nobody"
            failure = task.exception()
            assert failure is None or isinstance(failure, StoreUnavailableError), failure
            return None if failure else task.result()

        return self.run(do())

    def seen(self, intent):
        return self.world.stripe.intents[intent]

    def sales(self):
        return list(self.world.disk._tables.payments.values())

    def may_arrive(self, intent):
        now = self.world.clock.monotonic()
        return [
            request
            for request in self.under_way
            if request.intent == intent and (request.latest is None or now <= request.latest)
        ]

    # -------------------------------------------------------------------------- the operator
    @initialize(
        declined=st.booleans(), lied=st.booleans(), again=st.booleans(), bounces=st.booleans()
    )
    def a_sale_is_confirmed(self, declined, lied, again, bounces):
        """Once, or once more after a decline or a lost answer, which a bank may take back."""
        self.start()
        self.confirm()
        if declined:
            self.a_request_arrives(0, "decline")
            self.page_says_how_it_ended()
            self.confirm()
        if lied and not again:
            self.page_ends("lie")
        if again:
            self.page_ends("api_connection_error")
            self.confirm()
        if again and bounces:
            self.a_request_arrives(1, "process")
            self.somebody_looks(by_hint=False)
            self.the_bank_decides(good=False)

    @precondition(lambda self: self.asked is None)
    @rule()
    def start(self):
        started = self.ask(self.world.payments.start(order()))
        if isinstance(started, Started):
            for earlier in self.sales():
                if earlier.op != started.payment.op and self.may_be_paid(earlier):
                    assert earlier.money_taken in {MoneyTaken.YES, MoneyTaken.PENDING}

    @precondition(lambda self: self.asked is None)
    @rule()
    def confirm(self):
        """In the sale that is open, also while how the confirmation before ended is not known."""
        for sale in self.sales():
            if sale.state in {PaymentState.OPEN, PaymentState.REQUIRES_ACTION}:
                self.ask(self.world.payments.resume(sale.op))
                answer = self.ask(self.world.payments.confirm_asked(sale.op))
                if isinstance(answer, Payment) and not answer.state.terminal:
                    self.asked = Request(answer.intent)
                    self.under_way.append(self.asked)
                return

    @rule(by_hint=st.booleans())
    def somebody_looks(self, by_hint):
        for sale in self.sales():
            if by_hint:
                self.world.services.watch.wake(sale.op)
                self.run(settle())
            else:
                self.ask(self.world.payments.check(sale.op))

    @rule(cancels=st.booleans())
    def leave(self, cancels):
        if self.asked is not None:
            self.page_ends("crash")
        for sale in self.sales():
            if cancels:
                self.world.stripe.fail("cancel", lost_answer(), lost_request())
                self.ask(self.world.payments.cancel(sale.op))
            self.ask(self.world.payments.leave(sale.op))

    # ------------------------------------------------------------------------------ the page
    @precondition(lambda self: self.asked is not None and self.asked.outcome in SAYS)
    @rule()
    def page_says_how_it_ended(self):
        said = {"status": "", **SAYS[self.asked.outcome]}
        self.report(ConfirmReported(self.asked.intent, **said))

    @precondition(lambda self: self.asked is not None)
    @rule(
        how=st.sampled_from(["api_connection_error", "api_error", "lock_timeout", "lie", "crash"])
    )
    def page_ends(self, how):
        """Its request may arrive all the same, or has; a network may answer in Stripe's place."""
        self.nobody_waits()
        match how:
            case "crash":
                self.report(PageCrashed("killed"))
            case "lock_timeout":
                said = {"error_type": "invalid_request_error", "code": how}
                self.report(ConfirmReported(self.asked.intent, "", **said))
            case "lie":
                self.report(ConfirmReported(self.asked.intent, "", **SAYS["decline"]))
            case _:
                self.report(ConfirmReported(self.asked.intent, "", error_type=how))

    @precondition(lambda self: self.asked in self.under_way)
    @rule(told=st.booleans())
    def page_has_sent_nothing(self, told):
        self.under_way.remove(self.asked)
        word = ConfirmReported(self.asked.intent, "", error_type="validation_error")
        self.report(word if told else NeverTold("gone"))

    def report(self, report):
        """The page says its last word about what it was told."""
        about, self.asked = self.asked, None
        operation = self.seen(about.intent).operation
        self.ask(self.world.payments.reported(operation, report))

    def nobody_waits(self):
        if self.asked is not None:
            self.asked.latest = self.world.clock.monotonic() + LATEST_ARRIVAL - 10

    # ------------------------------------------------------------------------------ the bank
    @precondition(lambda self: any(map(self.may_arrive, self.world.stripe.intents)))
    @rule(number=st.integers(0, 3), outcome=OUTCOMES)
    def a_request_arrives(self, number, outcome):
        coming = [r for i in self.world.stripe.intents for r in self.may_arrive(i)]
        request = coming[number % len(coming)]
        self.under_way.remove(request)
        if self.seen(request.intent).status in WAITS:
            request.outcome = outcome
            getattr(self.world.stripe, outcome)(request.intent)
        else:
            request.outcome = "too late"

    @precondition(lambda self: any(map(self.decides, self.world.stripe.intents)))
    @rule(good=st.booleans())
    def the_bank_decides(self, good):
        stripe = self.world.stripe
        for intent in filter(self.decides, list(stripe.intents)):
            asks = self.seen(intent).status is PaymentIntentStatus.REQUIRES_ACTION
            refuse = stripe.fail_authentication if asks else stripe.decline
            (stripe.pay if good else refuse)(intent)
            if self.asked is not None and self.asked.intent == intent and self.asked.outcome:
                self.asked.outcome = "pay" if good else "decline"

    def decides(self, intent):
        """A bank takes days over a debit, or returns it at once."""
        return self.seen(intent).status in DECIDED_LATER

    # ------------------------------------------------------------------- time, and bad luck
    @rule(seconds=st.sampled_from([1, 5, 30, 60, 100]), clock=CLOCKS)
    def time_passes(self, seconds, clock):
        self.world.clock.set(clock)
        self.run(self.world.clock.advance(seconds))

    @rule(times=st.integers(0, 2), fates=st.text(".x", max_size=5))
    def bad_luck(self, times, fates):
        self.world.stripe.fail("retrieve", *[lost_request()] * times)
        self.world.store.fail(fates)

    @rule(
        off=st.sampled_from([0, 0, 30, 3600]),
        clock=CLOCKS,
        arrives=st.lists(OUTCOMES, max_size=2),
        unreachable=st.booleans(),
        lost=st.sampled_from([0, 5, 5]),
    )
    def dies_and_starts(self, off, clock, arrives, unreachable, lost):
        """What is given up can be paid until its cancellation has got through."""
        self.nobody_waits()
        self.asked = None
        self.run(self.world.crash())
        for number, outcome in enumerate(arrives):
            if any(map(self.may_arrive, self.world.stripe.intents)):
                self.a_request_arrives(number, outcome)
        self.world.clock.skip(off)
        self.world.clock.set(clock)
        self.world.start()
        self.world.stripe.fail("cancel", *[lost_request()] * lost)
        self.world.stripe.down = Unknown(FailureCause.NETWORK) if unreachable else None
        self.ask(self.world.services.recovery.run())
        self.world.stripe.down = None

    # ------------------------------------------------------------------------ what must hold
    def may_be_paid(self, sale):
        if sale.intent is None:
            return False
        status = self.seen(sale.intent).status
        return status in TAKES or (status in WAITS and bool(self.may_arrive(sale.intent)))

    @invariant()
    def no_means_no(self):
        for sale in self.sales():
            if sale.money_taken is MoneyTaken.NO:
                assert not self.may_be_paid(sale), sale

    def teardown(self):
        try:
            self.run(self._calm())
            self._everything_is_known()
        finally:
            self.run(self.world.crash())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()

    async def _calm(self):
        self.world.stripe._faults.clear()
        self.world.store.fail("")
        for intent, seen in list(self.world.stripe.intents.items()):
            if seen.status in TAKES - {PaymentIntentStatus.SUCCEEDED}:
                self.world.stripe.pay(intent)
        for sale in self.sales():
            if not sale.state.terminal:
                await self.world.payments.reported(sale.op, PageCrashed("left"))
                await self.world.payments.leave(sale.op)
        await self.world.clock.advance(LATEST_ARRIVAL + 10)
        for sale in self.sales():
            await self.world.payments.check(sale.op)
        for _ in range(5):
            await self.world.clock.advance(60)

    def _everything_is_known(self):
        for sale in self.sales():
            assert sale.state.terminal, sale
        booked = sorted(row.op for row in self.world.disk._tables.ledger)
        paid = [s for s in self.world.stripe.intents.values() if s.amount_received]
        assert booked == sorted(seen.operation for seen in paid)
        bugs = [e for e in self.world.errors if not isinstance(e[1], StoreUnavailableError)]
        assert bugs == []


TestCounter = Counter.TestCase
TestCounter.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
