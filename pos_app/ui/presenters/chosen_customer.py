"""The customer of the sale: picked, read from Stripe, kept up to date, and let go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pos_app.domain.customer import Customer
from pos_app.domain.events import CustomerChanged, PaymentUpdated
from pos_app.domain.payment import Payment
from pos_app.ports.clock import Clock
from pos_app.services.customers import (
    CustomerDeleted,
    CustomerMissing,
    CustomerUnavailable,
    Opened,
    OpenResult,
)
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.amount_entry import AmountEntry
from pos_app.ui.presenters.asking_again import AskingAgain, pauses_after
from pos_app.ui.presenters.receipt_wish import ReceiptWish
from pos_app.ui.presenters.strip import Chosen
from pos_app.ui.presenters.take_payment import TakePayment
from pos_app.ui.presenters.view_protocols import CounterView, CustomerActions
from pos_app.ui.states.spots import Spot
from pos_app.ui.texts import Texts


@dataclass(frozen=True, slots=True)
class Concerned:
    """What begins anew with each customer."""

    amount: AmountEntry
    receipt: ReceiptWish
    taking: TakePayment


class ChosenCustomer:
    """Who pays.

    Attributes:
        now: the customer; ``None`` before one is picked, and beside an earlier sale.
        changed: called when there is something else to be shown.
        refused: told why somebody who was picked cannot be charged.
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
    ) -> None:
        self._amount, self._receipt = concerned.amount, concerned.receipt
        self._taking = concerned.taking
        self._customers = customers
        self._view = view
        self._scope = scope
        self._again = AskingAgain(scope, clock)
        self.now: Chosen | None = None
        self.changed: Callable[[], None] = lambda: None
        self.refused: Callable[[str], None] = lambda _words: None
        self.use(texts)

    def use(self, texts: Texts) -> None:
        """Follow a changed language."""
        self._texts = texts

    def pick(self, customer: Customer, instead_of: Payment | None = None) -> None:
        """Choose who pays, unless the sale on the screen must be seen to first.

        Args:
            customer: as far as they are known.
            instead_of: what bounced and is to be charged once more.
        """
        if not self._taking.leave():
            return
        self.let_go()
        self.now = Chosen(customer, instead_of=instead_of)
        self._receipt.forget()
        self._amount.prefer(customer.currency)
        self.changed()
        self._view.focus(Spot.AMOUNT)
        self._scope.launch(self._open(self.now), name="open a customer")
        self.prepare()

    def prepare(self) -> None:
        """While the amount is typed, the page gets an Element ready."""
        if self.now is not None:
            self._taking.prepare(self.now.customer, self._amount.likely)

    def let_go(self) -> None:
        """What was typed for this customer is no beginning of the next one's amount."""
        if self.now is not None:
            self._amount.leave_over()
        self.now = None
        self._again.end()

    def forget(self) -> None:
        """Nobody pays; the next one is looked for."""
        self.let_go()
        self._taking.unprepare()
        self._amount.prefer("")
        self.changed()
        self._view.focus(Spot.SEARCH)

    def hear(self, event: PaymentUpdated) -> None:
        """News of the sale whose outcome keeps them from being charged."""
        if self.now is not None and self.now.hear(event.payment):
            self.changed()

    def health(self, *, hindered: bool) -> None:
        """Something keeps the register from charging, or nothing does any more."""
        self._again.health(hindered=hindered)

    def read_anew(self, event: CustomerChanged) -> None:
        """Somebody changed a customer elsewhere; the one who is about to pay is read anew."""
        chosen = self.now
        if chosen is None or chosen.customer.id != event.customer or self._taking.active:
            return
        if isinstance(chosen.known, CustomerUnavailable):
            self._again.end()
        else:
            self._scope.launch(self._open(chosen), name="read a changed customer")

    async def _open(self, chosen: Chosen) -> None:
        chosen.doubt = await self._customers.doubt(chosen.customer.id)
        if chosen is self.now:
            self.changed()
        await self._look_up(chosen)
        if isinstance(chosen.known, CustomerUnavailable):
            await self._until_known(chosen, pauses_after(chosen.known.cause))

    async def _until_known(self, chosen: Chosen, pauses: Iterator[float]) -> None:
        while chosen is self.now and isinstance(chosen.known, CustomerUnavailable):
            await self._again.wait(next(pauses))
            if chosen is self.now:
                await self._look_up(chosen)

    async def _look_up(self, chosen: Chosen) -> None:
        result = await self._customers.open(chosen.customer.id)
        if chosen is self.now and result != chosen.known:
            self._opened(chosen, result)
            self.changed()

    def _opened(self, chosen: Chosen, result: OpenResult) -> None:
        texts = self._texts.search
        match result:
            case Opened(customer, methods):
                chosen.customer, chosen.methods, chosen.known = customer, methods, result
                chosen.doubt = result.open_issue
                self._amount.prefer(customer.currency)
                self._taking.know_methods(methods)
            case CustomerDeleted():
                self._refuse(texts.deleted)
            case CustomerMissing():
                self._refuse(texts.missing)
            case CustomerUnavailable():
                chosen.known = result

    def _refuse(self, words: str) -> None:
        """A sale begun in the meantime is refused by the services themselves."""
        if not self._taking.active:
            self.forget()
        self.refused(words)
