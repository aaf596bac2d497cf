"""Puts window, presenters and services together; the only place that knows all of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.domain.events import (
    CustomerChanged,
    DatabaseReplaced,
    IndexProgress,
    ListenerChanged,
    PaymentUpdated,
)
from pos_app.domain.intake import ListenerState
from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.ports.checkout_page import CheckoutPage
from pos_app.ports.clock import Clock
from pos_app.services.bundle import Services
from pos_app.services.task_scope import TaskScope
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.amount_entry import AmountEntry
from pos_app.ui.presenters.counter import Counter, Panes
from pos_app.ui.presenters.customer_lookup import CustomerLookup
from pos_app.ui.presenters.dress import Dress
from pos_app.ui.presenters.leaving import Leaving
from pos_app.ui.presenters.sale_screen import SaleScreen
from pos_app.ui.presenters.take_payment import TakePayment
from pos_app.ui.safety import Safety
from pos_app.ui.setup_pages import HOOKS, WEBHOOKS, SetupPages
from pos_app.ui.shell.early import Early
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.shell.wiring import connect_counter, connect_keys
from pos_app.ui.states.shell import HeaderState
from pos_app.ui.texts import Texts, texts_for
from pos_app.ui.theme.appearance import stripe_appearance
from pos_app.ui.theme.theme import ThemeManager
from pos_app.ui.views.look import Look

if TYPE_CHECKING:
    from pos_app.ui.presenters.connect_account import ConnectActions
    from pos_app.ui.presenters.webhook_desk import WebhookActions

RETURN_PATH: Final = "/return"
"""Where redirect methods come back to on the checkout origin; trapped by the page, never loaded."""


def build_ui(  # noqa: PLR0913 - one per thing the window works with
    *,
    services: Services,
    page: CheckoutPage,
    settings: Settings,
    mode: Mode,
    scope: TaskScope,
    clock: Clock,
    version: str,
    resources: Path,
    connect: ConnectActions,
    webhooks: WebhookActions,
    welcome: bool = False,
    early: Early | None = None,
    simulator: str = "",
) -> MainWindow:
    """Build the window, connected and drawn; showing it is the caller's business.

    Args:
        services: the use cases; ``services.settings`` keeps the settings.
        page: the embedded checkout page, which must be a widget, too.
        settings: the settings in force.
        mode: what the money is.
        scope: owns the tasks that screens start.
        clock: the time.
        version: shown on the settings page.
        resources: the folder with ``fonts`` and ``icons``.
        connect: checks and stores the keys of a real account.
        webhooks: takes Stripe's deliveries.
        welcome: greet a new user with the choice between training and connecting.
        early: the window that is shown already, to be furnished; else a new one is made.
        simulator: address of a simulator that somebody else has to start.

    Raises:
        TypeError: ``page`` is no widget, or there is no QApplication.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication) or not isinstance(page, QWidget):
        raise TypeError("the window needs a QApplication and a page that is a widget")
    early = early or Early(MainWindow(), ThemeManager(app, resources, settings.theme))
    ui = _Ui(services, page, page, settings, mode, scope, clock, version, connect, webhooks, early)
    ui.open(welcome=welcome, simulator=simulator)
    return ui.window


