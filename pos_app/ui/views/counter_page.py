"""The counter: search left, sale in the middle, payment right."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pos_app.domain.overriding import override
from pos_app.ui.theme.columns import column_widths
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import restyle
from pos_app.ui.views.payment_pane import PaymentPane
from pos_app.ui.views.sale_pane import SalePane
from pos_app.ui.views.search_pane import SearchPane

NARROW = 1280
"""Below this width the search becomes an overlay."""
_OVERLAY_WIDTH = 420
_GAP = 10
_SMALLEST = QSize(1000, 540)


class CounterPage(QFrame):
    """Three panes; in narrow windows the search floats over the sale.

    Signals:
        narrowed: the search became an overlay (or a pane again).
    """

    narrowed = Signal(bool)

    def __init__(self, look: Look, element: QWidget, watermark: str) -> None:
        super().__init__()
        self.setObjectName("counter")
        self.setProperty("role", "canvas")
        self.search = SearchPane(look)
        self.sale = SalePane(look, watermark)
        self.payment = PaymentPane(look, element)
        self._narrow = False
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        self._layout.setSpacing(_GAP)
        self._layout.addWidget(self.search)
        self._layout.addWidget(self.sale, 1)
        self._layout.addWidget(self.payment)

    @property
    def narrow(self) -> bool:
        """Whether the search is an overlay."""
        return self._narrow

    def show_search(self) -> None:
        """Open the overlay (if it is one) and put the keyboard into the search box."""
        self.search.show()
        self.search.raise_()
        self.search.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.box.selectAll()

    def close_overlay(self) -> bool:
        """Close the overlay; False if there was none open."""
        if not self._narrow or not self.search.isVisible():
            return False
        self.search.hide()
        return True

    @override
    def minimumSizeHint(self) -> QSize:
        # The panes ask for more until they know that they are in a small window.
        return _SMALLEST

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow is not self._narrow:
            self._narrow = narrow
            self._float(narrow)
            self.narrowed.emit(narrow)
        search, payment = column_widths(self.width())
        self.search.setFixedWidth(_OVERLAY_WIDTH if narrow else search)
        self.payment.setFixedWidth(payment)
        if narrow:
            height = self.height() - 2 * _GAP
            self.search.setGeometry(QRect(_GAP, _GAP, _OVERLAY_WIDTH, height))
        self.payment.fit_height(self.height())

    def _float(self, narrow: bool) -> None:  # noqa: FBT001 - private
        if narrow:
            self._layout.removeWidget(self.search)
            # A window that is made smaller in the middle of a sale goes on showing the sale.
            self.search.setVisible(self.search.box.hasFocus() or not self.isVisible())
            self.search.raise_()
        else:
            self._layout.insertWidget(0, self.search)
            self.search.show()
        restyle(self.search, role="overlay" if narrow else "pane")
