"""A checkout page in the real web engine, with what it said so far."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWebEngineWidgets import QWebEngineView
from pytestqt.qtbot import QtBot

from pos_app.adapters.checkout_page import render_checkout
from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.modes import Mode
from pos_app.domain.money import Money
from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import MountRequest, PageEvent
from pos_app.ui.web.element_view import ElementView
from pos_app.ui.web.page import GuardedPage
from tests.support.stub_stripe import StubStripe, serve_stub

RESOURCES = Path(__file__).parents[3] / "resources"
ORIGIN = "https://pay.shop.example"
RETURN_URL = f"{ORIGIN}/return"
KEY = "pk_test_training_0123456789"
WAIT_MS = 20_000

_Event = TypeVar("_Event")

# Processes are divided among sites as in the app; read when the first page is made.
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] += " --site-per-process"
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


class Checkout:
    """A shown ``ElementView`` and a person's ways to look at it."""

    def __init__(self, view: ElementView, bot: QtBot) -> None:
        self.view = view
        self.bot = bot
        self.events: list[PageEvent] = []
        view.subscribe(self.events.append)

    def mount(self, plan: str = "succeed", **changes: Any) -> None:
        self.view.mount(mount_request(plan, **changes))

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait, also on a busy machine."""
        self.bot.waitUntil(condition, timeout=WAIT_MS)

    def wait_for(self, kind: type[_Event]) -> _Event:
        """Wait for the next event of a kind, and forget it and those before it."""
        self.until(lambda: any(isinstance(event, kind) for event in self.events))
        for index, event in enumerate(self.events):
            if isinstance(event, kind):
                del self.events[: index + 1]
                return event
        raise AssertionError("unreachable")

    def has(self, kind: type[object]) -> bool:
        return any(isinstance(event, kind) for event in self.events)

    def wait_warm(self) -> None:
        self.until(self.view.is_warm)

    @property
    def page(self) -> GuardedPage:
        page = self.view.findChild(GuardedPage)
        assert page is not None
        return page

    @property
    def web_view(self) -> QWebEngineView:
        view = self.view.findChild(QWebEngineView)
        assert view is not None
        return view

    def evaluate(self, script: str) -> Any:
        """Run a script in the main frame's own world; None if the page goes away meanwhile."""
        answers: list[Any] = []
        self.page.runJavaScript(script, 0, answers.append)
        self.until(lambda: bool(answers))
        return answers[0]

    def wait_true(self, script: str) -> None:
        """Wait until a script answers true, asking again as the page changes."""
        answers: list[Any] = []

        def holds() -> bool:
            if True in answers:
                return True
            self.page.runJavaScript(script, 0, answers.append)
            return False

        self.until(holds)


def mount_request(plan: str = "succeed", **changes: Any) -> MountRequest:
    values: dict[str, Any] = {
        "intent": PaymentIntentId("pi_1"),
        "client_secret": Secret(f"pi_1_secret_{plan}"),
        "customer_session": Secret("cuss_secret_1"),
        "money": Money(4850, "EUR"),
        "locale": "en",
        "appearance": {"theme": "stripe", "variables": {"colorBackground": "#f4f6fa"}},
        "return_url": RETURN_URL,
        "billing": {"name": "Jörg Weber", "email": "", "phone": ""},
    }
    return MountRequest(**(values | changes))


def make_view(script_url: str, api: str, *, key: str = KEY, origin: str = ORIGIN) -> ElementView:
    html = render_checkout(
        RESOURCES, mode=Mode.TRAINING, script_url=script_url, api_origin=api, locale="en"
    )
    view = ElementView()
    view.serve(html=html, origin=origin, script_origin=api, mode=Mode.TRAINING, publishable_key=key)
    return view


@pytest.fixture
def stub() -> Iterator[StubStripe]:
    with serve_stub() as server:
        yield server


@pytest.fixture
def open_checkout(qtbot: QtBot) -> Iterator[Callable[[ElementView], Checkout]]:
    views: list[ElementView] = []

    def show(view: ElementView) -> Checkout:
        views.append(view)
        qtbot.addWidget(view)
        view.resize(440, 620)
        view.show()
        qtbot.waitExposed(view)
        return Checkout(view, qtbot)

    yield show
    for view in views:
        view.shutdown()


@pytest.fixture
def checkout(open_checkout: Callable[[ElementView], Checkout], stub: StubStripe) -> Checkout:
    """A prewarmed checkout on the stub."""
    shown = open_checkout(make_view(stub.script_url, stub.origin))
    shown.view.prewarm()
    shown.wait_warm()
    return shown
