"""What has just appeared counts for nothing yet, and looks so, while the keyboard stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from pos_app.ui.presenters.calm import CALM_SECONDS
from tests.support.fake_clock import settle
from tests.ui.counter.test_unread_questions import the_same_again

BUTTONS = ("action_charge_again", "action_show_earlier", "action_new_sale")


def look(desk, name):
    """The colour in the middle of a button, beside its words."""
    button = desk.find(name, QPushButton)
    return button.grab().toImage().pixelColor(12, button.height() // 2)


def waits(desk, name):
    return bool(desk.find(name, QPushButton).accessibleDescription())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_buttons_of_a_new_question_wait_and_then_do_not(at_desk, theme):
    async def scenario(desk):
        await the_same_again(desk)
        assert all(waits(desk, name) for name in BUTTONS)
        waiting = look(desk, BUTTONS[0])
        held = QApplication.focusWidget()
        await desk.driver.until("the wait is over", lambda: not waits(desk, BUTTONS[0]))
        assert not any(waits(desk, name) for name in BUTTONS)
        assert look(desk, BUTTONS[0]) != waiting
        assert QApplication.focusWidget() is held

    at_desk(scenario, theme=theme)


def test_a_press_that_came_too_soon_begins_the_wait_anew_and_is_said(at_desk, monkeypatch):
    async def scenario(desk):
        said = []
        monkeypatch.setattr(desk.window, "announce", said.append)
        await the_same_again(desk)
        button = desk.find(BUTTONS[0], QPushButton)
        button.setFocus()
        await desk.world.clock.advance(CALM_SECONDS / 2)
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        assert any("too soon" in words for words in said)
        assert waits(desk, BUTTONS[0])
        assert QApplication.focusWidget() is button

    at_desk(scenario)


def test_the_charge_button_waits_too_after_the_same_was_agreed_to(at_desk):
    async def scenario(desk):
        await the_same_again(desk)
        await desk.read()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        await desk.ready()
        charge = desk.find("charge", QPushButton)
        assert charge.isEnabled()
        assert waits(desk, "charge")
        await desk.driver.until("the wait is over", lambda: not waits(desk, "charge"))

    at_desk(scenario)
