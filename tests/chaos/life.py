"""One life of the real app: does the runs it is told to do, until it is closed or killed."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import socket
import traceback
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from typing import Any, Final

from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.adapters.system_clock import SystemClock
from pos_app.bootstrap import life
from pos_app.bootstrap.driver import NotSeenError
from pos_app.bootstrap.life import Running
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions
from pos_app.ui.presenters import calm
from pos_app.ui.web import element_view, page_life, watchdog
from tests.chaos.blows import Blows, watch_commits
from tests.chaos.person import Operator
from tests.chaos.plan import Plan
from tests.e2e.driving.till import Till

HURRY: Final = 20
"""The app's pauses are so much shorter: minutes of watching pass in seconds."""
_CALL_TIMEOUT_S: Final = 1.5
_SETTLE_S: Final = 40.0
_CALM_S: Final = 20.0


class Parent:
    """The line to the process that survives."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(address)
        self._rest = b""

    def tell(self, **facts: Any) -> None:
        """Say something; it has left this process when this returns."""
        self._socket.sendall(json.dumps(facts).encode() + b"\n")

    async def hear(self) -> dict[str, Any]:
        """The next order."""
        loop = asyncio.get_running_loop()
        while b"\n" not in self._rest:
            readable = asyncio.Event()
            loop.add_reader(self._socket.fileno(), readable.set)
            try:
                await readable.wait()
            finally:
                loop.remove_reader(self._socket.fileno())
            heard = self._socket.recv(65536)
            if not heard:
                return {"close": True}
            self._rest += heard
        line, _, self._rest = self._rest.partition(b"\n")
        order: dict[str, Any] = json.loads(line)
        return order


class Life:
    """Window, operator and auditor of one process."""

    def __init__(self, url: str, data: Path, parent: Parent, ahead_s: int) -> None:
        self._url = url
        self._ahead_s = ahead_s
        self._data = data
        self._parent = parent
        self._reach: Callable[..., None] = lambda *_, **__: None

    def run(self) -> int:
        """Open the app and obey until told to close; the exit code."""
        _hurry(self._ahead_s)
        watch_commits(lambda step, *, before=False: self._reach(step, before=before))
        options = AppOptions(training=True, data_dir=self._data, simulator_url=self._url)
        return run_app(options, self._obey)

    async def _obey(self, running: Running) -> None:
        till = Till(running, self._url)
        self._parent.tell(opened=os.getpid())
        while "close" not in (order := await self._parent.hear()):
            try:
                await self._do(till, order)
            except Exception:  # noqa: BLE001 - whatever goes wrong is what is reported
                till.driver.photograph(self._data.parent / f"seed-{order['plan']['seed']}.png")
                self._parent.tell(
                    failed=f"{traceback.format_exc()}\non the screen:\n{till.driver.words()}"
                )

    async def _do(self, till: Till, order: dict[str, Any]) -> None:
        plan = Plan.from_json(order["plan"])
        blows = Blows(plan, order["fallen"], till.sim, self._parent.tell)
        operator = Operator(
            till,
            plan,
            order["first_amount"],
            blows,
            self._parent.tell,
            charged=set(order["charging"]),
            decided=set(order["decided"]),
        )
        self._reach = blows.reach
        for number in range(order["next"], len(plan.errands)):
            blows.errand = number
            self._parent.tell(errand=number)
            await operator.sell(number)
        blows.disarm()
        self._parent.tell(calm=True)
        till.sim.heal()
        till.sim.control("DELETE", "/_sim/webhooks")
        for number in range(len(plan.errands)):
            await operator.settle(number, _SETTLE_S)
        self._parent.tell(done=await self._books(till))

    async def _books(self, till: Till) -> dict[str, Any]:
        """What is written down, once nothing is open any more.

        Raises:
            NotSeenError: something stays open, or the app reports a fault.
        """
        try:
            async with asyncio.timeout(_CALM_S):
                books = await till.books()
                while books.open_entries or books.unfinished:
                    await asyncio.sleep(0.05)
                    books = await till.books()
        except TimeoutError:
            raise NotSeenError(f"still open: {await till.books()}") from None
        if till.visible("fault_bar"):
            raise NotSeenError("the app reports a fault")
        rows = [(row.op, row.stripe_id, row.money.minor, row.money.code) for row in books.ledger]
        return {"ledger": rows}


class _HurriedClock(SystemClock):
    ahead = dt.timedelta()

    def now(self) -> dt.datetime:
        return super().now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / HURRY)


async def _short_pause(seconds: float) -> None:
    await asyncio.sleep(seconds / HURRY)


def _hurry(ahead_s: int) -> None:
    """Shorten what the app waits for, and set its clock; the order of things stays the same."""
    _HurriedClock.ahead = dt.timedelta(seconds=ahead_s)
    vars(life)["SystemClock"] = _HurriedClock
    vars(watchdog)["INTERVAL_MS"] = 400
    vars(calm).update(CALM_SECONDS=0.1, REACTION=0.04)
    vars(page_life)["LOAD_TIMEOUT_MS"] = 6_000
    vars(element_view)["READY_TIMEOUT_MS"] = 6_000
    made = StripeGateway.__init__
    StripeGateway.__init__ = partialmethod(made, timeout=_CALL_TIMEOUT_S, pause=_short_pause)  # type: ignore[method-assign, assignment]
