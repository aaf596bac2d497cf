"""What the Element makes for a server or for later: deferred payments, tokens, set-up cards."""

from typing import Final

import pytest

from tests.simulator.stripe_js.checkout_page import RETURN_URL, CheckoutPage
from tests.simulator.stripe_js.conftest import Obj, Shop

pytestmark = pytest.mark.webengine

MARIA = "cus_MariaWeber01"
NOBODY_YET = "cus_AasaOeberg00"
DEFERRED: Final = {"mode": "payment", "amount": 4850, "currency": "eur"}


def test_deferred_mode_pays_a_payment_made_afterwards(page: CheckoutPage, shop: Shop) -> None:
    session = shop.customer_session(MARIA)
    page.mount(
        {
            "mode": "payment",
            "amount": 4850,
            "currency": "eur",
            "customerSessionClientSecret": session,
        }
    )
    secret = shop.payment(MARIA)["client_secret"]
    page.run(f"confirm({{ clientSecret: '{secret}' }})")
    assert "elements.submit()" in page.outcome()["thrown"]
    page.run("keep(elements.submit())")
    assert page.outcome()["value"] == {"selectedPaymentMethod": "card"}
    page.run(f"confirm({{ clientSecret: '{secret}' }})")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"


@pytest.mark.parametrize(
    ("group", "payment", "differs"),
    [
        ({"amount": 100}, {}, "amount"),
        ({}, {"currency": "usd"}, "currency"),
        ({"setupFutureUsage": "off_session"}, {}, "setup_future_usage"),
        ({}, {"setup_future_usage": "on_session"}, "setup_future_usage"),
        ({}, {"capture_method": "manual"}, "capture_method"),
    ],
)
def test_deferred_mode_refuses_a_payment_the_element_was_not_drawn_for(
    page: CheckoutPage, shop: Shop, group: Obj, payment: Obj, differs: str
) -> None:
    session = shop.customer_session(MARIA)
    page.mount(DEFERRED | {"customerSessionClientSecret": session} | group)
    secret = shop.payment(MARIA, **payment)["client_secret"]
    page.run("keep(elements.submit())")
    page.outcome()
    page.run(f"confirm({{ clientSecret: '{secret}' }})")
    assert page.outcome()["value"]["error"]["param"] == differs
    assert shop.intent(secret)["status"] == "requires_payment_method"


def test_an_updated_element_pays_the_new_amount_with_a_saved_method(
    page: CheckoutPage, shop: Shop
) -> None:
    page.mount(
        DEFERRED | {"amount": 100, "customerSessionClientSecret": shop.customer_session(MARIA)}
    )
    page.run("elements.on('update-end', () => { window.ended = true; })")
    page.run("keep(elements.update({ amount: 4850 }))")
    page.outcome()
    assert page.run("window.ended") is True
    assert page.events("loaderror") == []
    secret = shop.payment(MARIA)["client_secret"]
    page.run("keep(elements.submit())")
    page.outcome()
    page.run(f"confirm({{ clientSecret: '{secret}' }})")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    assert shop.intent(secret)["latest_charge"]["amount"] == 4850


def test_an_update_leaves_the_keyboard_in_the_element(page: CheckoutPage, shop: Shop) -> None:
    page.mount(DEFERRED | {"customerSessionClientSecret": shop.customer_session(MARIA)})
    page.focus()
    page.run("keep(elements.update({ amount: 100 }))")
    page.outcome()
    assert page.inside("document.activeElement.tagName") == "BUTTON"


def test_an_update_is_not_undone_by_a_first_answer_that_comes_late(
    page: CheckoutPage, shop: Shop
) -> None:
    slow = {"kind": "latency", "path": "/v1/elements/sessions", "latency_ms": 500, "remaining": 1}
    shop.control("/faults", slow)
    session = shop.customer_session(MARIA)
    page.start_mount(DEFERRED | {"amount": 100, "customerSessionClientSecret": session})
    page.until("document.querySelector('#element iframe').offsetHeight > 20")
    page.run("keep(elements.update({ amount: 4850 }))")
    page.outcome()
    page.until("performance.now() - window.mountedAt > 900")
    assert len(page.events("ready")) == 1
    secret = shop.payment(MARIA)["client_secret"]
    page.run("keep(elements.submit())")
    page.outcome()
    page.run(f"confirm({{ clientSecret: '{secret}' }})")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"


def test_a_customer_session_serves_one_group_of_elements(page: CheckoutPage, shop: Shop) -> None:
    group = DEFERRED | {"customerSessionClientSecret": shop.customer_session(MARIA)}
    page.mount(group)
    page.run("element.destroy()")
    page.start_mount(group)
    page.until("window.log.some((e) => e.name === 'loaderror')")
    (refused,) = page.events("loaderror")
    assert refused["error"]["code"] == "customer_session_expired"


