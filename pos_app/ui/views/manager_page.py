"""A manager decides: what it does, the PIN, and the reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea

from pos_app.domain.overriding import override
from pos_app.domain.secret import Secret
from pos_app.ui.states.manager import ManagerState
from pos_app.ui.views.look import Look
from pos_app.ui.views.page_frame import PageFrame
from pos_app.ui.views.parts import NoticeBox, button, label, row

_FIELD_WIDTH = 420
_PIN_WIDTH = 320


class ManagerPage(PageFrame):
    """One column; empties its fields whenever it is shown anew.

    Signals:
        decided: PIN, PIN again, reason.
    """

    decided = Signal(object, object, str)

    def __init__(self, look: Look) -> None:
        texts = look.texts.safety
        super().__init__(look, "manager", texts.manager_title)
        self._asks = label(role="strong", wrap=True, name="manager_asks")
        self._detail = label(wrap=True, name="manager_detail")
        self._first = label(texts.first_pin, "muted", wrap=True, name="manager_first")
        self._pin_label = label(texts.pin, "section")
        self._pin = self._field("manager_pin", texts.pin, secret=True)
        self._again_label = label(texts.pin_again, "section")
        self._again = self._field("manager_pin_again", texts.pin_again, secret=True)
        self._reason = self._field("manager_reason", texts.reason, secret=False)
        self._reason.setPlaceholderText(texts.reason_placeholder)
        self._reason.setMaxLength(200)
        self._reason_label = label(texts.reason, "section")
        for widget in (
            self._asks,
            self._detail,
            self._reason_label,
            self._reason,
            self._first,
        ):
            self.content.addWidget(widget)
        self.content.addLayout(self._pins())
        self.content.addStretch(1)
        self._notice = NoticeBox(look, "manager_notice")
        self.foot.addWidget(self._notice)
        self._decide = button(texts.decide, "manager_decide", self._pressed, role="primary")
        self._decide.setMinimumWidth(200)
        back = button(texts.back, "manager_leave", self.back_asked.emit)
        self.foot.addLayout(row(self._decide, back, 1))
        self.foot.addStretch(1)
        self.setFocusProxy(self._reason)

    def _pins(self) -> QGridLayout:
        """Side by side, so that all of the page is seen in a low window."""
        pins = QGridLayout()
        pins.setHorizontalSpacing(16)
        pins.setColumnStretch(2, 1)
        pairs = ((self._pin_label, self._pin), (self._again_label, self._again))
        for place, (title, field) in enumerate(pairs):
            pins.addWidget(title, 0, place)
            pins.addWidget(field, 1, place)
            pins.setColumnMinimumWidth(place, _PIN_WIDTH)
        return pins

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_together()

    def _keep_together(self) -> None:
        """What is wrong, and the buttons, follow the fields; only a low window scrolls them."""
        area = self.findChild(QScrollArea)
        if area is not None:
            area.setMaximumHeight(self.content.totalHeightForWidth(area.viewport().width()))

    def show_manager(self, state: ManagerState) -> None:
        """Show what is asked; what was typed stays."""
        self._asks.setText(state.asks)
        self._detail.setText(state.detail)
        self._detail.setVisible(bool(state.detail))
        for widget in (self._first, self._again_label, self._again):
            widget.setVisible(state.first_use)
        for asked in (self._reason_label, self._reason, self._pin_label, self._pin, self._decide):
            asked.setVisible(not state.gone)
        self._keep_together()
        self._notice.show_notice(state.notice)
        for field in (self._pin, self._again, self._reason):
            field.setEnabled(not state.busy)
        self._decide.setEnabled(not state.busy)
        if state.gone and self.isVisible():
            # What was being typed goes on for a moment: into no field, and onto no button.
            self._asks.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._asks.setFocus()
        else:
            self._asks.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def clear_pin(self) -> None:
        """Empty the PIN and put the keyboard there."""
        self._pin.clear()
        self._again.clear()
        self._pin.setFocus()

    def clear(self) -> None:
        """Another question: everything is empty."""
        self._reason.clear()
        self._pin.clear()
        self._again.clear()
        self._reason.setFocus()

    def _field(self, name: str, title: str, *, secret: bool) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setMaximumWidth(_FIELD_WIDTH)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
            made.setMaxLength(12)
        made.returnPressed.connect(self._pressed)
        return made

    def _pressed(self) -> None:
        pin, again = Secret(self._pin.text()), Secret(self._again.text())
        self.decided.emit(pin, again, self._reason.text())
