"""Going away: closing the window, or starting it again with another account or mode."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from pos_app.domain.events import PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.modes import Mode
from pos_app.domain.payment import Payment
from pos_app.ports.clock import Clock
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.task_scope import TaskScope
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.sale import Sale
from pos_app.ui.presenters.settings_form import SettingsActions
from pos_app.ui.texts import Texts

_SURE_FOR: Final = 30.0
"""Seconds within which doing it a second time means it."""
_MOST_NAMED: Final = 5
_PATIENCE_SECONDS: Final = 2.0
"""An app that could not open its books answers never; then no sale is under way either."""


class OpenSales(Protocol):
    """``services.Payments`` as it is needed here."""

    async def in_doubt(self) -> tuple[Payment, ...]:
        """Sales of which nobody knows yet whether they are paid."""
        ...


class LeavingView(Protocol):
    """The window."""

    def show_fault(self, title: str, detail: str = "") -> None:
        """Say something above everything else."""
        ...

    def withdraw_fault(self, title: str) -> None:
        """Take it back."""
        ...

    def restart(self) -> None:
        """Close, and start again."""
        ...


class Leaving:
    """Money that may be moving is told of first; whoever asks twice is let go."""

    def __init__(  # noqa: PLR0913 - one per thing it works with
        self,
        *,
        payments: OpenSales,
        settings: SettingsActions,
        on_screen: Callable[[], Sale | None],
        watched_in_doubt: Callable[[], tuple[Payment, ...]],
        mode: Mode,
        view: LeavingView,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
    ) -> None:
        """Take the parts.

        Args:
            payments: the sales.
            settings: where the mode is kept.
            on_screen: the sale on the screen.
            watched_in_doubt: all sales that may, at once, as far as they are known.
            mode: the mode of this window.
            view: the window.
            scope: owns what is begun here.
            clock: the time.
            texts: the words.
        """
        self._payments = payments
        self._settings = settings
        self._on_screen = on_screen
        self._watched_in_doubt = watched_in_doubt
        self._mode = mode
        self._view = view
        self._scope = scope
        self._clock = clock
        self._texts = texts
        self._warned_at = -_SURE_FOR
        self._warned_of: frozenset[OpId] = frozenset()
        self._warning_title = ""

    def use(self, texts: Texts) -> None:
        """Speak another language from now on."""
        self._texts = texts

    def closing_warning(self) -> str:
        """What to read before the window closes, its title first, or empty."""
        sales = self._watched_in_doubt()
        if self._sure(sales) or not (sales or self._on_screen_in_doubt()):
            return ""
        self._warn_of(sales)
        title, detail = self._closing_words(sales)
        self._warning_title = title
        return f"{title}\n{detail}"

    def updated(self, _event: PaymentUpdated) -> None:
        """A sale that has ended by now must not be called open any longer."""
        doubtful = self._all_of(self._watched_in_doubt())
        if self._warning_title and not (doubtful and self._warned_of <= doubtful):
            self._view.withdraw_fault(self._warning_title)
            self._warning_title = ""

    def switch(self, to: Mode) -> None:
        """Start again in another mode; its keys are where they were."""
        self._scope.launch(self._go(to), name="switch mode")

    def restart(self) -> None:
        """Start again with the account that was just connected."""
        self._scope.launch(self._go(None), name="restart")

    async def _go(self, to: Mode | None) -> None:
        sales = await self._unsettled()
        sure = self._sure(sales)
        self._warn_of(sales)
        if sales and not sure:
            self._view.show_fault(*self._warning(sales))
        elif self._on_screen_in_doubt() and not sure:
            self._view.show_fault(*self._closing_words(sales))
        elif to is None or self._keep(to):
            self._view.restart()

    async def _unsettled(self) -> tuple[Payment, ...]:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._payments.in_doubt()
        except (TimeoutError, StoreUnavailableError):
            return self._watched_in_doubt()

    def _keep(self, mode: Mode) -> bool:
        try:
            problems = self._settings.save(replace(self._settings.current, mode=mode))
        except OSError as error:
            words = self._texts.settings.not_saved.format(detail=error.strerror or "")
            self._view.show_fault(words)
            return False
        if problems:
            raise RuntimeError(f"settings in force are not acceptable: {problems}")
        return True

    def _warning(self, sales: tuple[Payment, ...]) -> tuple[str, str]:
        texts = self._texts.shell
        hint = texts.unsettled_training if self._mode is Mode.TRAINING else texts.unsettled_hint
        return texts.unsettled.format(count=len(sales)), f"{self._named(sales)}\n{hint}"

    def _named(self, sales: tuple[Payment, ...]) -> str:
        writing = Formatting(self._texts)
        named = [
            f"{writing.money(sale.order.money)}, {sale.order.customer_title}, "
            f"{writing.clock(sale.created)}"
            for sale in sales[:_MOST_NAMED]
        ]
        if more := len(sales) - len(named):
            named.append(self._texts.shell.unsettled_more.format(count=more))
        return " · ".join(named)

    def _closing_words(self, sales: tuple[Payment, ...]) -> tuple[str, str]:
        texts, training = self._texts.shell, self._mode is Mode.TRAINING
        if self._on_screen_in_doubt() and len(sales) <= 1:
            return texts.quit_training if training else texts.quit_blocked, self._named(sales)
        hint = texts.closing_training if training else texts.closing_hint
        return texts.unsettled.format(count=len(sales)), f"{self._named(sales)}\n{hint}"

    def _sure(self, sales: tuple[Payment, ...]) -> bool:
        """Whether somebody was told of just these a moment ago, and means it."""
        told = self._clock.monotonic() - self._warned_at < _SURE_FOR
        return told and self._all_of(sales) <= self._warned_of

    def _warn_of(self, sales: tuple[Payment, ...]) -> None:
        self._warned_at = self._clock.monotonic()
        self._warned_of = self._all_of(sales)

    def _all_of(self, sales: tuple[Payment, ...]) -> frozenset[OpId]:
        """These, and the one on the screen, which may not be written down yet."""
        shown = self._on_screen()
        known = frozenset(sale.op for sale in sales)
        return known | {shown.op} if shown is not None and shown.in_doubt else known

    def _on_screen_in_doubt(self) -> bool:
        shown = self._on_screen()
        return shown is not None and shown.in_doubt
