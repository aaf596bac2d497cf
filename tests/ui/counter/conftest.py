"""The real window with real presenters and services, on a fake Stripe and a page of wood."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.bootstrap.driver import Driver
from pos_app.bootstrap.qt_loop import PosEventLoop
from pos_app.domain.ids import PaymentMethodId
from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.ports.checkout_page import ConfirmReported, ElementChanged, ElementReady
from pos_app.services.connect import ConnectReport
from pos_app.services.task_scope import TaskScope
from pos_app.services.webhooks import Webhooks
from pos_app.ui.build import build_ui
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.shell.main_window import MainWindow
from tests.support.fake_clock import settle
from tests.support.till import VISA, FakePage
from tests.support.world import World

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
A_DAY = 86_400


class WoodenPage(QLineEdit, FakePage):
    """A checkout page that is a widget and takes the keyboard, as a web view does."""

    def __init__(self):
        QLineEdit.__init__(self)
        FakePage.__init__(self)
        self.setObjectName("wooden_page")


class NoConnect:
    """``ConnectActions`` that remembers what it was asked."""

    def __init__(self):
        self.report = ConnectReport()
        self.asked = []
        self.stored = []
        self.failure = None

    async def check(self, publishable, secret, origin):
        self.asked.append((publishable, secret, origin))
        return self.report

    def store(self, report, publishable, secret, origin):
        if self.failure:
            raise self.failure
        self.stored.append((publishable, secret, origin))


@dataclass
class Desk:
    """One window and everything behind it."""

    world: World
    page: WoodenPage
    window: MainWindow
    driver: Driver
    connect: NoConnect
    webhooks: Webhooks
    secrets: MemorySecretStore

    @property
    def stripe(self):
        return self.world.stripe

    def find(self, name, kind=QWidget):
        return self.driver.widget(kind, name)

    async def ready(self, saved="pm_visa"):
        """The page shows the Element."""
        intent = self.page.mounted.intent
        self.page.say(ElementReady(intent))
        method = PaymentMethodId(saved) if saved else None
        self.page.say(ElementChanged(intent, complete=True, empty=False, type="card", saved=method))
        await settle()
        return intent

    async def chosen(self, customer="jörg", digits=""):
        """By keys, from the empty screen to somebody who pays this."""
        self.driver.press(Qt.Key.Key_F2)
        self.driver.write(customer)
        await settle()
        self.driver.press(Qt.Key.Key_Return)
        await settle()
        self.driver.write(digits)

    async def to_element(self, digits="4850", customer="jörg"):
        """By keys, from the empty screen to the Element that can be charged."""
        await self.chosen(customer, digits)
        self.driver.press(Qt.Key.Key_Return)
        await settle()
        return await self.ready()

    async def read(self):
        """Read what has just appeared; before that it takes no answer."""
        await self.world.clock.advance(CALM_SECONDS)

    async def left_in_doubt(self, digits="4500"):
        """By keys: charged, asked by the bank, left."""
        intent = await self.to_element(digits)
        self.driver.press(Qt.Key.Key_F9)
        await settle()
        self.stripe.require_action(intent)
        await self.world.clock.advance(3)
        self.driver.press(Qt.Key.Key_F8)
        await self.read()
        self.driver.press(Qt.Key.Key_F8)
        await settle()
        return intent

    async def bounced_debit(self, digits):
        """A debit that its bank takes back two days after it was left; the bar tells of it."""
        intent = await self.to_element(digits)
        self.driver.press(Qt.Key.Key_F9)
        await settle()
        self.stripe.process(intent)
        self.page.say(ConfirmReported(intent, "processing"))
        await settle()
        await self.read()
        self.driver.press(Qt.Key.Key_F8)
        await settle()
        self.stripe.decline(intent)
        await self.world.clock.advance(2 * A_DAY)

    async def pay(self, intent):
        self.driver.press(Qt.Key.Key_F9)
        await settle()
        self.stripe.pay(intent)
        self.page.say(ConfirmReported(intent, "succeeded"))
        await settle()


@pytest.fixture
def at_desk(qapp: QApplication):
    """Run a scenario with a window; anything that goes wrong behind it fails the test."""
    qapp.setQuitOnLastWindowClosed(False)

    def run(
        scenario, *, size=(1366, 768), mode=Mode.TRAINING, welcome=False, early=None, **settings
    ):
        wanted = replace(Settings(mode=mode, language="en", theme="light"), **settings)

        async def main():
            errors = []
            world = World(wanted)
            for number, name in ((1, "Maria Weber"), (2, "Maria Weber"), (3, "Jörg Müller")):
                person = world.stripe.add_customer(
                    number, name, email=f"mail{number}@example.com", phone=f"+49 30 {number}"
                )
                world.stripe.methods[person.id] = (VISA,)
            await world.services.customers.sync()
            scope = TaskScope("screens", lambda name, error: errors.append((name, error)))
            page, connect = WoodenPage(), NoConnect()
            secrets, core = MemorySecretStore(), world.services
            webhooks = Webhooks(secrets=secrets, settings=core.settings, bus=core.bus, mode=mode)
            window = build_ui(
                services=world.services,
                page=page,
                settings=wanted,
                mode=mode,
                scope=scope,
                clock=world.clock,
                version="1.2.3",
                resources=RESOURCES,
                connect=connect,
                webhooks=webhooks,
                welcome=welcome,
                early=early,
            )
            window.resize(*size)
            window.show()
            window.activateWindow()
            await settle()
            try:
                await scenario(
                    Desk(world, page, window, Driver(window), connect, webhooks, secrets)
                )
            finally:
                await scope.close()
                await world.close()
                shiboken6.delete(window)
            assert errors == []
            assert world.errors == []

        with asyncio.Runner(loop_factory=lambda: PosEventLoop(qapp)) as runner:
            runner.run(main())

    return run
