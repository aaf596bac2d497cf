"""What the Payment Element shows and says: saved methods, options, looks, misuse, life time."""

import json
import re
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.simulator.stripe_js.checkout_page import SHOP, CheckoutPage
from tests.simulator.stripe_js.conftest import Shop

pytestmark = pytest.mark.webengine

MARIA = "cus_MariaWeber01"
NINA = "cus_NinaHoffmann"
ELODIE = "cus_ElodieLefevr"
TOMASZ = "cus_TomaszWojcik"
NOBODY_YET = "cus_AasaOeberg00"
ALL = ["always", "limited", "unspecified"]


def saved_rows(page: CheckoutPage) -> list[str]:
    """Ids of the saved methods the Element lists, from top to bottom."""
    rows: list[str] = page.inside(
        "[...document.querySelectorAll('[data-choice^=pm_]')].map((row) => row.dataset.choice)"
    )
    return rows


@pytest.mark.parametrize(
    ("customer", "filters", "listed"),
    [
        (MARIA, ["always"], 3),
        (ELODIE, ["always"], 0),
        (ELODIE, ["always", "limited"], 1),
        (TOMASZ, ["always", "limited"], 0),
        (TOMASZ, ALL, 2),
    ],
)
def test_the_session_filters_what_is_shown(
    page: CheckoutPage, shop: Shop, customer: str, filters: list[str], listed: int
) -> None:
    page.mount(
        shop.checkout(customer, {"payment_method_allow_redisplay_filters": filters}, currency="eur")
    )
    assert len(saved_rows(page)) == listed


@pytest.mark.parametrize(
    ("features", "listed"), [({}, 3), ({"payment_method_redisplay_limit": 10}, 10)]
)
def test_the_session_limits_how_many_are_shown(
    page: CheckoutPage, shop: Shop, features: dict[str, Any], listed: int
) -> None:
    page.mount(shop.checkout(NINA, {"payment_method_allow_redisplay_filters": ALL, **features}))
    assert len(saved_rows(page)) == listed


def test_without_redisplay_nothing_saved_is_shown(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA, {"payment_method_redisplay": "disabled"}))
    assert saved_rows(page) == []
    assert page.events("change")[0]["empty"]


def test_a_session_secret_opens_one_element_only(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    page.run("element.destroy()")
    page.start_mount(group)
    page.until("window.log.some((entry) => entry.name === 'loaderror')")
    assert page.events("loaderror")[0]["error"]["code"] == "customer_session_expired"
    assert page.events("ready") == []


def test_an_expired_card_is_marked_and_still_the_banks_to_refuse(
    page: CheckoutPage, shop: Shop
) -> None:
    page.mount(
        shop.checkout("cus_ChloeONeill0", {"payment_method_redisplay_limit": 10}, currency="gbp")
    )
    marked = page.inside("document.querySelectorAll('.Expired').length")
    assert marked == 1


def test_a_saved_method_can_be_removed(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA, {"payment_method_remove": "enabled"}))
    page.focus()
    page.press(Qt.Key.Key_Tab, Qt.Key.Key_Return)  # Manage
    page.inside_click("[data-action=remove]")
    page.inside_click("[data-action=remove-yes]")
    page.until("window.log.some((entry) => entry.name === 'savedpaymentmethodremove')")
    event = page.events("savedpaymentmethodremove")[0]
    assert event["success"]
    assert event["payment_method"]["id"] == "pm_MariaWeber01Visa"
    assert "pm_MariaWeber01Visa" not in [method["id"] for method in shop.methods(MARIA)]
    assert saved_rows(page) == ["pm_MariaWeber01Mastercard", "pm_MariaWeber01Sepa"]


def test_the_expiry_of_a_saved_card_can_be_corrected(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA, {"payment_method_remove": "enabled"}))
    page.focus()
    page.press(Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Tab)
    page.press(*[Qt.Key.Key_Backspace] * 7)
    page.type("0933")
    page.inside_click("[data-action=update]")
    page.until("window.log.some((entry) => entry.name === 'savedpaymentmethodupdate')")
    visa = next(m for m in shop.methods(MARIA) if m["id"] == "pm_MariaWeber01Visa")
    assert (visa["card"]["exp_month"], visa["card"]["exp_year"]) == (9, 2033)


def test_removing_needs_the_sessions_permission(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA))
    assert page.inside("document.querySelectorAll('.Row > .Button').length") == 0


def test_the_security_code_is_asked_again_when_the_payment_wants_it(
    page: CheckoutPage, shop: Shop
) -> None:
    options = {"card": {"require_cvc_recollection": True}}
    group = shop.checkout(MARIA, payment_method_options=options)
    page.mount(group)
    assert not page.events("change")[0]["complete"]
    page.run("keep(elements.submit())")
    assert page.outcome()["value"]["error"]["code"] == "incomplete_cvc"
    page.focus()
    page.type("123")
    page.until("window.log.some((e) => e.name === 'change' && e.event.complete)")
    page.run("confirm()")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"


def test_wrong_digits_are_told_in_the_pages_language(page: CheckoutPage, shop: Shop) -> None:
    page.mount({**shop.checkout(NOBODY_YET), "locale": "de"})
    page.focus()
    page.type("4242424242424241")
    shown = page.inside("document.querySelector('[data-field=number]').className")
    assert "Input--invalid" in shown
    page.run("keep(elements.submit())")
    error = page.outcome()["value"]["error"]
    assert error == {
        "type": "validation_error",
        "code": "invalid_number",
        "message": "Die Kartennummer ist ungültig.",
    }


