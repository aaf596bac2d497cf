"""The button that says exactly what will happen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from pos_app.ui.states.pane import ChargeButton
from pos_app.ui.views.elided import Elided
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import column, label, restyle
from pos_app.ui.views.waiting import WaitingButton

_HEIGHT = 72


class ChargeButtonView(QFrame):
    """A large button with two lines, and below it why it cannot be pressed.

    Signals:
        charge: pressed.
    """

    charge = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._waits = False
        self.button = WaitingButton("", look)
        self.button.setObjectName("charge")
        self.button.setProperty("role", "primary")
        self.button.setFixedHeight(_HEIGHT)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda _checked: self.charge.emit())
        self._headline = Elided("onPrimary", "charge_headline")
        self._detail = Elided("onPrimarySmall", "charge_detail")
        self._key = label("F9", "onPrimaryKey")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        lines.addWidget(self._headline)
        lines.addWidget(self._detail)
        lines.addStretch(1)
        inside = QHBoxLayout(self.button)
        inside.setContentsMargins(18, 0, 14, 0)
        inside.addLayout(lines, 1)
        inside.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        for shown in (self._headline, self._detail, self._key):
            shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._reason = label(role="muted", wrap=True, name="charge_reason")
        self._reason.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = column(self, spacing=6)
        layout.addWidget(self.button)
        layout.addWidget(self._reason)

    def show_charge(self, state: ChargeButton) -> None:
        """Show what pressing does."""
        self._headline.show_text(state.headline)
        self._detail.show_text(state.detail)
        self._detail.setVisible(bool(state.detail))
        self.button.setEnabled(state.enabled)
        self.button.setAccessibleName(state.sentence)
        self.button.setToolTip(state.sentence)
        self._reason.setText(state.reason)
        self._reason.setVisible(bool(state.reason))
        self._waits = self._waits and state.enabled
        self._dim()

    def show_waiting(self, share: float | None) -> None:
        """Show that it does not count yet, and how much of the wait is over."""
        self._waits = share is not None and self.button.isEnabled()
        self.button.show_waiting(share if self._waits else None)
        self._dim()

    def _dim(self) -> None:
        off = self._waits or not self.button.isEnabled()
        for shown in (self._headline, self._detail, self._key):
            restyle(shown, off=off)
