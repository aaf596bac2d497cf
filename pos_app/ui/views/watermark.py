"""TRAINING across the sale, over everything and in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.domain.overriding import override

_STRENGTH = 0.11
_ANGLE = -28


class Watermark(QWidget):
    """Covers its parent and lets every press through."""

    def __init__(self, parent: QWidget, text: str, color: str) -> None:
        super().__init__(parent)
        self._text = text
        self._color = QColor(color)
        self._color.setAlphaF(_STRENGTH)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parent.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            parent = self.parentWidget()
            if parent is not None:
                self.setGeometry(parent.rect())
                self.raise_()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(max(48, self.width() // 6))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._color)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(_ANGLE)
        wide = QRect(-self.width(), -100, self.width() * 2, 200)
        painter.drawText(wide, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
