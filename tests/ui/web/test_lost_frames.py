"""Stripe's frames have processes of their own, which may die or only be slow."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import ElementReady, PageCrashed
from pos_app.simulator.standalone import ThreadedSimulator
from pos_app.ui.web import element_view, page_life, watchdog
from pos_app.ui.web.element_view import ElementView
from tests.e2e.driving.simulator import Simulator
from tests.support.engine_processes import renderers
from tests.support.simulator_api import SimulatorApi
from tests.ui.web.conftest import Checkout, make_view

pytestmark = [
    pytest.mark.webengine,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
]
_PING_MS = 100


@pytest.fixture(scope="module")
def simulator() -> Iterator[ThreadedSimulator]:
    running = ThreadedSimulator(customers=0)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def till(
    open_checkout: Callable[[ElementView], Checkout],
    simulator: ThreadedSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> Checkout:
    monkeypatch.setattr(watchdog, "INTERVAL_MS", _PING_MS)
    monkeypatch.setattr(page_life, "LOAD_TIMEOUT_MS", 3_000)
    view = make_view(simulator.stripe_js, simulator.api, key=simulator.publishable_key)
    checkout = open_checkout(view)
    view.prewarm()
    checkout.wait_warm()
    return checkout


def order(simulator: ThreadedSimulator) -> dict[str, Any]:
    api = SimulatorApi(simulator)
    counter = api.counter(api.customer("Ada", "pm_card_visa"))
    return {
        "intent": counter.intent,
        "client_secret": Secret(counter.client_secret),
        "customer_session": Secret(counter.customer_session),
    }


def show(till: Checkout, simulator: ThreadedSimulator) -> None:
    till.mount(**order(simulator))
    till.wait_for(ElementReady)


def wait_for_a_ping(till: Checkout) -> None:
    """The watchdog has looked at the page as it is now."""
    pinged = QTimer(singleShot=True, interval=2 * _PING_MS)
    with till.bot.waitSignal(pinged.timeout):
        pinged.start()


def test_frame_that_dies_while_charging_counts_as_a_lost_page(
    till: Checkout, simulator: ThreadedSimulator
) -> None:
    show(till, simulator)
    wait_for_a_ping(till)
    for process in renderers() - {till.page.renderProcessPid()}:
        os.kill(process, signal.SIGKILL)
    till.view.confirm()
    assert till.wait_for(PageCrashed).reason == "hung"
    till.wait_warm()
    show(till, simulator)


def test_frame_that_is_slow_to_load_is_given_its_time(
    till: Checkout, simulator: ThreadedSimulator
) -> None:
    show(till, simulator)
    Simulator(simulator.api).fail("latency", "/v1/refunds", latency_ms=60_000)
    till.evaluate(
        "f = document.createElement('iframe');"
        f"f.src = '{simulator.api}/v1/refunds'; document.body.append(f); true"
    )
    frames = till.page.mainFrame().children
    till.until(lambda: any(frame.url().isEmpty() for frame in frames()))
    much_later = QTimer(singleShot=True, interval=4 * watchdog.MISSED * _PING_MS)
    with till.bot.waitSignal(much_later.timeout):
        much_later.start()
    assert any(frame.url().isEmpty() for frame in frames())
    assert not till.has(PageCrashed)


def test_page_that_hangs_and_is_left_at_once_is_replaced(
    till: Checkout, simulator: ThreadedSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watchdog rests while a page loads; a hung process can load nothing, however often."""
    show(till, simulator)
    stopped = till.page.renderProcessPid()
    os.kill(stopped, signal.SIGSTOP)
    till.view.confirm()
    till.view.unmount()
    counter = order(simulator)
    till.mount(**counter)
    till.wait_for(ElementReady)
    assert stopped not in renderers()
    assert not till.has(PageCrashed)


def test_page_that_hangs_as_soon_as_it_is_warm_is_replaced(
    open_checkout: Callable[[ElementView], Checkout],
    simulator: ThreadedSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The engine says only a little later that the page has loaded."""
    monkeypatch.setattr(watchdog, "INTERVAL_MS", _PING_MS)
    view = make_view(simulator.stripe_js, simulator.api, key=simulator.publishable_key)
    checkout = open_checkout(view)
    life = view.findChild(page_life.PageLife)
    assert life is not None
    stopped: list[int] = []

    def stop() -> None:
        if not stopped:
            stopped.append(checkout.page.renderProcessPid())
            os.kill(stopped[0], signal.SIGSTOP)

    life.warm.connect(stop)
    view.prewarm()
    checkout.until(lambda: bool(stopped))
    checkout.until(lambda: view.is_warm() and is_another(checkout, stopped[0]))
    show(checkout, simulator)


def is_another(checkout: Checkout, process: int) -> bool:
    """Whether the page has got another process."""
    return checkout.page.renderProcessPid() not in {0, process}


def test_page_whose_hidden_frame_died_unseen_is_replaced_when_a_sale_is_left_without_methods(
    till: Checkout, simulator: ThreadedSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe.js has frames of its own from the start; without them no Element gets ready."""
    monkeypatch.setattr(watchdog.Watchdog, "_frame_died", lambda _: False)
    monkeypatch.setattr(element_view, "SUSPECT_MS", 500)
    for process in renderers() - {till.page.renderProcessPid()}:
        os.kill(process, signal.SIGKILL)
    till.mount(**order(simulator))
    waiting = QTimer(singleShot=True, interval=1_000)
    with till.bot.waitSignal(waiting.timeout):
        waiting.start()
    assert not till.has(ElementReady)
    till.view.unmount()
    show(till, simulator)
