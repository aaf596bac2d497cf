"""Stripe's deliveries: the address to copy, the secrets to type, and how it is going."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from pos_app.ui.states.webhooks import WebhooksState
from pos_app.ui.views.fields import copied_line, copy_button, cover, line
from pos_app.ui.views.health_grid import HealthGrid
from pos_app.ui.views.look import Look
from pos_app.ui.views.page_frame import PageFrame
from pos_app.ui.views.parts import NoticeBox, button, column, hint, label, row


class WebhookPage(PageFrame):
    """Two columns: wiring, and how it is going.

    Signals:
        port: the typed port is to be used.
        keep: the typed secrets are to be stored.
        forget: all secrets are to be forgotten.
        copied: something was put into the clipboard.
    """

    port = Signal(str)
    keep = Signal(str)
    forget = Signal()
    copied = Signal()

    def __init__(self, look: Look) -> None:
        back = look.texts.shell.back_to_settings
        super().__init__(look, "webhooks", look.texts.webhooks.title, back)
        self._look = look
        self.content.addWidget(label(look.texts.webhooks.lead, wrap=True))
        left, right = self.two_columns()
        self._build_wiring(left)
        self._build_health(right)
        self._notice = NoticeBox(look, "webhooks_notice")
        self.foot.addWidget(self._notice)

    def show_webhooks(self, state: WebhooksState) -> None:
        """Show everything but what is being typed."""
        self._url.setText(state.url)
        self._url.setCursorPosition(0)
        self._copy_url.setEnabled(bool(state.url))
        self._command.setText(state.command)
        self._command.setCursorPosition(0)
        self._copy_command.setEnabled(bool(state.command))
        self._training.setVisible(state.training)
        self._real.setVisible(not state.training)
        self._health.show_rows(state.rows)
        self._notice.show_notice(state.notice)

    def show_port(self, port: str) -> None:
        """Fill in the port."""
        self._port.setText(port)

    def clear_secrets(self) -> None:
        """Empty the field of secrets."""
        self._secrets.clear()

    def _build_wiring(self, side: QVBoxLayout) -> None:
        texts = self._look.texts.webhooks
        self._training = label(texts.training, wrap=True, name="webhook_training")
        side.addWidget(self._training)
        side.addWidget(label(texts.address, "section"))
        self._url, self._copy_url = self._copied_field(side, "webhook_url", texts.address)
        self._real = QWidget()
        real = column(self._real)
        real.addWidget(label(texts.command, "section"))
        self._command, self._copy_command = self._copied_field(
            real, "webhook_command", texts.command
        )
        real.addWidget(hint(texts.command_hint))
        real.addWidget(label(texts.secrets, "section"))
        self._secrets = line("webhook_secrets", texts.secrets, self._keep_pressed)
        cover(self._secrets)
        self._secrets.setPlaceholderText("whsec_…")
        keep = button(texts.keep_secrets, "keep_webhook_secrets", self._keep_pressed)
        forget = button(texts.forget_secrets, "forget_webhook_secrets", self.forget.emit)
        real.addLayout(row(self._secrets, keep, forget))
        real.addWidget(hint(texts.secrets_hint))
        real.addWidget(label(texts.port, "section"))
        self._port = line("webhook_port", texts.port, self._port_pressed)
        use = button(texts.save_port, "use_webhook_port", self._port_pressed)
        real.addLayout(row(self._port, use))
        real.addWidget(hint(texts.port_hint))
        side.addWidget(self._real)
        side.addStretch(1)

    def _build_health(self, side: QVBoxLayout) -> None:
        side.addWidget(label(self._look.texts.webhooks.health, "title"))
        self._health = HealthGrid(self._look, "webhook_health")
        side.addWidget(self._health)
        side.addStretch(1)

    def _copied_field(
        self, side: QVBoxLayout, name: str, title: str
    ) -> tuple[QLineEdit, QPushButton]:
        """A line to read, with a button that copies it."""
        shown = copied_line(name, title)
        press = copy_button(shown, self._look.texts.webhooks.copy, self.copied.emit)
        side.addLayout(row(shown, press))
        return shown, press

    def _port_pressed(self) -> None:
        self.port.emit(self._port.text())

    def _keep_pressed(self) -> None:
        self.keep.emit(self._secrets.text())
