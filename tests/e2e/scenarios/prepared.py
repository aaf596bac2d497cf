"""The Element is there before Enter: it pays, and whatever goes wrong with it, the sale goes on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

from pos_app.domain.payment import Payment
from tests.e2e.driving.till import AYSE, JOERG, MARIA, Till

_ELEMENT: Final = "document.querySelector('#payment-element iframe')"
_MARK: Final = f"{_ELEMENT}.marked = true"
_MARKED: Final = f"{_ELEMENT}?.marked === true"
_DRAWN: Final = "document.visibilityState === 'visible'"
_CARD_SHOWN: Final = "!!document.querySelector('[data-choice*=Visa]')"
_SESSION: Final = {"path": "/v1/elements/sessions", "method": "POST"}
_CUSTOMER_SESSION: Final = {"path": "/v1/customer_sessions", "method": "POST"}
_HALF_AN_HOUR_S: Final = 31 * 60


async def prepared_element_is_drawn_below_a_screen_that_does_not_show_it(till: Till) -> None:
    await _prepare(till)
    assert await till.page.ask(_DRAWN) is True
    await till.page.until(_CARD_SHOWN)
    await till.driver.until_read(till.words.pane.idle_title)
    assert not till.visible("skeleton")


async def prepared_element_is_shown_and_paid_with(till: Till) -> None:
    await _prepare(till)
    await till.show_methods("1100")
    assert await till.page.ask(_MARKED) is True
    await till.charge()
    assert (await till.until_paid()).order.money.minor == 1100


async def declined_in_the_prepared_element_then_another_card_on_the_same_payment(
    till: Till,
) -> None:
    await _prepare(till, AYSE)
    await till.show_methods("1200")
    await till.charge()
    await till.until_declined()
    declined = till.sale
    await till.page.click("[data-choice*=Debit]")
    button = till.driver.named("charge")
    await till.driver.until("the other card", lambda: "5556" in button.accessibleName())
    assert await till.page.ask(_MARKED) is True
    await till.charge()
    assert (await till.until_paid()).intent == declined.intent


async def changed_amount_is_a_new_payment_in_a_fresh_element(till: Till) -> None:
    await _prepare(till)
    await till.show_methods("1300")
    first, shown = till.sale.op, till.prepared
    till.press(Qt.Key.Key_Escape)
    await till.driver.until("a fresh Element", lambda: till.prepared > shown)
    assert await till.page.ask(_MARKED) is False
    till.press(Qt.Key.Key_Escape)
    paid = await _pay(till, "1400")
    assert (paid.op != first, paid.order.money.minor) == (True, 1400)
    await till.until_canceled(first)


async def same_amount_again_after_going_back(till: Till) -> None:
    await _prepare(till)
    await till.show_methods("1500")
    first = till.sale.op
    till.press(Qt.Key.Key_Escape)
    await till.until_focus("amount")
    paid = await _pay(till, "")
    assert (paid.op != first, paid.order.money.minor) == (True, 1500)
    await till.until_canceled(first)


async def element_that_breaks_before_enter(till: Till) -> None:
    till.sim.fail("error", **_SESSION, status=500)
    await till.pick(MARIA)
    await till.driver.until("the fault to hit", lambda: till.sim.faults_left == 0)
    assert (await _pay(till, "1600")).order.money.minor == 1600


async def element_that_cannot_follow_the_amount(till: Till) -> None:
    """The sale gets another one, on the same PaymentIntent and without a word."""
    await _prepare(till)
    till.sim.fail("error", **_SESSION, status=500)
    await till.show_methods("1700")
    assert await till.page.ask(_MARKED) is False
    await till.page.until(_CARD_SHOWN)
    await till.charge()
    await till.until_paid()


async def session_that_has_expired_by_enter(till: Till) -> None:
    """Stripe's clock is ahead of ours, so that only Stripe knows."""
    await _prepare(till)
    till.sim.advance(_HALF_AN_HOUR_S)
    await till.show_methods("1800")
    await till.page.until(_CARD_SHOWN)
    await till.charge()
    await till.until_paid()


async def session_that_cannot_be_had_in_time(till: Till) -> None:
    till.sim.fail("error", **_CUSTOMER_SESSION, status=500, remaining=None)
    await till.pick(MARIA)
    till.sim.heal()
    await till.show_methods("1900")
    await till.charge()
    await till.until_paid()


async def customer_switched_quickly(till: Till) -> None:
    """Whoever is charged, their own methods are shown."""
    await till.pick(JOERG)
    await till.pick(MARIA)
    paid = await _pay(till, "2000")
    assert paid.order.customer == "cus_MariaWeber01"
    assert till.sim.charges(paid.op)[0]["customer"] == "cus_MariaWeber01"


async def other_currency_than_prepared(till: Till) -> None:
    await _prepare(till)
    await till.choose_currency("USD")
    assert str((await _pay(till, "2100")).order.money) == "USD 21.00"


async def same_customer_again_is_prepared_again(till: Till) -> None:
    await _prepare(till)
    await _pay(till, "2200")
    before = till.prepared
    await till.answer("same_customer")
    await till.driver.until("a fresh Element", lambda: till.prepared > before)
    await _pay(till, "2300")


async def chosen_and_forgotten_again(till: Till) -> None:
    await _prepare(till)
    till.press(Qt.Key.Key_Escape)
    await till.driver.until_read(till.words.sale.choose_customer)
    await till.page.until(f"!{_ELEMENT}")


async def _prepare(till: Till, who: tuple[str, str] = MARIA) -> None:
    before = till.prepared
    await till.pick(who)
    await till.driver.until("a prepared Element", lambda: till.prepared > before)
    await till.page.ask(_MARK)


async def _pay(till: Till, digits: str) -> Payment:
    await till.show_methods(digits)
    await till.charge()
    return await till.until_paid()
