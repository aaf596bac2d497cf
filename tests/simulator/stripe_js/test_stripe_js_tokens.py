"""What the Element makes for a server or for later: deferred payments, tokens, set-up cards."""

import pytest

from tests.simulator.stripe_js.checkout_page import RETURN_URL, CheckoutPage
from tests.simulator.stripe_js.conftest import Shop

pytestmark = pytest.mark.webengine

MARIA = "cus_MariaWeber01"
NOBODY_YET = "cus_AasaOeberg00"


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


def test_deferred_mode_refuses_a_payment_of_another_amount(page: CheckoutPage, shop: Shop) -> None:
    session = shop.customer_session(MARIA)
    page.mount(
        {
            "mode": "payment",
            "amount": 100,
            "currency": "eur",
            "customerSessionClientSecret": session,
        }
    )
    secret = shop.payment(MARIA)["client_secret"]
    page.run("keep(elements.submit())")
    page.outcome()
    page.run(f"confirm({{ clientSecret: '{secret}' }})")
    assert page.outcome()["value"]["error"]["param"] == "amount"
    assert shop.intent(secret)["status"] == "requires_payment_method"


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
