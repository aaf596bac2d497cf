"""The bar above every page: what its buttons do is seen, whatever page is on show."""

from tests.support.fake_clock import settle


def test_what_the_bar_does_is_seen_from_the_settings(at_desk):
    async def scenario(desk):
        await desk.bounced_debit("5100")
        desk.window.settings_asked.emit()
        await settle()
        assert desk.window.page_name == "settings"
        desk.driver.click("alert_again")
        await settle()
        assert not desk.window.page_name
        assert desk.find("amount").isVisible()

    at_desk(scenario)
