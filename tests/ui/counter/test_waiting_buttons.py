"""What has just appeared counts for nothing yet, and looks so, while the keyboard stays."""

import time

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.views.waiting import Wait
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


@pytest.fixture
def wait(qapp):
    parent = QWidget()
    made = Wait(parent)
    made.shares = []
    made.share.connect(made.shares.append)
    yield made
    shiboken6.delete(parent)


@pytest.mark.parametrize("left", [0.0004, 0.02])
def test_also_a_moment_before_its_end_a_wait_is_shown(qtbot, wait, left):
    """What looks as if it counted does count."""
    wait.show_calm(left)
    assert wait.shares == [0.0]
    qtbot.waitUntil(lambda: wait.shares[-1] is None)
    assert wait.now is None


@pytest.mark.parametrize("stalled", [True, False])
def test_a_wait_that_began_anew_is_shown_to_its_end(qtbot, wait, stalled):
    began = time.monotonic()
    wait.show_calm(0.2)
    while time.monotonic() - began < 0.04:
        if not stalled:
            QApplication.processEvents()
    begins_anew = time.monotonic()
    wait.show_calm(0.2)
    qtbot.waitUntil(lambda: wait.shares[-1] is None)
    assert time.monotonic() - begins_anew >= 0.2
