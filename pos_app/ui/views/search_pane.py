"""The left pane: one box to find a customer, matches, and the sales of a moment ago."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.overriding import override
from pos_app.ui.states.search import RecentRow, SearchState
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import NoticeBox, column, label, scrolling
from pos_app.ui.views.rows import CustomerRowButton, RecentRowButton

MOST_ROWS = 20
MOST_FOLLOW_UPS = 3
"""The oldest ones; the heading says how many there are."""


class SearchPane(QFrame):
    """320 px wide, or an overlay in narrow windows.

    Signals:
        typed: the text changed.
        moved: an arrow key; -1 up, 1 down.
        entered: Enter in the box.
        picked: a customer was clicked.
        recent_picked: a sale was clicked.
    """

    typed = Signal(str)
    moved = Signal(int)
    entered = Signal()
    picked = Signal(str)
    recent_picked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._state = SearchState()
        texts = look.texts.search
        self.setObjectName("search_pane")
        self.setProperty("role", "pane")
        self.box = QLineEdit()
        self.box.setObjectName("search")
        self.box.setPlaceholderText(texts.placeholder)
        self.box.setAccessibleName(texts.placeholder)
        self.box.setClearButtonEnabled(True)
        self.box.addAction(
            look.icon("search", look.tokens.muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self.box.textEdited.connect(self.typed)
        self.box.textChanged.connect(self._cleared)
        self.box.returnPressed.connect(self.entered)
        self.box.installEventFilter(self)
        self._heading = label(role="section", name="search_heading")
        self._hint = label(role="small", wrap=True, name="search_hint")
        self._notice = NoticeBox(look, "search_notice")
        self._progress = label(role="small", name="index_progress")
        self._follow_heading = label(role="section", name="follow_up_heading")
        self._follow_ups = [
            RecentRowButton(look, number, "follow_up") for number in range(MOST_FOLLOW_UPS)
        ]
        self._customers: list[CustomerRowButton] = []
        self._recents: list[RecentRowButton] = []
        self._ahead = QTimer(self, interval=0)
        self._ahead.timeout.connect(self._make_ahead)
        inside = QWidget()
        self._customer_rows, self._recent_rows = QVBoxLayout(), QVBoxLayout()
        lines = column(inside, spacing=2)
        for rows in (self._customer_rows, self._recent_rows):
            rows.setSpacing(2)
            lines.addLayout(rows)
        lines.addStretch(1)
        self._scroll = scrolling(inside)
        layout = column(self, margin=12)
        layout.addWidget(self.box)
        for widget in (self._notice, self._hint, self._follow_heading):
            layout.addWidget(widget)
        for row in self._follow_ups:
            row.chosen.connect(self.recent_picked)
            layout.addWidget(row)
        layout.addWidget(self._heading)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._progress)
        self.show_search(self._state)

    def show_search(self, state: SearchState) -> None:
        """Show matches, or recent sales while nothing is typed."""
        self._state = state
        if self.box.text() != state.text:
            self.box.setText(state.text)
        searching = bool(state.text)
        self._heading.setText(self._look.texts.search.recents)
        self._heading.setVisible(bool(state.recents) and not searching)
        self._show_follow_ups(() if searching else state.follow_ups)
        self._hint.setText(state.hint)
        self.box.setAccessibleDescription(state.hint)
        self._hint.setVisible(bool(state.hint))
        self._notice.show_notice(state.notice)
        self._progress.setText(state.progress)
        self._progress.setVisible(bool(state.progress))
        self._show_customers(state if searching else SearchState())
        self._show_recents(SearchState() if searching else state)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ahead.start()

    def _make_ahead(self) -> None:
        """Make the rows between other work, so that neither start nor first match wait for all."""
        if len(self._customers) < MOST_ROWS:
            self._add_customer_row()
        elif len(self._recents) < MOST_ROWS:
            self._add_recent_row()
        else:
            self._ahead.stop()

    def _add_customer_row(self) -> None:
        made = CustomerRowButton(len(self._customers))
        made.hide()
        made.chosen.connect(self.picked)
        self._customers.append(made)
        self._customer_rows.addWidget(made)

    def _add_recent_row(self) -> None:
        made = RecentRowButton(self._look, len(self._recents))
        made.hide()
        made.chosen.connect(self.recent_picked)
        self._recents.append(made)
        self._recent_rows.addWidget(made)

    def _show_customers(self, state: SearchState) -> None:
        while len(self._customers) < min(len(state.rows), MOST_ROWS):
            self._add_customer_row()
        for number, widget in enumerate(self._customers):
            widget.setVisible(number < len(state.rows))
            if number < len(state.rows):
                widget.show_row(state.rows[number])
                if state.rows[number].highlighted:
                    self._scroll.ensureWidgetVisible(widget)

    def _show_follow_ups(self, rows: tuple[RecentRow, ...]) -> None:
        heading = self._look.texts.search.follow_ups.format(count=len(rows))
        self._follow_heading.setText(heading)
        self._follow_heading.setVisible(bool(rows))
        for number, widget in enumerate(self._follow_ups):
            widget.setVisible(number < len(rows))
            if number < len(rows):
                widget.show_row(rows[number])

    def _show_recents(self, state: SearchState) -> None:
        while len(self._recents) < min(len(state.recents), MOST_ROWS):
            self._add_recent_row()
        for number, widget in enumerate(self._recents):
            widget.setVisible(number < len(state.recents))
            if number < len(state.recents):
                widget.show_row(state.recents[number])

    def _cleared(self, text: str) -> None:
        """The clear button of the box is no edit for Qt."""
        if not text and self._state.text:
            self.typed.emit("")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and event.type() is QEvent.Type.KeyPress:
                self.moved.emit(step)
                return True
        return super().eventFilter(watched, event)
