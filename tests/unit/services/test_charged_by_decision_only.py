"""Hasty operators, slow banks, wrong clocks and crashes: the same is taken twice by decision only.

Of any two sales of one customer and amount that were paid within the window, the later one bears
that somebody has agreed to charge again, and that leads to the earlier one. To have charged in
spite of a doubt is no such agreement.
"""

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, multiple, rule

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import PaymentIntentStatus
from pos_app.domain.timeline import FactKind
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.services.consents import Consent
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.fake_clock import settle
from tests.support.fake_stripe import TIMEOUT, lost_answer, lost_request
from tests.support.world import World, order

WINDOW = 600.0
KIND = {
    NotStartedReason.LOOKS_REPEATED: DecisionKind.CHARGE_AGAIN,
    NotStartedReason.OPEN_ISSUE: DecisionKind.CHARGE_DESPITE_DOUBT,
}
PAYABLE = {PaymentIntentStatus.REQUIRES_PAYMENT_METHOD, PaymentIntentStatus.REQUIRES_ACTION}
HAPPENS = st.sampled_from(["pay", "pay", "decline", "require_action", "process", ""])
DECIDED_LATER = {"pay", "decline"}
NO_KEY = lost_request(Refused(RefusalKind.KEY_REJECTED, "api_key_ip_denied"))
FAULTS = st.lists(
    st.sampled_from([lost_request(TIMEOUT), lost_answer(TIMEOUT), NO_KEY]), max_size=2
)


