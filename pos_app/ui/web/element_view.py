"""The widget that shows the Payment Element; the app's side of resources/checkout/checkout.js."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.domain.ids import PaymentMethodId
from pos_app.domain.modes import Mode
from pos_app.domain.money import Money
from pos_app.ports.checkout_page import (
    BankRequest,
    ConfirmReported,
    ElementChanged,
    ElementFailed,
    ElementReady,
    LeftForBank,
    MountRequest,
    NeverTold,
    PageCrashed,
    PageEvent,
    PreparedLost,
    PrepareRequest,
    ReturnedFromRedirect,
    SavedMethodsChanged,
)
from pos_app.ui.web import messages
from pos_app.ui.web.on_show import OnShow, Prepared
from pos_app.ui.web.orders import (
    background,
    bank_order,
    look_order,
    money_order,
    mount_order,
    prepare_order,
)
from pos_app.ui.web.page_life import PageLife, PageSource
from pos_app.ui.web.rules import PageRules, redirect_status
from pos_app.ui.web.surface import reserve_surface

READY_TIMEOUT_MS: Final = 20_000
"""From ``mount`` or ``prepare`` until an Element that is not ready counts as failed."""
SUSPECT_MS: Final = 3_000
"""An Element that is given up after so long, and is not ready yet, makes its page suspect."""


class ElementView(QWidget):
    """Implements ``ports.checkout_page.CheckoutPage`` with Qt WebEngine.

    Signals:
        loading: an Element is on its way; show a skeleton.
        prepared: an Element without a sale is ready.
        ready: the Element is on the screen.
        crashed: the page died or hung; the text is the reason.
        escape_pressed: Esc was pressed inside the Element.
    """

    loading = Signal()
    prepared = Signal()
    ready = Signal()
    crashed = Signal(str)
    escape_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the widget without the web engine; after ``serve``, ``prewarm`` starts that."""
        super().__init__(parent)
        self._sale: OnShow | None = None
        self._prepared: Prepared | None = None
        self._elements = 0
        self._listeners: list[Callable[[PageEvent], None]] = []
        self._patience = QTimer(self, singleShot=True, interval=READY_TIMEOUT_MS)
        self._patience.timeout.connect(self._on_timeout)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        reserve_surface(self)
        self._life = PageLife(self)
        self._life.warm.connect(self._on_warm)
        self._life.failed.connect(self._fail)
        self._life.said.connect(self._on_message)
        self._life.lost.connect(self._on_lost)
        self._life.left_for.connect(lambda host: self._tell(LeftForBank(host)))
        self._life.came_back.connect(self._on_came_back)

    def serve(
        self, *, html: str, origin: str, script_origin: str, mode: Mode, publishable_key: str
    ) -> None:
        """Say what the page is made of; once, before ``prewarm`` and ``mount``.

        Args:
            html: what ``render_checkout`` returned.
            origin: https origin the page appears under, without a slash at its end.
            script_origin: scheme, host and port stripe.js comes from.
            mode: decides what the page may reach.
            publishable_key: the ``pk_`` key stripe.js is started with.
        """
        rules = PageRules(mode, origin, script_origin)
        self._life.serve(PageSource(html, rules, publishable_key))

    # ------------------------------------------------------------------ CheckoutPage
    def subscribe(self, listener: Callable[[PageEvent], None]) -> None:
        """Send every event to ``listener``, in the GUI thread."""
        self._listeners.append(listener)

    def prewarm(self) -> None:
        """Start the web engine and load page and stripe.js, unless that is done already.

        Takes 0.1 to 0.2 s in the GUI thread the first time: call it after the first paint.
        """
        self._life.ensure()

    def prepare(self, request: PrepareRequest) -> None:
        """Get an Element ready for the sale to come; ends in ``mount`` or ``PreparedLost``."""
        if self._sale:
            return
        self._prepared = Prepared(self._next_number(), request)
        self._life.dress(background(request.appearance), request.locale)
        self._patience.start()
        if self._life.is_warm:
            self._life.recycle()
        if self._life.is_warm:
            self._send_prepare(self._prepared)
        else:
            self._life.ensure()

    def expect(self, money: Money) -> None:
        """Bring a prepared Element up to date, before its sale is there."""
        prepared = self._prepared
        if prepared:
            prepared.request = replace(prepared.request, money=money)
            if prepared.on_page:
                self._life.send("expect", money_order(prepared.number, money))

    def mount(self, request: MountRequest) -> None:
        """Show the Payment Element of one sale, the prepared one if it is meant for it."""
        self._put(self._sale_of(request))

    def show_bank(self, request: BankRequest) -> None:
        """Run ``stripe.handleNextAction`` in the place of an Element; ends as ``confirm`` does."""
        self._put(OnShow(self._next_number(), request))

    def restyle(self, appearance: Mapping[str, object], locale: str) -> None:
        """Follow a change of theme or language, now and for pages loaded later."""
        if self._prepared:
            request = self._prepared.request
            self._prepared.request = replace(request, appearance=appearance, locale=locale)
        self._life.dress(background(appearance), locale)
        self._life.send("restyle", look_order(appearance, locale, self._paper()))

    def confirm(self) -> None:
        """Run ``stripe.confirmPayment``.

        Ends in ``ConfirmReported``, a redirect, ``PageCrashed`` or ``NeverTold``. While one
        confirmation runs, another call changes nothing.
        """
        sale = self._sale
        if not sale or not sale.ready or not self._life.is_warm:
            self._tell(NeverTold("not_ready"))
            return
        if sale.confirming:
            return
        # An Element that was prepared does not know the PaymentIntent yet.
        secret = sale.request.client_secret.reveal() if sale.bound else None
        return_url = sale.request.return_url
        order = {"sale": sale.number, "returnUrl": return_url, "clientSecret": secret}
        self._send_last("confirm", order, sale)

    def unmount(self) -> None:
        """Destroy the Element and forget its secrets."""
        sale, self._sale = self._sale, None
        suspect = self._is_page_suspect()
        self._prepared = None
        self._patience.stop()
        if self._life.is_away:
            self._life.reload()  # a bank's page ends with the page only
        elif suspect or (sale and sale.confirming):
            self._life.replace()
        elif self._life.is_warm:
            self._life.close_popups()
            self._life.send("unmount", {})
            self._life.recycle()

    # ------------------------------------------------------------------ beyond the port
    def focus_element(self) -> None:
        """Put the keyboard into the Element."""
        view = self._life.view
        if view and self._life.is_warm:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._life.send("focus", {})

    def is_warm(self) -> bool:
        """Whether an Element can be mounted without loading anything first."""
        return self._life.is_warm

    def shutdown(self) -> None:
        """End the web engine; call before the window and the application end."""
        self._sale = self._prepared = None
        self._patience.stop()
        self._life.close()

    # ------------------------------------------------------------------ to the page
    def _on_warm(self) -> None:
        if self._sale:
            self._send_sale(self._sale)
        elif self._prepared:
            self._send_prepare(self._prepared)

    def _put(self, sale: OnShow) -> None:
        """Let this be what the page holds, as soon as the page is there."""
        replaced, self._sale = self._sale, sale
        suspect = replaced is not None and (replaced.confirming or self._is_page_suspect())
        self._prepared = None
        self._life.dress(background(sale.request.appearance), sale.request.locale)
        self._patience.start()
        self.loading.emit()
        if suspect:
            self._life.replace()  # a running confirmation, too, ends with its page only
        elif self._life.is_warm:
            self._send_sale(sale)
        else:
            self._life.ensure()

    def _send_prepare(self, prepared: Prepared) -> None:
        prepared.on_page = True
        order = prepare_order(prepared.number, prepared.request, self._paper())
        self._life.send("prepare", order)

    def _send_sale(self, sale: OnShow) -> None:
        self._life.allow_leaving(None)
        match sale.request:
            case BankRequest() as request:
                self._patience.stop()
                self._send_last("bank", bank_order(sale.number, request, self._paper()), sale)
                self.ready.emit()
            case MountRequest(money=money) if sale.bound:
                self._life.send("bind", money_order(sale.number, money))
            case MountRequest() as request:
                self._life.send("mount", mount_order(sale.number, request, self._paper()))

    def _send_last(self, command: str, order: Mapping[str, object], sale: OnShow) -> None:
        """Give the page the command that may move money: it reports, leaves, or is lost."""
        sale.confirming = True
        self._life.allow_leaving(sale.request.return_url)

        def done(delivered: bool) -> None:  # noqa: FBT001  # the engine's callback
            if not delivered and self._sale is sale and not self._life.is_away:
                self._life.reload()
                self._on_lost("crashed")

        self._life.send(command, order, done)

    def _sale_of(self, request: MountRequest) -> OnShow:
        """The sale, with the prepared Element if that shows this customer's methods."""
        prepared = self._prepared
        if prepared and prepared.on_page and self._life.is_warm:
            session = prepared.request.customer_session
            if session == request.customer_session:
                return OnShow(prepared.number, request, session)
        return OnShow(self._next_number(), request)

    def _next_number(self) -> int:
        self._elements += 1
        return self._elements

    def _is_page_suspect(self) -> bool:
        """Whether a warm page owes an Element for long: a process behind it may be dead."""
        waited = self._patience.interval() - self._patience.remainingTime()
        return self._life.is_warm and self._patience.isActive() and waited >= SUSPECT_MS

    def _paper(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Base)

    # ------------------------------------------------------------------ from the page
    def _on_message(self, message: messages.SaleMessage) -> None:
        sale, prepared = self._sale, self._prepared
        if prepared and message.sale == prepared.number:
            self._on_prepared(message)
        elif sale and message.sale == sale.number:
            self._on_sale(sale, message)  # any other is of a sale that is over

    def _on_prepared(self, message: messages.SaleMessage) -> None:
        match message:
            case messages.Prepared():
                self._patience.stop()
                self.prepared.emit()
            case messages.ElementLoadFailed(_, text):
                self._fail("element", text)
            case _:
                pass  # checkout.js tells its choice once it has a sale

    def _on_sale(self, sale: OnShow, message: messages.SaleMessage) -> None:
        intent = sale.request.intent
        match message:
            case messages.Ready():
                self._on_ready(sale)
            case messages.Changed(_, complete, empty, kind, saved):
                method = PaymentMethodId(saved) if saved else None
                self._tell(ElementChanged(intent, complete, empty, kind, method))
            case messages.SavedChanged():
                self._tell(SavedMethodsChanged(intent))
            case messages.ElementLoadFailed(_, text):
                if not sale.confirming:  # otherwise the confirmation says what became of it
                    self._fail("element", text)
            case messages.Escape():
                self.escape_pressed.emit()
            case messages.Confirmed():
                self._on_confirmed(sale, message)
            case messages.Prepared():
                pass  # the sale came first

    def _on_ready(self, sale: OnShow) -> None:
        self._patience.stop()
        sale.ready = True
        self._tell(ElementReady(sale.request.intent))
        self.ready.emit()

    def _on_confirmed(self, sale: OnShow, result: messages.Confirmed) -> None:
        sale.confirming = False
        self._life.allow_leaving(None)
        self._life.close_popups()
        self._tell(
            ConfirmReported(
                sale.request.intent,
                result.status,
                result.error_type,
                result.code,
                result.decline_code,
                result.message,
            )
        )

    def _on_came_back(self, address: str) -> None:
        sale, self._sale = self._sale, None
        if sale:
            self._tell(ReturnedFromRedirect(sale.request.intent, redirect_status(address)))

    def _on_lost(self, reason: str) -> None:
        sale, self._sale = self._sale, None
        prepared, self._prepared = self._prepared, None
        self._patience.stop()
        if sale:
            self._tell(PageCrashed(reason))
        if prepared:
            self._tell(PreparedLost(prepared.request.customer_session, reason))
        self.crashed.emit(reason)

    def _on_timeout(self) -> None:
        if self._life.is_warm:
            self._life.replace()
        self._fail("timeout", "")

    def _fail(self, stage: str, message: str) -> None:
        sale, self._sale = self._sale, None
        prepared, self._prepared = self._prepared, None
        self._patience.stop()
        if sale or prepared:
            self._life.send("unmount", {})
        if prepared:
            self._tell(PreparedLost(prepared.request.customer_session, stage))
        elif sale and sale.bound and not sale.ready:
            self._tell(PreparedLost(sale.bound, stage))
        elif sale:
            self._tell(ElementFailed(stage, message))

    def _tell(self, event: PageEvent) -> None:
        for listener in list(self._listeners):
            listener(event)
