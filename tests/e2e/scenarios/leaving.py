"""Going back, giving up and going on: nothing stays open, no secret stays in the page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from pos_app.domain.payment import PaymentState
from pos_app.ui.texts import Situation
from tests.e2e.driving.till import MARIA, Till

_EMPTY = "document.getElementById('payment-element').childElementCount === 0"


async def escape_goes_back_step_by_step(till: Till) -> None:
    await till.begin(MARIA, "1100")
    till.press(Qt.Key.Key_Escape)
    await till.until_focus("amount")
    await till.until_canceled()
    assert _amount(till) == "11.00"
    till.press(Qt.Key.Key_Escape)
    await till.driver.until("an empty amount", lambda: _amount(till) == "0.00")
    till.press(Qt.Key.Key_Escape)
    await till.driver.until_read(till.words.sale.choose_customer)


async def new_sale_key_gives_up_an_unpaid_sale(till: Till) -> None:
    await till.begin(MARIA, "1200")
    till.press(Qt.Key.Key_F8)
    await till.driver.until_read(till.words.sale.choose_customer)
    await till.until_canceled()


async def nothing_of_a_sale_stays_in_the_page(till: Till) -> None:
    await till.begin(MARIA, "1300")
    intent = str(till.sale.intent)
    assert not await till.page.ask(_EMPTY)
    till.press(Qt.Key.Key_F8)
    await till.page.until(_EMPTY)
    found = await till.page.ask_all(
        "document.documentElement.outerHTML + JSON.stringify(Object.values(window).filter("
        "(value) => typeof value === 'string')) + location.href + document.cookie + window.name"
    )
    assert not [text for text in found if text and intent in text]


async def paid_sale_leaves_an_empty_page_too(till: Till) -> None:
    await till.begin(MARIA, "1400")
    await till.charge()
    await till.until_paid()
    await till.page.until(_EMPTY)


async def changed_amount_is_a_new_payment(till: Till) -> None:
    await till.begin(MARIA, "1500")
    first = till.sale.op
    till.press(Qt.Key.Key_Escape)
    await till.until_focus("amount")
    till.press(Qt.Key.Key_Escape)
    await till.show_methods("1600")
    await till.charge()
    paid = await till.until_paid()
    assert (paid.op != first, paid.order.money.minor) == (True, 1600)
    await till.until_canceled(first)


async def paid_sale_is_left_by_escape_and_enter(till: Till) -> None:
    for key, digits in ((Qt.Key.Key_Escape, "1700"), (Qt.Key.Key_Return, "1710")):
        await till.begin(MARIA, digits)
        await till.charge()
        await till.until_paid()
        await till.driver.until("a button with the keyboard", lambda: _focused() != "")
        await till.read()
        till.press(key)
        await till.driver.until_read(till.words.sale.choose_customer)


async def same_customer_again(till: Till) -> None:
    await till.begin(MARIA, "1800")
    await till.charge()
    first = await till.until_paid()
    await till.answer("same_customer")
    await till.until_focus("amount")
    await till.show_methods("1900")
    await till.charge()
    second = await till.until_paid()
    assert (second.order.customer, second.op != first.op) == (first.order.customer, True)


async def recent_sale_is_shown_with_its_facts(till: Till) -> None:
    await till.begin(MARIA, "2000")
    await till.charge()
    paid = await till.until_paid()
    till.press(Qt.Key.Key_F8)
    await till.driver.until_read(till.words.sale.choose_customer)
    till.driver.click("recent_0")
    await till.until_situation(Situation.SUCCEEDED)
    await till.driver.until_read(str(paid.intent), "EUR 20.00", "Booked")


async def left_before_stripe_has_answered(till: Till) -> None:
    """A PaymentIntent that comes into being after the operator has gone on is canceled."""
    await till.pick(MARIA)
    till.sim.fail("latency", "/v1/payment_intents", method="POST", latency_ms=1500)
    till.driver.write("2200")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_F8)
    await till.driver.until_read(till.words.sale.choose_customer)
    await till.until_sale("a canceled sale", lambda sale: sale.state is PaymentState.CANCELED)
    await till.until_canceled()


def _amount(till: Till) -> str:
    return till.driver.widget(QLineEdit, "amount").text()


def _focused() -> str:
    focused = QGuiApplication.focusObject()
    return focused.objectName() if focused is not None else ""
