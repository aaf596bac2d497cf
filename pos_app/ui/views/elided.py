"""A one-line text that is said shorter, and ends in an ellipsis, where it does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from pos_app.domain.overriding import override


class Elided(QLabel):
    """Keeps the whole text; shows what fits."""

    def __init__(self, role: str, name: str = "") -> None:
        super().__init__()
        self._full = self._more = ""
        self._shorter: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)

    def show_text(self, text: str, more: str = "", *, shorter: Sequence[str] = ()) -> None:
        """Take a new text, what more its tool tip says, and shorter words for it, longest first."""
        self._full, self._more, self._shorter = text, more, tuple(shorter)
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
        *longer, shortest = (self._full, *self._shorter)
        metrics, width = self.fontMetrics(), max(self.width(), 0)
        whole = (text for text in longer if metrics.horizontalAdvance(text) <= width)
        elided = metrics.elidedText(shortest, Qt.TextElideMode.ElideRight, width)
        fitted = next(whole, elided)
        self.setText(fitted)
        unsaid = self._full if fitted != self._full else ""
        self.setToolTip("\n".join(filter(None, (unsaid, self._more))))
