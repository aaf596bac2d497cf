"""Takes one payment after the other: the heart of the counter.

Nothing here decides whether money moved: that is read from the ``Payment`` the services give back.
What the page says only changes what is shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos_app.domain.customer import Customer, SavedMethod
from pos_app.domain.events import HealthChanged, PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment, PaymentState, SaleOrder
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import (
    CheckoutPage,
    PageCrashed,
    PageEvent,
    PreparedLost,
)
from pos_app.ports.clock import Clock
from pos_app.services.consents import Consent
from pos_app.services.results import NotStarted, StartResult
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.calm import Calm
from pos_app.ui.presenters.charging import Charging
from pos_app.ui.presenters.checking import Checking
from pos_app.ui.presenters.dress import Dress
from pos_app.ui.presenters.following import Following
from pos_app.ui.presenters.opening import Opening
from pos_app.ui.presenters.page_news import PageNews
from pos_app.ui.presenters.preparing import Preparing
from pos_app.ui.presenters.sale import Phase, Sale
from pos_app.ui.presenters.sale_screen import SaleScreen
from pos_app.ui.presenters.view_protocols import SaleActions
from pos_app.ui.texts import Texts


class TakePayment:
    """Drives the right pane.

    Attributes:
        changed: called whenever the sale begins, moves on or ends, so that the centre pane can
            lock and unlock.
        solved: called when the doubt is over that stood in the way of the sale on show.
    """

    def __init__(
        self,
        *,
        payments: SaleActions,
        page: CheckoutPage,
        screen: SaleScreen,
        scope: TaskScope,
        clock: Clock,
        dress: Dress,
    ) -> None:
        self._payments = payments
        self._page = page
        self._screen = screen
        self._scope = scope
        self._clock = clock
        self._dress = dress
        self._opening = Opening(payments, page, screen, clock)
        self._preparing = Preparing(payments, page, scope)
        self._news = PageNews(screen, clock)
        self._charging = Charging(payments=payments, page=page, scope=scope)
        self._charging.current = lambda: self._sale
        self._charging.enter = self._enter
        self._charging.show_again = self.show_again
        self._charging.barred = self._barred
        self._news.settle, self._news.report = self._settle, self._charging.report
        self._checking = Checking(payments=payments, screen=screen, scope=scope, clock=clock)
        self._checking.current = lambda: self._sale
        self._checking.silent = self._end_page
        self._following = Following(page=page, screen=screen, clock=clock)
        self._following.count = self._checking.count
        self._following.settle, self._following.show_again = self._settle, self.show_again
        self._charging.answered = self._checking.answered = self._apply
        self._sale: Sale | None = None
        self._customer: Customer | None = None
        self.changed: Callable[[], None] = lambda: None
        self.left: Callable[[OpId, bool], None] = lambda _op, _read: None
        self.solved: Callable[[Payment], None] = lambda _earlier: None
        page.subscribe(self._on_page)

    # ------------------------------------------------------------------ what others may know
    @property
    def active(self) -> bool:
        """Whether there is a sale on the right pane."""
        return self._sale is not None

    @property
    def over(self) -> bool:
        """Whether that sale needs nothing more from the operator."""
        return self._sale is not None and self._sale.settled_for_now

    @property
    def in_doubt(self) -> bool:
        """Whether money may be moving."""
        return self._sale is not None and self._sale.in_doubt

    @property
    def starting(self) -> bool:
        """Whether the PaymentIntent is on its way."""
        return self._sale is not None and self._sale.phase is Phase.STARTING

    @property
    def sale(self) -> Sale | None:
        """The sale on the right pane; to be read only."""
        return self._sale

    @property
    def order(self) -> SaleOrder | None:
        """Who pays how much in that sale."""
        return self._sale.order if self._sale is not None else None

    @property
    def calm(self) -> Calm:
        """Whether what is on show takes an answer by now."""
        return self._screen.calm

    def was_read(self, sale: Sale) -> bool:
        """Whether somebody who goes on from it now can have read what became of it."""
        return not (sale.in_doubt or sale.as_listed) and self._screen.was_read(sale)

    # ------------------------------------------------------------------ commands
    def use(self, texts: Texts, dress: Dress) -> None:
        """Follow a new language or theme."""
        self._dress = dress
        self._screen.use(texts)
        self._page.restyle(dress.appearance, dress.locale)
        self._screen.show(self._sale)
        self._facts()

    def prepare(self, customer: Customer, money: Money) -> None:
        """A customer was chosen who is likely to pay about so much; offline nothing is done."""
        if self._sale is None and self._screen.online:
            self._preparing.want(customer, money, self._dress)

    def unprepare(self) -> None:
        """Nobody is chosen any longer."""
        if self._sale is None:
            self._preparing.stop()

    def begin(
        self,
        order: SaleOrder,
        methods: tuple[SavedMethod, ...],
        customer: Customer | None,
        instead_of: Payment | None = None,
    ) -> None:
        """Start a sale; the one before must have been left."""
        self._preparing.begin(order.money)
        now = self._clock.monotonic()
        sale = Sale(order, Phase.STARTING, now, methods, instead_of=instead_of)
        self._take(sale, customer)
        self._scope.launch(self._open(sale), name="start a sale")

    def know_methods(self, methods: tuple[SavedMethod, ...]) -> None:
        """The customer's saved methods arrived after the sale had begun."""
        if self._sale is not None:
            self._sale.methods = methods
            self._screen.show(self._sale)

    def review(self, payment: Payment) -> None:
        """Show an earlier sale and where it stands."""
        sale = Sale(payment.order, Phase.NO_ELEMENT, self._clock.monotonic(), payment=payment)
        sale.as_listed, sale.shown_end = True, payment.state if sale.settled_for_now else None
        self._preparing.stop()
        self._take(sale, None)
        self._scope.launch(self._read_again(sale), name="read an earlier sale")

    def charge(self) -> None:
        """Press the charge button (F9); nothing happens if it cannot be pressed now."""
        sale = self._sale
        button = self._screen.pane(sale).charge
        if sale is None or button is None or not button.enabled:
            return
        self._charging.begin(sale)

    def check(self) -> None:
        """Ask Stripe now (F5)."""
        if self._sale is not None:
            self._checking.ask(self._sale)

    def cancel(self) -> None:
        """Cancel the sale on the operator's wish."""
        if self._sale is not None and self._sale.payment is not None:
            self._phase(self._sale, Phase.CANCELING)
            self._settle()
            self._scope.launch(self._cancel(self._sale), name="cancel a sale")

    def show_bank(self) -> None:
        """Show what the bank asks once more; nothing happens if it asks nothing, or is on show."""
        sale = self._sale
        if sale is not None and (sale.bank_waits or (sale.leaving and sale.bank_asks)):
            self._charging.show_bank(sale, self._dress)

    def show_again(self) -> None:
        """Put the Payment Element of the same sale on the page once more, or start it again."""
        sale = self._sale
        if sale is None or sale.in_doubt or sale.phase is Phase.STARTING:
            return
        sale.trouble, sale.refusal = None, None
        self._phase(sale, Phase.STARTING)
        self._settle()
        self._scope.launch(self._open(sale), name="show the methods again")

    def agree(self, sale: Sale, consent: Consent) -> None:
        """A person lifts a bar of this sale; nothing happens if it was left meanwhile."""
        if sale is self._sale:
            sale.consents = (*sale.consents, consent)
            self.show_again()

    def drop_receipt(self) -> None:
        """Begin the refused sale once more, now without a receipt by e-mail."""
        if self._sale is not None and self._sale.refusal is not None:
            self._sale.order = replace(self._sale.order, receipt_email="")
            self.show_again()

    def leave(self) -> bool:
        """Leave the sale; False if the operator must say so twice because money may be moving.

        An unconfirmed sale is cancelled, any other is watched until Stripe says its end.
        """
        sale = self._sale
        if sale is None:
            return True
        if sale.in_doubt and not (sale.leaving or sale.unknown):
            sale.leaving = True
            self._screen.show(sale)
            self._screen.announce(sale)
            return False
        if sale.in_doubt and not self.calm.takes():
            return False
        self._sale = self._customer = None
        self._page.unmount()
        if sale.payment is not None:
            self.left(sale.op, self.was_read(sale))
        if sale.payment is not None and not sale.ended:
            self._scope.launch(self._charging.walk_away(sale), name="leave a sale")
        self._settle()
        return True

    def stay(self) -> bool:
        """Take back the first press of "leave"; False if there was none."""
        if self._sale is None or not self._sale.leaving:
            return False
        self._sale.leaving = False
        self._screen.show(self._sale)
        return True

    # ------------------------------------------------------------------ news
    def health(self, event: HealthChanged) -> None:
        """Something keeps the register from charging, or nothing does any more."""
        self._screen.health = event
        self._screen.show(self._sale)
        if event.obstacle is None and self._sale is not None and self._sale.hindered:
            self._screen.announce(self._sale)  # it is not begun by a press from before

    def updated(self, event: PaymentUpdated) -> None:
        """The ledger knows something new about a sale."""
        sale = self._sale
        if sale is not None:
            self._hear_of(sale, event.payment)
        if sale is not None and sale.earlier and sale.earlier.op == event.payment.op:
            sale.hear_of_earlier(event.payment)
            self._settle()
        if sale is not None and sale.payment is not None and sale.payment.op == event.payment.op:
            sale.heard += 1
            if any(fact.kind is FactKind.CANCEL_ASKED for fact in event.facts):
                sale.given_up = True
            self._apply(sale, event.payment)
            self._facts()
            if sale.phase is Phase.START_UNKNOWN and event.payment.state is PaymentState.OPEN:
                self.show_again()
        elif sale is not None and sale.bounced:
            self._facts()  # it may have been charged anew

    def _hear_of(self, sale: Sale, other: Payment) -> None:
        over = sale.hear_of(other)
        if sale.refusal is not None:
            self._settle()
        if over:
            self._screen.announce(sale)  # it is not begun by a press from before
            self.solved(other)

    def _on_page(self, event: PageEvent) -> None:
        if self._scope.closed:
            return  # the window is closing: the next start finds out
        sale = self._sale
        if isinstance(event, PreparedLost):
            self._preparing.lost(event)
            if sale is not None and sale.phase is Phase.MOUNTING:
                self.show_again()
            return
        if sale is None or sale.payment is None:
            return
        if getattr(event, "intent", sale.payment.intent) != sale.payment.intent:
            return  # of a sale that was left
        self._news.take(sale, event)

    def _end_page(self, sale: Sale) -> None:
        """A form that says nothing is as good as dead; what it has sent ends by time."""
        self._page.unmount()
        self._news.take(sale, PageCrashed("silent"))

    # ------------------------------------------------------------------ work that takes time
    async def _open(self, sale: Sale) -> None:
        result = await self._opening.ask(sale)
        if sale is not self._sale:
            await self._opening.forget(result)
            return
        self._answered(sale, result)

    def _barred(self, sale: Sale, refusal: NotStarted) -> None:
        """Another sale of the customer came in between: a person decides, as before a new one."""
        if sale is not self._sale:
            return
        self._page.unmount()
        self._answered(sale, refusal)

    def _answered(self, sale: Sale, result: StartResult) -> None:
        found = self._opening.take(sale, result, self._customer, self._dress)
        if found is not None:
            self._apply(sale, found)
        self._settle()
        self._facts()

    async def _read_again(self, sale: Sale) -> None:
        """A list shows a sale as it was when the list was read; it may be over by now."""
        heard = sale.heard
        sale.given_up = await self._payments.being_canceled(sale.op)
        known = await self._payments.known(sale.op)
        sale.as_listed = False
        if known is not None and sale.is_news(known, heard):
            self._apply(sale, known)

    async def _cancel(self, sale: Sale) -> None:
        heard = sale.heard
        try:
            result = await self._payments.cancel(sale.op)
            sale.given_up = await self._payments.being_canceled(sale.op)
        finally:
            if sale.phase is Phase.CANCELING:
                self._phase(sale, Phase.NO_ELEMENT)
        if sale is not self._sale:
            return  # the page belongs to another sale by now
        self._page.unmount()
        if sale.is_news(result.payment, heard):
            self._apply(sale, result.payment)
        self._settle()

    # ------------------------------------------------------------------ showing
    def _apply(self, sale: Sale, payment: Payment) -> None:
        """Take what the ledger knows; the only way a sale's state changes."""
        if sale is self._sale:
            self._following.take(sale, payment)

    def _take(self, sale: Sale, customer: Customer | None) -> None:
        self._sale, self._customer = sale, customer
        self._settle()
        self._facts()
        self._checking.begin(sale)

    def _phase(self, sale: Sale, phase: Phase) -> None:
        sale.enter(phase, self._clock.monotonic())

    def _enter(self, sale: Sale, phase: Phase) -> None:
        self._phase(sale, phase)
        self._settle()

    def _settle(self) -> None:
        self._screen.show(self._sale)
        self.changed()

    def _facts(self) -> None:
        if self._sale is not None:
            self._screen.show_facts(self._sale, self._payments)
