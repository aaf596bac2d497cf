"""A one-line text that ends in an ellipsis where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from pos_app.domain.overriding import override


class Elided(QLabel):
    """Keeps the whole text; shows what fits."""

    def __init__(self, role: str, name: str = "") -> None:
        super().__init__()
        self._full = self._more = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)

    def show_text(self, text: str, more: str = "") -> None:
        """Take a new text, and what more its tool tip says."""
        self._full, self._more = text, more
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    @property
    def full_text(self) -> str:
        """The text without the ellipsis."""
        return self._full

    @override
    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._full) + 2
        return QSize(wide, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitted = self.fontMetrics().elidedText(
            self._full, Qt.TextElideMode.ElideRight, max(self.width(), 0)
        )
        self.setText(fitted)
        whole = self._full if fitted != self._full else ""
        self.setToolTip("\n".join(filter(None, (whole, self._more))))
