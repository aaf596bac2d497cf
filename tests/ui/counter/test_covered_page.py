"""Before and after a sale its page is covered, not hidden: a hidden one would draw nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from pos_app.ports.checkout_page import ConfirmReported
from tests.support.fake_clock import settle


async def choose(desk):
    desk.driver.press(Qt.Key.Key_F2)
    desk.driver.write("jörg")
    await settle()
    desk.driver.press(Qt.Key.Key_Return)
    await settle()


def on_top(desk):
    """What a finger would touch in the middle of the page."""
    page = desk.page
    return desk.window.childAt(page.mapTo(desk.window, page.rect().center()))


def test_page_is_drawn_while_an_element_is_prepared_but_cannot_be_touched(at_desk):
    async def scenario(desk):
        await choose(desk)
        assert desk.page.prepared is not None
        assert desk.page.isVisible()
        assert on_top(desk) is not desk.page
        for _ in range(60):
            desk.driver.press(Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is not desk.page

    at_desk(scenario)


def test_page_comes_up_with_its_sale_and_is_covered_when_that_is_left(at_desk):
    async def scenario(desk):
        await desk.to_element()
        assert on_top(desk) is desk.page
        assert desk.page.hasFocus()
        desk.driver.press(Qt.Key.Key_Escape)
        await settle()
        assert on_top(desk) is not desk.page
        assert desk.find("amount").hasFocus()

    at_desk(scenario)


def test_result_covers_the_page_and_says_nothing_of_what_is_below(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.stripe.decline(intent)
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        desk.page.say(ConfirmReported(intent, "requires_payment_method"))
        await settle()
        assert desk.find("compact_headline", QLabel).isVisible()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        desk.stripe.pay(intent)
        desk.page.say(ConfirmReported(intent, "succeeded"))
        await settle()
        assert desk.find("result_headline", QLabel).text() == "Paid"
        assert on_top(desk) is not desk.page
        assert not desk.find("compact_headline", QLabel).isVisible()

    at_desk(scenario)
