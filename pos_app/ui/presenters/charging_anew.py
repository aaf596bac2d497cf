"""A debit that bounced is charged anew only if the books say that nothing of it was taken."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.payment import Payment
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.view_protocols import SaleActions


class ChargingAnew:
    """What is on show may be older than the books.

    Attributes:
        begin: fills in customer and amount of a sale like the one that bounced.
        show_sale: puts a sale on the right pane.
    """

    def __init__(self, payments: SaleActions, scope: TaskScope) -> None:
        self._payments = payments
        self._scope = scope
        self.begin: Callable[[Payment], None] = lambda _bounced: None
        self.show_sale: Callable[[Payment], None] = lambda _payment: None

    def ask(self, bounced: Payment) -> None:
        """Begin its second try, or show which sale has taken the money, or may."""
        self._scope.launch(self._ask(bounced), name="charge anew")

    async def _ask(self, bounced: Payment) -> None:
        standing = await self._payments.standing_for(bounced.op)
        if standing is None:
            self.begin(bounced)
        else:
            self.show_sale(standing)
