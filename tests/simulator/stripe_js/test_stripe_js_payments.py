"""Payments through the Payment Element in the real web engine; the API says what became of them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import Qt

from tests.simulator.stripe_js.checkout_page import RETURN_URL, CheckoutPage
from tests.simulator.stripe_js.conftest import Shop

pytestmark = pytest.mark.webengine

MARIA = "cus_MariaWeber01"
JOERG = "cus_JoergMueller"
AYSE = "cus_AyseYildiz00"
NOBODY_YET = "cus_AasaOeberg00"


def type_card(page: CheckoutPage, number: str, expiry: str = "1234", cvc: str = "123") -> None:
    """Fill the card form of a customer without saved methods, as the keyboard would."""
    page.focus()
    page.type(number + expiry + cvc)
    page.until("window.log.some((entry) => entry.name === 'change' && entry.event.complete)")


def answer_bank(page: CheckoutPage, *keys: Qt.Key) -> None:
    """Wait for the bank's question over the page and answer it by keyboard."""
    page.press_in("/acs/", *keys)


def test_a_saved_card_is_preselected_and_pays(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    change = page.events("change")[0]
    assert change["complete"]
    assert change["value"]["payment_method"]["id"] == "pm_MariaWeber01Visa"
    page.run("confirm()")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    intent = shop.intent(group["clientSecret"])
    assert intent["status"] == "succeeded"
    assert intent["payment_method"] == "pm_MariaWeber01Visa"


def test_arrow_keys_choose_another_saved_card(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    page.focus()
    page.press(Qt.Key.Key_Down)
    page.until(
        "window.log.some((e) => e.name === 'change' && e.event.value.payment_method"
        " && e.event.value.payment_method.id === 'pm_MariaWeber01Mastercard')"
    )
    page.run("confirm()")
    page.outcome()
    assert shop.intent(group["clientSecret"])["payment_method"] == "pm_MariaWeber01Mastercard"


def test_enter_in_the_frame_submits_the_form_around_it(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA))
    page.focus()
    page.press(Qt.Key.Key_Return)
    page.until("window.submits === 1")


def test_a_typed_card_pays_and_its_number_stays_in_the_frame(
    page: CheckoutPage, shop: Shop
) -> None:
    group = shop.checkout(NOBODY_YET, currency="eur")
    page.mount(group)
    assert page.events("change")[0] == {
        "elementType": "payment",
        "empty": True,
        "complete": False,
        "collapsed": False,
        "value": {
            "type": "card",
            "billingDetails": {"address": {"country": "DE", "postalCode": None}},
        },
    }
    type_card(page, "4242424242424242")
    page.run("confirm()")
    result = page.outcome()
    assert result["value"]["paymentIntent"]["status"] == "succeeded"
    charge = shop.intent(group["clientSecret"])["latest_charge"]
    assert charge["payment_method_details"]["card"]["last4"] == "4242"
    seen = page.run("[window.log, window.outcome, document.body.innerHTML]")
    assert "424242424242" not in str(seen).replace(" ", "")


def test_ticking_save_keeps_the_card_for_next_time(page: CheckoutPage, shop: Shop) -> None:
    features = {"payment_method_save": "enabled", "payment_method_save_usage": "on_session"}
    page.mount(shop.checkout(NOBODY_YET, features))
    type_card(page, "5555555555554444")
    page.press(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    page.until("window.log.some((e) => e.name === 'change' && e.event.value.savePaymentMethod)")
    page.run("confirm()")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    kept = shop.methods(NOBODY_YET)
    assert [(m["card"]["last4"], m["allow_redisplay"]) for m in kept] == [("4444", "always")]


def test_a_decline_leaves_the_payment_open_for_another_card(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(AYSE)
    page.mount(group)
    page.run("confirm()")
    error = page.outcome()["value"]["error"]
    assert error["type"] == "card_error"
    assert error["code"] == "card_declined"
    assert error["payment_intent"]["status"] == "requires_payment_method"
    page.focus()
    page.press(Qt.Key.Key_Down)
    page.until("window.log.filter((e) => e.name === 'change').length >= 2")
    page.run("confirm()")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    assert shop.intent(group["clientSecret"])["payment_method"] == "pm_AyseYildiz00Debit"


def test_a_confirmed_question_of_the_bank_pays(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(JOERG)
    page.mount(group)
    page.run("confirm()")
    answer_bank(page, Qt.Key.Key_Return)
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    assert shop.intent(group["clientSecret"])["status"] == "succeeded"
    assert page.run("document.querySelectorAll('iframe').length") == 2


@pytest.mark.parametrize("keys", [(Qt.Key.Key_Tab, Qt.Key.Key_Return), (Qt.Key.Key_Escape,)])
def test_a_refused_or_closed_question_is_a_failed_authentication(
    page: CheckoutPage, shop: Shop, keys: tuple[Qt.Key, ...]
) -> None:
    group = shop.checkout(JOERG)
    page.mount(group)
    page.run("confirm()")
    answer_bank(page, *keys)
    error = page.outcome()["value"]["error"]
    assert error["code"] == "payment_intent_authentication_failure"
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert shop.intent(group["clientSecret"])["status"] == "requires_payment_method"


def test_a_question_answered_elsewhere_closes_the_window(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(JOERG)
    page.mount(group)
    page.run("confirm()")
    page.until("document.querySelectorAll('iframe').length === 3")
    intent = group["clientSecret"].split("_secret_")[0]
    page.wait(lambda: shop.intent(group["clientSecret"])["status"] == "requires_action")
    shop.control(f"/challenges/{intent}", {"ok": True})
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"


def test_the_bank_may_use_a_window_of_its_own(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(JOERG))
    page.run("confirm()")
    answer_bank(page, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return)
    page.wait(lambda: bool(page.popups))
    popup = page.popups[0]
    page.press_in_popup(popup, Qt.Key.Key_Return)
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    page.wait(lambda: not popup.isVisible())


def test_unmounting_during_the_banks_question_ends_the_wait_honestly(
    page: CheckoutPage, shop: Shop
) -> None:
    group = shop.checkout(JOERG)
    page.mount(group)
    page.run("confirm()")
    page.until("document.querySelectorAll('iframe').length === 3")
    page.run("element.destroy()")
    assert page.outcome()["value"]["error"]["code"] == "authentication_interrupted"
    assert shop.intent(group["clientSecret"])["status"] == "requires_action"


def test_handle_next_action_takes_up_an_open_question(page: CheckoutPage, shop: Shop) -> None:
    intent = shop.payment(
        JOERG,
        payment_method="pm_JoergMuellerVisa",
        confirm=True,
        use_stripe_sdk=True,
        return_url=RETURN_URL,
    )
    assert intent["status"] == "requires_action"
    page.run(f"keep(stripe.handleNextAction({{clientSecret: '{intent['client_secret']}'}}))")
    page.press_in("/acs/", Qt.Key.Key_Return)
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"


@pytest.mark.parametrize(
    ("keys", "redirect_status", "status"),
    [
        ((Qt.Key.Key_Return,), "succeeded", "succeeded"),
        ((Qt.Key.Key_Tab, Qt.Key.Key_Return), "failed", "requires_payment_method"),
    ],
)
def test_a_redirect_method_leaves_and_comes_back(
    page: CheckoutPage,
    shop: Shop,
    keys: tuple[Qt.Key, ...],
    redirect_status: str,
    status: str,
) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    page.focus()
    page.press(Qt.Key.Key_End)
    page.until("window.log.some((e) => e.name === 'change' && e.event.value.type === 'ideal')")
    page.run("confirm()")
    bank = page.until_asked_for("localhost")
    assert urlsplit(bank).path.startswith("/bank/")
    page.press_in("/bank/", *keys)
    back = page.until_asked_for(RETURN_URL)
    query = parse_qs(urlsplit(back).query)
    assert query == {
        "sale": ["7"],
        "payment_intent": [group["clientSecret"].split("_secret_")[0]],
        "payment_intent_client_secret": [group["clientSecret"]],
        "redirect_status": [redirect_status],
    }
    assert shop.intent(group["clientSecret"])["status"] == status


def test_a_bank_debit_is_processing_until_it_settles(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(NOBODY_YET, currency="eur")
    page.mount(group)
    page.focus()
    page.press_back()
    page.press(Qt.Key.Key_Down, Qt.Key.Key_Tab)
    page.type("DE89370400440532013000")
    page.press(Qt.Key.Key_Tab)
    page.type("Asa Oberg")
    page.press(Qt.Key.Key_Tab)
    page.type("asa@example.com")
    page.until("window.log.some((e) => e.name === 'change' && e.event.complete)")
    page.run("confirm()")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "processing"
    shop.control("/clock", {"advance_s": 10 * 86_400})
    assert shop.intent(group["clientSecret"])["status"] == "succeeded"


def test_redirect_always_ends_at_the_return_url(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    page.run("confirm({ redirect: 'always' })")
    back = page.until_asked_for(RETURN_URL)
    assert parse_qs(urlsplit(back).query)["redirect_status"] == ["succeeded"]
    assert shop.intent(group["clientSecret"])["status"] == "succeeded"


def test_an_unreachable_service_is_not_called_a_failed_payment(
    page: CheckoutPage, shop: Shop
) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    fault: dict[str, Any] = {
        "kind": "reset_after",
        "method": "POST",
        "path": "/v1/payment_intents/*/confirm",
        # Chromium itself repeats a request whose kept-alive connection was reset.
        "remaining": 2,
    }
    shop.control("/faults", fault)
    page.run("confirm()")
    error = page.outcome()["value"]["error"]
    assert error["type"] == "api_connection_error"
    assert "not known" in error["message"]
    assert shop.intent(group["clientSecret"])["status"] == "succeeded"