def test_a_usage_that_the_customer_session_sets_by_itself_is_no_difference(
    page: CheckoutPage, shop: Shop
) -> None:
    """A declined try to keep a card leaves its usage on the PaymentIntent."""
    features = {
        "payment_method_save": "enabled",
        "payment_method_save_usage": "on_session",
    }
    session = shop.customer_session(NOBODY_YET, **features)
    page.mount(DEFERRED | {"customerSessionClientSecret": session})
    secret = shop.payment(NOBODY_YET, setup_future_usage="on_session")["client_secret"]
    page.focus()
    page.type("42424242424242421234123")
    page.until("window.log.some((e) => e.name === 'change' && e.event.complete)")
    page.run("keep(elements.submit())")
    page.outcome()
    page.run(f"confirm({{ clientSecret: '{secret}' }})")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"


def test_a_confirmation_token_lets_the_server_confirm(page: CheckoutPage, shop: Shop) -> None:
    session = shop.customer_session(MARIA)
    page.mount(
        {
            "mode": "payment",
            "amount": 4850,
            "currency": "eur",
            "customerSessionClientSecret": session,
        }
    )
    page.run("keep(elements.submit())")
    page.outcome()
    params = f"{{ return_url: '{RETURN_URL}' }}"
    page.run(f"keep(stripe.createConfirmationToken({{ elements, params: {params} }}))")
    token = page.outcome()["value"]["confirmationToken"]["id"]
    intent = shop.payment(MARIA, confirm=True, confirmation_token=token)
    assert intent["status"] == "succeeded"


def test_a_typed_card_becomes_a_payment_method_for_the_server(
    page: CheckoutPage, shop: Shop
) -> None:
    page.mount(
        {"mode": "setup", "currency": "eur", "paymentMethodCreation": "manual"},
    )
    page.focus()
    page.type("42424242424242421234123")
    page.until("window.log.some((e) => e.name === 'change' && e.event.complete)")
    page.run("keep(elements.submit())")
    page.outcome()
    page.run("keep(stripe.createPaymentMethod({ elements }))")
    method = page.outcome()["value"]["paymentMethod"]
    assert method["card"]["last4"] == "4242"
    attached = shop.call("POST", f"/v1/payment_methods/{method['id']}/attach", {"customer": MARIA})
    assert attached["customer"] == MARIA


def test_a_card_is_set_up_for_later(page: CheckoutPage, shop: Shop) -> None:
    intent = shop.call("POST", "/v1/setup_intents", {"customer": NOBODY_YET})
    page.mount({"clientSecret": intent["client_secret"]})
    page.focus()
    page.type("42424242424242421234123")
    page.until("window.log.some((e) => e.name === 'change' && e.event.complete)")
    page.run(
        "keep(stripe.confirmSetup({ elements, redirect: 'if_required',"
        f" confirmParams: {{ return_url: '{RETURN_URL}' }} }}))"
    )
    assert page.outcome()["value"]["setupIntent"]["status"] == "succeeded"
    assert [method["card"]["last4"] for method in shop.methods(NOBODY_YET)] == ["4242"]


def test_a_named_method_is_confirmed_without_an_element(page: CheckoutPage, shop: Shop) -> None:
    secret = shop.payment(MARIA)["client_secret"]
    page.run(
        "keep(stripe.confirmPayment({ redirect: 'if_required',"
        f" clientSecret: '{secret}', confirmParams: {{ return_url: '{RETURN_URL}',"
        " payment_method: 'pm_MariaWeber01Mastercard' } }))"
    )
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    assert shop.intent(secret)["payment_method"] == "pm_MariaWeber01Mastercard"


def test_what_the_element_may_not_ask_the_page_must_say(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(NOBODY_YET, currency="eur")
    page.mount(group, {"fields": {"billingDetails": {"address": {"country": "never"}}}})
    page.focus()
    page.type("42424242424242421234123")
    page.until("window.log.some((e) => e.name === 'change' && e.event.complete)")
    page.run("confirm()")
    assert "billing_details.address.country" in page.outcome()["thrown"]
    data = "{ billing_details: { name: 'Asa', address: { country: 'SE' } } }"
    params = f"{{ return_url: '{RETURN_URL}', payment_method_data: {data} }}"
    page.run(f"confirm({{ confirmParams: {params} }})")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"
    billing = shop.intent(group["clientSecret"])["latest_charge"]["billing_details"]
    assert (billing["name"], billing["address"]["country"]) == ("Asa", "SE")
