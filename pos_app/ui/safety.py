"""Joins what holds people back, and what they may decide, with window, counter and services."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from pos_app.domain.events import (
    DatabaseReplaced,
    HealthChanged,
    HookGivenUp,
    PaymentFailedLater,
    PaymentUpdated,
    StripeSilent,
)
from pos_app.domain.payment import Payment
from pos_app.domain.settings import Settings
from pos_app.ports.clock import Clock
from pos_app.services.bundle import Services
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.alerts import Alerts
from pos_app.ui.presenters.charging_anew import ChargingAnew
from pos_app.ui.presenters.counter import Counter
from pos_app.ui.presenters.deciding import Deciding
from pos_app.ui.presenters.manager_desk import ManagerDesk
from pos_app.ui.presenters.read_back import read_back
from pos_app.ui.presenters.take_payment import TakePayment
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.texts import Texts
from pos_app.ui.views.look import Look

PAGE = "manager"


class Safety:
    """Lives as long as the window."""

    def __init__(  # noqa: PLR0913 - one per thing it works with
        self,
        *,
        services: Services,
        window: MainWindow,
        counter: Counter,
        taking: TakePayment,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
        settings: Settings,
    ) -> None:
        self._window = window
        self._texts = texts
        self._desk = desk = ManagerDesk(gate=services.gate, scope=scope, texts=texts)
        self._deciding = Deciding(
            taking=taking,
            desk=desk,
            accepting=services.accepting,
            scope=scope,
            texts=texts,
            settings=settings,
        )
        self._alerts = Alerts(
            follow_ups=services.follow_ups,
            view=window,
            scope=scope,
            clock=clock,
            texts=texts,
        )
        desk.open_page = lambda: window.show_page(PAGE)
        desk.close_page = window.show_counter
        self._deciding.show_sale = counter.show_sale
        self._anew = ChargingAnew(services.payments, scope)
        self._anew.begin = self._at_counter(counter.charge_anew)
        self._anew.show_sale = self._alerts.show_sale = self._at_counter(counter.show_sale)
        self._deciding.charge_anew = self._alerts.charge_again = self._anew.ask
        self._alerts.on_show = lambda: taking.sale
        self._alerts.was_read = taking.was_read
        self._alerts.seen = counter.refresh
        taking.left = self._alerts.left
        counter.decide = self._deciding.act
        window.alert_pressed.connect(self._alerts.pressed)
        for end in (
            services.bus.subscribe(HealthChanged, counter.health),
            services.bus.subscribe(StripeSilent, counter.light.silent),
            services.bus.subscribe(PaymentFailedLater, self._alerts.failed),
            services.bus.subscribe(PaymentUpdated, self._alerts.updated),
            services.bus.subscribe(DatabaseReplaced, self._replaced),
            services.bus.subscribe(HookGivenUp, self._hook_given_up),
        ):
            window.when_closed.append(end)

    def _at_counter(self, work: Callable[[Payment], None]) -> Callable[[Payment], None]:
        """What a bar does that stands above every page is seen, whatever page was on show."""

        def shown(payment: Payment) -> None:
            self._window.show_counter()
            work(payment)

        return shown

    def open(self) -> None:
        """Tell what is still to be seen to from earlier days."""
        self._alerts.open()

    def use(self, texts: Texts, settings: Settings) -> None:
        """Follow changed settings, after the window was built anew."""
        self._texts = texts
        self._deciding.use(texts, settings)
        self._alerts.use(texts)
        self._alerts.render()

    def build_page(self, look: Look) -> QWidget:
        """Build the page on which a manager decides."""
        from pos_app.ui.views.manager_page import ManagerPage  # noqa: PLC0415

        made = ManagerPage(look)
        made.back_asked.connect(self._window.show_counter)
        made.decided.connect(self._desk.decide)
        # Other colours take it away, while a PIN is looked at, too.
        made.destroyed.connect(partial(self._desk.lose, made))
        self._desk.view = made
        self._desk.render()
        return made

    def _hook_given_up(self, event: HookGivenUp) -> None:
        texts = self._texts.safety
        title = texts.hook_given_up.format(name=event.target)
        self._window.show_fault(title, texts.hook_hint)

    def _replaced(self, event: DatabaseReplaced) -> None:
        """Tell what becomes of the damaged database."""
        self._window.show_fault(*read_back(self._texts, event))
        if event.finished:
            self._alerts.open()  # what has become of the last ones is told at once
