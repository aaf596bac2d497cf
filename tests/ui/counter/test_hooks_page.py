"""The page about the shop's own programs in the real window."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from pos_app.domain.hooks import Hook, HookKind
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ui.presenters.hooks_desk import REFRESH_SECONDS
from pos_app.ui.views.hooks_page import HooksPage
from tests.support.fake_clock import settle

STOCK = Hook("stock", (HookKind.SALE_SUCCEEDED,), ("python3", "/opt/shop/stock.py"))
CRM = Hook("crm", url="https://crm.example.com/pos", training=True)


async def opened(desk, *hooks):
    service = desk.world.settings_service
    service.save(replace(service.current, hooks=hooks))
    await desk.world.services.hooks.enroll()
    desk.world.services.hooks.start()
    desk.driver.click("settings_button")
    desk.driver.click("hooks_settings")
    await settle()


def text(desk, name):
    return desk.find(name, QLabel).text()


def seen(desk):
    """All that can be read on the page."""
    page = desk.find("hooks", HooksPage)
    labels = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
    fields = [each.displayText() for each in page.findChildren(QLineEdit) if each.isVisible()]
    return "\n".join(labels + fields)


def test_a_hook_is_added_by_keys_alone_and_told_of_the_next_sale(at_desk):
    async def scenario(desk):
        await opened(desk)
        assert "Nobody is told anything yet." in seen(desk)
        desk.find("hook_name", QLineEdit).setFocus()
        desk.driver.write("stock")
        desk.driver.press(Qt.Key.Key_Tab)
        desk.driver.write('python3 "/opt/my shop/stock.py"')
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.world.settings_service.current.hooks == (
            Hook("stock", command=("python3", "/opt/my shop/stock.py")),
        )
        assert text(desk, "hooks_notice_text") == "“stock” is told from now on."
        desk.driver.press(Qt.Key.Key_Escape)
        desk.driver.press(Qt.Key.Key_Escape)
        await desk.pay(await desk.to_element())
        assert desk.world.workflow.kinds("stock") == ["sale.succeeded"]

    at_desk(scenario, mode=Mode.TEST)


def test_what_cannot_work_is_said_and_stays_in_the_form(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK)
        desk.driver.click("add_hook")
        for name, target, words in (
            ("Stock", "x", "small letters"),
            ("stock", "x", "of this name already"),
            ("new", "", "program or an address"),
            ("new", "http://shop.example.com", "begins with https"),
            ("new", 'stock "half', "quotation mark"),
        ):
            desk.find("hook_name", QLineEdit).setText(name)
            desk.find("hook_target", QLineEdit).setText(target)
            desk.driver.click("save_hook")
            assert words in text(desk, "hooks_notice_text")
            assert desk.find("hook_target", QLineEdit).text() == target
        for box in desk.find("hooks", HooksPage).findChildren(QCheckBox):
            box.setChecked(False)
        desk.find("hook_target", QLineEdit).setText("stock")
        desk.driver.click("save_hook")
        assert "at least one" in text(desk, "hooks_notice_text")
        assert desk.world.settings_service.current.hooks == (STOCK,)

    at_desk(scenario, mode=Mode.TEST)


def test_the_occasions_are_check_boxes_and_all_of_them_are_everything(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK)
        assert desk.find("hook_sale.succeeded", QCheckBox).isChecked()
        assert not desk.find("hook_refund.recorded", QCheckBox).isChecked()
        desk.find("hook_refund.recorded", QCheckBox).setChecked(True)
        desk.driver.click("save_hook")
        (kept,) = desk.world.settings_service.current.hooks
        assert kept.events == (HookKind.SALE_SUCCEEDED, HookKind.REFUND_RECORDED)
        for box in desk.find("hooks", HooksPage).findChildren(QCheckBox):
            box.setChecked(True)
        desk.driver.click("save_hook")
        (kept,) = desk.world.settings_service.current.hooks
        assert (kept.events, kept.training) == ((), True)

    at_desk(scenario, mode=Mode.TEST)


def test_the_list_chooses_and_a_removal_is_asked_for_twice(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK, CRM)
        desk.driver.click("hook_row_1")
        assert desk.find("hook_target", QLineEdit).text() == CRM.url
        desk.driver.click("remove_hook")
        assert desk.world.settings_service.current.hooks == (STOCK, CRM)
        assert desk.find("remove_hook", QPushButton).text() == "Really remove"
        desk.driver.click("remove_hook")
        await desk.driver.until("it is gone", lambda: "“crm” is told nothing more." in seen(desk))
        assert desk.world.settings_service.current.hooks == (STOCK,)
        assert not desk.find("hook_row_1", QPushButton).isVisible()

    at_desk(scenario, mode=Mode.TEST)


def test_a_test_message_says_what_came_of_it(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK)
        desk.driver.click("test_hook")
        await settle()
        assert "has taken the test message" in text(desk, "hooks_notice_text")
        assert desk.world.workflow.kinds("stock") == ["ping"]
        desk.world.workflow.failing.add("stock")
        desk.driver.click("test_hook")
        await settle()
        assert "the program ended with code 1" in text(desk, "hooks_notice_text")

    at_desk(scenario, mode=Mode.TEST)


def test_what_was_given_up_is_shown_with_its_reason_and_delivered_on_a_press(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK)
        desk.driver.click("hooks_back")
        desk.driver.click("settings_back")
        desk.world.workflow.failing.add("stock")
        await desk.pay(await desk.to_element())
        await desk.world.clock.advance(4 * 24 * 3600)
        desk.driver.click("settings_button")
        desk.driver.click("hooks_settings")
        await desk.world.clock.advance(REFRESH_SECONDS)
        assert "1 given up" in seen(desk)
        assert "the program ended with code 1; given up" in text(desk, "hook_trouble_0")
        desk.world.workflow.failing.clear()
        desk.driver.click("try_hook_again")
        await desk.world.clock.advance(REFRESH_SECONDS)
        assert desk.world.workflow.kinds("stock") == ["sale.succeeded"]
        assert not desk.find("try_hook_again", QPushButton).isVisible()
        assert "1 given up" not in seen(desk)

    at_desk(scenario, mode=Mode.TEST)


def test_a_secret_is_made_shown_once_and_covered_until_asked(at_desk):
    async def scenario(desk):
        await opened(desk, CRM)
        await desk.driver.until("it is known", lambda: "nothing is sent until" in seen(desk))
        desk.driver.click("make_hook_secret")
        field = desk.find("hook_secret", QLineEdit)
        await desk.driver.until("it is shown", field.isVisible)
        made = desk.world.keyring.get("hook_crm")
        assert isinstance(made, Secret)
        assert made.reveal() not in seen(desk)
        desk.driver.click("show_hook_secret")
        assert field.displayText() == made.reveal()
        desk.driver.click("copy_hook_secret")
        assert QGuiApplication.clipboard().text() == made.reveal()
        desk.driver.press(Qt.Key.Key_Escape)
        await desk.world.clock.advance(REFRESH_SECONDS)
        assert field.text() == ""
        desk.driver.click("settings_button")
        desk.driver.click("hooks_settings")
        await settle()
        assert not desk.find("hook_secret", QLineEdit).isVisible()
        await desk.driver.until("it is known", lambda: "in the keyring" in seen(desk))

    at_desk(scenario, mode=Mode.TEST)


def test_in_training_it_says_how_posts_are_signed_and_makes_no_secret(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK, CRM)
        desk.driver.click("hook_row_1")
        assert "signed with the word “training”" in seen(desk)
        assert not desk.find("make_hook_secret", QPushButton).isVisible()

    at_desk(scenario)


def test_a_database_that_cannot_be_read_is_said_and_comes_back(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK)
        desk.world.store.fail("x")
        await desk.world.clock.advance(REFRESH_SECONDS)
        assert "database cannot be read" in seen(desk)
        await desk.world.clock.advance(REFRESH_SECONDS)
        assert "database cannot be read" not in seen(desk)

    at_desk(scenario, mode=Mode.TEST)


def test_every_control_can_be_reached_by_the_keyboard(at_desk):
    async def scenario(desk):
        await opened(desk, STOCK, CRM)
        page = desk.find("hooks", HooksPage)
        wanted = {
            *("hook_row_0", "hook_row_1", "add_hook", "test_hook", "hook_target", "save_hook"),
            *("hook_sale.succeeded", "hook_training", "remove_hook", "hooks_back"),
        }
        met = set()
        for _ in range(40):
            desk.driver.press(Qt.Key.Key_Tab)
            focused = desk.window.focusWidget()
            if focused is not None and page.isAncestorOf(focused):
                met.add(focused.objectName())
        assert wanted <= met
        assert isinstance(desk.find("hook_row_0"), QWidget)

    at_desk(scenario, mode=Mode.TEST)
