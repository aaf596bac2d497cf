"""The fastest way at the counter: keys, wherever the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.domain.payment import PaymentState
from tests.e2e.driving.till import MARIA, Till

_MOST_KEYS = 16


async def known_customer_pays_with_few_keys(till: Till) -> None:
    driver = till.driver
    await till.until_focus("search")
    keys = driver.keys
    driver.write("maria.web")
    await driver.until_read("maria.weber@example.com", till.words.search.one_match)
    till.press(Qt.Key.Key_Return)
    await till.until_focus("amount")
    await till.show_methods("4850")
    await till.charge()
    assert driver.keys - keys <= _MOST_KEYS
    paid = await till.until_paid()
    assert (paid.order.money.minor, paid.method.last4) == (4850, "4242")
    assert "EUR" in driver.words()
    assert "48.50" in driver.words()


async def button_says_exactly_what_will_happen(till: Till) -> None:
    await till.begin(MARIA, "4860")
    button = till.driver.named("charge")
    await till.driver.until("a charge button", button.isEnabled)
    assert button.accessibleName() == "Charge EUR 48.60 to Maria Weber, Visa 4242"


async def charge_key_works_inside_the_element(till: Till) -> None:
    await till.begin(MARIA, "100")
    await _focus_element(till)
    button = till.driver.named("charge")
    await till.driver.until("a charge button", button.isEnabled)
    till.driver.press_in_page(Qt.Key.Key_F9)
    await till.until_paid()


async def find_key_works_inside_the_element(till: Till) -> None:
    await till.begin(MARIA, "200")
    await _focus_element(till)
    till.driver.press_in_page(Qt.Key.Key_F2)
    await till.until_focus("search")
    await till.until_canceled()


async def escape_inside_the_element_goes_back_to_the_amount(till: Till) -> None:
    await till.begin(MARIA, "300")
    await _focus_element(till)
    till.driver.press_in_page(Qt.Key.Key_Escape)
    await till.until_focus("amount")
    await till.until_canceled()
    assert "3.00" in till.driver.words()


async def arrow_keys_choose_another_saved_method(till: Till) -> None:
    await till.begin(MARIA, "400")
    await _focus_element(till)
    till.driver.press_in_page(Qt.Key.Key_Down)
    button = till.driver.named("charge")
    await till.driver.until(
        "the Mastercard on the button", lambda: "4444" in button.accessibleName()
    )
    await till.charge()
    paid = await till.until_paid()
    assert paid.method.last4 == "4444"


async def charge_key_pressed_often_charges_once(till: Till) -> None:
    await till.begin(MARIA, "500")
    await till.charge()
    for _ in range(5):
        till.press(Qt.Key.Key_F9)
    await till.until_paid()
    till.press(Qt.Key.Key_F9)
    assert till.sale.state is PaymentState.SUCCEEDED


async def enter_takes_nobody_among_several(till: Till) -> None:
    driver = till.driver
    till.press(Qt.Key.Key_F2)
    driver.write("maria weber")
    await driver.until_read("maria.weber@example.com", "m.weber@example.org", "Choose with")
    first, second = (driver.named(f"customer_{n}").accessibleName() for n in (0, 1))
    assert first.startswith("Maria Weber, ")
    assert second.startswith("Maria Weber, ")
    assert len(set(first.split(", ")) - set(second.split(", "))) >= 2, (first, second)
    till.press(Qt.Key.Key_Return)
    await driver.until_read(till.words.sale.choose_customer)
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Return)
    await till.until_focus("amount")
    strip = driver.named("customer_strip")
    await driver.until("the second of them", lambda: second in strip.accessibleName())


async def key_map_and_keys_agree(till: Till) -> None:
    till.press(Qt.Key.Key_F1)
    await till.driver.until("the key map", lambda: till.visible("key_map"))
    till.press(Qt.Key.Key_F9)
    till.press(Qt.Key.Key_Escape)
    await till.driver.until("no key map", lambda: not till.visible("key_map"))


async def small_window_takes_a_payment_by_keys(till: Till) -> None:
    """Below 1100 px the search is an overlay: it opens, gives its place, and comes back."""
    window = till.running.window
    before = window.size()
    window.resize(1000, 600)
    try:
        await till.begin(MARIA, "600")
        await till.driver.until("no overlay", lambda: not till.visible("search"))
        await till.charge()
        await till.until_paid()
        till.press(Qt.Key.Key_F8)
        await till.driver.until("the overlay", lambda: till.visible("search"))
    finally:
        window.resize(before)


async def _focus_element(till: Till) -> None:
    till.element.focus_element()
    await till.page.until("document.hasFocus() && document.activeElement.tagName === 'BUTTON'")
