"""The widget that shows the Payment Element; the app's side of resources/checkout/checkout.js."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtQuickWidgets import QQuickWidget
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.domain.ids import PaymentMethodId
from pos_app.domain.modes import Mode
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementChanged,
    ElementFailed,
    ElementReady,
    LeftForBank,
    MountRequest,
    PageCrashed,
    PageEvent,
    ReturnedFromRedirect,
    SavedMethodsChanged,
)
from pos_app.ui.web import messages
from pos_app.ui.web.page_life import PageLife, PageSource
from pos_app.ui.web.rules import PageRules, redirect_status

READY_TIMEOUT_MS: Final = 20_000
"""From ``mount`` until an Element that has not become ready counts as failed."""


@dataclass(slots=True)
class _Sale:
    number: int
    request: MountRequest
    ready: bool = False
    confirming: bool = False


class ElementView(QWidget):
    """Implements ``ports.checkout_page.CheckoutPage`` with Qt WebEngine.

    Signals:
        loading: an Element is on its way; show a skeleton.
        ready: the Element is on the screen.
        crashed: the page died or hung; the text is the reason.
        escape_pressed: Esc was pressed inside the Element.
    """

    loading = Signal()
    ready = Signal()
    crashed = Signal(str)
    escape_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the widget without the web engine; after ``serve``, ``prewarm`` starts that."""
        super().__init__(parent)
        self._sale: _Sale | None = None
        self._sales = 0
        self._listeners: list[Callable[[PageEvent], None]] = []
        self._patience = QTimer(self, singleShot=True, interval=READY_TIMEOUT_MS)
        self._patience.timeout.connect(lambda: self._fail("timeout", ""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._reserve_surface()
        self._life = PageLife(self)
        self._life.warm.connect(self._send_mount)
        self._life.failed.connect(self._fail)
        self._life.said.connect(self._on_message)
        self._life.lost.connect(self._on_lost)
        self._life.left_for.connect(lambda host: self._tell(LeftForBank(host)))
        self._life.came_back.connect(self._on_came_back)

    def _reserve_surface(self) -> None:
        """Keep the window from flickering when the first web view is shown in it.

        Qt recreates the native window when its first Quick-based child appears after ``show``; a
        hidden one that is there beforehand prevents that.
        """
        placeholder = QQuickWidget(self)
        placeholder.setFixedSize(1, 1)
        placeholder.hide()

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

    def mount(self, request: MountRequest) -> None:
        """Show the Payment Element of one sale; ends in ``ElementReady`` or ``ElementFailed``."""
        replaced = self._sale
        self._sales += 1
        self._sale = _Sale(self._sales, request)
        self._life.dress(_background(request.appearance), request.locale)
        self._patience.start()
        self.loading.emit()
        if replaced and replaced.confirming:
            self._life.reload()  # a running confirmation ends with its page only
        elif self._life.is_warm:
            self._send_mount()
        else:
            self._life.ensure()

    def restyle(self, appearance: Mapping[str, object], locale: str) -> None:
        """Follow a change of theme or language, now and for pages loaded later."""
        self._life.dress(_background(appearance), locale)
        self._life.send("restyle", self._look(appearance, locale))

    def confirm(self) -> None:
        """Run ``stripe.confirmPayment``.

        Ends in ``ConfirmReported``, a redirect, or ``PageCrashed``. While one confirmation runs,
        another call changes nothing.
        """
        sale = self._sale
        if not sale or not sale.ready or not self._life.is_warm:
            self._tell(PageCrashed("not_ready"))
            return
        if sale.confirming:
            return
        sale.confirming = True
        return_url = sale.request.return_url
        self._life.allow_leaving(return_url)

        def done(delivered: bool) -> None:  # noqa: FBT001  # the engine's callback
            if not delivered and self._sale is sale and not self._life.is_away:
                self._life.reload()
                self._on_lost("crashed")

        self._life.send("confirm", {"sale": sale.number, "returnUrl": return_url}, done)

    def unmount(self) -> None:
        """Destroy the Element and forget its secrets."""
        sale, self._sale = self._sale, None
        self._patience.stop()
        if self._life.is_away or (sale and sale.confirming):
            self._life.reload()  # a bank's page, or a confirmation, ends with the page only
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
        self._sale = None
        self._patience.stop()
        self._life.close()

    # ------------------------------------------------------------------ to the page
    def _send_mount(self) -> None:
        sale = self._sale
        if not sale:
            return
        request = sale.request
        session = request.customer_session
        self._life.allow_leaving(None)
        self._life.send(
            "mount",
            {
                "sale": sale.number,
                "clientSecret": request.client_secret.reveal(),
                "customerSession": session.reveal() if session else None,
                "billing": {name: text for name, text in request.billing.items() if text},
                **self._look(request.appearance, request.locale),
            },
        )

    def _look(self, appearance: Mapping[str, object], locale: str) -> dict[str, object]:
        background = _background(appearance) or self.palette().color(QPalette.ColorRole.Base)
        return {
            "appearance": dict(appearance),
            "locale": locale,
            "background": background.name(),
        }

    # ------------------------------------------------------------------ from the page
    def _on_message(self, message: messages.SaleMessage) -> None:
        sale = self._sale
        if not sale or message.sale != sale.number:
            return  # of a sale that is over
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

    def _on_ready(self, sale: _Sale) -> None:
        self._patience.stop()
        sale.ready = True
        self._tell(ElementReady(sale.request.intent))
        self.ready.emit()

    def _on_confirmed(self, sale: _Sale, result: messages.Confirmed) -> None:
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
        self._patience.stop()
        if sale:
            self._tell(PageCrashed(reason))
        self.crashed.emit(reason)

    def _fail(self, stage: str, message: str) -> None:
        sale, self._sale = self._sale, None
        self._patience.stop()
        if sale:
            self._life.send("unmount", {})
            self._tell(ElementFailed(stage, message))

    def _tell(self, event: PageEvent) -> None:
        for listener in list(self._listeners):
            listener(event)


def _background(appearance: Mapping[str, object]) -> QColor | None:
    variables = appearance.get("variables")
    name = variables.get("colorBackground") if isinstance(variables, Mapping) else None
    colour = QColor(name) if isinstance(name, str) else QColor()
    return colour if colour.isValid() else None
