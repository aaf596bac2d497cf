"""What the window shows while the rest of the app is imported: a search box that takes keys.

Nothing here may import more than Qt and the theme: every module counts until the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from pos_app.ui.shell.outline import ICON
from pos_app.ui.theme.columns import column_widths
from pos_app.ui.typed_ahead import TypedAhead
from pos_app.ui.web.surface import reserve_surface

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from pos_app.ui.shell.outline import Outline

_HEADER_HEIGHT = 52
_GAP = 10
_BORDER = 1
_MARGIN = 12
_ICON_ROOM = 26
"""Where the counter's search box has its icon, so that the text does not jump."""
_LONGEST_WAIT_MS = 1_000
"""A window that starts minimised is not painted at all."""


class EarlyPage(QWidget):
    """The counter as it was left, or else its outline, with the box where the search box will be.

    Attributes:
        box: takes what is typed; the counter goes on with it.
        ahead: an Enter in the box and what was typed after it.

    Signals:
        painted: once, when there is something to see.
    """

    painted = Signal()

    def __init__(self, outline: Outline | None = None) -> None:
        """Make the page.

        Args:
            outline: the idle counter; it is shown if it fits.
        """
        super().__init__()
        self._unpainted = True
        QTimer.singleShot(_LONGEST_WAIT_MS, self, self._tell_painted)
        self.setObjectName("early_page")
        self.setProperty("role", "canvas")
        reserve_surface(self)
        self._outline = outline
        self._header = _frame("header", self)
        self._panes = [_frame("pane", self) for _ in range(3)]
        self.box = QLineEdit(self)
        self.box.setObjectName("early_search")
        self.box.setTextMargins(_ICON_ROOM, 0, 0, 0)
        self._icon = QLabel(self.box)
        self.ahead = TypedAhead()
        self.box.returnPressed.connect(lambda: self.ahead.entered(self.box.text()))
        self.box.textEdited.connect(self._edited)

    @property
    def shows_counter(self) -> bool:
        """Whether the picture of the counter fits, so that no other one is needed."""
        return self._outline is not None and self._outline.fits(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything where the counter will have it."""
        super().resizeEvent(event)
        outline = self._outline if self.shows_counter else None
        for part in (self._header, *self._panes):
            part.setVisible(outline is None)
        if outline is None:
            self._lay_out()
        else:
            self._put_box_over(outline)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell of the first time once it is on the screen."""
        super().paintEvent(event)
        if self._outline is not None and self.shows_counter:
            painter = QPainter(self)
            painter.drawImage(0, 0, self._outline.picture)
            painter.end()
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

    def _put_box_over(self, outline: Outline) -> None:
        self.box.setPlaceholderText(outline.placeholder)
        self.box.setAccessibleName(outline.placeholder)
        self.box.setGeometry(outline.box)
        self._icon.setGeometry(ICON)
        self._icon.setPixmap(outline.icon())

    def _lay_out(self) -> None:
        """Place three empty panes by hand, which takes less time than layouts do."""
        top, height = _HEADER_HEIGHT + _GAP, self.height() - _HEADER_HEIGHT - 2 * _GAP
        search, payment = column_widths(self.width())
        middle = _GAP + search + _GAP
        right = self.width() - _GAP - payment
        self._header.setGeometry(0, 0, self.width(), _HEADER_HEIGHT)
        for pane, left, width in zip(
            self._panes,
            (_GAP, middle, right),
            (search, right - _GAP - middle, payment),
            strict=True,
        ):
            pane.setGeometry(left, top, width, height)
        inset = _BORDER + _MARGIN
        width = search - 2 * inset
        self.box.setGeometry(_GAP + inset, top + inset, width, self.box.sizeHint().height())


def _frame(role: str, parent: QWidget) -> QFrame:
    made = QFrame(parent)
    made.setProperty("role", role)
    return made
