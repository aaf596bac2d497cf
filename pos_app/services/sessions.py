"""CustomerSessions, which let the Payment Element show a customer's saved methods."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import Ok, Outcome
from pos_app.domain.payment import Payment
from pos_app.domain.secret import Secret
from pos_app.domain.settings import CheckoutPolicy
from pos_app.ports.gateway import CheckoutGateway, CreatedIntent, CustomerSession
from pos_app.services.common import Common
from pos_app.services.results import NotStarted, NotStartedReason, Started
from pos_app.services.settings import SettingsService

MARGIN: Final = dt.timedelta(minutes=2)
"""A prepared session must live at least this much longer to be worth a sale."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    customer: CustomerId
    policy: CheckoutPolicy
    session: CustomerSession


class Sessions:
    """Opens one per Element, by the shop's policy of the moment; keeps one prepared."""

    def __init__(
        self, *, common: Common, checkout: CheckoutGateway, settings: SettingsService
    ) -> None:
        self._common = common
        self._checkout = checkout
        self._settings = settings
        self._prepared: _Prepared | None = None
        self._asked = 0
        self._lost: Secret | None = None

    async def open(self, customer: CustomerId) -> Outcome[CustomerSession]:
        """Create a CustomerSession; without one a new method can still be typed."""
        call = self._checkout.open_session(customer, self._settings.current.checkout)
        return await self._common.reach.hear(call, essential=False)

    async def prepare(self, customer: CustomerId) -> Outcome[CustomerSession]:
        """Open one for the sale that is likely to follow, and keep it in the place of the last.

        It is this customer's until ``take``; it moves no money and ends by itself.
        """
        self._asked += 1
        turn, self._prepared = self._asked, None
        policy = self._settings.current.checkout
        outcome = await self.open(customer)
        if isinstance(outcome, Ok) and turn == self._asked:
            self._prepared = _Prepared(customer, policy, outcome.value)
        return outcome

    def take(self, customer: CustomerId) -> CustomerSession | None:
        """Hand the prepared one to a sale, if it is this customer's and still good; only once."""
        kept, self._prepared = self._prepared, None
        self._asked += 1  # one that is still on its way comes too late for this sale
        if kept is None or kept.customer != customer:
            return None
        lives = kept.session.expires_at - self._common.clock.now() > MARGIN
        fits = kept.policy == self._settings.current.checkout
        return kept.session if lives and fits else None

    def forget(self, session: Secret) -> None:
        """The page has used it up in vain."""
        self._lost = session
        if self._prepared is not None and self._prepared.session.client_secret == session:
            self._prepared = None

    async def renewed(
        self, customer: CustomerId, taken: CustomerSession
    ) -> Outcome[CustomerSession]:
        """The one taken, or another if the page has lost it since."""
        if taken.client_secret == self._lost:
            return await self.open(customer)
        return Ok(taken)


def started(
    payment: Payment, created: CreatedIntent, opened: Outcome[CustomerSession]
) -> Started | NotStarted:
    """What the page needs, as far as Stripe has given it; nothing for another sale than ordered."""
    money, secret = created.snapshot.money, created.client_secret
    if (money, created.snapshot.customer) != (payment.order.money, payment.order.customer):
        return NotStarted(NotStartedReason.DIFFERENT, issue=payment)
    if isinstance(opened, Ok):
        return Started(payment, secret, money, opened.value.client_secret, None)
    return Started(payment, secret, money, None, opened)
