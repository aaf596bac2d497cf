"""Whatever comes of a sale, the keyboard is where the operator goes on, and never elsewhere."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox

from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.ports.checkout_page import PageCrashed
from tests.support.fake_clock import settle
from tests.support.fake_stripe import Fault

INVALID = Fault(Refused(RefusalKind.INVALID, "email_invalid", param="receipt_email"))


def keyboard():
    focused = QApplication.focusWidget()
    return focused.objectName() if focused else ""


async def refused_address(desk):
    """A paid sale in the list, and one whose receipt Stripe does not accept."""
    await desk.pay(await desk.to_element("1000"))
    desk.driver.press(Qt.Key.Key_F8)
    desk.driver.write("jörg")
    await settle()
    desk.driver.press(Qt.Key.Key_Return)
    await settle()
    desk.find("receipt", QCheckBox).click()
    desk.stripe.fail("create", INVALID)
    desk.driver.write("4850")
    desk.driver.press(Qt.Key.Key_Return)
    await settle()
    assert desk.find("action_no_receipt").isVisible()


def test_after_a_refused_receipt_address_one_key_goes_on_without(at_desk):
    async def scenario(desk):
        await refused_address(desk)
        assert keyboard() == "action_no_receipt"
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.page.mounted is None, "a key meant for the amount has answered"
        await desk.read()
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        assert desk.page.mounted is not None, "the form without a receipt"
        await desk.pay(await desk.ready())
        assert keyboard() == "action_new_sale"

    at_desk(scenario)


def test_a_form_that_stopped_gives_the_keyboard_to_trying_again(at_desk):
    async def scenario(desk):
        intent = await desk.to_element()
        desk.page.setFocus()
        desk.page.say(PageCrashed("gone"))
        await settle()
        assert intent
        assert keyboard() == "action_retry"

    at_desk(scenario)


def test_while_a_sale_begins_no_key_opens_an_earlier_one(at_desk):
    async def scenario(desk):
        await desk.pay(await desk.to_element("1000"))
        desk.driver.press(Qt.Key.Key_F8)
        desk.driver.write("jörg")
        await settle()
        desk.driver.press(Qt.Key.Key_Return)
        await settle()
        desk.driver.write("4850")
        desk.driver.press(Qt.Key.Key_Return)
        desk.driver.press(Qt.Key.Key_Space)
        await settle()
        assert "recent" not in keyboard()
        assert desk.page.mounted is not None

    at_desk(scenario)


def test_who_looks_for_the_next_customer_is_not_interrupted(at_desk):
    async def scenario(desk):
        await desk.pay(await desk.to_element("1000"))
        desk.find("search").setFocus()
        desk.driver.window.counter.search.recent_picked.emit(
            (await desk.world.payments.recent())[0].op
        )
        await settle()
        assert keyboard() == "search"

    at_desk(scenario)
