"""How something is going, line by line: a mark, what it is about, and what is to be said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pos_app.ui.states.common import Tone
from pos_app.ui.states.webhooks import HealthRow
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import label

_ICONS = {
    Tone.NEUTRAL: "circle-dot",
    Tone.INFO: "info",
    Tone.OK: "circle-check",
    Tone.WARN: "circle-help",
    Tone.DANGER: "circle-x",
}
_MARK = 16


class HealthGrid(QWidget):
    """Lines are kept and filled anew, so that nothing flickers.

    Args:
        name: begins the object names of what is said.
        width: of the middle column in pixels, so that grids above each other line up; what does not
            fit takes more lines. Without it the column is as wide as its longest name.
    """

    def __init__(self, look: Look, name: str, width: int = 0) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._narrow = width > 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(1, width)
        self._grid.setColumnStretch(2, 1)
        self._lines: list[tuple[QLabel, QLabel, QLabel]] = []

    def show_rows(self, rows: Sequence[HealthRow]) -> None:
        """Show these lines and no others."""
        while len(self._lines) < len(rows):
            self._add_line()
        for number, widgets in enumerate(self._lines):
            for widget in widgets:
                widget.setVisible(number < len(rows))
        for (icon, name, value), told in zip(self._lines, rows, strict=False):
            icon.setPixmap(self._look.toned(_ICONS[told.tone], told.tone, _MARK))
            name.setText(told.name)
            value.setText(told.value)

    def _add_line(self) -> None:
        place = len(self._lines)
        icon, name = label(), label(role="muted", wrap=self._narrow)
        value = label(wrap=True, name=f"{self._name}_{place}")
        # All three have the height of one line of text: else the smaller ones hang above it.
        for side, made in enumerate((icon, name, value)):
            made.setMinimumHeight(value.fontMetrics().height())
            made.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(made, place, side, Qt.AlignmentFlag.AlignTop)
        self._lines.append((icon, name, value))
