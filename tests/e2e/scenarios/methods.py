"""Declines, new cards typed into the frame of another origin, and what the Element may list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from pos_app.ui.texts import ChargeBlocked, Situation
from tests.e2e.driving.till import AASA, AYSE, Till

_FIELD = "document.activeElement.dataset && document.activeElement.dataset.field === '{}'"


async def declined_card_then_another_on_the_same_payment(till: Till) -> None:
    await till.begin(AYSE, "2500")
    await till.charge()
    await till.until_declined()
    declined = till.sale
    assert till.sim.charges(declined.op) == []
    await till.page.click("[data-choice*=Debit]")
    button = till.driver.named("charge")
    await till.driver.until("the other card", lambda: "5556" in button.accessibleName())
    await till.charge()
    paid = await till.until_paid()
    assert (paid.op, paid.intent) == (declined.op, declined.intent)
    assert len(till.sim.charges(paid.op)) == 1


async def after_a_decline_the_arrow_keys_choose_the_next_method(till: Till) -> None:
    await till.begin(AYSE, "2550")
    await till.charge()
    await till.until_declined()
    button = till.driver.named("charge")
    await till.driver.until("another try", button.isEnabled)
    first = button.accessibleName()
    till.press(Qt.Key.Key_Down)
    await till.driver.until("the next method", lambda: button.accessibleName() != first)
    till.press(Qt.Key.Key_F8)
    await till.until_canceled()


async def declined_often_and_given_up(till: Till) -> None:
    await till.begin(AYSE, "2600")
    for _ in range(3):
        await till.charge()
        await till.until_declined()
        button = till.driver.named("charge")
        await till.driver.until("another try", button.isEnabled)
    till.press(Qt.Key.Key_F8)
    await till.until_canceled()


async def new_card_is_typed(till: Till) -> None:
    await till.begin(AASA, "3300")
    await _type_card(till, "4242424242424242", "1234", "123")
    await till.charge()
    paid = await till.until_paid()
    assert (paid.method.brand, paid.method.last4) == ("visa", "4242")
    shown = till.driver.words()
    assert "4242424242424242" not in shown.replace(" ", "")


async def new_card_that_is_declined_for_want_of_money(till: Till) -> None:
    await till.begin(AASA, "3400")
    await _type_card(till, "4000000000009995", "1234", "123")
    await till.charge()
    await till.until_declined()
    assert "not enough money" in till.headline


async def a_card_that_must_not_be_tried_again_is_not_by_the_key_alone(till: Till) -> None:
    await till.begin(AASA, "3450")
    await _type_card(till, "4000000000009979", "1234", "123")
    await till.charge()
    await till.until_declined()
    await till.driver.until_read(till.words.sale.blocked[ChargeBlocked.FOR_GOOD])
    till.press(Qt.Key.Key_F9)
    assert not till.driver.named("charge").isEnabled()
    assert till.sim.charges(till.sale.op) == []
    await _open_card(till)
    till.driver.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    till.driver.write("4242424242424242")
    button = till.driver.named("charge")
    await till.driver.until("another card", button.isEnabled)
    assert "again" not in button.accessibleName()
    await till.charge()
    assert (await till.until_paid()).method.last4 == "4242"


async def half_a_card_charges_nothing(till: Till) -> None:
    await till.begin(AASA, "3500")
    await _open_card(till)
    till.driver.write("42424242")
    button = till.driver.named("charge")
    await till.page.until("document.querySelector('[data-field=number]').value.length > 8")
    assert not button.isEnabled()
    await till.driver.until_read(till.words.sale.blocked[ChargeBlocked.INCOMPLETE])
    till.press(Qt.Key.Key_F9)
    assert till.sim.intents(till.sale.op)[0]["status"] == "requires_payment_method"
    assert till.sim.charges(till.sale.op) == []


async def mistyped_number_is_told_in_the_field(till: Till) -> None:
    await till.begin(AASA, "3600")
    await _open_card(till)
    till.driver.write("4242424242424241")
    await till.page.until("document.querySelector('[data-field=number]').ariaInvalid === 'true'")
    assert not till.driver.named("charge").isEnabled()
    assert till.headline in {"", till.words.pane.situations[Situation.CHECK_INPUT].headline}


async def methods_without_recorded_consent_stay_hidden(till: Till) -> None:
    await till.begin(("tomasz.w", "tomasz.wojcik@example.com"), "3700")
    await till.driver.until_read("2 saved methods may not be shown")
    assert await till.page.spot("[data-choice*=Mastercard]") is None
    assert await till.page.spot("[data-choice='new:card']") is not None


async def many_methods_are_limited(till: Till) -> None:
    await till.begin(("nina.ho", "nina.hoffmann@example.com"), "3800")
    counts = await till.page.ask_all(
        "document.querySelectorAll('[data-choice]:not([data-choice^=\"new:\"])').length"
    )
    assert max(count or 0 for count in counts) == 10


async def expired_card_is_marked_and_the_good_one_pays(till: Till) -> None:
    await till.begin(("chloe.on", "chloe.oneill@example.com"), "3900")
    await till.driver.until_read("expired")
    await till.page.click("[data-choice*=Amex]")
    button = till.driver.named("charge")
    await till.driver.until("the Amex", lambda: "0005" in button.accessibleName())
    await till.charge()
    assert (await till.until_paid()).method.last4 == "0005"


async def new_card_is_kept_where_the_shop_allows_it(till: Till) -> None:
    """The customer ticks the box; the next sale offers the card, with recorded consent."""
    customer = till.sim.customer("Quirin Sparsam", email="q.sparsam@example.org")
    with _policy(till, save=True):
        await till.begin(("quirin", "q.sparsam@example.org"), "4000")
        await _type_card(till, "5555555555554444", "1230", "123")
        await till.page.click("[data-field=save]")
        await till.charge()
        await till.until_paid()
        saved = till.sim.call("GET", f"/v1/customers/{customer}/payment_methods")["data"]
        assert [(each["card"]["last4"], each["allow_redisplay"]) for each in saved] == [
            ("4444", "always")
        ]
        await till.begin(("quirin", "q.sparsam@example.org"), "4100")
        await till.charge()
        assert (await till.until_paid()).method.last4 == "4444"


async def saving_is_not_offered_by_default(till: Till) -> None:
    await till.begin(AASA, "4200")
    await _open_card(till)
    assert await till.page.spot("[data-field=save]") is None


async def look_changes_in_the_middle_of_a_sale(till: Till) -> None:
    """Another language and theme from the settings page; the same Element goes on and is paid."""
    await till.begin(AYSE, "4300")
    await till.page.click("[data-choice*=Debit]")
    intent = till.sale.intent
    await _choose_look(till, "de", "dark")
    assert till.words.language == "de"
    button = till.driver.named("charge")
    await till.driver.until("the same choice", lambda: "5556" in till.driver.words())
    assert button.isEnabled()
    await till.page.until("document.documentElement.lang === 'de' && !!document.body.innerText")
    await _choose_look(till, "en", "light")
    await till.charge()
    paid = await till.until_paid()
    assert (paid.intent, paid.method.last4) == (intent, "5556")


async def _choose_look(till: Till, language: str, theme: str) -> None:
    till.running.window.settings_asked.emit()
    await till.driver.until("the settings", lambda: till.visible("set_language"))
    for name, value in (("set_language", language), ("set_theme", theme)):
        box = till.driver.widget(QComboBox, name)
        box.setCurrentIndex(box.findData(value))
    till.driver.click("save_settings")
    await till.driver.until("the counter", lambda: till.visible("charge"))


@contextmanager
def _policy(till: Till, *, save: bool) -> Iterator[None]:
    settings = till.running.services.settings
    before = settings.current
    settings.save(replace(before, checkout=replace(before.checkout, save=save)))
    try:
        yield
    finally:
        settings.save(before)


async def _open_card(till: Till) -> None:
    await till.page.click("[data-field=number]")
    await till.page.until(_FIELD.format("number"))


async def _type_card(till: Till, number: str, expiry: str, cvc: str) -> None:
    """Key by key; each full field hands the keyboard to the next."""
    await _open_card(till)
    for field, keys in (("number", number), ("expiry", expiry), ("cvc", cvc)):
        await till.page.until(_FIELD.format(field))
        till.driver.write(keys)
