"""Closing the window while money may be moving: warned each time, never prevented for good."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from pos_app.domain.modes import Mode
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle


def test_every_payment_under_way_is_warned_of_when_the_window_is_closed(at_desk):
    async def scenario(desk):
        for digits in ("4850", "5950"):
            intent = await desk.to_element(digits)
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


@pytest.mark.parametrize("language", ["en", "de"])
def test_to_stay_is_not_called_to_close(at_desk, language):
    async def scenario(desk):
        words = texts_for(language).shell
        await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        assert not desk.window.close()
        away = desk.find("close_fault", QPushButton)
        assert (away.text(), away.accessibleName()) == (words.keep_open, words.keep_open)
        away.click()
        assert not desk.find("fault_bar").isVisible()
        assert desk.window.isVisible()
        desk.window.show_fault("The disk is full.")
        assert away.text() == words.close

    at_desk(scenario, language=language)


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


@pytest.mark.parametrize(
    ("mode", "truth"), [(Mode.TRAINING, "forgets its sales"), (Mode.TEST, "stays written down")]
)
def test_the_warning_says_what_becomes_of_the_sale(at_desk, mode, truth):
    async def scenario(desk):
        await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        assert not desk.window.close()
        assert truth in desk.driver.words()

    at_desk(scenario, mode=mode)


async def left_in_doubt(desk):
    intent = await desk.to_element()
    desk.driver.press(Qt.Key.Key_F9)
    await settle()
    for _ in range(2):
        desk.driver.press(Qt.Key.Key_F8)
        await desk.read()
    return intent


@pytest.mark.parametrize(
    ("mode", "truth"), [(Mode.TRAINING, "forgets its sales"), (Mode.TEST, "stay written down")]
)
def test_a_sale_that_was_left_in_doubt_is_named_before_the_window_closes(at_desk, mode, truth):
    async def scenario(desk):
        await left_in_doubt(desk)
        assert not desk.window.close()
        said = desk.driver.words()
        assert "EUR 48.50, Jörg Müller" in said
        assert truth in said
        assert desk.window.close()

    at_desk(scenario, mode=mode)


def test_a_sale_that_was_left_and_ended_holds_nobody_up(at_desk):
    async def scenario(desk):
        intent = await left_in_doubt(desk)
        assert not desk.window.close()
        desk.stripe.pay(intent)
        await desk.world.clock.advance(40)
        assert not desk.find("fault_bar").isVisible()
        assert desk.window.close()

    at_desk(scenario)


def test_what_was_left_is_told_beside_what_is_on_the_screen(at_desk):
    async def scenario(desk):
        await left_in_doubt(desk)
        await desk.to_element("1200", customer="mail1")
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        assert not desk.window.close()
        said = desk.driver.words()
        assert "EUR 48.50, Jörg Müller" in said
        assert "EUR 12.00, Maria Weber" in said

    at_desk(scenario)


def test_another_mode_is_one_press_away_and_kept(at_desk):
    async def scenario(desk):
        desk.driver.click("settings_button")
        assert "TEST" in desk.find("set_mode", QLabel).text()
        desk.driver.click("switch_mode")
        await settle()
        assert desk.world.settings_service.current.mode is Mode.TRAINING
        assert desk.window.wants_restart
        assert desk.window.is_closed

    at_desk(scenario, mode=Mode.TEST, publishable_key=_KEY)


def test_from_training_there_is_a_way_to_the_connected_account_only_if_there_is_one(at_desk):
    async def connected(desk):
        desk.driver.click("settings_button")
        desk.driver.click("switch_mode")
        await settle()
        assert desk.world.settings_service.current.mode is Mode.TEST
        assert desk.world.settings_service.current.publishable_key == _KEY
        assert desk.window.wants_restart

    async def alone(desk):
        desk.driver.click("settings_button")
        assert not desk.find("switch_mode").isVisible()

    at_desk(connected, publishable_key=_KEY)
    at_desk(alone)


def test_sales_in_doubt_are_named_before_the_mode_is_left(at_desk):
    async def scenario(desk):
        await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        desk.driver.click("settings_button")
        desk.driver.click("switch_mode")
        await settle()
        assert not desk.window.is_closed
        assert desk.world.settings_service.current.mode is Mode.TEST
        said = desk.driver.words()
        assert "EUR 48.50, Jörg Müller" in said
        assert "stay written down" in said
        desk.driver.click("switch_mode")
        await settle()
        assert desk.window.is_closed
        assert desk.world.settings_service.current.mode is Mode.TRAINING

    at_desk(scenario, mode=Mode.TEST, publishable_key=_KEY)


_KEY = "pk_test_51Abcdefghijk"
