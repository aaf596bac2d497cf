"""The app at work in its real window, driven by keys. Arguments: a data folder, a simulator's URL.

Orders: ``{"do": "show"}`` sells up to the Element and says ``entered`` at Enter and ``ready``;
``{"do": "pay"}`` goes on to the payment and says ``paid``.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from pos_app.bootstrap.driver import Driver
from pos_app.bootstrap.life import Running
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions
from pos_app.domain.events import PaymentUpdated
from pos_app.domain.payment import PaymentState
from pos_app.ui.web.element_view import ElementView
from tests.bench.children.speaking import hear, say

_CUSTOMER: Final = "maria.weber@example.com"
_FIRST_AMOUNT: Final = 4850
_PACE_S: Final = 0.12
"""Between two keys of a practised hand."""


class Till:
    """Hands and eyes at the counter."""

    def __init__(self, running: Running) -> None:
        self._window = running.window
        self._driver = Driver(running.window)
        self._element = self._driver.widget(ElementView, "")
        self._paid = asyncio.Event()
        # Another amount each time, or the app would ask whether it is the same sale again.
        self._amounts = itertools.count(_FIRST_AMOUNT)
        self._shown = asyncio.Event()
        self._element.ready.connect(self._shown.set)
        running.services.bus.subscribe(PaymentUpdated, self._updated)

    async def work(self) -> None:
        """Follow orders until there are no more."""
        await self._driver.until("a warm page", self._element.is_warm)
        say(usable=True)
        while (order := await asyncio.to_thread(hear)) is not None:
            await self._choose_customer()
            await self._show_element(pace=0.0 if order["do"] == "pay" else _PACE_S)
            if order["do"] == "pay":
                await self._pay()

    async def _choose_customer(self) -> None:
        await self._driver.read()  # else the bar of unread ends stands above every further sale
        self._driver.press(Qt.Key.Key_F8)
        self._driver.press(Qt.Key.Key_F2)
        self._driver.write(_CUSTOMER)
        await self._driver.until("one match", lambda: self._visible("customer_0"))
        self._driver.press(Qt.Key.Key_Return)
        await self._driver.until("the customer", lambda: self._visible("customer_strip"))

    async def _show_element(self, pace: float) -> None:
        for key in str(next(self._amounts)):
            self._driver.write(key)
            await asyncio.sleep(pace)
        self._shown.clear()
        say(entered=True)
        self._driver.press(Qt.Key.Key_Return)
        await self._shown.wait()
        say(ready=True)

    async def _pay(self) -> None:
        charge = self._driver.widget(QPushButton, "charge")
        await self._driver.until("a charge button", charge.isEnabled)
        self._paid.clear()
        self._driver.press(Qt.Key.Key_F9)
        await self._paid.wait()
        say(paid=True)

    def _visible(self, name: str) -> bool:
        return self._driver.widget(QWidget, name).isVisible()

    def _updated(self, event: PaymentUpdated) -> None:
        if event.payment.state is PaymentState.SUCCEEDED:
            self._paid.set()


async def _work(running: Running) -> None:
    await Till(running).work()


options = AppOptions(training=True, data_dir=Path(sys.argv[1]), simulator_url=sys.argv[2])
sys.exit(run_app(options, _work))
