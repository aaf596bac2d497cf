"""What the window shows while the rest of the app is imported: a search box that takes keys.

Nothing here may import more than Qt and the theme: every module counts until the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.ui.typed_ahead import TypedAhead
from pos_app.ui.web.surface import reserve_surface

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_HEADER_HEIGHT = 52
_SEARCH_WIDTH = 320
_PAYMENT_WIDTH = 440
_GAP = 10
_MARGIN = 12
_ICON_ROOM = 26
"""Where the counter's search box has its icon, so that the text does not jump."""
_LONGEST_WAIT_MS = 1_000
"""A window that starts minimised is not painted at all."""


class EarlyPage(QWidget):
    """The counter's outline, with the box where the search box will be.

    Attributes:
        box: takes what is typed; the counter goes on with it.
        ahead: an Enter in the box and what was typed after it.

    Signals:
        painted: once, when there is something to see.
    """

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._unpainted = True
        QTimer.singleShot(_LONGEST_WAIT_MS, self, self._tell_painted)
        self.setObjectName("early_page")
        self.setProperty("role", "canvas")
        reserve_surface(self)
        self.box = QLineEdit()
        self.box.setObjectName("early_search")
        self.box.setTextMargins(_ICON_ROOM, 0, 0, 0)
        self.ahead = TypedAhead()
        self.box.returnPressed.connect(lambda: self.ahead.entered(self.box.text()))
        self.box.textEdited.connect(self._edited)
        header = _frame("header")
        header.setFixedHeight(_HEADER_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addLayout(self._panes(), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell of the first time once it is on the screen."""
        super().paintEvent(event)
        QTimer.singleShot(0, self, self._tell_painted)

    def _edited(self, text: str) -> None:
        if self.ahead.edited(text):
            self.box.setText(self.ahead.text)
        else:
            self.ahead.drop()

    def _tell_painted(self) -> None:
        if self._unpainted:
            self._unpainted = False
            self.painted.emit()

    def _panes(self) -> QHBoxLayout:
        search, payment = _frame("pane"), _frame("pane")
        search.setFixedWidth(_SEARCH_WIDTH)
        payment.setFixedWidth(_PAYMENT_WIDTH)
        inside = QVBoxLayout(search)
        inside.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        inside.addWidget(self.box)
        inside.addStretch(1)
        panes = QHBoxLayout()
        panes.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        panes.setSpacing(_GAP)
        panes.addWidget(search)
        panes.addWidget(_frame("pane"), 1)
        panes.addWidget(payment)
        return panes


def _frame(role: str) -> QFrame:
    made = QFrame()
    made.setProperty("role", role)
    return made