class _Ui:
    """Lives as long as the window; follows changes of settings and theme."""

    def __init__(  # noqa: PLR0913, PLR0917 - private, one caller
        self,
        services: Services,
        page: CheckoutPage,
        element: QWidget,
        settings: Settings,
        mode: Mode,
        scope: TaskScope,
        clock: Clock,
        version: str,
        connect: ConnectActions,
        webhooks: WebhookActions,
        early: Early,
    ) -> None:
        self._services = services
        self._settings = settings
        self._mode = mode
        self._scope = scope
        self._clock = clock
        self._version = version
        self._connect = connect
        self._setup_pages = SetupPages(
            services, webhooks, early.window, scope, clock, mode, _texts(settings.language)
        )
        self._deliveries_fault = ""
        self._undecided = False
        self._theme = early.theme
        self._texts = _texts(settings.language)
        self.window = early.window
        self._theme.dress(self.window)
        self.window.furnish(self._look(), element, self._header(), self._time)
        self.window.sound_on = settings.sound
        self._screen = SaleScreen(self.window, scope, clock, self._texts)
        self._panes = self._build_panes(page)
        self._counter = Counter(
            panes=self._panes,
            customers=services.customers,
            view=self.window,
            scope=scope,
            clock=clock,
            texts=self._texts,
            settings=settings,
        )
        self._safety = Safety(
            services=services,
            window=self.window,
            counter=self._counter,
            taking=self._panes.taking,
            scope=scope,
            clock=clock,
            texts=self._texts,
            settings=settings,
        )
        self._leaving = Leaving(
            payments=services.payments,
            settings=services.settings,
            on_screen=lambda: self._panes.taking.sale,
            watched_in_doubt=lambda: services.watch.in_doubt,
            mode=mode,
            view=self.window,
            scope=scope,
            clock=clock,
            texts=self._texts,
        )
        self.window.may_close = self._leaving.closing_warning
        self._subscribe()

    def open(self, *, welcome: bool, simulator: str) -> None:
        """Draw everything for the first time."""
        self._counter.simulator = self._screen.simulator = simulator
        # The simulator within the app begins anew with it, also after a crash.
        self._counter.search.forgetful = self._mode is Mode.TRAINING and not simulator
        connect_keys(self.window, self._counter)
        connect_counter(self.window, self._counter)
        self._wire_pages()
        self._counter.open()
        self._safety.open()
        self._undecided = welcome
        if welcome:
            self.window.show_page("welcome")
        self.window.take_up_typing()

    # ------------------------------------------------------------------ building
    def _build_panes(self, page: CheckoutPage) -> Panes:
        lookup = CustomerLookup(
            customers=self._services.customers,
            payments=self._services.payments,
            follow_ups=self._services.follow_ups,
            view=self.window,
            scope=self._scope,
            clock=self._clock,
            texts=self._texts,
        )
        taking = TakePayment(
            payments=self._services.payments,
            page=page,
            screen=self._screen,
            scope=self._scope,
            clock=self._clock,
            dress=self._dress(),
        )
        return Panes(lookup, AmountEntry(self._settings.amounts, self._texts), taking)

    def _subscribe(self) -> None:
        bus, window = self._services.bus, self.window
        for end in (
            bus.subscribe(PaymentUpdated, self._counter.updated),
            bus.subscribe(PaymentUpdated, self._leaving.updated),
            bus.subscribe(IndexProgress, self._counter.progress),
            bus.subscribe(CustomerChanged, self._counter.customer_changed),
            bus.subscribe(ListenerChanged, self._listener_changed),
            bus.subscribe(DatabaseReplaced, self._sales_are_back),
        ):
            window.when_closed.append(end)
        window.settings_asked.connect(self._open_settings)
        window.page_left.connect(self._leave_page)
        self._theme.changed.connect(self._restyle)

    def _sales_are_back(self, _event: DatabaseReplaced) -> None:
        self._panes.lookup.refresh_recent()

    def _wire_pages(self) -> None:
        """Offer the pages beside the counter; most days nobody opens one."""
        self.window.add_page("welcome", self._build_welcome)
        self.window.add_page("settings", self._build_settings)
        self.window.add_page("connect", self._build_connect)
        self._setup_pages.offer(self._look)
        self.window.add_page("manager", lambda: self._safety.build_page(self._look()))

    def _build_welcome(self) -> QWidget:
        from pos_app.ui.views.welcome_page import WelcomePage  # noqa: PLC0415

        made = WelcomePage(self._look())
        made.training.connect(self._choose_training)
        made.connect_asked.connect(self._open_connect)
        return made

    def _build_settings(self) -> QWidget:
        from pos_app.ui.presenters.settings_form import SettingsForm  # noqa: PLC0415
        from pos_app.ui.views.settings_page import SettingsPage  # noqa: PLC0415

        made = SettingsPage(self._look(), self._version)
        made.back_asked.connect(self.window.show_counter)
        made.connect_asked.connect(self._open_connect)
        made.webhooks_asked.connect(self._setup_pages.open_webhooks)
        made.hooks_asked.connect(self._setup_pages.open_hooks)
        form = SettingsForm(
            settings=self._services.settings,
            view=made,
            texts=self._texts,
            texts_in=_texts,
            mode=self._mode,
        )
        form.saved = self._saved
        made.save.connect(form.save)
        made.switch.connect(self._leaving.switch)
        self._form = form
        form.open()
        return made

    def _build_connect(self) -> QWidget:
        from pos_app.ui.presenters.connect_account import ConnectAccount  # noqa: PLC0415
        from pos_app.ui.views.connect_page import ConnectPage  # noqa: PLC0415

        settings = self._services.settings.current
        made = ConnectPage(self._look(), settings.publishable_key, settings.checkout_origin)
        # Signals do not keep their receivers alive.
        self._account = account = ConnectAccount(
            connect=self._connect, view=made, scope=self._scope, texts=self._texts
        )
        made.check.connect(account.check)
        made.edited.connect(account.edited)
        made.store.connect(account.store)
        made.back_asked.connect(partial(self._leave_page, "connect"))
        made.restart.connect(self._leaving.restart)
        account.render()
        return made

    # ------------------------------------------------------------------ pages
    def _open_settings(self) -> None:
        self.window.show_page("settings")
        self._form.open()

    def _open_connect(self) -> None:
        self.window.show_page("connect")

    def _leave_page(self, name: str) -> None:
        """One step back; whoever has chosen nothing yet trains, or chooses again."""
        if name == "welcome":
            self._choose_training()
        elif name == "connect" and self._undecided:
            self.window.show_page("welcome")
        elif name in {WEBHOOKS, HOOKS}:
            self.window.show_page("settings")  # as it was left, whatever was typed there
        else:
            self.window.show_counter()

    def _choose_training(self) -> None:
        problems = self._services.settings.save(
            replace(self._services.settings.current, mode=Mode.TRAINING)
        )
        if problems:
            raise RuntimeError(f"settings in force are not acceptable: {problems}")
        self._undecided = False
        self._counter.open()
        self.window.show_counter()

    def _saved(self, settings: Settings) -> None:
        self._settings = settings
        spoken, self._texts = self._texts, _texts(settings.language)
        self._setup_pages.texts = self._texts
        self._leaving.use(self._texts)
        self.window.sound_on = settings.sound
        if not self._theme.choose(settings.theme):  # else all is built anew by now
            if spoken is self._texts:
                self.window.show_header(self._header())
                self._refill()
            else:
                self._restyle()
        self.window.show_counter()

    def _restyle(self) -> None:
        """Build every page anew in the present words and colours, and fill it again."""
        shown = self.window.page_name
        self.window.rebuild(self._look(), self._header())
        connect_counter(self.window, self._counter)
        self._refill()
        if shown:
            self.window.show_page(shown)

    def _refill(self) -> None:
        """Show everything on the pages that there are, by the settings in force."""
        self._panes.lookup.use(self._texts)
        self._panes.amount.use(self._settings.amounts, self._texts)
        self._counter.use(self._texts, self._settings)
        self._safety.use(self._texts, self._settings)
        self._panes.taking.use(self._texts, self._dress())
        self._counter.render()

    # ------------------------------------------------------------------ small things
    def _look(self) -> Look:
        return Look(self._texts, self._theme.tokens, self._theme.icons)

    def _header(self) -> HeaderState:
        return HeaderState(
            mode=self._mode,
            badge=self._texts.shell.badges[self._mode],
            register=self._settings.register,
            operator=self._settings.operator,
        )

    def _dress(self) -> Dress:
        return Dress(
            appearance=stripe_appearance(self._theme.tokens),
            locale=self._texts.language,
            return_url=self._settings.checkout_origin + RETURN_PATH,
        )

    def _time(self) -> str:
        return Formatting(self._texts).clock(self._clock.now())

    def _listener_changed(self, event: ListenerChanged) -> None:
        """Tell what keeps deliveries away; the counter works without them."""
        texts = self._texts.webhooks
        if event.state is ListenerState.PORT_TAKEN:
            self._deliveries_fault = texts.taken_title.format(port=event.port)
            self.window.show_fault(self._deliveries_fault, texts.taken_hint)
        elif self._deliveries_fault:
            self.window.withdraw_fault(self._deliveries_fault)
            self._deliveries_fault = ""


def _texts(language: str) -> Texts:
    return texts_for(language or QLocale.system().name())
