"""Connecting a real Stripe account."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout

from pos_app.ui.states.shell import ConnectState, PermissionRow
from pos_app.ui.views.look import Look
from pos_app.ui.views.page_frame import PageFrame
from pos_app.ui.views.parts import (
    NoticeBox,
    button,
    clear,
    icon_button,
    label,
    labelled,
    restyle,
    row,
)

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
        self.content.addWidget(label(texts.step_permissions, "title"))
        self._permissions = QGridLayout()
        self._permissions.setHorizontalSpacing(12)
        self._permissions.setVerticalSpacing(8)
        self._permissions.setColumnStretch(2, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self.content.addLayout(self._permissions)
        dashboard = button(texts.open_dashboard, "open_dashboard", self._open_dashboard)
        labelled(dashboard, look.icon("globe", look.tokens.text))
        self.content.addLayout(row(dashboard, 1))
        self.content.addWidget(label(texts.dashboard_hint, "muted", wrap=True))
        self.content.addWidget(label(texts.step_keys, "title"))
        self.publishable = self._field("publishable_key", texts.publishable, texts.publishable_hint)
        self.publishable.setText(publishable)
        self.restricted = self._secret_field()
        self.content.addWidget(label(texts.step_origin, "title"))
        self.origin = self._field("checkout_origin", texts.origin, "https://pay.example.com")
        self.origin.setText(origin)
        self.content.addWidget(label(texts.origin_hint, "muted", wrap=True))
        self.content.addStretch(1)
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
        made = QLineEdit()
        made.setObjectName(name)
        made.setPlaceholderText(hint)
        made.setAccessibleName(title)
        made.textEdited.connect(lambda _text: self.edited.emit())
        made.returnPressed.connect(self._pressed)
        self.content.addWidget(label(title, "section"))
        self.content.addWidget(made)
        return made

    def _secret_field(self) -> QLineEdit:
        texts = self._look.texts.connect
        made = self._field("restricted_key", texts.restricted, texts.restricted_hint)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        show = icon_button(
            self._look.icon("eye", self._look.tokens.muted),
            texts.show_key,
            "show_key",
            lambda: None,
        )
        show.setCheckable(True)
        show.setFixedSize(QSize(52, 48))
        show.toggled.connect(lambda on: made.setEchoMode(_echo(on)))
        self.content.removeWidget(made)
        line = row(made, show)
        self.content.addLayout(line)
        return made

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
        cells = (icon, label(shown.name, "strong"), label(shown.why, "muted", wrap=True), answer)
        for at, cell in enumerate(cells):
            self._permissions.addWidget(cell, place, at)
        self._rows.append((icon, answer))

    def _pressed(self) -> None:
        self.check.emit(self.publishable.text(), self.restricted.text(), self.origin.text())

    def _open_dashboard(self) -> None:
        QDesktopServices.openUrl(QUrl(self._link))


def _echo(shown: bool) -> QLineEdit.EchoMode:  # noqa: FBT001 - a slot's argument
    return QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
