"""A bug or broken disk, told without stopping the counter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from pos_app.ui.states.common import Tone
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import beside, button, column, label


class FaultBar(QFrame):
    """Below the header until it is put away."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._closing = False
        self.setObjectName("fault_bar")
        self.setProperty("role", "notice")
        self.setProperty("tone", Tone.DANGER.value)
        icon = label()
        icon.setPixmap(look.toned("circle-alert", Tone.DANGER, 22))
        self._title = label(role="strong", wrap=True, name="fault_title")
        self._detail = label(wrap=True, name="fault_detail")
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines = QFrame()
        inner = column(lines, spacing=2)
        inner.addWidget(self._title)
        inner.addWidget(self._detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addWidget(beside(icon, lines), 1, Qt.AlignmentFlag.AlignVCenter)
        self._away = button(look.texts.shell.close, "close_fault", self.hide)
        layout.addWidget(self._away)
        self.hide()

    def show_fault(self, title: str, detail: str, *, closing: bool = False) -> None:
        """Show a fault; the newest replaces the one before.

        Args:
            title: what is the matter.
            detail: more of it, or empty.
            closing: it is the warning before the window closes: then putting it away means to stay,
                and "close" would be read as closing the window.
        """
        self._closing = closing
        shell = self._look.texts.shell
        words = shell.keep_open if closing else shell.close
        self._away.setText(words)
        self._away.setAccessibleName(words)
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.show()

    def go_on(self, before: FaultBar) -> None:
        """Show what another bar shows; not in another language, whose words nobody takes back."""
        if before._look.texts is self._look.texts and not before.isHidden():
            title, detail = before._title.text(), before._detail.text()
            self.show_fault(title, detail, closing=before._closing)

    def put_away(self, title: str) -> None:
        """Hide this fault, if it is still the one that is shown."""
        if self._title.text() == title:
            self.hide()
