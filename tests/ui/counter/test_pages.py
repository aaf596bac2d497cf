"""Pages beside the counter, and changes of language and theme while a sale goes on."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from pos_app.domain.modes import Mode
from pos_app.services.connect import ConnectReport
from pos_app.ui.views.settings_page import SettingsPage
from pos_app.ui.views.timeline_view import TimelineView
from tests.support.fake_clock import settle

KEY = "rk_test_51Abcdefghijk"


def choose(desk, name, words):
    chooser = desk.find(name)
    chooser.setCurrentIndex(chooser.findText(words))


def test_a_new_language_and_theme_keep_the_sale_and_its_element(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.driver.click("settings_button")
        choose(desk, "set_language", "Deutsch")
        choose(desk, "set_theme", "Dark")
        desk.driver.click("save_settings")
        await settle()
        assert desk.find("charge", QPushButton).accessibleName() == (
            "EUR 48,50 von Jörg Müller einziehen, Visa 4242"
        )
        assert desk.page.mounted.intent == intent
        look, locale = desk.page.looks[-1]
        assert (look["theme"], locale) == ("night", "de")
        assert desk.find("timeline", TimelineView).findChild(QLabel, "fact_0") is not None
        await desk.pay(intent)
        assert desk.find("result_headline", QLabel).text() == "Bezahlt"

    at_desk(scenario)


def header(desk):
    names = ("mode_badge", "place", "connection")
    return [desk.find(name, QLabel).text() for name in names]


def test_all_of_the_header_is_in_the_new_language_at_once_and_after_a_restart(at_desk):
    async def scenario(desk):
        english = ["TRAINING · no real money", "Register 1  ·  Operator", "Stripe reachable"]
        german = ["TRAINING · kein echtes Geld", "Kasse 1  ·  Bedienung", "Stripe erreichbar"]
        assert header(desk) == english
        for language, told in (("Deutsch", german), ("English", english)):
            desk.driver.click("settings_button")
            choose(desk, "set_language", language)
            desk.driver.click("save_settings")
            await settle()
            assert header(desk) == told
            kept = desk.world.settings_service.current
            assert f"{kept.register}  ·  {kept.operator}" == told[1]

    at_desk(scenario)


def test_a_new_limit_builds_nothing_anew_and_shows_at_once(at_desk):
    async def scenario(desk):
        counter = desk.find("counter")
        desk.driver.click("settings_button")
        desk.find("set_register", QLineEdit).setText("Bar")
        desk.find("set_quick", QLineEdit).setText("7 8")
        desk.driver.click("save_settings")
        await settle()
        assert desk.find("counter") is counter
        assert "Bar" in desk.driver.words()
        assert desk.find("quick_0", QPushButton).text() == "EUR 7"
        desk.driver.click("settings_button")
        assert desk.find("save_settings", QPushButton).text() == "Save"

    at_desk(scenario)


def test_a_mouse_wheel_chooses_no_other_currency(at_desk):
    async def scenario(desk):
        chooser = desk.find("currency", QComboBox)
        chooser.setFocus()
        for notch in (-120, 120, -120):
            centre = QPointF(chooser.rect().center())
            turned = QWheelEvent(
                centre,
                chooser.mapToGlobal(centre),
                QPoint(),
                QPoint(0, notch),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,  # noqa: FBT003  # Qt knows it by position only
            )
            QApplication.sendEvent(chooser, turned)
            assert chooser.currentText() == "EUR"

    at_desk(scenario)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize(("key", "more"), [(Qt.Key.Key_Down, "CHF"), (Qt.Key.Key_C, "HF")])
def test_a_currency_is_chosen_by_typing_its_name(at_desk, qapp, key, more):
    usual = qapp.keyboardInputInterval()
    qapp.setKeyboardInputInterval(60_000)  # a busy machine types slowly

    async def scenario(desk):
        chooser = desk.find("currency", QComboBox)
        chooser.setFocus()
        QTest.keyClick(chooser, key)
        assert chooser.view().isVisible()
        for letter in more:
            QTest.keyClick(chooser.view(), letter)
        assert chooser.currentText() == "EUR"
        QTest.keyClick(chooser.view(), Qt.Key.Key_Return)
        await settle()
        assert chooser.currentText() == "CHF"
        QTest.keyClicks(desk.find("amount"), "500")
        assert "CHF" in desk.find("amount").accessibleDescription()
        assert not chooser.view().isVisible()

    try:
        at_desk(scenario)
    finally:
        qapp.setKeyboardInputInterval(usual)


class _Windows(QObject):
    """Names every window that appears."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def eventFilter(self, watched, event):  # noqa: N802
        shown = event.type() is QEvent.Type.Show and watched.isWidgetType() and watched.isWindow()
        if shown:
            self.seen.append(watched.objectName() or type(watched).__name__)
        return False


