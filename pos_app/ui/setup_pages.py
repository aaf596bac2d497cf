"""Joins the pages that set up what works beside the counter with those who do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pos_app.domain.modes import Mode
from pos_app.ports.clock import Clock
from pos_app.services.bundle import Services
from pos_app.services.task_scope import TaskScope
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.texts import Texts
from pos_app.ui.views.look import Look

if TYPE_CHECKING:
    from pos_app.ui.presenters.hooks_desk import HooksDesk
    from pos_app.ui.presenters.webhook_desk import WebhookActions, WebhookDesk

WEBHOOKS = "webhooks"
HOOKS = "hooks"


@dataclass
class SetupPages:
    """Built when they are opened for the first time, and anew in other words or colours.

    Attributes:
        texts: in which new pages are written.
    """

    services: Services
    webhooks: WebhookActions
    window: MainWindow
    scope: TaskScope
    clock: Clock
    mode: Mode
    texts: Texts
    _deliveries: WebhookDesk | None = None
    _hooks: HooksDesk | None = None

    def offer(self, look: Callable[[], Look]) -> None:
        """Let the window show them."""
        self.window.add_page(WEBHOOKS, lambda: self._build_webhooks(look()))
        self.window.add_page(HOOKS, lambda: self._build_hooks(look()))

    def open_webhooks(self) -> None:
        """Show how deliveries from Stripe are going."""
        self.window.show_page(WEBHOOKS)
        if self._deliveries is not None:
            self._deliveries.open()

    def open_hooks(self) -> None:
        """Show whom the shop wants told."""
        self.window.show_page(HOOKS)
        if self._hooks is not None:
            self._hooks.open()

    def _build_webhooks(self, look: Look) -> QWidget:
        from pos_app.ui.presenters.webhook_desk import WebhookDesk  # noqa: PLC0415
        from pos_app.ui.views.webhook_page import WebhookPage  # noqa: PLC0415

        made = WebhookPage(look)
        self._deliveries = desk = WebhookDesk(
            webhooks=self.webhooks,
            view=made,
            scope=self.scope,
            clock=self.clock,
            texts=self.texts,
            mode=self.mode,
            port=lambda: self.services.settings.current.webhook_port,
            shown=lambda: self._deliveries is desk and self.window.page_name == WEBHOOKS,
        )
        made.back_asked.connect(partial(self.window.page_left.emit, WEBHOOKS))
        made.port.connect(desk.change_port)
        made.keep.connect(desk.keep_secrets)
        made.forget.connect(desk.forget_secrets)
        made.copied.connect(desk.copied)
        desk.open()
        return made

    def _build_hooks(self, look: Look) -> QWidget:
        from pos_app.ui.presenters.hooks_desk import HooksDesk  # noqa: PLC0415
        from pos_app.ui.views.hooks_page import HooksPage  # noqa: PLC0415

        made = HooksPage(look)
        self._hooks = desk = HooksDesk(
            setup=self.services.hook_setup,
            view=made,
            scope=self.scope,
            clock=self.clock,
            texts=self.texts,
            mode=self.mode,
            hooks=lambda: self.services.settings.current.hooks,
            shown=lambda: self._hooks is desk and self.window.page_name == HOOKS,
        )
        made.back_asked.connect(partial(self.window.page_left.emit, HOOKS))
        made.chosen.connect(desk.choose)
        made.new.connect(desk.add)
        made.save.connect(desk.save)
        made.remove.connect(desk.remove)
        made.test.connect(desk.test)
        made.again.connect(desk.try_again)
        made.make_secret.connect(desk.make_secret)
        made.copied.connect(desk.copied)
        desk.open()
        return made
