"""A drop-down list whose arrow follows the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate

from pos_app.domain.overriding import override
from pos_app.ui.views.look import Look

_ARROW = 18
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class Chooser(QComboBox):
    """The arrow is painted: a style sheet can only show files, and files have one colour."""

    def __init__(self, look: Look, name: str, spoken: str) -> None:
        super().__init__()
        self._arrow = look.icons.pixmap("chevron-down", look.tokens.muted, _ARROW)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMaxVisibleItems(8)
        # The delegate of a combo box ignores the height that the style sheet gives its rows.
        self.setItemDelegate(QStyledItemDelegate(self))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list for letters and arrows, and look for the letters there.

        A closed list would take the first thing that fits the first letter, and be done with it.
        """
        typed = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if (typed.isalnum() or event.key() in _ARROWS) and (plain or typed.isupper()):
            self.showPopup()
            if typed:
                self.view().keyboardSearch(typed)
            return
        super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to what scrolls: a wheel that passes by chooses no other currency."""
        event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        top = (self.height() - _ARROW) // 2
        painter.drawPixmap(self.width() - _ARROW - 10, top, self._arrow)
        painter.end()
