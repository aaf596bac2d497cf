"""The app at work in its window, told of things by webhook. Arguments: data folder, simulator URL.

Orders: ``{"do": "sell"}`` sells up to the Element and says ``ready``; ``painted``
is said when the headline of a paid sale has been painted. ``{"do": "frames"}`` ticks 60 times a
second; ``{"do": "gaps"}`` says the milliseconds between the ticks since then.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.bootstrap.driver import Driver
from pos_app.bootstrap.life import Running
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions
from pos_app.domain.events import PaymentUpdated
from pos_app.domain.payment import PaymentState
from pos_app.ui.web.element_view import ElementView
from tests.bench.children.speaking import hear, say

_CUSTOMER: Final = "maria.weber@example.com"
_AMOUNTS: Final = itertools.count(4850)
"""Another one each time, or the app would ask whether it is the same sale again."""
_FRAME_MS: Final = 16


class Frames(QObject):
    """A timer in the window's thread, as an animation would have."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gaps: list[float] = []
        self._last = 0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_FRAME_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._gaps.clear()
        self._last = time.monotonic_ns()
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return self._gaps

    def _tick(self) -> None:
        now = time.monotonic_ns()
        self._gaps.append((now - self._last) / 1e6)
        self._last = now


class Eye(QObject):
    """Says when the headline of a paid sale has been painted."""

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self._driver = driver
        self._label: QLabel | None = None

    def paid(self, event: PaymentUpdated) -> None:
        """The screen has been told already; what is left is painting it."""
        if event.payment.state is PaymentState.SUCCEEDED and self._label is None:
            self._label = self._driver.widget(QLabel, "result_headline")
            self._label.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint and self._label is not None:
            self._label.removeEventFilter(self)
            said, self._label = self._label.text(), None
            QTimer.singleShot(0, lambda: say(painted=said))
        return False


async def _work(running: Running) -> None:
    driver = Driver(running.window)
    element = driver.widget(ElementView, "")
    shown = asyncio.Event()
    element.ready.connect(shown.set)
    frames, eye = Frames(running.window), Eye(driver)
    running.services.bus.subscribe(PaymentUpdated, eye.paid)
    await driver.until("a warm page", element.is_warm)
    say(usable=True)
    while (order := await asyncio.to_thread(hear)) is not None:
        match order["do"]:
            case "sell":
                shown.clear()
                await _sell(driver)
                await shown.wait()
                say(ready=True)
            case "frames":
                frames.start()
            case "gaps":
                say(gaps=frames.stop())


async def _sell(driver: Driver) -> None:
    await driver.read()
    driver.press(Qt.Key.Key_F8)
    driver.press(Qt.Key.Key_F2)
    driver.write(_CUSTOMER)
    await driver.until("one match", lambda: driver.widget(QWidget, "customer_0").isVisible())
    driver.press(Qt.Key.Key_Return)
    await driver.until("the customer", lambda: driver.widget(QWidget, "customer_strip").isVisible())
    driver.write(str(next(_AMOUNTS)))
    driver.press(Qt.Key.Key_Return)


options = AppOptions(training=True, data_dir=Path(sys.argv[1]), simulator_url=sys.argv[2])
sys.exit(run_app(options, _work))
