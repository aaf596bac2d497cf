"""The bar above every page: what its buttons do is seen, whatever page is on show."""

from PySide6.QtCore import Qt

from pos_app.ports.checkout_page import ConfirmReported
from tests.support.fake_clock import settle

A_DAY = 86_400


async def a_bounced_debit(desk):
    intent = await desk.to_element("5100")
    desk.driver.press(Qt.Key.Key_F9)
    await settle()
    desk.stripe.process(intent)
    desk.page.say(ConfirmReported(intent, "processing"))
    await settle()
    await desk.read()
    desk.driver.press(Qt.Key.Key_F8)
    await settle()
    desk.stripe.decline(intent)
    await desk.world.clock.advance(2 * A_DAY)


def test_what_the_bar_does_is_seen_from_the_settings(at_desk):
    async def scenario(desk):
        await a_bounced_debit(desk)
        desk.window.settings_asked.emit()
        await settle()
        assert desk.window.page_name == "settings"
        desk.driver.click("alert_again")
        await settle()
        assert not desk.window.page_name
        assert desk.find("amount").isVisible()

    at_desk(scenario)