def test_options_and_locale_change_without_losing_what_was_typed(
    page: CheckoutPage, shop: Shop
) -> None:
    page.mount(shop.checkout(NOBODY_YET))
    page.focus()
    page.type("42424242")
    page.run("keep(elements.update({ locale: 'de', appearance: { theme: 'night' } }))")
    page.outcome()
    assert page.inside("document.documentElement.lang") == "de"
    assert page.inside("document.querySelector('[data-field=number]').value") == "4242 4242"
    page.run("element.update({ layout: 'tabs' })")
    page.until_inside("document.querySelectorAll('.Tab').length === 3")
    assert page.inside("document.querySelector('[data-field=number]').value") == "4242 4242"


def test_the_pages_appearance_reaches_the_frame(page: CheckoutPage, shop: Shop) -> None:
    appearance = {
        "theme": "flat",
        "variables": {"colorPrimary": "#aa2200", "fontSizeBase": "20px", "borderRadius": "3px"},
        "rules": {
            ".AccordionItemLabel": {"letterSpacing": "2px"},
            "body": {"background": "red"},
            ".Label": {"backgroundImage": "url(https://example.com/x.png)"},
        },
    }
    page.mount({**shop.checkout(MARIA), "appearance": appearance})
    style = page.inside(
        "(() => { const s = getComputedStyle(document.querySelector('.AccordionItem--selected'));"
        " const l = getComputedStyle(document.querySelector('.AccordionItemLabel'));"
        " const b = getComputedStyle(document.body);"
        " return [s.borderTopColor, s.borderRadius, l.letterSpacing, b.fontSize,"
        " b.backgroundColor];"
        " })()"
    )
    assert style == ["rgb(170, 34, 0)", "3px", "2px", "20px", "rgba(0, 0, 0, 0)"]
    assert any("body" in line for line in page.console)


def test_a_rule_for_inputs_does_not_hide_that_one_is_invalid(
    page: CheckoutPage, shop: Shop
) -> None:
    border = "getComputedStyle(document.querySelector('[data-field=number]')).borderTopColor"
    rules = {".Input": {"border": "1px solid rgb(1, 2, 3)"}}
    page.mount({**shop.checkout(NOBODY_YET), "appearance": {"rules": rules}})
    page.focus()
    page.type("4242424242424241")
    page.until_inside(f"{border} !== 'rgb(1, 2, 3)'")
    mine = {**rules, ".Input--invalid": {"borderColor": "rgb(4, 5, 6)"}}
    page.run(f"keep(elements.update({{ appearance: {{ rules: {json.dumps(mine)} }} }}))")
    page.until_inside(f"{border} === 'rgb(4, 5, 6)'")


def test_rows_are_large_enough_to_be_touched(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA, {"payment_method_remove": "enabled"}))
    heights = page.inside(
        "[...document.querySelectorAll('button')].filter((b) => !b.hidden)"
        ".map((b) => b.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48


def test_the_frame_says_that_it_is_a_stand_in(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA))
    assert "Training stand-in" in page.inside("document.body.innerText")


def test_the_page_can_read_an_intent_by_its_secret(page: CheckoutPage, shop: Shop) -> None:
    intent = shop.payment(MARIA)
    page.run(f"keep(stripe.retrievePaymentIntent('{intent['client_secret']}'))")
    seen = page.outcome()["value"]["paymentIntent"]
    assert seen["id"] == intent["id"]
    assert "metadata" not in seen
    page.run(f"keep(stripe.retrievePaymentIntent('{intent['id']}_secret_wrong'))")
    assert page.outcome()["value"]["error"]["type"] == "invalid_request_error"


def test_a_destroyed_element_leaves_nothing_behind(page: CheckoutPage, shop: Shop) -> None:
    for _ in range(3):
        page.mount(shop.checkout(MARIA))
        page.run("element.destroy()")
    assert page.run("document.querySelectorAll('iframe').length") == 1
    assert "destroyed" in page.run("thrownBy(() => element.mount('#element'))")
    assert page.run("document.getElementById('element').className") == ""


def test_an_element_can_be_taken_out_and_put_back(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    page.run("element.unmount()")
    page.run("window.log = []")
    page.run("element.mount('#element')")
    page.until("window.log.some((entry) => entry.name === 'ready')")
    page.run("confirm()")
    assert page.outcome()["value"]["paymentIntent"]["status"] == "succeeded"


def test_the_container_wears_the_documented_classes(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA))
    page.focus()
    classes = "document.getElementById('element').className.split(' ').sort().join(' ')"
    page.until(f"{classes} === 'StripeElement StripeElement--complete StripeElement--focus'")


def test_collapse_chooses_nothing(page: CheckoutPage, shop: Shop) -> None:
    page.mount(shop.checkout(MARIA))
    page.run("element.collapse()")
    page.until("window.log.some((e) => e.name === 'change' && e.event.collapsed)")
    page.run("keep(elements.submit())")
    assert page.outcome()["value"]["error"]["type"] == "validation_error"


def test_frames_are_of_another_origin_and_closed_to_the_page(
    page: CheckoutPage, shop: Shop
) -> None:
    page.mount(shop.checkout(MARIA))
    sources = page.run("[...document.querySelectorAll('iframe')].map((f) => new URL(f.src).origin)")
    assert set(sources) == {shop.simulator.api}
    assert page.run("window.origin") == SHOP
    reach = "document.querySelector('#element iframe').contentDocument"
    assert page.run(reach) is None


def test_secrets_stay_out_of_addresses(page: CheckoutPage, shop: Shop) -> None:
    group = shop.checkout(MARIA)
    page.mount(group)
    page.run("confirm()")
    page.outcome()
    addresses = page.run("performance.getEntries().map((entry) => entry.name)")
    addresses += page.inside("performance.getEntries().map((entry) => entry.name)")
    assert not [text for text in addresses if re.search(r"_secret_|pk_test", text)]
