"""An Element that is there before its sale, in the real web engine against the stub script."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from pos_app.domain.money import Money
from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementChanged,
    ElementFailed,
    ElementReady,
    PageCrashed,
    PreparedLost,
    PrepareRequest,
)
from pos_app.ui.web import element_view, page_life
from pos_app.ui.web.element_view import ElementView
from tests.support.stub_stripe import StubStripe
from tests.ui.web.conftest import KEY, Checkout, make_view

Open = Callable[[ElementView], Checkout]
SESSION = Secret("cuss_secret_1")
EUR = Money(4850, "EUR")


def prepare(checkout: Checkout, plan: str = "1", **changes: Any) -> Secret:
    """The end of the session's secret tells the stub how the Element behaves."""
    session = Secret(f"cuss_secret_{plan}")
    values: dict[str, Any] = {
        "customer_session": session,
        "money": EUR,
        "locale": "en",
        "appearance": {"theme": "stripe"},
        "billing": {"name": "Jörg Weber", "email": ""},
    }
    checkout.view.prepare(PrepareRequest(**(values | changes)))
    return session


def prepared(checkout: Checkout, plan: str = "1") -> Secret:
    with checkout.bot.waitSignal(checkout.view.prepared):
        session = prepare(checkout, plan)
    checkout.evaluate("window.first = stub; true")
    return session


def is_first(checkout: Checkout) -> bool:
    """Whether the Element on the page is the one that was prepared."""
    return bool(checkout.evaluate("stub === window.first"))


def test_prepared_element_says_nothing_until_its_sale_begins(checkout: Checkout) -> None:
    session = prepared(checkout)
    assert checkout.events == []
    checkout.mount(customer_session=session)
    assert checkout.wait_for(ElementReady).intent == "pi_1"
    changed = checkout.wait_for(ElementChanged)
    assert (changed.intent, changed.saved) == ("pi_1", "pm_stub"), "chosen before the sale began"
    assert is_first(checkout)
    assert checkout.evaluate("stub.settings.defaultValues.billingDetails.name") == "Jörg Weber"


def test_it_confirms_the_payment_intent_it_was_bound_to(checkout: Checkout) -> None:
    checkout.mount("decline", customer_session=prepared(checkout))
    checkout.wait_for(ElementReady)
    for attempt in (1, 2):
        checkout.view.confirm()
        assert checkout.wait_for(ConfirmReported).decline_code == "insufficient_funds"
        assert checkout.evaluate("stub.confirmations") == attempt
        assert checkout.evaluate("stub.confirmed") == "pi_1_secret_decline"


def test_element_of_another_session_is_mounted_anew(checkout: Checkout) -> None:
    prepared(checkout)
    checkout.mount(customer_session=Secret("cuss_secret_2"))
    checkout.wait_for(ElementReady)
    assert not is_first(checkout)
    checkout.view.confirm()
    checkout.wait_for(ConfirmReported)
    assert checkout.evaluate("typeof stub.confirmed") == "undefined", (
        "it knows its own PaymentIntent"
    )


def test_sale_without_a_session_does_not_get_the_prepared_methods(checkout: Checkout) -> None:
    prepared(checkout)
    checkout.mount(customer_session=None)
    checkout.wait_for(ElementReady)
    assert not is_first(checkout)


@pytest.mark.parametrize(
    ("expected", "money", "updates"),
    [
        (None, EUR, 0),
        (EUR, EUR, 0),
        (Money(900, "EUR"), Money(900, "EUR"), 1),
        (None, Money(500, "JPY"), 1),
        (Money(900, "EUR"), Money(500, "JPY"), 2),
    ],
)
def test_element_is_brought_up_to_the_amount_of_the_payment_intent(
    checkout: Checkout, expected: Money | None, money: Money, updates: int
) -> None:
    session = prepared(checkout)
    if expected is not None:
        checkout.view.expect(expected)
    checkout.mount(customer_session=session, money=money)
    checkout.wait_for(ElementReady)
    found = checkout.evaluate("`${stub.updates}: ${stub.amount} ${stub.currency}`")
    assert found == f"{updates}: {money.minor} {money.code.lower()}"
    assert is_first(checkout)


def test_sale_waits_until_the_element_holds_its_amount(checkout: Checkout) -> None:
    session = prepared(checkout, "lagging")
    checkout.view.expect(Money(900, "EUR"))
    checkout.mount(customer_session=session, money=Money(900, "EUR"))
    checkout.wait_true("stub.updates === 1")
    assert not checkout.has(ElementReady)
    checkout.evaluate("stub.catchUp(); true")
    checkout.wait_for(ElementReady)


def test_update_that_never_ends_does_not_hold_the_sale_for_ever(checkout: Checkout) -> None:
    """Should the amounts differ then, Stripe.js refuses to confirm."""
    session = prepared(checkout, "endless")
    checkout.mount(customer_session=session, money=Money(900, "EUR"))
    checkout.wait_for(ElementReady)


def test_sale_waits_for_an_element_that_is_not_ready_yet(checkout: Checkout) -> None:
    session = prepare(checkout, "slow")
    checkout.mount(customer_session=session)
    checkout.wait_true("!!window.stub?.wake")
    assert not checkout.has(ElementReady)
    checkout.evaluate("stub.wake(); true")
    checkout.wait_for(ElementReady)


def test_update_that_stripe_refuses_loses_the_element_before_its_sale(checkout: Checkout) -> None:
    session = prepared(checkout, "misfit")
    checkout.view.expect(Money(500, "JPY"))
    assert checkout.wait_for(PreparedLost).customer_session == session
    checkout.wait_true("!document.getElementById('stub-field')")


