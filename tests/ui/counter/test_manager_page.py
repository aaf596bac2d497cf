"""The page on which a manager decides, in the real window."""

import asyncio

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from pos_app.ports.checkout_page import PageCrashed
from tests.support.fake_clock import settle


async def to_the_question(desk):
    """The customer has a sale in doubt and is to be charged all the same."""
    await desk.to_element()
    desk.driver.press(Qt.Key.Key_F9)
    await settle()
    desk.page.say(PageCrashed("gone"))
    await settle()
    for _ in range(2):
        await desk.read()
        desk.driver.press(Qt.Key.Key_F8)
        await settle()
    await desk.chosen(digits="9900")
    desk.driver.press(Qt.Key.Key_Return)
    await settle()
    await desk.read()
    desk.driver.click("action_override")
    await settle()


def test_colours_that_change_while_a_pin_is_looked_at_do_no_harm(at_desk):
    """The manager went back meanwhile, so that the page is not built again."""

    async def scenario(desk):
        looked_at, gate = asyncio.Event(), desk.world.services.gate
        choose = gate.choose

        async def slowly(pin, again):
            await looked_at.wait()
            return await choose(pin, again)

        gate.choose = slowly
        await to_the_question(desk)
        desk.find("manager_reason", QLineEdit).setText("he is a friend")
        desk.find("manager_pin", QLineEdit).setText("1")
        desk.find("manager_pin_again", QLineEdit).setText("1")
        desk.driver.click("manager_decide")
        await settle()
        desk.driver.click("manager_leave")
        desk.driver.click("settings_button")
        themes = desk.find("set_theme", QComboBox)
        themes.setCurrentIndex(themes.findText("Dark"))
        desk.driver.click("save_settings")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        await settle()
        looked_at.set()
        await settle()
        assert desk.find("set_theme", QComboBox).currentText() == "Dark"
        assert len(desk.stripe.intents) == 1, "nobody decided that it is charged again"
        assert not await desk.world.store.transact(lambda tx: tx.decisions.recent(9))

    at_desk(scenario)
