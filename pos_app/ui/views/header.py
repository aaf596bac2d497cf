"""The head of the window: mode, place, person, connection, time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from pos_app.domain.modes import Mode
from pos_app.domain.overriding import override
from pos_app.ui.states.common import Tone
from pos_app.ui.states.light import Light
from pos_app.ui.states.shell import HeaderState
from pos_app.ui.views.elided import Elided
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import icon_button, label, restyle

_HEIGHT = 48
_STRIPE = 4
_LIGHTS = {
    Light.REACHABLE: ("wifi", Tone.OK),
    Light.WAITING: ("hourglass", Tone.WARN),
    Light.AWAY: ("wifi-off", Tone.WARN),
}


class Header(QFrame):
    """48 px high.

    Signals:
        find_asked: the search was asked for (narrow windows only).
        keys: the key map was asked for.
        settings: the settings were asked for.
    """

    find_asked = Signal()
    keys = Signal()
    settings = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._striped = False
        self.setObjectName("header")
        self.setProperty("role", "header")
        self.setFixedHeight(_HEIGHT + _STRIPE)
        self._badge = label(role="badge", name="mode_badge")
        self._place = Elided("muted", "place")
        self._dot = label(name="connection_dot")
        self._connection = label(role="muted", name="connection")
        self._time = label(role="strong", name="clock")
        muted = look.tokens.muted
        texts = look.texts.shell
        self.find_button = icon_button(
            look.icon("search", muted), texts.find_button, "find_button", self.find_asked.emit
        )
        self.find_button.hide()
        keys = icon_button(
            look.icon("keyboard", muted), texts.keys_button, "keys_button", self.keys.emit
        )
        gear = icon_button(
            look.icon("settings", muted),
            texts.settings_button,
            "settings_button",
            self.settings.emit,
        )
        for small in (self.find_button, keys, gear):
            small.setFixedSize(48, 44)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, _STRIPE, 8, 0)
        layout.setSpacing(10)
        layout.addWidget(self.find_button)
        layout.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._place, 1)
        layout.addWidget(self._dot)
        layout.addWidget(self._connection)
        layout.addSpacing(8)
        layout.addWidget(self._time)
        layout.addWidget(keys)
        layout.addWidget(gear)

    def show_header(self, state: HeaderState) -> None:
        """Show mode, place and person."""
        self._badge.setText(state.badge)
        restyle(self._badge, mode=state.mode.value)
        self._place.show_text(f"{state.register}  ·  {state.operator}")
        self._striped = state.mode is not Mode.LIVE
        self.update()

    def show_connection(self, text: str, light: Light) -> None:
        """Show whether Stripe can be reached: icon, colour and words."""
        self._connection.setText(text)
        icon, tone = _LIGHTS[light]
        self._dot.setPixmap(self._look.toned(icon, tone, 18))
        restyle(self._connection, tone="" if light is Light.REACHABLE else tone.value)

    def show_time(self, text: str) -> None:
        """Show the time of day."""
        self._time.setText(text)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._striped:
            return
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), _STRIPE, QColor(self._look.tokens.training))
        brush = QBrush(QColor(self._look.tokens.on_training), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(0, 0, self.width(), _STRIPE, brush)
        painter.end()
