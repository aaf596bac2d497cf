"""The check box that sends the customer a receipt by e-mail."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.overriding import override
from pos_app.ui.states.sale import ReceiptOffer
from pos_app.ui.views.look import Look
from pos_app.ui.views.tick_box import TickBox

_BESIDE_WORDS = 40
"""Pixels of the mark and of the gap after it."""


class ReceiptBox(TickBox):
    """Reached by Tab, mouse or finger; a long address is shortened in its middle.

    All of its line can be pressed, not only the words.

    Signals:
        entered: Enter was pressed on it, which means "go on" as it does in the fields above.
    """

    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "receipt", "")
        self._words = self._few_words = ""
        self._short = False
        # As the currencies: who clicks it goes on typing the amount.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_short(short=False)
        self.hide()

    def show_offer(self, offer: ReceiptOffer | None) -> None:
        """Show what would be sent, or nothing."""
        self.setVisible(offer is not None)
        if offer is not None:
            self._words, self._few_words = offer.words, offer.short
            self.setAccessibleName(offer.words)
            self.setChecked(offer.wanted)
            self.setEnabled(not offer.locked)
            self._fit()

    def show_short(self, *, short: bool) -> None:
        """Leave the address out, and take no more of a line than that needs."""
        self._short = short
        policy = QSizePolicy.Policy
        room = QSizePolicy(policy.Fixed if short else policy.Ignored, policy.Fixed)
        # It appears while somebody types the amount: the keys must not move under their finger.
        room.setRetainSizeWhenHidden(True)
        self.setSizePolicy(room)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return least if self._short else QSize(0, least.height())

    @override
    def hitButton(self, spot: QPoint) -> bool:
        return self.rect().contains(spot)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        room = max(self.width() - _BESIDE_WORDS, 0)
        elided = self.fontMetrics().elidedText(self._words, middle, room)
        fitted = self._few_words if self._short else elided
        self.setToolTip(self._words if fitted != self._words else "")
        self.setText(fitted.replace("&", "&&"))  # else the letter after it became a shortcut
