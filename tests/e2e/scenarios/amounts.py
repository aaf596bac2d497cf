"""Currencies with their own rules, limits, and what may be written beside the amount."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.e2e.driving.till import MARIA, Till

HANA = ("hana.sa", "hana.sato@example.com")
LAYLA = ("layla.al", "layla.alsabah@example.com")


async def yen_have_no_decimals(till: Till) -> None:
    paid = await _sell_in(till, HANA, "JPY", "4850")
    assert paid == (4850, "jpy")


async def dinars_have_three_and_end_in_zero(till: Till) -> None:
    await till.pick(LAYLA)
    await till.choose_currency("KWD")
    till.driver.write("1234")
    till.press(Qt.Key.Key_Return)
    await till.driver.until_read("KWD goes in steps of KWD 0.010.")
    till.press(Qt.Key.Key_Escape)
    assert await _sell(till, "1230") == (1230, "kwd")


async def kronur_are_whole_but_counted_in_hundredths(till: Till) -> None:
    paid = await _sell_in(till, MARIA, "ISK", "250")
    assert paid == (25000, "isk")


async def smallest_amount_is_told(till: Till) -> None:
    await till.pick(MARIA)
    till.driver.write("49")
    till.press(Qt.Key.Key_Return)
    await till.driver.until_read("The smallest amount is EUR 0.50.")
    till.press(Qt.Key.Key_Escape)
    await till.show_methods("50")
    await till.charge()
    assert (await till.until_paid()).order.money.minor == 50


async def largest_amount_is_told(till: Till) -> None:
    await till.pick(MARIA)
    till.driver.write("100000000")
    till.press(Qt.Key.Key_Return)
    await till.driver.until_read("The largest amount is EUR 999,999.99.")


async def large_amount_is_typed_twice(till: Till) -> None:
    await till.pick(MARIA)
    till.driver.write("50000")
    till.press(Qt.Key.Key_Return)
    await till.driver.until_read(till.words.sale.amount_again)
    till.driver.write("5000")
    till.press(Qt.Key.Key_Return)
    await till.driver.until_read("That was EUR 50.00, before it was EUR 500.00.")
    begun = len(till.started)
    await till.show_methods("50000")
    assert len(till.started) == begun + 1
    await till.charge()
    assert (await till.until_paid()).order.money.minor == 50_000


async def amount_is_typed_with_comma_or_point(till: Till) -> None:
    for typed, minor in (("48,5", 4850), ("48.6", 4860)):
        await till.pick(MARIA)
        till.driver.write(typed)
        await till.driver.until_read(typed.replace(",", "."))
        till.press(Qt.Key.Key_Return)
        await till.charge()
        assert (await till.until_paid()).order.money.minor == minor


async def card_number_is_no_reference(till: Till) -> None:
    await till.pick(MARIA)
    till.driver.write("1000")
    till.driver.named("reference").setFocus()
    till.driver.write("4242 4242 4242 4242")
    await till.driver.until_read("This looks like a card number.")
    begun = len(till.started)
    till.press(Qt.Key.Key_Return)
    assert len(till.started) == begun
    for _ in range(20):
        till.press(Qt.Key.Key_Backspace)
    till.driver.write("Order 4711")
    till.press(Qt.Key.Key_Return)
    await till.charge()
    paid = await till.until_paid()
    assert till.sim.charges(paid.op)[0]["metadata"]["pos_reference"] == "Order 4711"
    await till.driver.until_read("Order 4711")


async def amount_stripe_refuses_starts_nothing(till: Till) -> None:
    """Stripe's own minimum may be higher than ours, e.g. in the currency it settles in."""
    till.sim.fail("error", "/v1/payment_intents", method="POST", status=400)
    await till.pick(MARIA)
    till.driver.write("2345")
    till.press(Qt.Key.Key_Return)
    headlines = {message.headline for message in till.words.pane.start.values()}
    await till.driver.until("a refusal", lambda: till.headline in headlines)
    assert till.money_answer == "No"
    await till.answer("retry")
    await till.charge()
    await till.until_paid()


async def _sell_in(till: Till, who: tuple[str, str], code: str, digits: str) -> tuple[int, str]:
    await till.pick(who)
    await till.choose_currency(code)
    return await _sell(till, digits)


async def _sell(till: Till, digits: str) -> tuple[int, str]:
    await till.show_methods(digits)
    await till.charge()
    paid = await till.until_paid()
    (charge,) = till.sim.charges(paid.op)
    return charge["amount"], charge["currency"]
