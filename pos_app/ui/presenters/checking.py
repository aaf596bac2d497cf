"""Asks Stripe how a sale stands: when told to, and by itself while the outcome is unknown."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.payment import Payment
from pos_app.ports.clock import Clock
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.sale import CHECK_EVERY, SILENT_AFTER, Sale
from pos_app.ui.presenters.sale_screen import SaleScreen
from pos_app.ui.presenters.view_protocols import SaleActions


class Checking:
    """Lets the seconds of the sale on the right pane go by.

    Attributes:
        current: says which sale is on the right pane.
        answered: takes what the ledger knows after a look at Stripe.
        silent: ends a page that confirms and never says how that went.
    """

    def __init__(
        self, *, payments: SaleActions, screen: SaleScreen, scope: TaskScope, clock: Clock
    ) -> None:
        self._payments = payments
        self._screen = screen
        self._scope = scope
        self._clock = clock
        self.current: Callable[[], Sale | None] = lambda: None
        self.answered: Callable[[Sale, Payment], None] = lambda _sale, _payment: None
        self.silent: Callable[[Sale], None] = lambda _sale: None

    def begin(self, sale: Sale) -> None:
        """Count the seconds of this sale until it has ended or was left."""
        self._scope.launch(self._tick(sale), name="seconds")

    def count(self, sale: Sale) -> None:
        """Note how long the doubt lasts at most."""
        left = self._payments.ends_in(sale.payment) if sale.payment is not None else None
        sale.ends_at = None if left is None else self._clock.monotonic() + left

    def ask(self, sale: Sale) -> None:
        """Ask now; a sale that has not begun is nowhere to be asked for."""
        if sale.payment is not None:
            self._scope.launch(self._check(sale, sale.payment), name="check again")

    async def _tick(self, sale: Sale) -> None:
        while sale is self.current() and not sale.ended:
            await self._screen.second()
            if sale is not self.current():
                return
            now = self._clock.monotonic()
            if sale.check_due(now):
                self.ask(sale)
            if sale.silent_for(now) >= SILENT_AFTER:
                self.silent(sale)
            self.count(sale)
            self._screen.show(sale)

    async def _check(self, sale: Sale, payment: Payment) -> None:
        sale.checking, heard = True, sale.heard
        self._screen.show(self.current())
        try:
            seen = await self._payments.check(payment.op)
            sale.given_up = await self._payments.being_canceled(payment.op)
            sale.checked = self._clock.now()
        finally:
            sale.checking = False
            sale.next_check = self._clock.monotonic() + CHECK_EVERY
        if sale.is_news(seen, heard):
            self.answered(sale, seen)
        else:
            self._screen.show(self.current())
