"""A counter without a screen: real presenters and services, a fake Stripe, page and view."""

import asyncio
from dataclasses import dataclass, field

from pos_app.domain.customer import SavedMethod
from pos_app.domain.events import (
    CustomerChanged,
    HealthChanged,
    IndexProgress,
    PaymentFailedLater,
    PaymentUpdated,
    StripeSilent,
)
from pos_app.domain.ids import PaymentMethodId
from pos_app.ports.checkout_page import ConfirmReported, ElementChanged, ElementReady
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.alerts import Alerts
from pos_app.ui.presenters.amount_entry import AmountEntry
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.presenters.charging_anew import ChargingAnew
from pos_app.ui.presenters.counter import Counter, Panes
from pos_app.ui.presenters.customer_lookup import CustomerLookup
from pos_app.ui.presenters.deciding import Deciding
from pos_app.ui.presenters.dress import Dress
from pos_app.ui.presenters.manager_desk import ManagerDesk
from pos_app.ui.presenters.sale_screen import SaleScreen
from pos_app.ui.presenters.take_payment import TakePayment
from pos_app.ui.states.pane import PaneKind, PaneState
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle
from tests.support.world import World

VISA = SavedMethod(PaymentMethodId("pm_visa"), "card", "visa", "4242", 12, 2030)


class FakePage:
    """``ports.checkout_page.CheckoutPage`` that remembers what it was told."""

    def __init__(self):
        self.mounted = None
        self.mounts = []
        self.prepared = None
        self.expected = []
        self.confirmed = 0
        self.banks = []
        self.looks = []
        self._listener = None

    def subscribe(self, listener):
        self._listener = listener

    def prewarm(self):
        pass

    def prepare(self, request):
        self.prepared = request

    def expect(self, money):
        self.expected.append(money)

    def mount(self, request):
        self.prepared = None
        self.mounted = request
        self.mounts.append(request)

    def restyle(self, appearance, locale):
        self.looks.append((appearance, locale))

    def confirm(self):
        self.confirmed += 1

    def show_bank(self, request):
        self.mounted = None
        self.banks.append(request)

    def unmount(self):
        self.mounted = self.prepared = None

    def say(self, event):
        self._listener(event)


@dataclass
class ShownView:
    """``CounterView`` that keeps the latest of everything."""

    search: object = None
    customer: object = None
    amount: object = None
    pane: PaneState = field(default_factory=lambda: PaneState(PaneKind.IDLE))
    timeline: tuple = ()
    online: object = None
    hindrance: object = None
    alert: object = None
    spot: object = None
    painted: bool = True
    unpainted: object = None
    announced: list = field(default_factory=list)
    sounds: list = field(default_factory=list)

    def show_search(self, state):
        self.search = state

    def show_customer(self, strip):
        self.customer = strip

    def show_amount(self, state):
        self.amount = state

    def show_pane(self, state):
        self.pane = state

    def when_painted(self, told):
        if self.painted:
            told()
        else:
            self.unpainted = told

    def show_timeline(self, rows):
        self.timeline = rows

    def show_connection(self, text, light):
        self.light = (text, light)

    def show_hindrance(self, banner):
        self.hindrance = banner

    def show_alert(self, banner):
        self.alert = banner

    def focus(self, spot):
        self.spot = spot

    def announce(self, text):
        self.announced.append(text)

    def play(self, sound):
        self.sounds.append(sound)

    @property
    def card(self):
        return self.pane.card

    @property
    def headline(self):
        return self.pane.card.headline if self.pane.card else ""

    @property
    def money(self):
        return self.pane.card.money if self.pane.card else ""

    @property
    def charge(self):
        return self.pane.charge


class ShownManager:
    """``ManagerView`` that keeps what it is told."""

    def __init__(self, desk):
        self.state = None
        self.open = False
        desk.view = self
        desk.open_page = lambda: setattr(self, "open", True)
        desk.close_page = lambda: setattr(self, "open", False)

    def show_manager(self, state):
        self.state = state

    def clear_pin(self):
        pass

    def clear(self):
        pass

    @property
    def said(self):
        return self.state.notice.text if self.state.notice else ""


class ReadingCounter(Counter):
    """A counter under hands that read what has appeared before they answer it."""

    patient = True

    def __init__(self, *, clock, **rest):
        self.clock = clock
        super().__init__(clock=clock, **rest)

    def read(self):
        if self.patient and not self._taking.calm.over:
            self.clock.linger(CALM_SECONDS)

    def act(self, action):
        self.read()
        super().act(action)

    def charge(self):
        self.read()
        super().charge()

    def new_sale(self):
        self.read()
        super().new_sale()


