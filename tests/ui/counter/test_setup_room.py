"""The pages beside the counter say all they have to say, each word beside what it is about."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from pos_app.domain.hooks import Hook
from pos_app.domain.modes import Mode
from pos_app.ui.views.elided import Elided
from tests.support.fake_clock import settle
from tests.ui.counter.test_webhook_page import Listener

SIZES = [(1000, 580), (1366, 768), (1920, 1080)]
LANGUAGES = ["en", "de"]
HOOK = Hook("crm", url="https://crm.example.com/pos", training=True)
BUTTONS = {
    "connect": "connect_settings",
    "webhooks": "webhooks_settings",
    "hooks": "hooks_settings",
}


async def opened(desk, page):
    service = desk.world.settings_service
    service.save(replace(service.current, hooks=(HOOK,)))
    await desk.world.services.hooks.enroll()
    desk.driver.click("settings_button")
    if page in BUTTONS:
        desk.driver.click(BUTTONS[page])
    await settle()
    return desk.find(page)


def cut_off(page):
    """What does not fit where it stands."""
    for shown in page.findChildren(QLabel):
        if not shown.isVisible() or isinstance(shown, Elided):
            continue
        needed = shown.sizeHint()
        if shown.wordWrap():
            fits = shown.height() >= shown.heightForWidth(shown.width())
        else:
            fits = shown.width() >= needed.width() and shown.height() >= needed.height()
        if not fits:
            yield shown.text()
    for press in page.findChildren(QPushButton):
        if press.isVisible() and press.width() < press.minimumSizeHint().width():
            yield press.text()


def too_wide(page):
    """By how many pixels the content goes beyond what is seen of it: nothing scrolls sideways."""
    area = page.findChild(QScrollArea)
    return max(0, area.widget().width() - area.viewport().width())


def top(page, widget):
    return widget.mapTo(page, widget.rect().topLeft()).y()


def bottom(page, widget):
    return top(page, widget) + widget.contentsRect().bottom()


def hints(page):
    return [
        label
        for label in page.findChildren(QLabel)
        if label.isVisible() and label.property("role") == "hint"
    ]


def in_sight(page, name):
    """Whether all of a widget is seen without scrolling."""
    widget = page.findChild(QWidget, name)
    seen = page.findChild(QScrollArea).viewport()
    return seen.rect().contains(widget.mapTo(seen, widget.rect().bottomRight()))


@pytest.mark.parametrize("mode", [Mode.TRAINING, Mode.TEST])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", ["settings", *BUTTONS])
def test_no_word_is_cut_off(at_desk, page, size, language, mode):
    async def scenario(desk):
        opened_page = await opened(desk, page)
        assert list(cut_off(opened_page)) == []
        assert too_wide(opened_page) == 0

    at_desk(scenario, size=size, language=language, mode=mode)


@pytest.mark.parametrize("name", ["settings", *BUTTONS])
def test_a_hint_stands_nearer_to_what_it_explains_than_to_what_follows(at_desk, name):
    async def scenario(desk):
        page = await opened(desk, name)
        others = [
            widget
            for widget in page.findChildren(QWidget)
            if widget.isVisible()
            and isinstance(widget, QLabel | QLineEdit | QAbstractButton | QComboBox)
            and widget.property("role") != "hint"
            and not widget.findChildren(QLineEdit)
        ]
        for hint in hints(page):
            left = hint.mapTo(page, hint.rect().topLeft()).x()
            column = [w for w in others if abs(w.mapTo(page, w.rect().topLeft()).x() - left) < 40]
            above = min(
                top(page, hint) - bottom(page, w) for w in column if top(page, w) < top(page, hint)
            )
            below = [
                top(page, w) - bottom(page, hint) for w in column if top(page, w) > top(page, hint)
            ]
            assert above < min(below, default=above + 1), hint.text()

    at_desk(scenario, mode=Mode.TEST)


def test_an_address_is_read_from_its_beginning_where_there_is_no_room_for_all_of_it(at_desk):
    async def scenario(desk):
        await desk.webhooks.open(Listener())
        await opened(desk, "webhooks")
        for name in ("webhook_url", "webhook_command"):
            assert desk.find(name, QLineEdit).cursorPosition() == 0

    at_desk(scenario, size=(1000, 580), language="de", mode=Mode.TEST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_connects_sees_first_where_the_key_is_made(at_desk, language):
    async def scenario(desk):
        page = await opened(desk, "connect")
        assert in_sight(page, "open_dashboard")
        assert in_sight(page, "checkout_origin")

    at_desk(scenario, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_a_program_is_told_in_training_stands_beside_the_program(at_desk, language):
    async def scenario(desk):
        page = await opened(desk, "hooks")
        assert in_sight(page, "hook_training")
        target, training, first = (
            desk.find(name) for name in ("hook_target", "hook_training", "hook_sale.succeeded")
        )
        assert top(page, target) < top(page, training) < top(page, first)
        target.setFocus()
        desk.driver.press(Qt.Key.Key_Tab)
        assert training.hasFocus()

    at_desk(scenario, language=language)


def test_how_a_program_is_doing_is_told_as_soon_as_it_is_there(at_desk):
    async def scenario(desk):
        desk.driver.click("settings_button")
        desk.driver.click("hooks_settings")
        await settle()
        desk.find("hook_name", QLineEdit).setText("stock")
        desk.find("hook_target", QLineEdit).setText("python3 stock.py")
        desk.driver.click("save_hook")
        await settle()
        assert desk.find("hook_health_0", QLabel).isVisible()

    at_desk(scenario, mode=Mode.TEST)


@pytest.mark.parametrize("page", ["welcome", "settings"])
def test_the_way_to_the_search_is_offered_where_it_leads_somewhere(at_desk, page):
    async def scenario(desk):
        if page == "settings":
            assert desk.find("find_button").isVisible()
            desk.driver.click("settings_button")
        await settle()
        assert not desk.find("find_button").isVisible()
        desk.window.show_counter()
        assert desk.find("find_button").isVisible()

    at_desk(scenario, size=(1000, 580), welcome=page == "welcome")


def test_a_wide_window_has_no_button_for_the_search(at_desk):
    async def scenario(desk):
        assert not desk.find("find_button").isVisible()
        desk.window.show_counter()
        await settle()
        assert not desk.find("find_button").isVisible()

    at_desk(scenario, welcome=True)
