"""Closing the window while money may be moving: warned each time, never prevented for good."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.support.fake_clock import settle


def test_every_payment_under_way_is_warned_of_when_the_window_is_closed(at_desk):
    async def scenario(desk):
        for _ in range(2):
            intent = await desk.to_element()
            desk.driver.press(Qt.Key.Key_F9)
            await settle()
            assert not desk.window.close()
            assert desk.window.isVisible()
            await desk.world.clock.advance(40)
            desk.stripe.pay(intent)
            desk.driver.press(Qt.Key.Key_F5)
            await settle()
            desk.driver.press(Qt.Key.Key_F8)
            await settle()
        assert desk.window.close()

    at_desk(scenario)


def test_closing_again_means_it(at_desk):
    async def scenario(desk):
        await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        assert not desk.window.close()
        assert desk.window.close()

    at_desk(scenario)


def test_the_warning_goes_when_the_payment_has_ended(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        assert not desk.window.close()
        assert desk.find("fault_bar").isVisible()
        desk.stripe.pay(intent)
        desk.driver.press(Qt.Key.Key_F5)
        await settle()
        assert desk.find("result_headline", QLabel).text() == "Paid"
        assert not desk.find("fault_bar").isVisible()

    at_desk(scenario)


def test_the_end_of_a_payment_does_not_put_a_fault_away(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.window.show_fault("The disk is full.")
        await desk.pay(intent)
        assert desk.find("fault_bar").isVisible()

    at_desk(scenario)
