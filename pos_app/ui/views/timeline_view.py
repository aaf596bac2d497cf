"""The facts of a sale, newest last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from pos_app.ui.states.pane import TimelineRow
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import clear, column, label, scrolling


class TimelineView(QFrame):
    """Icon, word, source and time of each fact; scrolls to the newest.

    Nothing is shortened: what does not fit a line goes on in the next.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[TimelineRow, ...] = ()
        self.setObjectName("timeline")
        self.setProperty("role", "pane")
        texts = look.texts.pane
        self._empty = label(texts.timeline_empty, "small", wrap=True, name="timeline_empty")
        inside = QWidget()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        lines = column(inside)
        lines.addLayout(self._grid)
        lines.addStretch(1)
        self._scroll = scrolling(inside)
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
        layout = column(self, margin=12, spacing=6)
        layout.addWidget(label(texts.timeline, "section"))
        layout.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._scroll, 1)
        layout.addStretch(0)
        self.show_timeline(())

    def show_timeline(self, rows: tuple[TimelineRow, ...]) -> None:
        """Show the facts, oldest first."""
        self._empty.setVisible(not rows)
        self._scroll.setVisible(bool(rows))
        if rows == self._rows:
            return
        known = len(self._rows) if rows[: len(self._rows)] == self._rows else 0
        if not known:
            clear(self._grid)
        for place in range(known, len(rows)):
            self._add(place, rows[place])
        self._rows = rows

    def _add(self, place: int, shown: TimelineRow) -> None:
        icon = label()
        icon.setPixmap(self._look.toned(shown.icon, shown.tone, 16))
        time = label(shown.time, "small")
        said = f"{shown.word} · {shown.detail}" if shown.detail else shown.word
        word = label(said, "timelineWord", wrap=True, name=f"fact_{place}")
        word.setToolTip(shown.code)
        source = label(shown.source, "small")
        for at, widget in enumerate((icon, time, word, source)):
            self._grid.addWidget(widget, place, at, Qt.AlignmentFlag.AlignTop)
