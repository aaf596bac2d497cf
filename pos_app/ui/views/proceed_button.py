"""The button below the amount, with the key that does the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton

from pos_app.domain.overriding import override
from pos_app.ui.views.parts import label

_SIDE = 16
_BETWEEN = 8


class ProceedButton(QPushButton):
    """Its words stand in the middle; the key beside them goes where there is no room for both.

    Attributes:
        key: names the key.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("proceed")
        self.setProperty("role", "primary")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(True)
        self.key = label(role="onPrimaryKey", name="proceed_key")
        self.key.setParent(self)

    def show_words(self, words: str, key: str) -> None:
        """Show what pressing does, and the key."""
        self.setText(words)
        self.setAccessibleName(words)
        self.key.setText(key)
        self.key.ensurePolished()
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """By hand: what comes and goes would ask a layout to begin anew while it is at it."""
        wanted, right = self.key.sizeHint(), self.width() - _SIDE
        left, top = right - wanted.width(), (self.height() - wanted.height()) // 2
        self.key.setGeometry(QRect(QPoint(left, top), wanted))
        words = (self.width() + self.fontMetrics().horizontalAdvance(self.text())) // 2
        self.key.setVisible(bool(self.key.text()) and words + _BETWEEN <= left)
