"""From "the page is to confirm" to what became of it."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.payment import Payment, PaymentState
from pos_app.ports.checkout_page import (
    CheckoutPage,
    ConfirmReported,
    NeverTold,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import PageReport
from pos_app.services.results import BankReady, NotStarted, NotStartedReason, StartUnknown
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.dress import Dress, bank_request
from pos_app.ui.presenters.sale import Phase, Sale, Trouble
from pos_app.ui.presenters.view_protocols import SaleActions


class Charging:
    """Tells the page to confirm, and Stripe's word to whoever shows the sale.

    Attributes:
        current: says which sale is on the right pane.
        enter: begins a phase of the sale and draws it.
        answered: takes what the ledger knows.
        show_again: puts the methods on the page once more.
        barred: another sale of the customer came in between, so that the page is not told.
    """

    def __init__(self, *, payments: SaleActions, page: CheckoutPage, scope: TaskScope) -> None:
        self._payments = payments
        self._page = page
        self._scope = scope
        self.current: Callable[[], Sale | None] = lambda: None
        self.enter: Callable[[Sale, Phase], None] = lambda _sale, _phase: None
        self.answered: Callable[[Sale, Payment], None] = lambda _sale, _payment: None
        self.show_again: Callable[[], None] = lambda: None
        self.barred: Callable[[Sale, NotStarted], None] = lambda _sale, _refusal: None

    def begin(self, sale: Sale) -> None:
        """The operator has pressed the charge button."""
        sale.trouble, sale.message, sale.leaving, sale.asked = None, "", False, False
        sale.attempt += 1
        sale.use()
        self.enter(sale, Phase.CONFIRMING)
        self._scope.launch(self._confirm(sale), name="charge")

    def report(self, sale: Sale, report: PageReport) -> None:
        """The page has said something that makes us look at Stripe."""
        self._scope.launch(self._report(sale, report), name="page report")

    def show_bank(self, sale: Sale, dress: Dress) -> None:
        """The operator wants to see again what the bank asks."""
        sale.trouble, sale.message, sale.leaving, sale.asked = None, "", False, False
        sale.attempt += 1
        sale.unshown, sale.bank = None, ""
        self.enter(sale, Phase.CONFIRMING)
        self._scope.launch(self._show_bank(sale, dress), name="show the bank")

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
            self._not_told(sale, Trouble.NOT_WRITTEN)
            return
        if isinstance(payment, NotStarted):
            if payment.reason is NotStartedReason.EARLIER_ENDING:
                sale.earlier = payment.issue
                self._not_told(sale, Trouble.EARLIER_ENDING)
            else:
                self.barred(sale, payment)
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

    def _not_told(self, sale: Sale, why: Trouble) -> None:
        """The form is as it was: the charge key may be pressed again."""
        lost = sale.trouble is Trouble.PAGE_LOST
        sale.trouble = Trouble.PAGE_LOST if lost else why
        self.enter(sale, Phase.NO_ELEMENT if lost else Phase.READY)

    async def _show_bank(self, sale: Sale, dress: Dress) -> None:
        try:
            result = await self._payments.show_bank(sale.op)
        except StoreUnavailableError:
            result = NotStarted(NotStartedReason.STORE_UNAVAILABLE)
        if sale is not self.current():
            await self._payments.leave(sale.op)
            return
        match result:
            case BankReady():
                sale.asked, sale.bank_only, sale.trouble = True, True, None
                self.enter(sale, Phase.CONFIRMING)
                self._page.show_bank(bank_request(result, dress))
            case NotStarted(
                NotStartedReason.NOT_OPEN | NotStartedReason.BEING_CANCELED as reason,
                issue=Payment() as found,
            ):
                sale.given_up = reason is NotStartedReason.BEING_CANCELED
                self._page.unmount()
                self.enter(sale, Phase.NO_ELEMENT)
                self.answered(sale, found)
            case NotStarted() | StartUnknown():
                sale.unshown = result
                self.enter(sale, Phase.NO_ELEMENT)

    async def _report(self, sale: Sale, report: PageReport) -> None:
        heard, attempt = sale.heard, sale.attempt
        payment = await self._payments.reported(sale.op, report)
        if sale.is_news(payment, heard):
            self.answered(sale, payment)
        if sale is self.current() and sale.attempt == attempt:
            self._go_on(sale, report, payment.state)

    def _go_on(self, sale: Sale, report: PageReport, state: PaymentState) -> None:
        """See to it that the page shows what the sale is waiting for."""
        if state is PaymentState.OPEN and isinstance(report, ReturnedFromRedirect):
            self.show_again()  # the bank's page left no Element behind
        elif state is PaymentState.REQUIRES_ACTION and isinstance(report, ConfirmReported):
            # The bank still waits for the customer, but this page has given up.
            self._page.unmount()
            self.enter(sale, Phase.NO_ELEMENT)
