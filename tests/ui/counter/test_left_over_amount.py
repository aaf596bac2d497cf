"""An amount typed for another customer is shown as what the next figure replaces."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.support.fake_clock import settle


async def pick(desk, who):
    desk.driver.press(Qt.Key.Key_F2)
    desk.driver.write(who)
    await settle()
    desk.driver.press(Qt.Key.Key_Return)
    await settle()


@pytest.mark.parametrize("by", ["keys", "keypad"])
def test_it_is_selected_and_gives_way_to_the_first_figure(at_desk, by):
    async def scenario(desk):
        await pick(desk, "jörg")
        desk.driver.write("48")
        amount = desk.find("amount", QLineEdit)
        assert not amount.hasSelectedText()
        await pick(desk, "mail1")
        assert amount.selectedText() == amount.text()
        if by == "keys":
            desk.driver.write("5")
        else:
            desk.driver.click("key_5")
        assert amount.text() == "0.05"
        assert not amount.hasSelectedText()

    at_desk(scenario)