def test_no_other_window_ever_flashes_up(at_desk, qapp):
    windows = _Windows()
    qapp.installEventFilter(windows)

    async def scenario(desk):
        intent = await desk.to_element()
        desk.driver.click("settings_button")
        choose(desk, "set_theme", "Dark")
        desk.driver.click("save_settings")
        await settle()
        await desk.pay(intent)

    at_desk(scenario)
    qapp.removeEventFilter(windows)
    assert windows.seen == ["main_window"]


def test_receipts_are_off_until_the_shop_ticks_the_box(at_desk):
    async def scenario(desk):
        settings = desk.world.settings_service
        assert not settings.current.receipts
        desk.driver.click("settings_button")
        assert not desk.find("set_receipts", QCheckBox).isChecked()
        desk.find("set_receipts", QCheckBox).click()
        desk.driver.click("save_settings")
        assert settings.current.receipts
        desk.driver.click("settings_button")
        assert desk.find("set_receipts", QCheckBox).isChecked()

    at_desk(scenario)


def test_settings_that_cannot_be_saved_stay_on_the_screen(at_desk):
    async def scenario(desk):
        desk.driver.click("settings_button")
        desk.find("set_register", QLineEdit).setText(" ")
        desk.driver.click("save_settings")
        assert desk.find("settings", SettingsPage).isVisible()
        assert "need a name" in desk.find("settings_notice_text", QLabel).text()
        desk.driver.press(Qt.Key.Key_Escape)
        assert desk.find("counter").isVisible()

    at_desk(scenario)


@pytest.mark.parametrize("page", ["webhooks", "hooks"])
@pytest.mark.parametrize("by_key", [True, False], ids=["by key", "by button"])
def test_from_a_page_of_the_settings_one_step_back_is_the_settings_as_they_were(
    at_desk, page, by_key
):
    async def scenario(desk):
        desk.driver.click("settings_button")
        desk.find("set_register", QLineEdit).setText("Bar")
        desk.driver.click(f"{page}_settings")
        await settle()
        assert desk.find(f"{page}_back").accessibleName() == "Back to the settings   Esc"
        if by_key:
            desk.driver.press(Qt.Key.Key_Escape)
        else:
            desk.driver.click(f"{page}_back")
        assert desk.find("settings", SettingsPage).isVisible()
        assert desk.find("set_register", QLineEdit).text() == "Bar"
        desk.driver.press(Qt.Key.Key_Escape)
        assert desk.find("counter").isVisible()

    at_desk(scenario, mode=Mode.TEST)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (Mode.TRAINING, "Sales of this training appear here. It begins anew at each start."),
        (Mode.TEST, "Sales of this register appear here."),
    ],
)
def test_an_empty_list_says_whether_sales_were_to_be_kept(at_desk, mode, words):
    async def scenario(desk):
        said = [label.text() for label in desk.window.findChildren(QLabel) if label.isVisible()]
        assert words in said

    at_desk(scenario, mode=mode)