class Till:
    """One register; customers 1 to 3 are Maria Weber, Maria Weber and Jörg Müller.

    Its operator reads each card before answering it; not so after ``hurry``.
    """

    def __init__(self, settings=None, language="en"):
        self.world = World(settings) if settings else World()
        self.stripe = self.world.stripe
        self.clock = self.world.clock
        self.page = FakePage()
        self.view = ShownView()
        self.texts = texts_for(language)
        self.errors = []
        self.scope = TaskScope("ui", lambda name, error: self.errors.append((name, error)))
        self.people()
        services = self.world.services
        current = services.settings.current
        self.screen = SaleScreen(self.view, self.scope, self.clock, self.texts)
        self.panes = Panes(
            CustomerLookup(
                customers=services.customers,
                payments=services.payments,
                follow_ups=services.follow_ups,
                view=self.view,
                scope=self.scope,
                clock=self.clock,
                texts=self.texts,
            ),
            AmountEntry(current.amounts, self.texts),
            TakePayment(
                payments=services.payments,
                page=self.page,
                screen=self.screen,
                scope=self.scope,
                clock=self.clock,
                dress=Dress({}, language, "https://pay.example.com/return"),
            ),
        )
        self.counter = ReadingCounter(
            panes=self.panes,
            customers=services.customers,
            view=self.view,
            scope=self.scope,
            clock=self.clock,
            texts=self.texts,
            settings=current,
        )
        self.desk = ManagerDesk(gate=services.gate, scope=self.scope, texts=self.texts)
        self.manager = ShownManager(self.desk)
        self.deciding = Deciding(
            taking=self.panes.taking,
            desk=self.desk,
            accepting=services.accepting,
            scope=self.scope,
            texts=self.texts,
            settings=current,
        )
        self.deciding.show_sale = self.counter.show_sale
        self.counter.decide = self.deciding.act
        self.alerts = Alerts(
            follow_ups=services.follow_ups,
            view=self.view,
            scope=self.scope,
            clock=self.clock,
            texts=self.texts,
        )
        self.alerts.show_sale = self.counter.show_sale
        anew = ChargingAnew(services.payments, self.scope)
        anew.begin, anew.show_sale = self.counter.charge_anew, self.counter.show_sale
        self.deciding.charge_anew = self.alerts.charge_again = anew.ask
        self.alerts.on_show = lambda: self.panes.taking.sale
        self.alerts.was_read = self.panes.taking.was_read
        self.alerts.seen = self.counter.refresh
        self.panes.taking.left = self.alerts.left
        bus = services.bus
        bus.subscribe(PaymentFailedLater, self.alerts.failed)
        bus.subscribe(PaymentUpdated, self.alerts.updated)
        bus.subscribe(PaymentUpdated, self.counter.updated)
        bus.subscribe(HealthChanged, self.counter.health)
        bus.subscribe(StripeSilent, self.counter.light.silent)
        bus.subscribe(IndexProgress, self.counter.progress)
        bus.subscribe(CustomerChanged, self.counter.customer_changed)

    def hurry(self):
        """From now on keys and buttons are pressed at once."""
        self.counter.patient = False

    def people(self):
        add = self.stripe.add_customer
        add(1, "Maria Weber", email="m.weber@example.org", phone="+49 30 1", currency="EUR")
        add(2, "Maria Weber", email="maria@example.com", phone="+49 89 2", currency="EUR")
        add(3, "Jörg Müller", email="jm@example.com", phone="+49 40 3", currency="USD")
        for customer in self.stripe.customers:
            self.stripe.methods[customer] = (VISA,)

    async def open(self):
        await self.world.services.customers.sync()
        self.counter.open()
        await settle()

    async def choose(self, text="jörg"):
        """Find a customer and take the only match."""
        self.counter.search.typed(text)
        await settle()
        self.counter.search.enter()
        await settle()

    def type(self, keys):
        for key in keys:
            self.counter.typing.key(key)

    async def proceed(self):
        self.counter.proceed()
        await settle()

    async def ready(self, *, saved="pm_visa", complete=True):
        """The page shows the Element with a saved method chosen."""
        intent = self.page.mounted.intent
        self.page.say(ElementReady(intent))
        method = PaymentMethodId(saved) if saved else None
        self.page.say(ElementChanged(intent, complete, not complete, "card", method))
        await settle()
        return intent

    async def begin(self, customer="jörg", keys="4850"):
        """Customer, amount, Enter."""
        await self.choose(customer)
        self.type(keys)
        await self.proceed()

    async def to_element(self, keys="4850"):
        """From the empty screen to the Element that can be charged."""
        await self.open()
        await self.begin(keys=keys)
        return await self.ready()

    async def charge(self):
        self.counter.charge()
        await settle()

    async def report(self, status="", **error):
        self.page.say(ConfirmReported(self.stripe.only_intent(), status, **error))
        await settle()

    async def answer(self, intent, how):
        """The bank's yes: at once (``pay``), or to a debit (``process``); the page hears it."""
        getattr(self.stripe, how)(intent)
        said = {"pay": "succeeded", "process": "processing"}[how]
        self.page.say(ConfirmReported(intent, said))
        await settle()

    async def paid(self):
        """From the empty screen to "paid"."""
        intent = await self.to_element()
        await self.charge()
        await self.answer(intent, "pay")
        return intent

    async def leave(self):
        """Leave a sale in doubt, of which the first press is told."""
        for _ in range(2):
            self.counter.new_sale()
            await settle()

    async def after_thinking(self):
        """Let the PIN be looked at, which happens in a thread."""
        await settle()
        while any("PIN" in t.get_name() or "manager" in t.get_name() for t in self.scope._tasks):
            await asyncio.wait(set(self.scope._tasks), timeout=0.05)
        await settle()

    async def close(self):
        await self.scope.close()
        await self.world.close()
        assert self.errors == []
        assert self.world.errors == []
