"""Hasty operators, slow banks and dying pages in any order: the counter never says a false word.

A whole counter is driven at random. What the bank has done, or may still do, with what the page has
sent is known here, and the screen is held against it after each step.
"""

import asyncio
from dataclasses import dataclass

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.domain.payment import PaymentIntentStatus as Status
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementChanged,
    ElementReady,
    NeverTold,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.states.pane import ActionId
from tests.support.fake_clock import settle
from tests.support.fake_stripe import BUSY, lost_answer, lost_request, stored_500
from tests.support.till import VISA, FakePage, Till

FAULTS = (lost_request(), lost_answer(), lost_request(BUSY), stored_500())
MAY_BE_PAID = {
    Status.REQUIRES_ACTION,
    Status.PROCESSING,
    Status.REQUIRES_CAPTURE,
    Status.SUCCEEDED,
}
BANK = {"pay": "succeeded", "process": "processing", "authorise": "requires_capture"}
CHOICES = st.sampled_from(
    ["go_on"] * 16
    + ["charge", "bank", "bank", "report", "report"]
    + ["crash", "silence", "back_from_bank", "leave", "escape", "find", "check", "review"]
    + ["retry", "cancel", "same_customer", "wait", "wait", "network", "fault", "full_disk"]
    + ["lost_at_the_bank"] * 3
)
STEP = st.tuples(CHOICES, st.integers(0, 1000), st.sampled_from([0, 3, 6, 80]))
STEPS = st.lists(STEP, min_size=20, max_size=60)


@dataclass
class Attempt:
    """One request of the page to confirm; it may arrive although the page is gone."""

    intent: str
    latest: float | None = None
    under_way: bool = True
    said: dict | None = None

    def is_late(self, now):
        """Whether it arrives now at the latest."""
        return self.under_way and self.latest is not None and self.latest <= now


class HastyPage(FakePage):
    """Confirms as the real page does: once at a time, and a request outlives its page."""

    def __init__(self, clock):
        super().__init__()
        self.clock = clock
        self.shown = False
        self.running = None
        self.attempts = []

    def mount(self, request):
        self.lose()
        super().mount(request)

    def unmount(self):
        self.lose()

    def show_bank(self, request):
        """The attempt that waits for the customer goes on, on this page."""
        self.lose()
        super().show_bank(request)
        waiting = [a for a in self.attempts if a.intent == request.intent and a.under_way]
        if waiting:
            self.running = waiting[-1]
            self.running.latest = self.running.said = None

    def lose(self):
        if self.running:
            self.running.latest = self.clock.monotonic() + LATEST_ARRIVAL - 10
        self.mounted, self.shown, self.running = None, False, None

    def show(self):
        self.shown = True
        intent = self.mounted.intent
        self.say(ElementReady(intent))
        self.say(ElementChanged(intent, complete=True, empty=False, type="card", saved=VISA.id))

    def confirm(self):
        if not self.shown:
            self.say(NeverTold("not_ready"))
        elif self.running is None:
            self.running = Attempt(self.mounted.intent)
            self.attempts.append(self.running)