def test_element_that_fails_while_it_is_given_to_its_sale_is_lost_not_failed(
    checkout: Checkout,
) -> None:
    session = prepared(checkout, "misfit")
    checkout.mount(customer_session=session, money=Money(500, "JPY"))
    assert checkout.wait_for(PreparedLost) == PreparedLost(session, "element")
    assert not checkout.has(ElementFailed)
    checkout.mount(customer_session=Secret("cuss_secret_2"))
    checkout.wait_for(ElementReady)


@pytest.mark.parametrize("plan", ["loaderror", "unmountable"])
def test_element_that_cannot_be_prepared_is_lost(checkout: Checkout, plan: str) -> None:
    session = prepare(checkout, plan)
    assert checkout.wait_for(PreparedLost) == PreparedLost(session, "element")
    checkout.mount()
    checkout.wait_for(ElementReady)


def test_element_that_breaks_after_it_was_prepared_is_lost(checkout: Checkout) -> None:
    session = prepared(checkout)
    checkout.evaluate("stub.emit('loaderror', {error: {type: 'api_error'}}); true")
    assert checkout.wait_for(PreparedLost).customer_session == session
    assert not checkout.has(ElementFailed)


def test_element_that_is_never_ready_is_given_up(
    open_checkout: Open, stub: StubStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(element_view, "READY_TIMEOUT_MS", 1_500)
    checkout = open_checkout(make_view(stub.script_url, stub.origin))
    session = prepare(checkout, "silent")
    assert checkout.wait_for(PreparedLost) == PreparedLost(session, "timeout")


def test_script_out_of_reach_loses_it(open_checkout: Open, stub: StubStripe) -> None:
    stub.missing = True
    checkout = open_checkout(make_view(stub.script_url, stub.origin))
    session = prepare(checkout)
    assert checkout.wait_for(PreparedLost) == PreparedLost(session, "script")


def test_it_is_prepared_as_soon_as_a_cold_page_is_warm(
    open_checkout: Open, stub: StubStripe
) -> None:
    checkout = open_checkout(make_view(stub.script_url, stub.origin, key=KEY))
    session = prepared(checkout)
    checkout.mount(customer_session=session)
    checkout.wait_for(ElementReady)
    assert is_first(checkout)


def test_sale_that_comes_before_the_page_is_warm_uses_the_fresh_session(
    open_checkout: Open, stub: StubStripe
) -> None:
    checkout = open_checkout(make_view(stub.script_url, stub.origin))
    session = prepare(checkout)
    checkout.mount(customer_session=session)
    checkout.wait_for(ElementReady)
    assert checkout.evaluate("stub.customerSessionClientSecret") == "cuss_secret_1"


def test_page_that_dies_loses_it_and_no_sale(checkout: Checkout) -> None:
    session = prepared(checkout)
    os.kill(checkout.page.renderProcessPid(), signal.SIGTERM)
    assert checkout.wait_for(PreparedLost) == PreparedLost(session, "crashed")
    assert not checkout.has(PageCrashed)
    checkout.wait_warm()
    checkout.mount()
    checkout.wait_for(ElementReady)


def test_next_customer_takes_the_place_of_the_one_before(checkout: Checkout) -> None:
    first = prepared(checkout)
    second = prepared(checkout, "2")
    assert checkout.evaluate("document.querySelectorAll('#stub-field').length") == 1
    checkout.mount(customer_session=second)
    checkout.wait_for(ElementReady)
    assert checkout.evaluate("stub.customerSessionClientSecret") == "cuss_secret_2"
    assert first != second
    assert not checkout.has(PreparedLost)


def test_nothing_is_left_when_nobody_is_chosen_any_longer(checkout: Checkout) -> None:
    session = prepared(checkout)
    checkout.view.unmount()
    checkout.wait_true("!document.getElementById('stub-field')")
    assert checkout.events == []
    checkout.mount(customer_session=session)
    checkout.wait_for(ElementReady)
    assert not is_first(checkout)


def test_sale_on_the_page_is_not_disturbed(checkout: Checkout) -> None:
    checkout.mount()
    checkout.wait_for(ElementReady)
    checkout.evaluate("window.first = stub; true")
    prepare(checkout)
    checkout.view.expect(Money(900, "EUR"))
    checkout.view.confirm()
    assert checkout.wait_for(ConfirmReported).status == "succeeded"
    assert is_first(checkout)


def test_it_follows_a_change_of_theme_and_language(checkout: Checkout) -> None:
    prepared(checkout)
    checkout.view.restyle({"theme": "night", "variables": {"colorBackground": "#1b1f27"}}, "de")
    checkout.wait_true("stub.locale === 'de' && stub.appearance.theme === 'night'")
    assert is_first(checkout)


def test_prepared_elements_count_for_giving_memory_back(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Customers may be chosen and changed for hours without a single sale."""
    monkeypatch.setattr(page_life, "SALES_PER_PAGE", 2)
    process = checkout.page.renderProcessPid()
    for number in range(3):
        session = prepared(checkout, str(number))
    assert checkout.page.renderProcessPid() != process
    checkout.mount(customer_session=session)
    checkout.wait_for(ElementReady)
    assert is_first(checkout)
    assert not checkout.has(PreparedLost)


def test_no_secret_stands_in_the_page_while_it_is_prepared(checkout: Checkout) -> None:
    checkout.mount(customer_session=prepared(checkout))
    checkout.wait_for(ElementReady)
    found = checkout.evaluate("document.documentElement.outerHTML")
    assert "pi_1_secret" not in found
    assert "cuss_secret" not in found
