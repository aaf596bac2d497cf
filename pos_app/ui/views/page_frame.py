"""The frame of a page beside the counter: title, scrolling middle, way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import button, column, frame, label, labelled, scrolling

_WIDEST = 1040
_GUTTER = 40


class PageFrame(QFrame):
    """Centres its content and keeps lines short enough to read.

    Signals:
        back_asked: back to where the page was opened.
    """

    back_asked = Signal()

    def __init__(self, look: Look, name: str, title: str, way_back: str = "") -> None:
        """Make an empty page.

        Args:
            look: words, colours, icons.
            name: of the page.
            title: stands above it.
            way_back: says where it leads; to the counter if empty.
        """
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = frame("pane", f"{name}_card")
        card.setMaximumWidth(_WIDEST)
        head = QHBoxLayout()
        head.addWidget(label(title, "hero", wrap=True), 1)
        words = f"{way_back or look.texts.shell.back}   Esc"
        back = button(words, f"{name}_back", self.back_asked.emit, role="ghost")
        head.addWidget(labelled(back, look.icon("arrow-left", look.tokens.text)))
        inside = QWidget()
        self.content = column(inside, spacing=12)
        self.content.setContentsMargins(0, 0, 12, 0)
        self._area = scrolling(inside)
        self.foot = QVBoxLayout()
        lines = column(card, margin=26, spacing=14)
        lines.addLayout(head)
        lines.addWidget(self._area, 1)
        lines.addLayout(self.foot)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(10, 10, 10, 10)
        outer.addStretch(1)
        outer.addWidget(card, 20)
        outer.addStretch(1)

    def two_columns(self) -> tuple[QVBoxLayout, QVBoxLayout]:
        """Divide what is below the present content into two columns of one width."""
        columns = QGridLayout()
        columns.setHorizontalSpacing(_GUTTER)
        left, right = QWidget(), QWidget()
        for place, side in enumerate((left, right)):
            columns.addWidget(side, 0, place)
            columns.setColumnStretch(place, 1)
        self.content.addLayout(columns)
        self.content.addStretch(1)
        return column(left), column(right)

    def reveal(self, part: QWidget) -> None:
        """Scroll until a part of the content can be seen, once everything has found its place."""
        QTimer.singleShot(0, part, lambda: self._area.ensureWidgetVisible(part))
