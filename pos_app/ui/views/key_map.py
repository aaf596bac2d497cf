"""All keys on one card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from pos_app.domain.overriding import override
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import button, column, frame, label


class KeyMap(QWidget):
    """Covers the window; a press beside the card closes it.

    Signals:
        closed: it was put away.
    """

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("key_map")
        self.setProperty("role", "shade")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        texts = look.texts.shell
        card = frame("overlay", "key_card")
        layout = column(card, margin=24, spacing=14)
        layout.addWidget(label(texts.keys_title, "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        for place, (keys, meaning) in enumerate(texts.keys):
            grid.addWidget(label(keys, "key"), place, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(meaning), place, 1)
        layout.addLayout(grid)
        layout.addWidget(button(f"{texts.close}   Esc", "close_keys", self.close_map))
        outer = column(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._card: QFrame = card
        self.hide()

    def open_map(self) -> None:
        """Cover the window."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def close_map(self) -> None:
        """Uncover the window."""
        self.hide()
        self.closed.emit()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close_map()
