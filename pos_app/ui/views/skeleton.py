"""The shape of the Payment Element while it loads."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.domain.overriding import override
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import column, label

_ROW = 56
_GAP = 10


class Skeleton(QWidget):
    """Three quiet rows, and words once it takes long."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("skeleton")
        self.setAutoFillBackground(True)
        self._words = label(look.texts.pane.loading, "muted", wrap=True, name="loading_words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = column(self, margin=8)
        layout.addSpacing(3 * (_ROW + _GAP) + 24)
        layout.addWidget(self._words)
        layout.addStretch(1)

    def show_words(self, slow: str) -> None:
        """Say that it takes longer than usual, or just that it loads."""
        self._words.setText(slow or self._look.texts.pane.loading)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._look.tokens.surface))
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(3):
            top = 4 + number * (_ROW + _GAP)
            painter.setBrush(QColor(self._look.tokens.sunken))
            painter.drawRoundedRect(QRectF(2, top, self.width() - 4, _ROW), 10, 10)
            painter.setBrush(QColor(self._look.tokens.line))
            painter.drawRoundedRect(QRectF(18, top + 18, 32, 20), 4, 4)
            wide = (self.width() - 100) * (0.7, 0.5, 0.6)[number]
            painter.drawRoundedRect(QRectF(64, top + 22, wide, 12), 6, 6)
        painter.end()