def test_keys_of_the_counter_do_nothing_on_other_pages(at_desk):
    async def scenario(desk):
        await desk.to_element()
        desk.driver.click("settings_button")
        for key in (Qt.Key.Key_F9, Qt.Key.Key_F8, Qt.Key.Key_F2):
            desk.driver.press(key)
        await settle()
        assert desk.page.confirmed == 0
        assert desk.page.mounted is not None

    at_desk(scenario)


def test_keys_are_checked_and_stored_and_shown_nowhere(at_desk):
    async def scenario(desk):
        desk.connect.report = ConnectReport(mode=Mode.TEST)
        desk.driver.click("settings_button")
        desk.driver.click("connect_settings")
        desk.find("publishable_key", QLineEdit).setText("pk_test_51Abcdefghijk")
        field = desk.find("restricted_key", QLineEdit)
        field.setText(KEY)
        assert field.echoMode() is QLineEdit.EchoMode.Password
        assert KEY not in field.displayText()
        desk.driver.click("check_keys")
        await settle()
        desk.driver.click("store_keys")
        assert len(desk.connect.stored) == 1
        assert field.text() == ""
        assert KEY not in desk.driver.words()
        desk.driver.click("restart")
        await settle()
        assert desk.window.wants_restart
        assert not desk.window.isVisible()

    at_desk(scenario)


def test_a_new_user_chooses_training_once(at_desk):
    async def scenario(desk):
        assert desk.find("welcome").isVisible()
        desk.driver.click("start_training")
        await settle()
        assert desk.find("search", QLineEdit).hasFocus()
        assert desk.world.settings_service.current.mode is Mode.TRAINING

    at_desk(scenario, welcome=True)


@pytest.mark.parametrize("mode", Mode)
def test_the_mode_is_always_in_sight(at_desk, mode):
    async def scenario(desk):
        badge = desk.find("mode_badge", QLabel)
        assert mode.value.upper() in badge.text()
        assert mode.value.upper() in desk.window.windowTitle()
        for press in ("settings_button", "connect_settings"):
            desk.driver.click(press)
            assert badge.isVisible()
        training = QApplication.primaryScreen() and desk.window.grab().toImage().pixelColor(700, 1)
        orange = training.red() > 200 and training.blue() < 80
        assert orange is (mode is not Mode.LIVE)

    at_desk(scenario, mode=mode)


def test_closing_in_the_middle_of_a_payment_is_asked_twice(at_desk):
    async def scenario(desk):
        await desk.to_element()
        desk.driver.press(Qt.Key.Key_F9)
        await settle()
        assert not desk.window.close()
        assert "still with the bank" in desk.find("fault_title", QLabel).text()
        assert desk.window.close()
        await desk.window.closed()

    at_desk(scenario)


def test_a_bug_is_told_without_stopping_the_counter(at_desk):
    async def scenario(desk):
        desk.window.show_bug("open a customer: KeyError")
        assert "No payment is lost" in desk.find("fault_detail", QLabel).text()
        await desk.to_element()
        assert desk.find("charge", QPushButton).isEnabled()
        desk.driver.click("close_fault")
        assert not desk.find("fault_bar").isVisible()

    at_desk(scenario)


def test_what_was_told_is_still_told_when_the_colours_change(at_desk):
    """They do at dusk, by the system's own doing."""

    async def scenario(desk):
        desk.window.show_fault("Port taken.", "Choose another.")
        for theme in ("Dark", "Light"):
            desk.driver.click("settings_button")
            choose(desk, "set_theme", theme)
            desk.driver.click("save_settings")
            await settle()
            assert desk.find("fault_bar").isVisible()
            assert desk.find("fault_title", QLabel).text() == "Port taken."
            assert desk.find("fault_detail", QLabel).text() == "Choose another."
        desk.window.withdraw_fault("Port taken.")
        assert not desk.find("fault_bar").isVisible()

    at_desk(scenario)


def test_the_clock_of_the_window_is_the_clock_of_the_app(at_desk):
    async def scenario(desk):
        shown = desk.find("clock", QLabel).text()
        assert shown == desk.world.clock.now().astimezone().strftime("%H:%M")

    at_desk(scenario)
