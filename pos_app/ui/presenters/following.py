"""What the ledger knows of the sale on the right pane, and what is shown of it then."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.payment import Payment, PaymentState
from pos_app.ports.checkout_page import CheckoutPage
from pos_app.ports.clock import Clock
from pos_app.ui.presenters.declines import is_for_good
from pos_app.ui.presenters.sale import Phase, Sale, Trouble
from pos_app.ui.presenters.sale_screen import SaleScreen


class Following:
    """Nothing else changes where the money of a sale stands.

    Attributes:
        count: begins or ends the countdown to the next question to Stripe.
        settle: draws the sale.
        show_again: puts the methods on the page once more.
    """

    def __init__(self, *, page: CheckoutPage, screen: SaleScreen, clock: Clock) -> None:
        self._page = page
        self._screen = screen
        self._clock = clock
        self.count: Callable[[Sale], None] = lambda _sale: None
        self.settle: Callable[[], None] = lambda: None
        self.show_again: Callable[[], None] = lambda: None

    def take(self, sale: Sale, payment: Payment) -> None:
        """Take the newest word; one that is older than its end is none."""
        if sale.ended and not payment.state.terminal:
            return
        pressed = sale.leaving or sale.unknown  # one more press leaves it
        sale.payment = payment
        if sale.overtaken:
            sale.refusal = None
            self._phase(sale, Phase.NO_ELEMENT)
            self._page.unmount()
        self.count(sale)
        if not payment.in_doubt:
            sale.hurried = sale.hurried or pressed
            sale.leaving, sale.next_check = False, 0.0
            if sale.phase is Phase.CONFIRMING and sale.asked:
                self._confirmation_over(sale, payment)
        self._show(sale, payment)

    def _show(self, sale: Sale, payment: Payment) -> None:
        before, sale.shown_end = sale.shown_end, payment.state if sale.settled_for_now else None
        if sale.shown_end is before:
            self.settle()
        elif sale.shown_end is None:
            self.settle()
            self._screen.failed(sale)
        else:
            self._phase(sale, Phase.NO_ELEMENT)
            self._page.unmount()
            self.settle()
            self._screen.show_end(sale, payment)

    def _confirmation_over(self, sale: Sale, payment: Payment) -> None:
        lost = sale.trouble is Trouble.PAGE_LOST
        self._phase(sale, Phase.NO_ELEMENT if lost or sale.bank_only else Phase.READY)
        if payment.state is not PaymentState.OPEN:
            return
        if sale.message:
            sale.trouble = Trouble.CHECK_INPUT
        elif payment.error is not None:
            sale.trouble = None
            sale.decline(payment, for_good=is_for_good(payment.error))
        elif not lost:
            sale.trouble = Trouble.NOT_TAKEN
        self._screen.failed(sale)
        if sale.bank_only and not lost:
            self.show_again()  # the bank left no Element behind
        elif not lost:
            self._screen.to_element()  # the next method is an arrow key away

    def _phase(self, sale: Sale, phase: Phase) -> None:
        sale.enter(phase, self._clock.monotonic())
