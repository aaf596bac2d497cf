"""The counter is worked by keys, from anywhere, and as well by mouse and touch."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from pos_app.ports.checkout_page import ConfirmReported
from tests.support.fake_clock import settle

BUDGET = 16


def test_a_saved_card_is_charged_with_at_most_sixteen_keys(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        await desk.pay(intent)
        assert desk.find("result_headline", QLabel).text() == "Paid"
        assert desk.driver.keys <= BUDGET

    at_desk(scenario)


def test_every_key_works_while_the_page_has_the_keyboard(at_desk):
    async def scenario(desk):
        await desk.to_element()
        desk.page.setFocus()
        desk.driver.press(Qt.Key.Key_F1)
        assert desk.find("key_map").isVisible()
        desk.driver.press(Qt.Key.Key_Escape)
        assert not desk.find("key_map").isVisible()
        desk.page.setFocus()
        desk.driver.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await settle()
        assert desk.page.confirmed == 1

    at_desk(scenario)


def test_enter_in_the_page_never_charges(at_desk):
    async def scenario(desk):
        await desk.to_element()
        assert QApplication.focusWidget() is desk.page
        for _ in range(3):
            desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.page.confirmed == 0

    at_desk(scenario)


def test_a_key_held_down_charges_once(at_desk):
    async def scenario(desk):
        await desk.to_element()
        for _ in range(5):
            QApplication.sendEvent(
                desk.page,
                QKeyEvent(
                    QEvent.Type.KeyPress,
                    Qt.Key.Key_F9,
                    Qt.KeyboardModifier.NoModifier,
                    "",
                    autorep=True,
                ),
            )
        await settle()
        assert desk.page.confirmed == 0

    at_desk(scenario)


def test_escape_is_left_to_the_page_while_a_bank_may_ask(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        desk.stripe.require_action(intent)
        await desk.world.clock.advance(3)
        got = []
        desk.page.keyPressEvent = lambda event: got.append(event.key())
        desk.page.setFocus()
        desk.driver.press(Qt.Key.Key_Escape)
        assert got == [Qt.Key.Key_Escape]
        assert desk.find("compact_headline", QLabel).text() == "The customer must approve"
        desk.stripe.pay(intent)
        desk.page.say(ConfirmReported(intent, "succeeded"))
        await settle()
        desk.driver.press(Qt.Key.Key_Escape)
        await settle()
        assert desk.find("search", QLineEdit).hasFocus()

    at_desk(scenario)


def test_a_whole_sale_by_mouse(at_desk):
    async def scenario(desk):
        desk.driver.write("jörg")
        await settle()
        desk.driver.click("customer_0")
        await settle()
        for key in ("key_4", "key_8", "key_5", "key_0"):
            desk.driver.click(key)
        desk.driver.click("key_erase")
        desk.driver.click("key_0")
        assert desk.find("amount", QLineEdit).text() == "48.50"
        desk.driver.click("proceed")
        await settle()
        intent = await desk.ready()
        desk.driver.click("charge")
        await settle()
        desk.stripe.pay(intent)
        desk.page.say(ConfirmReported(intent, "succeeded"))
        await settle()
        assert desk.find("result_headline", QLabel).text() == "Paid"
        await desk.read()
        desk.driver.click("action_new_sale")
        await settle()
        assert desk.find("search", QLineEdit).hasFocus()

    at_desk(scenario)


def test_the_first_of_namesakes_is_never_taken_by_enter(at_desk):
    async def scenario(desk):
        desk.driver.write("maria")
        await desk.world.clock.advance(1)
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.find("customer_title", QLabel).text() == ""
        desk.driver.press(Qt.Key.Key_Down)
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.find("customer_title", QLabel).text() == "Maria Weber"
        assert "mail2@example.com" in desk.find("customer_facts").full_text

    at_desk(scenario)


def test_in_a_narrow_window_the_search_floats_and_goes_away_with_the_pick(at_desk):
    async def scenario(desk):
        pane = desk.find("search_pane")
        assert pane.isVisible()
        await desk.to_element()
        assert not pane.isVisible()
        desk.driver.press(Qt.Key.Key_F8)
        await settle()
        assert pane.isVisible()
        desk.driver.press(Qt.Key.Key_Escape)
        assert not pane.isVisible()
        desk.driver.click("find_button")
        assert desk.find("search", QLineEdit).hasFocus()

    at_desk(scenario, size=(1024, 600))


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768), (1920, 1080)])
def test_nothing_sticks_out_of_the_window(at_desk, size):
    async def scenario(desk):
        await desk.to_element()
        assert (desk.window.width(), desk.window.height()) == size
        inside = desk.window.rect()
        for name in ("customer_strip", "amount_box", "keypad", "reference", "proceed", "charge"):
            widget = desk.find(name)
            corner = widget.mapTo(desk.window, widget.rect().bottomRight())
            assert widget.isVisible(), name
            assert inside.contains(corner), name

    at_desk(scenario, size=size)


def test_whatever_is_pressed_with_a_finger_is_large_enough(at_desk):
    async def scenario(desk):
        await desk.to_element()
        small = {
            button.objectName()
            for button in desk.window.findChildren(QPushButton)
            if button.isVisible() and button.height() < 44
        }
        assert small == set()
        assert desk.find("charge").height() >= 64

    at_desk(scenario)


def test_everything_that_takes_the_keyboard_has_a_name(at_desk):
    async def scenario(desk):
        await desk.to_element()
        nameless = [
            widget.objectName() or type(widget).__name__
            for kind in (QPushButton, QLineEdit)
            for widget in desk.window.findChildren(kind)
            if widget.isVisible() and widget is not desk.page and not widget.accessibleName()
        ]
        assert nameless == []
        charge = desk.find("charge", QPushButton)
        assert charge.accessibleName() == "Charge EUR 48.50 to Jörg Müller, Visa 4242"

    at_desk(scenario)


def test_text_from_stripe_is_never_taken_for_markup(at_desk):
    async def scenario(desk):
        desk.stripe.add_customer(7, "<b>Bold</b> & Co", email="<img src=x>")
        await desk.world.services.customers.sync()
        desk.driver.write("bold")
        await settle()
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        shown = [label.textFormat() for label in desk.window.findChildren(QLabel)]
        assert set(shown) <= {Qt.TextFormat.PlainText}
        assert desk.find("customer_title").full_text == "<b>Bold</b> & Co"

    at_desk(scenario)


def test_the_amount_is_pasted(at_desk):
    async def scenario(desk):
        QApplication.clipboard().setText("12,50")
        desk.find("amount").setFocus()
        QTest.keyClick(desk.find("amount"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert desk.find("amount", QLineEdit).text() == "12.50"

    at_desk(scenario)
