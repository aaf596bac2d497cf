"""The first thing a new user sees: try it, or connect."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import button, column, frame, label

_WIDEST = 880


class WelcomePage(QFrame):
    """Two ways to begin.

    Signals:
        training: start with the training account.
        connect_asked: connect a real account.
    """

    training = Signal()
    connect_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("welcome")
        self.setProperty("role", "canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        texts = look.texts.shell
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        lines = column(inner, margin=24, spacing=12)
        title = label(texts.welcome_title, "hero")
        lead = label(texts.welcome_lead, wrap=True)
        lines.addStretch(1)
        for line in (title, lead):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            lines.addWidget(line)
        grid = QGridLayout()
        grid.setSpacing(16)
        self.first = button(
            texts.training_button, "start_training", self.training.emit, role="primary"
        )
        second = button(texts.connect_button, "start_connect", self.connect_asked.emit)
        second.setProperty("role", "large")
        self.setFocusProxy(self.first)
        choices = (
            self._choice("graduation-cap", texts.training_title, texts.training_lead, self.first),
            self._choice("key-round", texts.connect_title, texts.connect_lead, second),
        )
        for place, box in enumerate(choices):
            grid.addWidget(box, 0, place)
            grid.setColumnStretch(place, 1)
        lines.addSpacing(12)
        lines.addLayout(grid)
        hint = label(texts.welcome_hint, "muted", wrap=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lines.addWidget(hint)
        lines.addStretch(2)
        outer = QGridLayout(self)
        outer.addWidget(inner, 0, 1)
        outer.setColumnStretch(0, 1)
        outer.setColumnStretch(1, 20)
        outer.setColumnStretch(2, 1)

    def _choice(self, icon: str, title: str, lead: str, press: QPushButton) -> QFrame:
        box = frame("pane")
        lines = column(box, margin=24, spacing=10)
        picture = label()
        picture.setPixmap(self._look.icons.pixmap(icon, self._look.tokens.accent, 40))
        lines.addWidget(picture)
        lines.addWidget(label(title, "title"))
        lines.addWidget(label(lead, "muted", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
        lines.addSpacing(8)
        lines.addWidget(press)
        return box
