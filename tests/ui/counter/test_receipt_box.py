"""The receipt's check box: worked by keys, mouse and finger, and never in the way of a sale."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from tests.support.fake_clock import settle


async def _choose(desk, words="jörg"):
    desk.driver.write(words)
    await settle()
    desk.driver.press(Qt.Key.Key_Return)
    await settle()


def _box(desk):
    return desk.find("receipt", QCheckBox)


def _sent(desk):
    return [params[1][1].receipt_email for name, params in desk.stripe.calls if name == "create"]


def test_keys_alone_tick_it_and_go_on(at_desk):
    async def scenario(desk):
        await _choose(desk)
        desk.driver.write("4850")
        desk.find("reference").setFocus()
        desk.driver.press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is _box(desk)
        desk.driver.press(Qt.Key.Key_Space)
        assert _box(desk).isChecked()
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert _sent(desk) == ["mail3@example.com"]
        assert not _box(desk).isEnabled()

    at_desk(scenario)


def test_a_click_leaves_the_keyboard_in_the_amount(at_desk):
    async def scenario(desk):
        await _choose(desk)
        desk.driver.click("receipt", QCheckBox)
        desk.driver.write("4850")
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert _sent(desk) == ["mail3@example.com"]

    at_desk(scenario)


def test_a_finger_unticks_it_anywhere_on_its_line(at_desk):
    async def scenario(desk):
        await _choose(desk)
        box = _box(desk)
        assert box.isChecked()
        assert box.height() >= 48
        spot = box.mapTo(desk.window, QPoint(box.width() - 8, 4))
        device = QTest.createTouchDevice()
        QTest.touchEvent(desk.window, device).press(0, spot, desk.window).commit()
        QTest.touchEvent(desk.window, device).release(0, spot, desk.window).commit()
        assert not box.isChecked()

    at_desk(scenario, receipts=True)


def test_it_costs_the_usual_sale_no_key(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        await desk.pay(intent)
        assert desk.find("result_headline", QLabel).text() == "Paid"
        assert desk.driver.keys <= 16
        assert _sent(desk) == ["mail3@example.com"]

    at_desk(scenario, receipts=True)


def test_a_long_address_is_shortened_on_the_screen_and_nowhere_else(at_desk):
    async def scenario(desk):
        long = f"{'long&' * 30}@example.com"
        desk.stripe.add_customer(4, "Olga", email=long)
        await desk.world.services.customers.sync()
        await _choose(desk, "olga")
        box = _box(desk)
        assert box.text().endswith("example.com")
        assert "…" in box.text()
        assert not box.shortcut().toString()
        assert long in box.toolTip()
        assert long in box.accessibleName()
        desk.driver.click("receipt", QCheckBox)
        desk.driver.write("4850")
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert _sent(desk) == [long]

    at_desk(scenario, size=(1920, 1080))


def test_in_a_small_window_the_address_is_left_to_the_customer_strip(at_desk):
    async def scenario(desk):
        await _choose(desk)
        box = _box(desk)
        assert box.text() == "Receipt"
        assert box.toolTip() == box.accessibleName() == "Send a receipt to mail3@example.com"
        assert "mail3@example.com" in desk.find("customer_facts").full_text
        desk.window.resize(1920, 1080)
        await settle()
        assert box.text() == box.accessibleName()

    at_desk(scenario, size=(1024, 600))
