"""Connecting a real Stripe account."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from pos_app.ui.states.shell import ConnectState, PermissionRow
from pos_app.ui.views.fields import cover, eye, line
from pos_app.ui.views.look import Look
from pos_app.ui.views.page_frame import PageFrame
from pos_app.ui.views.parts import (
    NoticeBox,
    button,
    clear,
    hint,
    label,
    labelled,
    restyle,
    row,
)

_MARK_WIDTH = 30
_TONE_ICONS = {
    "neutral": "circle-dot",
    "ok": "circle-check",
    "warn": "circle-help",
    "danger": "circle-x",
}


class ConnectPage(PageFrame):
    """Keys, permissions, address, and what the check found.

    Signals:
        check: publishable key, restricted key, origin.
        edited: something was typed; an earlier report is void.
        store: the checked keys are to be used.
        restart: start again with the stored keys.
    """

    check = Signal(str, str, str)
    edited = Signal()
    store = Signal()
    restart = Signal()

    def __init__(self, look: Look, publishable: str, origin: str) -> None:
        super().__init__(look, "connect", look.texts.connect.title)
        self._look = look
        self._link = ""
        texts = look.texts.connect
        self.content.addWidget(label(texts.lead, wrap=True))
        columns = QGridLayout()
        columns.setHorizontalSpacing(36)
        for place, side in enumerate((self._build_permissions(), self._build_fields())):
            columns.addLayout(side, 0, place)
            columns.setColumnStretch(place, 1)
        self.content.addLayout(columns)
        self.content.addStretch(1)
        self.setFocusProxy(self.publishable)
        self.publishable.setText(publishable)
        self.origin.setText(origin)
        self._build_foot()

    def show_connect(self, state: ConnectState) -> None:
        """Show permissions, notices, and which button is next."""
        texts = self._look.texts.connect
        self._link = state.key_link
        self._show_permissions(state.permissions)
        clear(self._notices)
        for number, notice in enumerate(state.notices):
            box = NoticeBox(self._look, f"connect_notice_{number}")
            self._notices.addWidget(box)
            box.show_notice(notice)
        self._account.setText(state.account)
        self._account.setVisible(bool(state.account))
        self._check.setText(texts.checking if state.busy else texts.check)
        self._check.setEnabled(not state.busy)
        restyle(self._check, role="" if state.usable or state.stored else "primary")
        self._store.setVisible(state.usable)
        self._restart.setVisible(state.stored)
        if state.stored:
            self.restricted.clear()

    def _build_permissions(self) -> QVBoxLayout:
        texts = self._look.texts.connect
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(label(texts.step_permissions, "title", wrap=True))
        dashboard = button(texts.open_dashboard, "open_dashboard", self._open_dashboard)
        side.addWidget(labelled(dashboard, self._look.icon("globe", self._look.tokens.text)))
        side.addWidget(hint(texts.dashboard_hint))
        self._permissions = QVBoxLayout()
        self._permissions.setSpacing(2)
        self._rows: list[tuple[QLabel, QLabel]] = []
        side.addLayout(self._permissions)
        side.addStretch(1)
        return side

    def _build_fields(self) -> QVBoxLayout:
        texts = self._look.texts.connect
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(label(texts.step_keys, "title"))
        self.publishable = self._field("publishable_key", texts.publishable, texts.publishable_hint)
        side.addWidget(label(texts.publishable, "section"))
        side.addWidget(self.publishable)
        side.addWidget(label(texts.restricted, "section"))
        side.addLayout(self._build_secret())
        side.addSpacing(8)
        side.addWidget(label(texts.step_origin, "title"))
        self.origin = self._field("checkout_origin", texts.origin, "https://pay.example.com")
        side.addWidget(self.origin)
        side.addWidget(hint(texts.origin_hint))
        side.addStretch(1)
        return side

    def _build_foot(self) -> None:
        texts = self._look.texts.connect
        self._notices = QVBoxLayout()
        self._notices.setSpacing(6)
        self._account = label(role="strong", name="connect_account")
        self._check = button(texts.check, "check_keys", self._pressed, role="primary")
        self._store = button(texts.store, "store_keys", self.store.emit, role="primary")
        self._restart = button(texts.restart, "restart", self.restart.emit, role="primary")
        self._store.hide()
        self._restart.hide()
        self.foot.addLayout(self._notices)
        self.foot.addWidget(self._account)
        self.foot.addLayout(row(self._check, self._store, self._restart, 1))

    def _field(self, name: str, title: str, hint: str) -> QLineEdit:
        made = line(name, title, self._pressed)
        made.setPlaceholderText(hint)
        made.textEdited.connect(lambda _text: self.edited.emit())
        return made

    def _build_secret(self) -> QHBoxLayout:
        texts = self._look.texts.connect
        self.restricted = self._field("restricted_key", texts.restricted, texts.restricted_hint)
        cover(self.restricted)
        return row(self.restricted, eye(self._look, self.restricted, "show_key", texts.show_key))

    def _show_permissions(self, permissions: tuple[PermissionRow, ...]) -> None:
        while len(self._rows) < len(permissions):
            self._add_permission(permissions[len(self._rows)])
        for (icon, answer), shown in zip(self._rows, permissions, strict=True):
            icon.setPixmap(self._look.toned(_TONE_ICONS[shown.tone.value], shown.tone, 20))
            answer.setText(shown.answer)
            restyle(answer, tone=shown.tone.value)

    def _add_permission(self, shown: PermissionRow) -> None:
        place = len(self._rows)
        icon, answer = label(), label(name=f"permission_{place}")
        head = row(icon, label(shown.name, "strong"), spacing=10)
        head.addWidget(answer, 1, Qt.AlignmentFlag.AlignRight)
        self._permissions.addLayout(head)
        why = hint(shown.why)
        why.setContentsMargins(_MARK_WIDTH, 0, 0, why.contentsMargins().bottom())
        self._permissions.addWidget(why)
        self._rows.append((icon, answer))

    def _pressed(self) -> None:
        self.check.emit(self.publishable.text(), self.restricted.text(), self.origin.text())

    def _open_dashboard(self) -> None:
        QDesktopServices.openUrl(QUrl(self._link))
