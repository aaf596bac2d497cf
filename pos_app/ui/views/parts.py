"""Small pieces that the views are put together from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.views.look import Look

B = TypeVar("B", bound=QPushButton)
_BELOW_HINT = 8
_NOTICE_ICON = {
    Tone.NEUTRAL: "info",
    Tone.INFO: "info",
    Tone.OK: "circle-check",
    Tone.WARN: "triangle-alert",
    Tone.DANGER: "circle-alert",
}


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet look again, only if something changed."""
    changed = False
    for name, value in properties.items():
        text = str(value).lower() if isinstance(value, bool) else value
        if widget.property(name) != text:
            widget.setProperty(name, text)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.updateGeometry()
        widget.update()


def label(text: str = "", role: str = "body", *, wrap: bool = False, name: str = "") -> QLabel:
    """A text in the look of its ``role``; never rich text, for it may come from outside."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    made.setObjectName(name)
    return made


def hint(text: str) -> QLabel:
    """What the thing above it means, nearer to that than to what follows."""
    made = label(text, "hint", wrap=True)
    made.setContentsMargins(0, 0, 0, _BELOW_HINT)
    return made


def button(text: str, name: str, on_click: Callable[[], None], *, role: str = "") -> QPushButton:
    """A button that never takes the focus away from typing by a mouse click."""
    return set_up(QPushButton(text), name, on_click, role=role)


def set_up(made: B, name: str, on_click: Callable[[], None], *, role: str = "") -> B:
    """Make a button of whatever kind as ``button`` makes one."""
    made.setObjectName(name)
    made.setProperty("role", role)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAutoDefault(True)
    made.setAccessibleName(made.text())
    made.clicked.connect(lambda _checked: on_click())
    return made


def labelled(press: QPushButton, icon: QIcon) -> QPushButton:
    """Put an icon before a button's text, with room between them."""
    press.setIcon(icon)
    press.setIconSize(QSize(20, 20))
    press.setText(f"  {press.text()}")
    return press


def icon_button(
    icon: QIcon, text: str, name: str, on_click: Callable[[], None], *, role: str = "ghost"
) -> QPushButton:
    """A button that shows only an icon; the text is its tool tip and accessible name."""
    made = button("", name, on_click, role=role)
    made.setIcon(icon)
    made.setIconSize(QSize(20, 20))
    made.setToolTip(text)
    made.setAccessibleName(text)
    return made


def scrolling(inside: QWidget) -> QScrollArea:
    """What is too high for its place scrolls; the keyboard goes to what is inside alone."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def frame(role: str, name: str = "") -> QFrame:
    """A box; ``role`` chooses its look."""
    made = QFrame()
    made.setProperty("role", role)
    made.setObjectName(name)
    return made


def rule() -> QFrame:
    """A hairline."""
    return frame("rule")


def column(parent: QWidget, *, margin: int = 0, spacing: int = 8) -> QVBoxLayout:
    """A vertical layout in a widget; all sides have the same margin."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def row(*items: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """A horizontal layout; an integer is a stretch factor."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        else:
            layout.addWidget(item)
    return layout


def beside(icon: QLabel, lines: QWidget) -> QFrame:
    """Lines with an icon at the height of the first, however much room there is around them."""
    made = QFrame()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(12)
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(lines, 1)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.setObjectName("")  # who looks for its successor must not find it any more
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def refresh(layout: QLayout) -> None:
    """Let a layout and all within it forget the sizes they have worked out."""
    layout.invalidate()
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (item.widget(), item.layout()) if item else (None, None)
        if inner or (widget and (inner := widget.layout())):
            refresh(inner)
        if widget:
            widget.updateGeometry()


class NoticeBox(QFrame):
    """A coloured note with icon; hidden while there is nothing to say."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self._icon = label()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text = label(wrap=True, name=f"{name}_text")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice, or nothing."""
        self.setVisible(notice is not None)
        if notice is None:
            self._text.clear()
            return
        restyle(self, tone=notice.tone.value)
        self._icon.setPixmap(self._look.toned(_NOTICE_ICON[notice.tone], notice.tone, 18))
        self._text.setText("\n".join(filter(None, (notice.text, notice.detail))))
        # A child styled through its parent's property is not looked at again by itself.
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)
