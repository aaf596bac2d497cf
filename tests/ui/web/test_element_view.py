"""One Element's life in the real web engine, against a stub script that does what it is told."""

from __future__ import annotations

import json

from pos_app.domain.ids import PaymentMethodId
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementChanged,
    ElementFailed,
    ElementReady,
    LeftForBank,
    NeverTold,
    PageCrashed,
    ReturnedFromRedirect,
    SavedMethodsChanged,
)
from tests.ui.web.conftest import Checkout


def test_element_becomes_ready_and_says_which_saved_method_is_chosen(checkout: Checkout) -> None:
    checkout.mount()
    assert checkout.wait_for(ElementReady).intent == "pi_1"
    changed = checkout.wait_for(ElementChanged)
    assert (changed.complete, changed.type) == (True, "card")
    assert changed.saved == PaymentMethodId("pm_stub")


def test_page_looks_as_the_app_asked_and_speaks_its_language(checkout: Checkout) -> None:
    checkout.mount(
        locale="de", appearance={"theme": "night", "variables": {"colorBackground": "#1b1f27"}}
    )
    checkout.wait_for(ElementReady)
    assert checkout.evaluate("stub.locale") == "de"
    assert checkout.evaluate("stub.appearance.theme") == "night"
    assert checkout.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(27, 31, 39)"
    checkout.view.restyle({"theme": "stripe", "variables": {"colorBackground": "#ffffff"}}, "en")
    checkout.wait_true("stub.locale === 'en' && stub.appearance.theme === 'stripe'")
    assert (
        checkout.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )


def test_element_offers_no_wallet_of_the_shops_computer_and_knows_the_customer(
    checkout: Checkout,
) -> None:
    checkout.mount()
    checkout.wait_for(ElementReady)
    settings = json.loads(checkout.evaluate("JSON.stringify(stub.settings)"))
    assert settings["wallets"] == {"applePay": "never", "googlePay": "never", "link": "never"}
    assert settings["defaultValues"]["billingDetails"] == {"name": "Jörg Weber"}
    assert checkout.evaluate("stub.customerSessionClientSecret") == "cuss_secret_1"


def test_confirmation_reports_what_the_page_saw(checkout: Checkout) -> None:
    checkout.mount()
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    assert checkout.wait_for(ConfirmReported) == ConfirmReported("pi_1", "succeeded")


def test_decline_is_told_with_its_reason_and_the_element_takes_the_next_try(
    checkout: Checkout,
) -> None:
    checkout.mount("decline")
    checkout.wait_for(ElementReady)
    for attempt in (1, 2):
        checkout.view.confirm()
        assert checkout.wait_for(ConfirmReported) == ConfirmReported(
            "pi_1",
            "requires_payment_method",
            "card_error",
            "card_declined",
            "insufficient_funds",
            "Your card has insufficient funds.",
        )
        assert checkout.evaluate("stub.confirmations") == attempt


def test_incomplete_input_is_reported_before_anything_is_sent(checkout: Checkout) -> None:
    checkout.mount("incomplete")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    reported = checkout.wait_for(ConfirmReported)
    assert (reported.status, reported.error_type) == ("", "validation_error")
    assert checkout.evaluate("stub.confirmations ?? 0") == 0


def test_misuse_of_stripe_js_is_reported_and_not_swallowed(checkout: Checkout) -> None:
    checkout.mount("throw")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    reported = checkout.wait_for(ConfirmReported)
    assert (reported.error_type, reported.message) == (
        "integration_error",
        "IntegrationError: misuse",
    )


def test_impatient_operator_confirms_once(checkout: Checkout) -> None:
    checkout.mount("never")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    checkout.view.confirm()
    checkout.wait_true("stub.confirmations === 1")
    checkout.view.confirm()
    assert checkout.evaluate("stub.confirmations") == 1
    assert not checkout.has(PageCrashed)


def test_confirm_without_an_element_says_that_nothing_was_sent(checkout: Checkout) -> None:
    checkout.view.confirm()
    assert checkout.wait_for(NeverTold).reason == "not_ready"


