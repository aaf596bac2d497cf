"""A receipt by e-mail, if asked: what is ticked is what Stripe is told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from pos_app.ui.texts import StartProblem
from tests.e2e.driving.till import MARIA, Till

WRONG = "a.neumann at example.org"


async def ticked_receipt_is_on_the_charge(till: Till) -> None:
    await till.pick(MARIA)
    await till.driver.until_read(f"Send a receipt to {MARIA[1]}")
    _by_keys(till, spaces=1)
    assert await _pay(till, "1810") == MARIA[1]


async def unticked_receipt_is_not(till: Till) -> None:
    await till.pick(MARIA)
    _by_keys(till, spaces=2)
    assert await _pay(till, "1820") is None


async def receipt_nobody_asked_for_is_not_sent_either(till: Till) -> None:
    await till.pick(MARIA)
    assert await _pay(till, "1830") is None


async def address_stripe_refuses_does_not_hold_up_the_sale(till: Till) -> None:
    customer = till.sim.customer("Adelheid Neumann", email=WRONG)
    till.sim.save(customer, "pm_card_visa")
    await till.pick(("adelheid", WRONG))
    till.driver.click("receipt", QCheckBox)
    till.driver.write("1840")
    till.press(Qt.Key.Key_Return)
    refusal = till.words.pane.start[StartProblem.RECEIPT]
    await till.driver.until_read(refusal.headline, refusal.happened.format(email=WRONG))
    assert till.money_answer == "No"
    await till.answer("no_receipt")
    assert await _charge(till) is None


def _by_keys(till: Till, *, spaces: int) -> None:
    """Go to the box with Tab, press Space so often, and go back to the amount."""
    till.driver.named("reference").setFocus()
    till.press(Qt.Key.Key_Tab)
    for _ in range(spaces):
        till.press(Qt.Key.Key_Space)
    till.driver.named("amount").setFocus()


async def _pay(till: Till, digits: str) -> str | None:
    await till.show_methods(digits)
    return await _charge(till)


async def _charge(till: Till) -> str | None:
    """Pay; where the charge says that its receipt goes."""
    await till.charge()
    paid = await till.until_paid()
    (charge,) = till.sim.charges(paid.op)
    address: str | None = till.sim.call("GET", f"/v1/charges/{charge['id']}")["receipt_email"]
    return address
