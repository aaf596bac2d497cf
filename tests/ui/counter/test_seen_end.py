"""The end of a sale is read from when it is painted: not behind another page, nor in passing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from pos_app.domain.timeline import FactSource
from tests.support.fake_clock import settle

SIZES = [(1920, 1080), (1366, 768), (1000, 560)]
"""The lowest has no room for the timeline below the card."""


async def told(desk):
    """Whether it is still to be told, or asked about."""
    return len((await desk.world.services.follow_ups.list()).solved)


async def charged(desk):
    intent = await desk.to_element()
    desk.driver.press(Qt.Key.Key_F9)
    await settle()
    return intent


async def paid(desk, intent):
    desk.stripe.pay(intent)
    await desk.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await settle()


async def painted(desk):
    """Whatever is to be painted has been."""
    desk.window.repaint()
    await settle()


async def on(desk):
    desk.driver.press(Qt.Key.Key_F8)
    await settle()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("after", "read"), [(0.2, False), (0.4, True)])
def test_whoever_goes_on_at_once_has_not_read_it(at_desk, after, read, size):
    async def scenario(desk):
        await paid(desk, await charged(desk))
        await painted(desk)
        await desk.world.clock.advance(after)
        await on(desk)
        assert (await told(desk), desk.find("alert").isVisible()) == (not read, not read)

    at_desk(scenario, size=size)


@pytest.mark.parametrize("size", SIZES)
def test_a_buttonless_decline_is_read_too(at_desk, size):
    async def scenario(desk):
        intent = await charged(desk)
        desk.stripe.decline(intent)
        await desk.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
        await painted(desk)
        await desk.world.clock.advance(0.4)
        await on(desk)
        assert not desk.find("alert").isVisible()

    at_desk(scenario, size=size)


@pytest.mark.parametrize(("after", "read"), [(0.2, False), (0.4, True)])
def test_behind_another_page_it_is_not_seen(at_desk, after, read):
    async def scenario(desk):
        intent = await charged(desk)
        desk.driver.click("settings_button")
        await paid(desk, intent)
        await painted(desk)
        await desk.world.clock.advance(30)
        assert await told(desk) == 1
        desk.driver.press(Qt.Key.Key_Escape)
        await painted(desk)
        await desk.world.clock.advance(after)
        await on(desk)
        assert await told(desk) == (not read)

    at_desk(scenario)


def test_in_another_look_it_can_be_read_again(at_desk):
    async def scenario(desk):
        await paid(desk, await charged(desk))
        await painted(desk)
        desk.driver.click("settings_button")
        themes = desk.find("set_theme", QComboBox)
        themes.setCurrentIndex(themes.findText("Dark"))
        desk.driver.click("save_settings")
        await settle()
        await painted(desk)
        await desk.world.clock.advance(0.4)
        await on(desk)
        assert not desk.find("alert").isVisible()

    at_desk(scenario)
