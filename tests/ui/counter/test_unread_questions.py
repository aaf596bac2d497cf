"""Fast hands on the real window: what has just appeared is not answered by them."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.support.fake_clock import settle

QUESTION = "The same again?"


async def the_same_again(desk):
    """Customer and amount of the sale before, by keys."""
    await desk.pay(await desk.to_element())
    desk.driver.press(Qt.Key.Key_F8)
    desk.driver.press(Qt.Key.Key_F2)
    desk.driver.write("jörg")
    await settle()
    desk.driver.press(Qt.Key.Key_Return)
    await settle()
    desk.driver.write("4850")
    desk.driver.press(Qt.Key.Key_Return)
    await settle()


async def paid_elsewhere(desk, intent):
    """The sale on the screen is overtaken by one like it."""
    payments = desk.world.payments
    order = next(p.order for p in await payments.recent() if p.intent == intent)
    other = (await payments.start(order)).payment
    await payments.confirm_asked(other.op)
    desk.stripe.pay(other.intent)
    await payments.check(other.op)
    await settle()


def headline(desk):
    return desk.find("result_headline", QLabel).text()


def test_enter_f9_f9_out_of_habit_charges_nothing(at_desk):
    async def scenario(desk):
        await the_same_again(desk)
        for _ in range(3):
            desk.driver.press(Qt.Key.Key_F9)
            await settle()
        assert headline(desk) == QUESTION
        assert desk.page.mounted is None

    at_desk(scenario)


def test_a_key_held_down_never_answers(at_desk):
    async def scenario(desk):
        await the_same_again(desk)
        button = desk.find("action_charge_again", QPushButton)
        button.setFocus()
        for _ in range(20):
            await desk.world.clock.advance(0.2)
            event = QKeyEvent(
                QEvent.Type.KeyPress,
                Qt.Key.Key_Return,
                Qt.KeyboardModifier.NoModifier,
                "\r",
                autorep=True,
            )
            QApplication.sendEvent(button, event)
        assert headline(desk) == QUESTION
        assert desk.page.mounted is None

    at_desk(scenario)


def test_a_double_click_on_the_charge_button_answers_nothing(at_desk):
    async def scenario(desk):
        await paid_elsewhere(desk, await desk.to_element())
        desk.driver.click("charge")
        await settle()
        for name in ("action_charge_again", "action_show_earlier", "action_new_sale"):
            QTest.mouseClick(desk.find(name, QPushButton), Qt.MouseButton.LeftButton)
            await settle()
            assert headline(desk) == QUESTION
            assert desk.page.mounted is None
        await desk.read()
        desk.driver.click("action_charge_again")
        await settle()
        assert desk.page.mounted is not None

    at_desk(scenario)
