"""Buttons that count for nothing yet: what they ask has only just appeared."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QElapsedTimer, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from pos_app.domain.overriding import override
from pos_app.ui.theme.tokens import RADIUS
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import restyle

_HEIGHT: Final = 5
"""Pixels of the line that runs along the lower edge."""
_FRAME_MS: Final = 16
_SLACK_MS: Final = 50
"""By so much a wait is prolonged without being seen to begin anew."""


class WaitingButton(QPushButton):
    """Keeps its place, its size and the keyboard while it waits; only its look says so.

    A disabled button would lose the keyboard to another one, which is then pressed instead.
    """

    def __init__(self, text: str, look: Look) -> None:
        super().__init__(text)
        self._words = look.texts.pane.calm
        self._ink = QColor(look.tokens.accent)
        self._share: float | None = None

    def show_waiting(self, share: float | None) -> None:
        """Show how much of the wait is over, from 0 to 1; ``None`` is all of it."""
        self._share = share
        waits = share is not None
        restyle(self, waiting=waits)
        if self.accessibleDescription() != (said := self._words if waits else ""):
            self.setAccessibleDescription(said)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._share is None or not self.isEnabled():
            return
        box = QRectF(self.rect())
        edge, line = QPainterPath(), QPainterPath()
        edge.addRoundedRect(box, RADIUS, RADIUS)
        wide = box.width() * self._share
        line.addRect(QRectF(box.left(), box.bottom() - _HEIGHT, wide, _HEIGHT))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(edge.intersected(line), self._ink)
        painter.end()


class Wait(QTimer):
    """Runs once from 0 to 1, by time that has really passed.

    Qt's animations count a moment in which the app was busy as theirs, even if they began after it,
    and so are over before the press counts.

    Signals:
        share: how much of it is over; ``None`` at its end.
    """

    share = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, interval=_FRAME_MS)
        self._watch = QElapsedTimer()
        self._lasts = 0
        self.timeout.connect(self._tick)

    def show_calm(self, seconds: float) -> None:
        """Begin, go on, or end: so many seconds are left."""
        lasts = math.ceil(seconds * 1000)
        if seconds <= 0:
            self._end()
        elif not self.isActive() or lasts > self._left + _SLACK_MS:
            self._lasts = lasts
            self._watch.start()
            self.start()
            self.share.emit(0.0)
        elif lasts > self._left:
            self._lasts = self._watch.elapsed() + lasts

    @property
    def now(self) -> float | None:
        """How much of it is over."""
        return min(1.0, self._watch.elapsed() / self._lasts) if self.isActive() else None

    @property
    def _left(self) -> int:
        return self._lasts - self._watch.elapsed()

    def _tick(self) -> None:
        if self._left > 0:
            self.share.emit(self.now)
        else:
            self._end()

    def _end(self) -> None:
        if self.isActive():
            self.stop()
            self.share.emit(None)