def test_unmount_takes_the_element_away_and_its_late_words_are_ignored(checkout: Checkout) -> None:
    checkout.mount()
    checkout.wait_for(ElementReady)
    checkout.view.unmount()
    checkout.wait_true("!document.getElementById('stub-field')")
    checkout.events.clear()
    checkout.evaluate("stub.emit('change', {complete: true, empty: false, value: {type: 'card'}})")
    checkout.mount()
    checkout.wait_for(ElementReady)
    assert not checkout.has(ElementChanged) or checkout.wait_for(ElementChanged).saved == "pm_stub"


def test_events_of_the_sale_before_are_not_taken_for_this_one(checkout: Checkout) -> None:
    checkout.mount()
    checkout.wait_for(ElementReady)
    checkout.evaluate("window.first = stub")
    checkout.mount(intent="pi_2")
    assert checkout.wait_for(ElementReady).intent == "pi_2"
    checkout.wait_for(ElementChanged)
    checkout.evaluate("first.emit('savedpaymentmethodremove', {})")
    checkout.evaluate("stub.emit('savedpaymentmethodupdate', {})")
    assert checkout.wait_for(SavedMethodsChanged).intent == "pi_2"
    assert not checkout.has(SavedMethodsChanged)


def test_element_that_cannot_load_fails_with_stripes_reason(checkout: Checkout) -> None:
    checkout.mount("loaderror")
    assert checkout.wait_for(ElementFailed) == ElementFailed("element", "No such session")


def test_load_error_during_a_confirmation_does_not_end_it(checkout: Checkout) -> None:
    checkout.mount("late")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    checkout.wait_true("stub.confirmations === 1")
    checkout.evaluate("stub.emit('loaderror', {error: {type: 'api_error'}}); stub.finish(); 1")
    assert checkout.wait_for(ConfirmReported).status == "succeeded"
    assert not checkout.has(ElementFailed)


def test_element_that_cannot_mount_fails_and_the_next_one_works(checkout: Checkout) -> None:
    checkout.mount("unmountable")
    assert checkout.wait_for(ElementFailed).stage == "element"
    checkout.mount()
    checkout.wait_for(ElementReady)


def test_leaving_for_a_bank_and_coming_back(checkout: Checkout) -> None:
    checkout.mount("redirect")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    assert checkout.wait_for(LeftForBank).host == "localhost"
    checkout.wait_true("document.title === 'Bank'")
    assert checkout.evaluate("fromBank") is False, "the bank's page must not see the bridge"
    checkout.evaluate("document.getElementById('back').click()")
    back = checkout.wait_for(ReturnedFromRedirect)
    assert (back.intent, back.redirect_status) == ("pi_1", "succeeded")
    checkout.wait_warm()
    checkout.mount(intent="pi_2")
    assert checkout.wait_for(ElementReady).intent == "pi_2"


def test_new_sale_takes_the_bank_off_the_screen(checkout: Checkout) -> None:
    checkout.mount("redirect")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    checkout.wait_true("document.title === 'Bank'")
    checkout.view.unmount()
    checkout.wait_true("document.title === 'Checkout'")
    checkout.wait_warm()
    checkout.mount(intent="pi_2")
    assert checkout.wait_for(ElementReady).intent == "pi_2"


def test_bank_page_out_of_reach_brings_our_page_back(checkout: Checkout) -> None:
    checkout.mount("nowhere")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    checkout.wait_for(LeftForBank)
    assert checkout.wait_for(PageCrashed).reason == "bank_page"
    checkout.wait_warm()
    checkout.mount()
    checkout.wait_for(ElementReady)


def test_secrets_never_stand_in_the_pages_html(checkout: Checkout) -> None:
    checkout.mount()
    checkout.wait_for(ElementReady)
    html = checkout.evaluate("document.documentElement.outerHTML")
    for secret in ("pi_1_secret_succeed", "cuss_secret_1", "pk_test"):
        assert secret not in html
        assert secret not in checkout.page.requestedUrl().toString()
