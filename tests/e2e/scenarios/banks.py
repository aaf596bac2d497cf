"""The bank takes part: 3-D Secure inside the page and in a window, and methods that leave it."""

from __future__ import annotations

import os
import signal

from PySide6.QtCore import Qt

from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.ui.texts import Situation, StartProblem
from tests.e2e.driving.page import PageHands, bank_windows
from tests.e2e.driving.till import AYSE, JOERG, MARIA, Till

_BANK_HAS_KEYS = "location.pathname.startsWith('/acs') && document.hasFocus()"


async def bank_approves(till: Till) -> None:
    await _until_bank_asks(till, "1901")
    assert till.headline == till.words.pane.situations[Situation.NEEDS_CUSTOMER].headline
    assert till.money_answer == till.words.pane.money[MoneyTaken.NOT_KNOWN_YET]
    await till.page.click("[data-outcome=complete]")
    await till.until_paid()


async def bank_approves_by_one_key(till: Till) -> None:
    await _until_bank_asks(till, "1902")
    await till.page.until(_BANK_HAS_KEYS)
    till.page.press(Qt.Key.Key_Return)
    await till.until_paid()


async def bank_refuses_then_the_same_payment_is_approved(till: Till) -> None:
    asked = await _until_bank_asks(till, "1903")
    await till.page.click("[data-outcome=fail]")
    await till.until_declined()
    assert till.sim.charges(asked.op) == []
    await till.charge()
    await till.page.click("[data-outcome=complete]")
    assert (await till.until_paid()).op == asked.op


async def escape_belongs_to_the_bank(till: Till) -> None:
    """Esc closes the bank's question, which is a refusal; the sale itself stays on the screen."""
    asked = await _until_bank_asks(till, "1904")
    await till.page.until(_BANK_HAS_KEYS)
    till.page.press(Qt.Key.Key_Escape)
    await till.until_declined()
    assert till.started[-1] == asked.op
    (intent,) = till.sim.intents(asked.op)
    assert intent["status"] == "requires_payment_method"


async def cancel_button_of_the_banks_window(till: Till) -> None:
    await _until_bank_asks(till, "1905")
    await till.page.click("#close")
    await till.until_declined()


async def bank_asks_in_a_window_of_its_own(till: Till) -> None:
    await _until_bank_asks(till, "1906")
    await till.page.click("[data-popup]")
    await till.driver.until("the bank's window", lambda: len(bank_windows()) == 1)
    window = PageHands(bank_windows()[0])
    await window.click("[data-outcome=complete]")
    await till.until_paid()
    await till.driver.until("no window of the bank", lambda: not bank_windows())


async def banks_window_is_closed_without_an_answer(till: Till) -> None:
    await _until_bank_asks(till, "1907")
    await till.page.click("[data-popup]")
    await till.driver.until("the bank's window", lambda: len(bank_windows()) == 1)
    bank_windows()[0].window().close()
    await till.driver.until("no window of the bank", lambda: not bank_windows())
    await till.page.click("[data-outcome=complete]")
    await till.until_paid()


async def approval_on_the_customers_phone(till: Till) -> None:
    asked = await _until_bank_asks(till, "1908")
    till.sim.answer(str(asked.intent), ok=True)
    await till.until_paid()


async def left_while_the_bank_asks_and_approved_later(till: Till) -> None:
    """It takes two keys to leave; what happens then is found out without any."""
    asked = await _until_bank_asks(till, "1909")
    till.press(Qt.Key.Key_F8)
    await till.until_situation(Situation.LEAVE)
    till.press(Qt.Key.Key_Escape)
    await till.until_situation(Situation.NEEDS_CUSTOMER)
    await _leave(till)
    till.sim.answer(str(asked.intent), ok=True)
    await till.until_sale("a paid sale", lambda sale: sale.state is PaymentState.SUCCEEDED)
    await till.prove_paid()
    await till.driver.until_read(till.words.pane.states[PaymentState.SUCCEEDED])


async def left_while_the_bank_asks_and_canceled_later(till: Till) -> None:
    """No second charge of this customer before the first is certain; then it can be canceled."""
    asked = await _until_bank_asks(till, "1910")
    await _leave(till)
    await till.pick(JOERG)
    till.driver.write("1999")
    till.press(Qt.Key.Key_Return)
    headline = till.words.pane.start[StartProblem.OPEN_ISSUE].headline
    await till.driver.until("a refusal", lambda: till.headline == headline)
    assert till.started[-1] == asked.op
    till.press(Qt.Key.Key_F8)
    await till.cancel_recent(0)
    await till.until_canceled(asked.op)


async def page_of_the_bank_and_back(till: Till) -> None:
    await _until_bank_page(till, "2101")
    await till.page.click("[data-outcome=complete]")
    paid = await till.until_paid()
    assert paid.method.type == "ideal"
    await _is_our_page(till)


async def page_of_the_bank_says_no(till: Till) -> None:
    left = await _until_bank_page(till, "2102")
    await till.page.click("[data-outcome=fail]")
    await till.until_declined()
    await _is_our_page(till)
    await till.charge()
    paid = await till.until_paid()
    assert (paid.op, paid.method.last4) == (left.op, "4242")


async def left_at_the_page_of_the_bank(till: Till) -> None:
    """The counter gets its own page back and takes the next sale; the first is not lost."""
    left = await _until_bank_page(till, "2103")
    await _leave(till)
    await _is_our_page(till)
    await till.begin(AYSE, "2200")
    await till.page.click("[data-choice*=Debit]")
    await till.charge()
    await till.until_paid()
    till.sim.answer(str(left.intent), ok=True)
    await till.driver.until(
        "the sale that was left", lambda: till.payment(left.op).state is PaymentState.SUCCEEDED
    )
    await till.prove_paid(left.op)


async def page_of_the_bank_dies(till: Till) -> None:
    left = await _until_bank_page(till, "2104")
    os.kill(till.page.page.renderProcessPid(), signal.SIGTERM)
    await till.driver.until(
        "an honest word",
        lambda: till.money_answer == till.words.pane.money[MoneyTaken.NOT_KNOWN_YET],
    )
    till.sim.answer(str(left.intent), ok=True)
    await till.until_paid(seconds=40)


async def _until_bank_asks(till: Till, digits: str) -> Payment:
    await till.begin(JOERG, digits)
    await till.charge()
    asked = await till.until_sale(
        "a question of the bank", lambda sale: sale.state is PaymentState.REQUIRES_ACTION
    )
    await till.until_situation(Situation.NEEDS_CUSTOMER)
    return asked


async def _leave(till: Till) -> None:
    await till.leave_in_doubt()
    await till.driver.until_read(till.words.sale.choose_customer)


async def _until_bank_page(till: Till, digits: str) -> Payment:
    await till.begin(MARIA, digits)
    await till.page.click('[data-choice="new:ideal"]')
    button = till.driver.named("charge")
    await till.driver.until("iDEAL", lambda: "iDEAL" in button.accessibleName())
    await till.charge()
    await till.until_situation(Situation.AT_BANK, MoneyTaken.NOT_KNOWN_YET)
    await till.page.until("location.pathname.startsWith('/bank') && document.readyState !== ''")
    return till.sale


async def _is_our_page(till: Till) -> None:
    """The return URL is read, never shown."""
    origin = till.running.services.settings.current.checkout_origin
    await till.page.until(f"location.href === '{origin}/checkout'")
