"""What the centre pane shows: who pays, how much, and whether a receipt is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos_app.domain.customer import Customer
from pos_app.domain.events import CustomerChanged
from pos_app.domain.ids import CustomerId
from pos_app.domain.payment import SaleOrder
from pos_app.domain.settings import Settings
from pos_app.ports.clock import Clock
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.amount_entry import AmountEntry
from pos_app.ui.presenters.chosen_customer import Concerned
from pos_app.ui.presenters.strip import Chosen, StripWriter
from pos_app.ui.presenters.view_protocols import CounterView, CustomerActions
from pos_app.ui.states.sale import AmountState, CustomerStrip
from pos_app.ui.texts import Texts


class Centre:
    """Draws the centre pane from what the customer, the amount and the sale are.

    Attributes:
        changed: called when there is something else to be shown.
    """

    def __init__(
        self,
        concerned: Concerned,
        *,
        customers: CustomerActions,
        view: CounterView,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
        settings: Settings,
    ) -> None:
        self._amount: AmountEntry = concerned.amount
        self._receipt = concerned.receipt
        self._taking = concerned.taking
        self._customers = customers
        self._view = view
        self._scope = scope
        self._clock = clock
        self._known: Customer | None = None
        self.changed: Callable[[], None] = lambda: None
        self.use(texts, settings)

    def use(self, texts: Texts, settings: Settings) -> None:
        """Follow changed settings."""
        self._strips = StripWriter(texts, settings.checkout)

    def introduce(self, customer: CustomerId) -> None:
        """Find out who the customer of an earlier sale is."""
        self._scope.launch(self._read(customer), name="read the customer of an earlier sale")

    def read_anew(self, event: CustomerChanged) -> None:
        """Somebody changed a customer elsewhere."""
        if self._known is not None and self._known.id == event.customer:
            self.introduce(event.customer)

    async def _read(self, customer: CustomerId) -> None:
        self._known = await self._customers.known(customer)
        self.changed()

    def show(self, chosen: Chosen | None, *, hindered: bool) -> None:
        """Draw it again.

        Args:
            chosen: who pays; ``None`` before one is picked, and beside an earlier sale.
            hindered: something keeps the register from charging.
        """
        self._view.show_customer(self._strip(chosen))
        customer = chosen.customer if chosen else None
        receipt = self._receipt.offer(customer, self._taking.order)
        state = self._amount_state(chosen, hindered=hindered)
        self._view.show_amount(replace(state, receipt=receipt))

    def _amount_state(self, chosen: Chosen | None, *, hindered: bool) -> AmountState:
        taking, order = self._taking, self._taking.order
        if order is not None and chosen is None:
            return self._amount.of(order.money, order.reference)
        can_change = not (taking.in_doubt or taking.over or taking.starting)
        state = self._amount.state(
            locked=taking.active, can_change=can_change, waiting=taking.starting
        )
        if order is None:
            return replace(state, ready=state.ready and not hindered)
        return self._amount.of_sale(state, order.money)

    def _strip(self, chosen: Chosen | None) -> CustomerStrip | None:
        if chosen is None:
            order = self._taking.order
            return self._of_order(order) if order is not None else None
        return self._strips.strip(chosen, self._clock.now().date())

    def _of_order(self, order: SaleOrder) -> CustomerStrip:
        """A look-up of another sale's customer may have come later."""
        same = self._known is not None and self._known.id == order.customer
        return self._strips.of_order(order, self._known if same else None)
