"""From "the page is to confirm" to what became of it."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.payment import Payment, PaymentState
from pos_app.ports.checkout_page import CheckoutPage, NeverTold, PageCrashed, ReturnedFromRedirect
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import PageReport
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.sale import Phase, Sale, Trouble
from pos_app.ui.presenters.view_protocols import SaleActions


class Charging:
    """Tells the page to confirm, and Stripe's word to whoever shows the sale.

    Attributes:
        current: says which sale is on the right pane.
        enter: begins a phase of the sale and draws it.
        answered: takes what the ledger knows.
        show_again: puts the methods on the page once more.
    """

    def __init__(self, *, payments: SaleActions, page: CheckoutPage, scope: TaskScope) -> None:
        self._payments = payments
        self._page = page
        self._scope = scope
        self.current: Callable[[], Sale | None] = lambda: None
        self.enter: Callable[[Sale, Phase], None] = lambda _sale, _phase: None
        self.answered: Callable[[Sale, Payment], None] = lambda _sale, _payment: None
        self.show_again: Callable[[], None] = lambda: None

    def begin(self, sale: Sale) -> None:
        """The operator has pressed the charge button."""
        sale.trouble, sale.message, sale.leaving, sale.asked = None, "", False, False
        self.enter(sale, Phase.CONFIRMING)
        self._scope.launch(self._confirm(sale), name="charge")

    def report(self, sale: Sale, report: PageReport) -> None:
        """The page has said something that makes us look at Stripe."""
        self._scope.launch(self._report(sale, report), name="page report")

    async def walk_away(self, sale: Sale) -> None:
        """The operator has left this sale."""
        try:
            if sale.in_doubt:
                # The page was taken away, so nobody will report how its confirmation ended.
                await self._payments.reported(sale.op, PageCrashed("left"))
        finally:
            await self._payments.leave(sale.op)

    async def _confirm(self, sale: Sale) -> None:
        try:
            payment = await self._payments.confirm_asked(sale.op)
        except StoreUnavailableError:
            lost = sale.trouble is Trouble.PAGE_LOST
            sale.trouble = Trouble.PAGE_LOST if lost else Trouble.NOT_WRITTEN
            self.enter(sale, Phase.NO_ELEMENT if lost else Phase.READY)
            return
        sale.asked = True
        if sale is not self.current():
            await self._payments.reported(sale.op, NeverTold("left"))
        elif payment.state.terminal:
            self.answered(sale, payment)
        elif sale.trouble is Trouble.PAGE_LOST:
            await self._report(sale, NeverTold("gone"))
        else:
            self.enter(sale, Phase.CONFIRMING)
            self._page.confirm()

    async def _report(self, sale: Sale, report: PageReport) -> None:
        heard = sale.heard
        payment = await self._payments.reported(sale.op, report)
        if sale.is_news(payment, heard):
            self.answered(sale, payment)
        returned = sale is self.current() and isinstance(report, ReturnedFromRedirect)
        if returned and payment.state is PaymentState.OPEN:
            self.show_again()  # the bank's page left no Element behind
