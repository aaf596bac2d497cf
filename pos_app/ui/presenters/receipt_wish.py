"""Whether this customer gets a receipt by e-mail, and where it goes."""

from __future__ import annotations

from pos_app.domain.customer import Customer
from pos_app.domain.payment import SaleOrder
from pos_app.domain.settings import Settings
from pos_app.ui.states.sale import ReceiptOffer
from pos_app.ui.texts import Texts


class ReceiptWish:
    """Follows the settings until somebody decides for this one customer."""

    def __init__(self, texts: Texts, settings: Settings) -> None:
        self._decided: bool | None = None
        self.use(texts, settings)

    def use(self, texts: Texts, settings: Settings) -> None:
        """Follow changed settings; what was decided stays."""
        self._texts = texts
        self._usual = settings.receipts

    def forget(self) -> None:
        """The next customer is not bound by it."""
        self._decided = None

    def decide(self, *, wanted: bool) -> None:
        """Send this customer a receipt, or none."""
        self._decided = wanted

    def address(self, customer: Customer) -> str:
        """Where Stripe is asked to send it; empty for nowhere."""
        return customer.email if self._wanted else ""

    def offer(self, customer: Customer | None, order: SaleOrder | None) -> ReceiptOffer | None:
        """The check box; a customer without an address has none.

        Args:
            customer: the chosen one.
            order: the sale that has begun, of which nothing can be changed any more.
        """
        address = customer.email if customer is not None else ""
        wanted = self._wanted
        if order is not None:
            address, wanted = order.receipt_email or address, bool(order.receipt_email)
        if not address:
            return None
        texts = self._texts.sale
        words = texts.receipt.format(email=address)
        return ReceiptOffer(words, texts.receipt_short, wanted=wanted, locked=order is not None)

    @property
    def _wanted(self) -> bool:
        return self._usual if self._decided is None else self._decided
