"""CustomerSessions, which let the Payment Element show a customer's saved methods."""

from __future__ import annotations

from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import Ok, Outcome
from pos_app.domain.payment import Payment
from pos_app.ports.gateway import CheckoutGateway, CreatedIntent, CustomerSession
from pos_app.services.common import Common
from pos_app.services.results import Started
from pos_app.services.settings import SettingsService


class Sessions:
    """Opens one per mounted Element, by the shop's policy of the moment."""

    def __init__(
        self, *, common: Common, checkout: CheckoutGateway, settings: SettingsService
    ) -> None:
        self._common = common
        self._checkout = checkout
        self._settings = settings

    async def open(self, customer: CustomerId) -> Outcome[CustomerSession]:
        """Create a CustomerSession; without one a new method can still be typed."""
        outcome = await self._checkout.open_session(customer, self._settings.current.checkout)
        self._common.reach.note(outcome)
        return outcome


def started(payment: Payment, created: CreatedIntent, opened: Outcome[CustomerSession]) -> Started:
    """What the page needs, as far as Stripe has given it."""
    if isinstance(opened, Ok):
        return Started(payment, created.client_secret, opened.value.client_secret, None)
    return Started(payment, created.client_secret, None, opened)