class Hasty:
    """One register on a bad day."""

    def __init__(self):
        self.till = Till()
        self.till.hurry()
        self.stripe, self.clock = self.till.stripe, self.till.clock
        self.counter = self.till.counter
        self.taking = self.till.panes.taking
        self.page = HastyPage(self.clock)
        self.page.subscribe(self.taking._on_page)
        for part in (self.taking, self.taking._opening, self.taking._charging):
            part._page = self.page

    async def do(self, what, number, turns):
        await getattr(self, what)(number)
        for _ in range(turns):
            await asyncio.sleep(0)
        self.screen_is_true()

    # ------------------------------------------------------------------ operator and page
    async def go_on(self, number):
        """The sensible next thing."""
        if not self.taking.active:
            await self.till.choose()
            self.till.type("4850")
            self.counter.proceed()
        elif self.page.mounted and not self.page.shown:
            self.page.show()
        elif self.page.mounted and not self.page.running:
            await self.charge(number)
        elif number % 2:
            await self.press(ActionId.SHOW_BANK, number)

    async def charge(self, number):
        for _ in range(1 + number % 2):
            self.counter.charge()

    async def leave(self, _):
        self.counter.new_sale()

    async def escape(self, _):
        self.counter.back()

    async def find(self, _):
        self.counter.find()

    async def check(self, _):
        self.counter.check()

    async def review(self, number):
        recents = self.till.view.search.recents
        if recents:
            self.counter.search.review(recents[number % len(recents)].op)

    async def retry(self, number):
        await self.press(ActionId.RETRY, number)

    async def cancel(self, number):
        await self.press(ActionId.CANCEL, number)

    async def same_customer(self, number):
        await self.press(ActionId.SAME_CUSTOMER, number)

    async def press(self, wanted, number):
        if number % 3:
            await self.clock.advance(CALM_SECONDS)  # read before it is pressed
        card = self.till.view.card
        if card and wanted in {action.id for action in card.actions}:
            self.counter.act(wanted)

    async def crash(self, _):
        if self.page.mounted or self.page.running:
            self.page.lose()
            self.page.say(PageCrashed("killed"))

    async def lost_at_the_bank(self, number):
        """The bank asks, and the page dies with its question."""
        if (running := self.page.running) and running.under_way:
            self.answer(running, "require_action")
            await self.crash(number)

    async def silence(self, _):
        """The page's connection breaks; its request may have arrived."""
        if running := self.page.running:
            running.latest = self.clock.monotonic() + LATEST_ARRIVAL - 10
            self.page.running = None
            self.page.say(ConfirmReported(running.intent, "", error_type="api_connection_error"))

    async def report(self, _):
        running = self.page.running
        if running and running.said:
            self.page.running = None
            self.page.say(ConfirmReported(running.intent, **running.said))

    async def back_from_bank(self, _):
        running = self.page.running
        if running and running.said:
            self.page.lose()
            paid = "error_type" not in running.said
            status = "succeeded" if paid else "failed"
            self.page.say(ReturnedFromRedirect(running.intent, status))

    # ------------------------------------------------------------------ bank and bad luck
    async def bank(self, number):
        waiting = [attempt for attempt in self.page.attempts if attempt.under_way]
        if waiting:
            ways = [*BANK, "decline", "fail_authentication", "require_action", ""]
            self.answer(waiting[number % len(waiting)], ways[number % len(ways)])

    def answer(self, attempt, how):
        """What becomes of a request; empty means that it was not even valid."""
        status = self.stripe.intents[attempt.intent].status
        payable = status in {Status.REQUIRES_PAYMENT_METHOD, Status.REQUIRES_ACTION}
        if how == "require_action":
            if status is Status.REQUIRES_PAYMENT_METHOD:
                self.stripe.require_action(attempt.intent)
            return
        if not payable:
            attempt.said = {"status": "", "error_type": "invalid_request_error"}
        elif not how:
            if status is Status.REQUIRES_ACTION:
                return
            attempt.said = {"status": "", "error_type": "validation_error", "message": "Check."}
        else:
            getattr(self.stripe, how)(attempt.intent)
            declined = {"status": "", "error_type": "card_error"}
            attempt.said = {"status": BANK[how]} if how in BANK else declined
        attempt.under_way = False

    async def wait(self, number):
        left = (1, 1, 5, 12, 30, 70, 200)[number % 7]
        while left > 0:
            step = min(left, 10)  # a page may be lost on the way
            for attempt in self.page.attempts:
                if attempt.is_late(self.clock.monotonic() + step):
                    self.answer(attempt, ("pay", "decline", "")[number % 3])
            await self.clock.advance(step)
            left -= step

    async def network(self, _):
        self.stripe.down = None if self.stripe.down else Unknown(FailureCause.NETWORK)

    async def fault(self, number):
        calls = ("create", "cancel", "retrieve", "client_secret", "open_session")
        self.stripe.fail(calls[number % 5], FAULTS[number % 4])

    async def full_disk(self, number):
        self.till.world.store.fail(f"{number % 8:03b}".replace("0", ".").replace("1", "x"))

    # ------------------------------------------------------------------ what must hold
    def may_be_paid(self, intent):
        status = self.stripe.intents[intent].status
        under_way = any(a.under_way for a in self.page.attempts if a.intent == intent)
        return status in MAY_BE_PAID or (under_way and status is not Status.CANCELED)

    def screen_is_true(self):
        sale, view = self.taking._sale, self.till.view
        intent = sale.payment.intent if sale and sale.payment else None
        if intent is None:
            return
        status = self.stripe.intents[intent].status
        if view.money == "No":
            assert not self.may_be_paid(intent), view.headline
        if view.money == "Yes":
            assert status is Status.SUCCEEDED
        if view.headline == "Canceled":
            assert status is Status.CANCELED
        if view.charge and view.charge.enabled:
            assert not self.may_be_paid(intent)
            assert self.page.mounted.intent == intent

    async def close(self):
        """The weather clears, everyone goes home, and the books agree with Stripe's."""
        self.stripe.down = None
        self.stripe._faults.clear()
        self.till.world.store.fail("")
        self.page.lose()
        for attempt in self.page.attempts:
            if attempt.under_way:
                self.answer(attempt, "pay")
        for _ in range(2):
            self.counter.new_sale()
            await settle()
        for _ in range(30):
            await self.clock.advance(60)
        paid = [s for s in self.stripe.intents.values() if s.status is Status.SUCCEEDED]
        books = self.till.world.disk._tables.ledger
        assert sorted(row.op for row in books) == sorted(seen.operation for seen in paid)
        for errors in (self.till.errors, self.till.world.errors):
            bugs = [error for _, error in errors if not isinstance(error, StoreUnavailableError)]
            assert bugs == []
            errors.clear()
        await self.till.close()


@settings(max_examples=100, deadline=None, phases=(Phase.reuse, Phase.generate))
@given(steps=STEPS)
def test_whatever_happens_the_screen_is_true(steps):
    async def play():
        day = Hasty()
        await day.till.open()
        for step in steps:
            await day.do(*step)
        await day.close()

    asyncio.run(play())
