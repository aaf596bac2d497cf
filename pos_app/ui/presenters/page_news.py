"""What the page says of the sale on show: a hint, so it changes the screen and never the ledger."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementChanged,
    ElementFailed,
    ElementReady,
    LeftForBank,
    NeverTold,
    PageCrashed,
    ReturnedFromRedirect,
    SavedMethodsChanged,
)
from pos_app.ports.clock import Clock
from pos_app.services.confirming import PageReport
from pos_app.ui.presenters.sale import Phase, Sale, Trouble
from pos_app.ui.presenters.sale_screen import SaleScreen

ElementEvent = ElementReady | ElementChanged | ElementFailed | SavedMethodsChanged
SaleEvent = ElementEvent | LeftForBank | PageReport


class PageNews:
    """Takes in what the page says.

    Attributes:
        settle: called when the sale has changed.
        report: called with what makes us look at Stripe.
    """

    def __init__(self, screen: SaleScreen, clock: Clock) -> None:
        self._screen = screen
        self._clock = clock
        self.settle: Callable[[], None] = lambda: None
        self.report: Callable[[Sale, PageReport], None] = lambda _sale, _report: None

    def take(self, sale: Sale, event: SaleEvent) -> None:
        """The page has said this of the sale on show."""
        match event:
            case ElementReady() | ElementChanged() | ElementFailed() | SavedMethodsChanged():
                self._on_element(sale, event)
            case LeftForBank(host):
                sale.bank = host
                self._screen.show(sale)
            case ConfirmReported() | ReturnedFromRedirect() | PageCrashed() | NeverTold():
                self._on_report(sale, event)

    def _on_element(self, sale: Sale, event: ElementEvent) -> None:
        match event:
            case ElementReady():
                if sale.phase is Phase.MOUNTING:
                    self._enter(sale, Phase.READY)
                    self._screen.to_element()
            case ElementChanged():
                sale.choose(event.type, event.saved, complete=event.complete)
                if sale.trouble in {Trouble.CHECK_INPUT, Trouble.NOT_TAKEN}:
                    sale.trouble = None
                self._screen.show(sale)
            case ElementFailed() if sale.in_doubt:
                self._on_report(sale, PageCrashed(event.stage))
            case ElementFailed():
                self._lose(sale, Trouble.LOAD_ERROR)
            case SavedMethodsChanged():
                # The Element shows its own list; a card of which was put right may be tried again.
                sale.declined = dict.fromkeys(sale.declined, False)
                self._screen.show(sale)

    def _on_report(self, sale: Sale, event: PageReport) -> None:
        sale.bank = ""
        in_doubt = sale.in_doubt
        match event:
            case ConfirmReported() if sale.phase is Phase.CONFIRMING and not sale.asked:
                return  # of the attempt before: this one has not been sent yet
            case ConfirmReported(error_type="validation_error"):
                sale.message = event.message
            case ReturnedFromRedirect():
                self._enter(sale, Phase.NO_ELEMENT)
            case PageCrashed() | NeverTold():
                self._lose(sale, Trouble.PAGE_LOST)
            case ConfirmReported():
                pass
        if in_doubt or isinstance(event, ReturnedFromRedirect):
            self.report(sale, event)

    def _lose(self, sale: Sale, trouble: Trouble) -> None:
        if sale.phase is not Phase.CONFIRMING:
            sale.enter(Phase.NO_ELEMENT, self._clock.monotonic())
        sale.trouble = trouble
        self.settle()
        self._screen.announce(sale)

    def _enter(self, sale: Sale, phase: Phase) -> None:
        sale.enter(phase, self._clock.monotonic())
        self.settle()
