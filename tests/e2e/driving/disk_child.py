"""The whole app without its disk or its Stripe, in a process of its own; one JSON line a step.

Usage: disk_child.py blocked|damaged|late|sold SIMULATOR_URL DATA_DIR
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from pos_app.bootstrap.driver import Driver
from pos_app.bootstrap.life import Running
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions
from pos_app.domain.health import StoreTrouble
from pos_app.domain.payment import PaymentState
from pos_app.ports.store import Tx
from pos_app.simulator.standalone import ThreadedSimulator
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.states.shell import Banner
from pos_app.ui.texts import texts_for
from tests.e2e.driving.child import say
from tests.e2e.driving.plays import CUSTOMERS
from tests.e2e.driving.till import MARIA, Till

_WORDS = texts_for("en").safety


def blocked(url: str, data: Path) -> int:
    """Nothing can be opened where the database should be, until somebody has read why."""
    in_the_way = data / "training-default.db"
    in_the_way.mkdir()
    tell = MainWindow.show_stopped

    def told(window: MainWindow, reason: str) -> None:
        tell(window, reason)
        QTimer.singleShot(0, window, lambda: look(window))

    def look(window: MainWindow) -> None:
        if in_the_way.is_dir():
            read = _WORDS.store[StoreTrouble.READ_ONLY].word in Driver(window).words()
            say(step="stopped", read=read)
            in_the_way.rmdir()

    MainWindow.show_stopped = told  # type: ignore[method-assign]

    async def script(running: Running) -> None:
        till = Till(running, url)
        await till.driver.until("no fault", lambda: not till.driver.named("fault_bar").isVisible())
        assert not till.driver.named("hindrance").isVisible()
        await _sell(till)
        await till.audit()
        say(step="sold")

    return run_app(AppOptions(training=True, data_dir=data, simulator_url=url), script)


def late(url: str, data: Path) -> int:
    """Nothing answers where Stripe should be, until somebody has read why and what was sold."""
    simulator = ThreadedSimulator(port=int(url.rpartition(":")[2]), customers=CUSTOMERS)
    opened = MainWindow.show_hindrance

    def told(window: MainWindow, banner: Banner | None) -> None:
        opened(window, banner)
        if banner is not None:
            look(window)

    def look(window: MainWindow) -> None:
        driver = Driver(window)
        words = driver.words()
        if not all(part in words for part in (url, "EUR 10.00")):
            QTimer.singleShot(50, window, lambda: look(window))
        elif simulator.simulator is None:
            faults = driver.named("fault_bar").isVisible()
            say(step="stopped", bars=1 + faults, cable="cable" in words)
            simulator.start()

    MainWindow.show_hindrance = told  # type: ignore[method-assign]

    async def script(running: Running) -> None:
        till = Till(running, url)
        await till.driver.until("charging", lambda: running.services.health.obstacle is None)
        assert not till.driver.named("hindrance").isVisible()
        await _sell(till, "1500")
        say(step="sold")

    try:
        return run_app(AppOptions(training=True, data_dir=data, simulator_url=url), script)
    finally:
        simulator.stop()


def sold(url: str, data: Path) -> int:
    """One sale, as on any day."""

    async def script(running: Running) -> None:
        await _sell(Till(running, url))
        say(step="sold")

    return run_app(AppOptions(training=True, data_dir=data, simulator_url=url), script)


def damaged(url: str, data: Path) -> int:
    """The database breaks after a sale; the button of the bar brings it back."""
    lives = iter((_until_it_breaks, _when_it_is_back))

    async def script(running: Running) -> None:
        await next(lives)(Till(running, url))

    return run_app(AppOptions(training=True, data_dir=data, simulator_url=url), script)


async def _sell(till: Till, digits: str = "1000") -> None:
    await till.begin(MARIA, digits)
    await till.charge()
    await till.until_paid()


async def _until_it_breaks(till: Till) -> None:
    await _sell(till)
    await till.running.session.store.transact(_spoil)
    await till.calm_down()
    await till.driver.until_read(_WORDS.store[StoreTrouble.DAMAGED].word)
    say(step="broken")
    till.driver.click("hindrance_open_again")
    await till.running.window.closed()


async def _when_it_is_back(till: Till) -> None:
    await till.driver.until_read(_WORDS.rebuilt.format(count=1), ".corrupt-")
    (sale,) = await till.running.services.payments.recent()
    assert sale.state is PaymentState.SUCCEEDED
    await till.driver.until("charging", lambda: till.running.services.health.obstacle is None)
    say(step="back")


def _spoil(tx: Tx) -> None:
    """As a dying disk would: the description of a table is no description any more."""
    connection = tx.notes._connection  # type: ignore[attr-defined]
    for statement in (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE ledger (' WHERE name = 'ledger'",
        "PRAGMA writable_schema = OFF",
        "PRAGMA schema_version = 9999",
    ):
        connection.exec_driver_sql(statement)


if __name__ == "__main__":
    plays = {"blocked": blocked, "damaged": damaged, "late": late, "sold": sold}
    sys.exit(plays[sys.argv[1]](sys.argv[2], Path(sys.argv[3])))
