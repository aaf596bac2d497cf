"""What is typed while the app still loads is neither lost nor taken for something else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pos_app.bootstrap.driver import Driver
from pos_app.ui.shell.early import Early
from pos_app.ui.shell.early_page import EarlyPage
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.theme.theme import ThemeManager
from tests.support.fake_clock import settle
from tests.ui.counter.conftest import RESOURCES


@pytest.fixture
def early(qapp):
    window = MainWindow()
    page = EarlyPage()
    window.show_early(page)
    window.show()
    window.activateWindow()
    page.box.setFocus()
    return Early(window, ThemeManager(qapp, RESOURCES, "light"))


def type_early(early, text, *, then=""):
    driver = Driver(early.window)
    driver.write(text)
    driver.press(Qt.Key.Key_Return)
    driver.write(then)


def test_enter_and_figures_before_the_counter_is_there_begin_the_sale(at_desk, early):
    type_early(early, "jörg", then="4850")
    assert early.window.findChild(QLineEdit, "early_search").text() == "jörg"

    async def scenario(desk):
        await settle()
        assert desk.find("amount", QLineEdit).text() == "48.50"
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.page.mounted is not None

    at_desk(scenario, early=early)


def test_early_keys_for_several_customers_choose_nobody(at_desk, early):
    type_early(early, "maria", then="48")

    async def scenario(desk):
        await desk.world.clock.advance(1)
        assert desk.find("search", QLineEdit).text() == "maria"
        assert desk.find("amount", QLineEdit).text() == "0.00"
        assert desk.page.mounted is None

    at_desk(scenario, early=early)
