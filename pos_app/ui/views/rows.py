"""Rows to choose from: customers that match, recent sales, hooks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pos_app.domain.overriding import override
from pos_app.ui.states.search import CustomerRow, RecentRow
from pos_app.ui.views.elided import Elided
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import label, restyle

_MARGIN = 10
_POINTS = 5
"""Pixels by which the mark of the sale on show points to the right; it takes no room from words."""
_APART = 10
"""A long name ends before the amount; a layout takes over the spacing of the one around it."""


def avatar(name: str = "") -> QLabel:
    """A round field for initials."""
    made = label(role="avatar", name=name)
    made.setFixedSize(40, 40)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def fill_row(
    press: QPushButton, icon: QLabel, lines: Sequence[tuple[QWidget, QWidget | None]]
) -> None:
    """Lay out a row: an icon, and lines of something that gives way and something that does not.

    Each line is on its own: what is long in one takes no room in the others.
    """
    layout = QHBoxLayout(press)
    layout.setContentsMargins(_MARGIN, 6, _MARGIN, 6)
    layout.setSpacing(12)
    layout.addWidget(icon)
    below = QVBoxLayout()
    below.setSpacing(1)
    for wide, narrow in lines:
        line = QHBoxLayout()
        line.setSpacing(_APART)
        line.addWidget(wide, 1)
        if narrow is not None:
            line.addWidget(narrow)
        below.addLayout(line)
    layout.addLayout(below, 1)


class RowButton(QPushButton):
    """A row that shows one thing after another, as a list changes.

    Signals:
        chosen: the id of what it showed from the press to the release; if that changed between
            them, the finger meant something else.
    """

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "row")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._shown = self._held = ""
        self.pressed.connect(self._hold)
        self.clicked.connect(lambda _checked=False: self._choose())

    def _hold(self) -> None:
        self._held = self._shown

    def _choose(self) -> None:
        if self._held == self._shown:
            self.chosen.emit(self._shown)


class CustomerRowButton(RowButton):
    """One customer: initials, title, and two identifying facts below each other."""

    def __init__(self, number: int) -> None:
        super().__init__(f"customer_{number}")
        self.setProperty("tall", "true")
        self._avatar = avatar()
        self._title = Elided("strong")
        self._first = Elided("small")
        self._second = Elided("small")
        lines = (self._title, self._first, self._second)
        for line in lines:
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        fill_row(self, self._avatar, [(line, None) for line in lines])

    def show_row(self, shown: CustomerRow) -> None:
        """Show a customer."""
        self._shown = shown.id
        first, second = (*shown.facts, "", "")[:2]
        self._avatar.setText(shown.initials)
        self._title.show_text(shown.title)
        self._first.show_text(first)
        self._second.show_text(second)
        self._second.setVisible(bool(second))
        self.setAccessibleName(", ".join((shown.title, *shown.facts)))
        restyle(self, chosen=shown.highlighted)


class RecentRowButton(RowButton):
    """One recent sale: who, how much, when, and how it ended.

    The one that is on the right pane has a frame and points there.
    """

    def __init__(self, look: Look, number: int, name: str = "recent") -> None:
        super().__init__(f"{name}_{number}")
        self._look = look
        self._on_show = False
        self._icon = label()
        self._title = Elided("strong")
        self._amount = label(role="strong")
        self._word = Elided("small")
        self._time = label(role="small")
        fill_row(self, self._icon, ((self._title, self._amount), (self._word, self._time)))

    def show_row(self, shown: RecentRow) -> None:
        """Show a sale."""
        self._shown = shown.op
        self._icon.setPixmap(self._look.toned(shown.icon, shown.tone, 20))
        self._title.show_text(shown.title)
        self._amount.setText(shown.amount)
        self._word.show_text(shown.word)
        restyle(self._word, tone=shown.tone.value)
        self._time.setText(shown.time)
        self._on_show = shown.on_show
        restyle(self, chosen=shown.on_show)
        said = (shown.title, shown.amount, shown.word, shown.time)
        beside = (self._look.texts.search.on_show,) if shown.on_show else ()
        self.setAccessibleName(", ".join((*said, *beside)))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._on_show:
            return
        tip, middle = self.width() - _MARGIN // 2 + _POINTS / 2, self.height() / 2
        mark = QPainterPath(QPointF(tip, middle))
        for up in (-_POINTS, _POINTS):
            mark.lineTo(tip - _POINTS, middle + up)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(mark, QColor(self._look.tokens.accent))
        painter.end()
