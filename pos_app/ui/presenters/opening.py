"""Getting a sale to the point where the Payment Element is on its way."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.customer import Customer
from pos_app.domain.payment import Payment, PaymentState
from pos_app.ports.checkout_page import CheckoutPage
from pos_app.ports.clock import Clock
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.results import (
    NotStarted,
    NotStartedReason,
    Started,
    StartResult,
    StartUnknown,
)
from pos_app.ui.presenters.dress import Dress, mount_request
from pos_app.ui.presenters.sale import Phase, Sale, Trouble
from pos_app.ui.presenters.sale_screen import SaleScreen
from pos_app.ui.presenters.view_protocols import SaleActions


class Opening:
    """Starts a new sale, or continues one on its own PaymentIntent."""

    def __init__(
        self, payments: SaleActions, page: CheckoutPage, screen: SaleScreen, clock: Clock
    ) -> None:
        self._payments = payments
        self._page = page
        self._screen = screen
        self._clock = clock

    async def ask(self, sale: Sale) -> StartResult:
        """Ask the services; takes as long as Stripe does."""
        if sale.payment is None:
            bounced = sale.instead_of.op if sale.instead_of else None
            return await self._payments.start(sale.order, *sale.consents, instead_of=bounced)
        heard = sale.heard
        try:
            result = await self._payments.resume(sale.payment.op)
        except StoreUnavailableError:
            result = NotStarted(NotStartedReason.STORE_UNAVAILABLE)
        return result if sale.heard == heard else _newest(result, sale.payment)

    def take(
        self, sale: Sale, result: StartResult, customer: Customer | None, dress: Dress
    ) -> Payment | None:
        """Go on with the answer.

        Returns:
            The payment, if there is nothing left to open because it has come to its end.
        """
        now = self._clock.monotonic()
        match result:
            case Started():
                sale.payment = result.payment
                sale.saved_hidden = result.customer_session is None
                sale.bank_only = sale.given_up = False
                sale.complete, sale.kind, sale.chosen = False, "", None
                sale.enter(Phase.MOUNTING, now)
                self._page.mount(mount_request(result, customer, dress))
            case NotStarted(
                NotStartedReason.NOT_OPEN | NotStartedReason.BEING_CANCELED as reason,
                issue=Payment() as found,
            ):
                sale.given_up = reason is NotStartedReason.BEING_CANCELED
                sale.enter(Phase.NO_ELEMENT, now)
                return found
            case NotStarted(NotStartedReason.LOOKS_REPEATED | NotStartedReason.OPEN_ISSUE):
                # One that was to be taken up again is given up: "charge again" begins another.
                sale.payment, sale.refusal = None, sale.newest(result)
                sale.enter(Phase.NOT_STARTED, now)
                self._screen.failed(sale)
            case NotStarted(NotStartedReason.DIFFERENT, issue=Payment() as found):
                sale.payment, sale.refusal = found, result  # leaving cancels it
                sale.enter(Phase.NOT_STARTED, now)
                self._screen.failed(sale)
            case NotStarted():
                sale.refusal = result
                sale.enter(Phase.NOT_STARTED, now)
                self._screen.failed(sale)
            case StartUnknown(Payment(intent=str())):
                # It exists; only its secret could not be read again.
                sale.trouble = Trouble.LOAD_ERROR
                sale.enter(Phase.NO_ELEMENT, now)
                self._screen.announce(sale)
            case StartUnknown(payment):
                sale.payment = payment
                sale.enter(Phase.START_UNKNOWN, now)
                self._screen.announce(sale)
        return None

    async def forget(self, result: StartResult) -> None:
        """The operator had gone on before the answer came: nobody will pay this sale."""
        match result:
            case Started(payment) | StartUnknown(payment):
                await self._payments.leave(payment.op)
            case NotStarted(
                NotStartedReason.DIFFERENT | NotStartedReason.REFUSED, issue=Payment(op)
            ):
                await self._payments.leave(op)
            case NotStarted():
                pass  # an earlier sale stands in the way, or nothing was begun


def _newest(result: StartResult, heard: Payment) -> StartResult:
    """What was announced while Stripe was asked is newer than what the answer says of the sale."""
    match result:
        case NotStarted(
            NotStartedReason.NOT_OPEN | NotStartedReason.BEING_CANCELED, issue=Payment() as found
        ):
            return result if found.state.terminal else replace(result, issue=heard)
        case _ if heard.intent is None:
            return result
        case _ if heard.state is not PaymentState.OPEN or heard.in_doubt:
            return NotStarted(NotStartedReason.NOT_OPEN, issue=heard)
        case Started():
            return replace(result, payment=heard)
        case _:
            return result
