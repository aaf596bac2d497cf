"""A bar below the header that stays for as long as what it says is true."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from pos_app.ui.states.shell import Banner
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import beside, clear, column, label, restyle, set_up
from pos_app.ui.views.waiting import Wait, WaitingButton


class BannerBar(QFrame):
    """Icon, title, what it means, and buttons if something is to be decided.

    Signals:
        pressed: one of the buttons, by the name the presenter gave it.
    """

    pressed = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._shown: Banner | None = None
        self._wait = Wait(self)
        self._wait.share.connect(self._show_waiting)
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self._icon = label()
        self._title = label(role="strong", wrap=True, name=f"{name}_title")
        self._text = label(wrap=True, name=f"{name}_text")
        self._detail = label(role="muted", wrap=True, name=f"{name}_detail")
        lines = QFrame()
        inner = column(lines, spacing=2)
        for widget in (self._title, self._text, self._detail):
            inner.addWidget(widget)
        self._buttons = QHBoxLayout()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(12)
        layout.addWidget(beside(self._icon, lines), 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(self._buttons)
        self.hide()

    def show_banner(self, banner: Banner | None) -> None:
        """Show a banner, or nothing."""
        if banner != self._shown:
            self._show(banner)
        self._wait.show_calm(banner.calm if banner else 0.0)
        self._show_waiting(self._wait.now)  # a button may just have been made

    def _show(self, banner: Banner | None) -> None:
        self._shown = banner
        self.setVisible(banner is not None)
        clear(self._buttons)
        if banner is None:
            return
        restyle(self, tone=banner.tone.value)
        self._icon.setPixmap(self._look.toned(banner.icon, banner.tone, 22))
        for widget, text in (
            (self._title, banner.title),
            (self._text, banner.text),
            (self._detail, banner.detail),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
        for name, words in banner.actions:
            # None of them is primary: a screen has one such button, and it belongs to the sale.
            press = WaitingButton(words, self._look)
            set_up(press, f"{self.objectName()}_{name}", partial(self._press, name))
            self._buttons.addWidget(press)

    def _show_waiting(self, share: float | None) -> None:
        for press in self.findChildren(WaitingButton):
            press.show_waiting(share)

    def _press(self, name: str) -> None:
        self.pressed.emit(name)
