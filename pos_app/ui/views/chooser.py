"""A drop-down list whose arrow follows the theme."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate

from pos_app.domain.overriding import override
from pos_app.ui.views.look import Look

_ARROW = 18


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
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        top = (self.height() - _ARROW) // 2
        painter.drawPixmap(self.width() - _ARROW - 10, top, self._arrow)
        painter.end()
