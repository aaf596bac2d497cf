"""What a new user meets first: the welcome, the keyboard's place, the looks of small things."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from pos_app.domain.modes import Mode
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ui.shell.main_window import fills_screen
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import Action, ActionId, Card, PaneKind, PaneState
from pos_app.ui.states.spots import Spot
from pos_app.ui.theme.tokens import LIGHT
from tests.support.fake_clock import settle

KEYPAD = ("key_7", "key_4", "key_1", "key_decimal", "key_0", "key_erase")


def test_the_window_has_the_apps_own_icon(at_desk, qapp):
    async def scenario(desk):
        icon = desk.window.windowIcon()
        assert not icon.isNull()
        assert {size.width() for size in icon.availableSizes()} == {32, 64, 256}
        assert icon.pixmap(64, 64).toImage().pixelColor(32, 8).blue() > 100

    at_desk(scenario)


def test_enter_on_the_welcome_begins_training(at_desk):
    async def scenario(desk):
        assert desk.window.page_name == "welcome"
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert not desk.window.page_name
        assert desk.find("search", QLineEdit).hasFocus()

    at_desk(scenario, welcome=True)


def test_the_key_to_find_a_customer_leads_on_from_the_welcome(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        await desk.pay(intent)
        assert desk.find("result_headline", QLabel).text() == "Paid"

    at_desk(scenario, welcome=True)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_every_way_on_from_the_welcome_chooses_training_for_good(at_desk, key):
    async def scenario(desk):
        desk.driver.press(key)
        await settle()
        assert not desk.window.page_name
        assert desk.world.settings_service.current.mode is Mode.TRAINING

    at_desk(scenario, welcome=True, mode=Mode.TEST)


def test_back_from_connecting_is_the_choice_again_until_it_is_made(at_desk):
    async def scenario(desk):
        desk.driver.click("start_connect")
        desk.driver.press(Qt.Key.Key_Escape)
        assert desk.window.page_name == "welcome"
        desk.driver.click("start_connect")
        desk.driver.click("connect_back")
        assert desk.window.page_name == "welcome"
        desk.driver.click("start_training")
        desk.driver.click("settings_button")
        desk.driver.click("connect_settings")
        desk.driver.press(Qt.Key.Key_Escape)
        assert not desk.window.page_name

    at_desk(scenario, welcome=True)


def test_connecting_begins_with_the_keyboard_in_the_first_key(at_desk):
    async def scenario(desk):
        desk.driver.click("start_connect")
        assert desk.find("publishable_key", QLineEdit).hasFocus()

    at_desk(scenario, welcome=True)


def test_a_debit_under_way_leaves_the_keyboard_at_new_sale(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.find("wooden_page").setFocus()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        desk.stripe.process(intent)
        desk.page.say(ConfirmReported(intent, "processing"))
        await settle()
        QApplication.processEvents()
        assert desk.find("action_new_sale", QPushButton).hasFocus()

    at_desk(scenario)


def test_a_button_with_the_keyboard_keeps_its_plain_face(at_desk):
    async def scenario(desk):
        press = desk.find("start_training", QPushButton)
        press.setFocus(Qt.FocusReason.TabFocusReason)
        face = press.grab().toImage()
        spot = QPoint(face.width() // 5, face.height() // 2)
        assert face.pixelColor(spot).name() == LIGHT.accent.lower()

    at_desk(scenario, welcome=True)


def test_select_all_lets_the_next_digit_begin_the_amount_again(at_desk):
    async def scenario(desk):
        desk.find("amount").setFocus()
        desk.driver.write("4850")
        desk.driver.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        desk.driver.write("12")
        assert desk.find("amount", QLineEdit).text() == "0.12"
        desk.driver.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        desk.driver.press(Qt.Key.Key_Backspace)
        assert desk.find("amount", QLineEdit).text() == "0.00"

    at_desk(scenario)


def test_every_figure_of_a_large_amount_is_seen(at_desk):
    async def scenario(desk):
        amount = desk.find("amount", QLineEdit)
        amount.setFocus()
        desk.driver.write("9999999999999")
        wide = amount.fontMetrics().horizontalAdvance(amount.text())
        assert amount.text() == "99,999,999,999.99"
        assert wide <= amount.width()

    at_desk(scenario)


def test_a_warning_about_the_reference_covers_no_key(at_desk):
    async def scenario(desk):
        await settle()
        reference = desk.find("reference", QLineEdit)
        QTest.keyClicks(reference, "4242 4242 4242 4242")
        await settle()
        QApplication.processEvents()
        notice = desk.find("reference_notice")
        assert notice.isVisible()
        keypad = desk.find("keypad", QWidget)
        for name in KEYPAD:
            key = desk.find(name, QPushButton)
            assert keypad.rect().contains(key.geometry()), name
        assert not keypad.geometry().intersects(notice.geometry())

    at_desk(scenario, size=(1366, 698))


@pytest.mark.parametrize(
    ("room", "filled"),
    [
        ((1920, 1040), False),
        ((1366, 768), True),
        ((1366, 728), True),
        ((1280, 984), True),
        ((800, 800), False),
    ],
)
def test_a_window_that_would_not_fit_the_screen_fills_it(room, filled):
    assert fills_screen(QSize(*room)) is filled


def test_the_keyboard_goes_to_the_button_that_stays(at_desk):
    """Two cards in a row, before the buttons of the first one are gone for good."""

    async def scenario(desk):
        new_sale = Action(ActionId.NEW_SALE, "New sale", primary=True, key="F8")
        check = Action(ActionId.CHECK, "Check again", key="F5")
        for headline, actions in (("Working", (new_sale, check)), ("Paid", (new_sale,))):
            card = Card(Tone.OK, "check", headline, actions=actions)
            desk.window.show_pane(PaneState(PaneKind.RESULT, card=card))
        desk.window.focus(Spot.RESULT)
        for _ in range(3):
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.objectName() == "action_new_sale"

    at_desk(scenario)
