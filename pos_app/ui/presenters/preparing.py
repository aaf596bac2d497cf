"""Gets an Element ready for the chosen customer while the amount is being typed."""

from __future__ import annotations

from pos_app.domain.customer import Customer
from pos_app.domain.money import Money
from pos_app.domain.outcomes import Ok
from pos_app.ports.checkout_page import CheckoutPage, PreparedLost
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.dress import Dress, prepare_request
from pos_app.ui.presenters.view_protocols import SaleActions


class Preparing:
    """Saves time when it works; a sale never waits for it and never fails by it."""

    def __init__(self, payments: SaleActions, page: CheckoutPage, scope: TaskScope) -> None:
        self._payments = payments
        self._page = page
        self._scope = scope
        self._turn = 0

    def want(self, customer: Customer, money: Money, dress: Dress) -> None:
        """Prepare for this customer instead of any other.

        Args:
            customer: whose saved methods to show.
            money: what is likely to be charged.
            dress: how the Element looks and speaks.
        """
        self._turn += 1
        work = self._prepare(self._turn, customer, money, dress)
        self._scope.launch(work, name="prepare an Element")

    def begin(self, money: Money) -> None:
        """The sale is here: what is not prepared by now comes too late."""
        self._turn += 1
        self._page.expect(money)

    def stop(self) -> None:
        """Nobody is chosen any longer."""
        self._turn += 1
        self._page.unmount()

    def lost(self, event: PreparedLost) -> None:
        """The page cannot use it; the sale goes on as if nothing had been prepared."""
        self._payments.forget_prepared(event.customer_session)

    async def _prepare(self, turn: int, customer: Customer, money: Money, dress: Dress) -> None:
        opened = await self._payments.prepare(customer.id)
        if turn == self._turn and isinstance(opened, Ok):
            session = opened.value.client_secret
            self._page.prepare(prepare_request(session, customer, money, dress))