class Counter(RuleBasedStateMachine):
    """One customer who buys the same again and again, and operators who press everything."""

    sales = Bundle("sales")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = self.run(self._open())
        self.told = {}
        """When the page was last told to confirm, by PaymentIntent."""

    async def _open(self) -> World:
        return World()

    def run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    # -------------------------------------------------------------------------- the operator
    @rule(target=sales, agrees=st.booleans(), faults=FAULTS, patience=st.sampled_from([0, 5]))
    def start(self, agrees, faults, patience):
        """Whoever agrees says yes to every question, with the manager's approval."""

        async def begin():
            self.world.stripe.fail("cancel", *faults)
            consents = []
            while True:
                result = await self._patiently(self.world.payments.start(order(), *consents))
                barred = isinstance(result, NotStarted) and result.reason in KIND
                if not (barred and agrees) or len(consents) > 9:
                    return result
                consents.append(
                    Consent(KIND[result.reason], result.issue.op, "Anna", "as they say")
                )
                # The PIN takes a second of scrypt and has tests of its own.
                self.world.services.gate.give_back(consents)

        result = self.run(begin())
        self.run(self.world.clock.advance(patience))
        return self._begun(result)

    async def _patiently(self, work):
        """Wait for an answer, and for what the counter itself waits for."""
        task = self.world.services.background.spawn(work, name="operator")
        await settle()
        if not task.done():
            await self.world.clock.advance(5)
        return await task

    def _begun(self, result):
        return multiple(result.payment.op) if isinstance(result, Started) else multiple()

    @rule(op=sales)
    def resume(self, op):
        self.run(self._patiently(self.world.payments.resume(op)))

    @rule(op=sales, happens=HAPPENS, seen=st.booleans())
    def confirm(self, op, happens, seen):
        before = self.run(self.world.facts(op)).count(FactKind.CONFIRM_ASKED)
        result = self.run(self._press(op))
        if isinstance(result, NotStarted):
            return
        if self.run(self.world.facts(op)).count(FactKind.CONFIRM_ASKED) > before:
            self.told[op] = self.world.clock.monotonic()
        self.bank(op, happens)
        if seen:
            self.check(op)

    async def _press(self, op):
        """By then Stripe has said what time it is there, if only with the sale it has made."""
        health, clock = self.world.services.health, self.world.clock
        health.heard(clock.true_now())
        try:
            return await self._patiently(self.world.payments.confirm_asked(op))
        finally:
            health.heard(clock.now())  # or nobody would sell any more under this clock

    @rule(target=sales, op=sales, faults=FAULTS)
    def charge_while_the_bank_asks(self, op, faults):
        """A manager has the same charged; the customer says yes to every question of the bank."""
        self.confirm(op, "require_action", seen=True)
        begun = self.start(agrees=True, faults=faults, patience=0)
        for new in begun.values:
            self.confirm(new, "pay", seen=False)
        self.bank(op, "pay")
        return begun

    @rule(target=sales, op=sales, later=st.sampled_from([20, 700]), agrees=st.booleans())
    def charge_after_what_the_bank_has_dropped(self, op, later, agrees):
        """Another card pays on the same sale, nobody hears of it, and the same is charged again."""
        self.confirm(op, "process", seen=True)
        self.time_passes(later)
        self.bank(op, "decline")
        self.check(op)
        self.confirm(op, "pay", seen=False)
        self.dies_and_starts()
        begun = self.start(agrees=agrees, faults=[], patience=0)
        for new in begun.values:
            self.confirm(new, "pay", seen=False)
        return begun

    @rule(op=sales)
    def leave(self, op):
        self.run(self.world.payments.leave(op))
        self.run(settle())

    @rule(op=sales)
    def check(self, op):
        self.run(self._patiently(self.world.payments.check(op)))

    # ------------------------------------------------------------------------------ the bank
    @rule(op=sales, happens=HAPPENS)
    def bank(self, op, happens):
        """Only what the page was told to confirm moves money, and only so long afterwards.

        What the bank has accepted it may pay or take back whenever it likes.
        """
        sale = self.run(self.world.sale(op))
        seen = self.world.stripe.intents[sale.intent]
        if seen.status is PaymentIntentStatus.PROCESSING and happens in DECIDED_LATER:
            getattr(self.world.stripe, happens)(sale.intent)
        at_bank = seen.status is PaymentIntentStatus.REQUIRES_ACTION
        under_way = self.world.clock.monotonic() - self.told.get(op, -1e9) < LATEST_ARRIVAL
        if happens and seen.status in PAYABLE and (at_bank or (under_way and sale.confirming)):
            getattr(self.world.stripe, happens)(sale.intent)

    # -------------------------------------------------------------------------- the bad luck
    @rule(seconds=st.sampled_from([1, 20, 100, 400, 700]))
    def time_passes(self, seconds):
        self.run(self.world.clock.advance(seconds))

    @rule(seconds=st.sampled_from([-5000, -300, -61]))
    def the_clock_is_set_back(self, seconds):
        self.world.clock.set(seconds)

    @rule(seconds=st.sampled_from([61, 700, 5000]))
    def the_clock_is_set_forward(self, seconds):
        self.world.clock.set(seconds)

    @rule()
    def dies_and_starts(self):
        self.run(self.world.restart())

    # ------------------------------------------------------------- what must hold in the end
    def teardown(self):
        try:
            self._twice_by_decision_only()
            assert self.world.errors == []
        finally:
            self.run(self.world.crash())
            self.run(self.loop.shutdown_default_executor())
            self.loop.close()

    def _twice_by_decision_only(self):
        taken = [s.operation for s in self.world.stripe.intents.values() if s.amount_received]
        taken.sort(key=self.told.__getitem__)
        for number, later in enumerate(taken):
            agreed = self._agreed(later)
            for earlier in taken[:number]:
                apart = self.told[later] - self.told[earlier]
                assert earlier in agreed or apart >= WINDOW, (earlier, later)

    def _agreed(self, op):
        """The sales that whoever charged this one has agreed to charge beside, by each in turn."""
        found, ahead = set(), [op]
        while ahead:
            facts = self.run(self._facts(ahead.pop()))
            words = [f.detail.split() for f in facts if f.kind is FactKind.BAR_LIFTED]
            lifted = [about for kind, about in words if kind == DecisionKind.CHARGE_AGAIN]
            ahead += [about for about in lifted if about not in found]
            found.update(lifted)
        return found

    async def _facts(self, op):
        return await self.world.disk.transact(lambda tx: tuple(tx.payments.facts(op)))


TestCounter = Counter.TestCase
TestCounter.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
