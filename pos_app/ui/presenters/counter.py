"""The counter as a whole: what each key and button does, whichever pane it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos_app.domain.customer import Customer
from pos_app.domain.events import CustomerChanged, HealthChanged, IndexProgress, PaymentUpdated
from pos_app.domain.payment import Payment, SaleOrder
from pos_app.domain.settings import Settings
from pos_app.ports.clock import Clock
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.amount_entry import AmountEntry
from pos_app.ui.presenters.amount_keys import AmountKeys
from pos_app.ui.presenters.centre import Centre
from pos_app.ui.presenters.chosen_customer import ChosenCustomer, Concerned
from pos_app.ui.presenters.connection_light import ConnectionLight
from pos_app.ui.presenters.customer_lookup import CustomerLookup
from pos_app.ui.presenters.hindrances import ALL_WELL, banner, hindrance
from pos_app.ui.presenters.receipt_wish import ReceiptWish
from pos_app.ui.presenters.take_payment import TakePayment
from pos_app.ui.presenters.view_protocols import CounterView, CustomerActions
from pos_app.ui.states.pane import ActionId
from pos_app.ui.states.spots import Spot
from pos_app.ui.texts import Texts
from pos_app.ui.typed_ahead import ENTER


@dataclass(frozen=True, slots=True)
class Panes:
    """What drives the left pane, the amount, and the right pane."""

    lookup: CustomerLookup
    amount: AmountEntry
    taking: TakePayment


class Counter:
    """Joins the three panes.

    Attributes:
        light: tells whether Stripe can be reached.
        decide: takes the buttons by which a person decides against the app's caution.
        search: takes what is typed into the search box and picked below it.
        simulator: address of the one that stands for Stripe, if somebody else has to start it.
        typing: takes what is typed and chosen beside the amount.
    """

    def __init__(
        self,
        *,
        panes: Panes,
        customers: CustomerActions,
        view: CounterView,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
        settings: Settings,
    ) -> None:
        self.search = panes.lookup
        self._amount = panes.amount
        self._taking = panes.taking
        self._view = view
        self._health = ALL_WELL
        self.simulator = ""
        self.light = ConnectionLight(view, texts)
        self._receipt = ReceiptWish(texts, settings)
        concerned = Concerned(panes.amount, self._receipt, panes.taking)
        self._customer = ChosenCustomer(
            concerned, customers=customers, view=view, scope=scope, clock=clock, texts=texts
        )
        self._customer.changed = self.render_sale
        self._customer.refused = panes.lookup.complain
        self._centre = Centre(
            concerned,
            customers=customers,
            view=view,
            scope=scope,
            clock=clock,
            texts=texts,
            settings=settings,
        )
        self._centre.changed = self.render_sale
        self.use(texts, settings)
        panes.lookup.picked = self._customer.pick
        panes.lookup.typed_ahead = self._type_ahead
        panes.lookup.reviewed = self.show_sale
        self.decide: Callable[[ActionId], None] = lambda _action: None
        panes.taking.changed = self.render_sale
        self.typing = AmountKeys(panes.amount, locked=lambda: panes.taking.active)
        self.typing.changed = self.render_sale
        self.typing.done = lambda: view.focus(Spot.AMOUNT)

    def use(self, texts: Texts, settings: Settings) -> None:
        """Follow changed settings."""
        self._texts = texts
        self._settings = settings
        self._receipt.use(texts, settings)
        self._customer.use(texts)
        self._centre.use(texts, settings)

    def open(self) -> None:
        """Draw everything for the first time."""
        self.render()
        self.search.refresh_recent()
        self._view.focus(Spot.SEARCH)

    def refocus(self) -> None:
        """Put the keyboard where the work goes on, after another page was shown."""
        if self._taking.over:
            self._view.focus(Spot.RESULT)
        elif self._taking.active:
            self._view.focus(Spot.ELEMENT)
        else:
            self._view.focus(Spot.AMOUNT if self._customer.now else Spot.SEARCH)

    def render(self) -> None:
        """Draw all panes again."""
        self.search.render()
        self.render_sale()
        self.health(self._health)

    # ------------------------------------------------------------------ keys
    def find(self) -> None:
        """F2: look for a customer; a sale nobody has paid is given up for it."""
        if self._taking.over:
            self._next_customer()
        elif self._taking.leave():
            self._customer.prepare()
            self._view.focus(Spot.SEARCH)

    def proceed(self) -> None:
        """Enter in the amount: show the payment methods, or go back to the amount."""
        if self._taking.active:
            self.back()
            return
        if self._customer.now is None:
            self._view.focus(Spot.SEARCH)
            return
        money = self._amount.accept()
        if money is not None:
            chosen = self._customer.now
            self._taking.begin(
                SaleOrder(
                    customer=chosen.customer.id,
                    customer_title=chosen.customer.title,
                    money=money,
                    reference=self._amount.reference.strip(),
                    register=self._settings.register,
                    operator=self._settings.operator,
                    receipt_email=self._receipt.address(chosen.customer),
                ),
                chosen.methods,
                chosen.customer,
                chosen.instead_of,
            )
        self.render_sale()

    def charge(self) -> None:
        """F9: charge what the button names; nothing while there is no such button.

        On the question whether the same is to be charged again it means yes, once that can have
        been read.
        """
        if not self._taking.calm.takes():
            return
        sale = self._taking.sale
        if sale is not None and sale.refusal is not None:
            self._charge_again()
        else:
            self._taking.charge()

    def back(self) -> None:
        """Esc: one step back, never out of a payment that may be under way."""
        if self._taking.stay():
            return
        if self._taking.over:
            self._next_customer()
        elif self._taking.active:
            if not self._taking.in_doubt and self._taking.leave():
                self._customer.prepare()
                self._view.focus(Spot.AMOUNT)
        elif self.search.has_text:
            self.search.clear()
            self._view.focus(Spot.SEARCH)
        elif self._amount.back():
            self.render_sale()
        else:
            self._customer.forget()

    def new_sale(self) -> None:
        """F8: the next customer; a question that has just appeared stays."""
        sale = self._taking.sale
        if sale is None or sale.refusal is None or self._taking.calm.takes():
            self._next_customer()

    def _next_customer(self) -> None:
        if not self._taking.leave():
            return
        self._amount.reset()
        self.search.clear()
        self._customer.forget()

    def check(self) -> None:
        """F5: ask Stripe again."""
        self._taking.check()

    def act(self, action: ActionId) -> None:
        """A button of a card; nothing while the card has just appeared."""
        if not self._taking.calm.takes():
            return
        match action:
            case ActionId.NEW_SALE:
                self._next_customer()
            case ActionId.CHARGE_AGAIN:
                self._charge_again()
            case ActionId.SAME_CUSTOMER:
                self._same_customer()
            case ActionId.CHECK:
                self._taking.check()
            case ActionId.CANCEL:
                self._taking.cancel()
            case ActionId.RETRY:
                self._taking.show_again()
            case ActionId.SHOW_BANK:
                self._taking.show_bank()
            case ActionId.NO_RECEIPT:
                self._receipt.decide(wanted=False)
                self._taking.drop_receipt()
            case _:
                self.decide(action)

    def charge_anew(self, bounced: Payment) -> None:
        """Begin a sale like one that bounced, unless the one on the screen must be seen to first.

        Customer and amount are filled in; the payment methods are shown on Enter.
        """
        if not self._taking.leave():
            return
        order = bounced.order
        self._amount.reset()
        self._customer.pick(Customer(order.customer, order.customer_title), bounced)
        self._amount.choose_currency(order.money.code)
        self._amount.quick(order.money.minor)
        self._amount.reference = order.reference
        self.render_sale()

    def receipt(self, wanted: bool) -> None:  # noqa: FBT001 - what a check box says
        """The receipt was ticked, or unticked."""
        if not self._taking.active:
            self._receipt.decide(wanted=wanted)
            self.render_sale()

    def refresh(self) -> None:
        """Read the lists of the left pane again."""
        self.search.refresh_recent()

    def show_sale(self, payment: Payment) -> None:
        """Put an earlier sale on the right pane."""
        if self._taking.leave():
            self._customer.let_go()
            self._taking.review(payment)
            self._centre.introduce(payment.order.customer)

    # ------------------------------------------------------------------ news
    def updated(self, event: PaymentUpdated) -> None:
        """The ledger knows something new."""
        self._taking.updated(event)
        self.search.refresh_recent()
        self._customer.hear(event)

    def health(self, event: HealthChanged) -> None:
        """Something keeps the register from charging, or nothing does any more."""
        self._health = event
        self._taking.health(event)
        self._customer.health(hindered=event.obstacle is not None)
        words = hindrance(self._texts, event, self.simulator)
        self.light.show(self._texts, words)
        self._view.show_hindrance(banner(self._texts, event, self.simulator))
        self.render_sale()

    def customer_changed(self, event: CustomerChanged) -> None:
        """Somebody changed a customer elsewhere."""
        self._customer.read_anew(event)
        self._centre.read_anew(event)

    def progress(self, event: IndexProgress) -> None:
        """The local index grows."""
        self.search.progress(event)

    # ------------------------------------------------------------------ the customer
    def _type_ahead(self, key: str) -> None:
        """A key from before the customer was there."""
        if self._customer.now is None or self._taking.active:
            return
        if key == ENTER:
            self.proceed()
        else:
            self.typing.key(key)

    def _charge_again(self) -> None:
        """Yes; the second half of a double press does not charge at once."""
        self._taking.calm.begin()
        self.decide(ActionId.CHARGE_AGAIN)

    def _same_customer(self) -> None:
        chosen, order = self._customer.now, self._taking.order
        if not self._taking.leave():
            return
        self._amount.reset()
        if chosen is not None:
            self._customer.pick(chosen.customer)
        elif order is not None:
            self._customer.pick(Customer(order.customer, order.customer_title))
        else:
            self._customer.forget()

    # ------------------------------------------------------------------ showing
    def render_sale(self) -> None:
        """Draw the centre pane again, and which of the earlier sales is on the right one."""
        self.search.mark(self._taking.sale)
        self._centre.show(self._customer.now, hindered=self._health.obstacle is not None)
