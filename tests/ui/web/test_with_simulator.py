"""The app's page with the training stand-in: saved methods, 3-D Secure, redirects, many sales."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame
from PySide6.QtWidgets import QApplication

from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import (
    BankRequest,
    ConfirmReported,
    ElementChanged,
    ElementReady,
    LeftForBank,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.simulator.standalone import ThreadedSimulator
from pos_app.ui.web.element_view import ElementView
from pos_app.ui.web.popup import BankDialog
from tests.support.simulator_api import Counter, SimulatorApi
from tests.ui.web.conftest import RETURN_URL, Checkout, make_view

pytestmark = pytest.mark.webengine

_CLICK_ONCE = """
(function () {
  const found = document.querySelector('%s');
  if (!found) return '';
  if (!found.clicked) found.click();
  found.clicked = true;
  return 'clicked';
})()"""


@pytest.fixture(scope="module")
def simulator() -> Iterator[ThreadedSimulator]:
    running = ThreadedSimulator(customers=0)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def api(simulator: ThreadedSimulator) -> SimulatorApi:
    return SimulatorApi(simulator)


@pytest.fixture
def till(
    open_checkout: Callable[[ElementView], Checkout], simulator: ThreadedSimulator
) -> Checkout:
    view = make_view(simulator.stripe_js, simulator.api, key=simulator.publishable_key)
    checkout = open_checkout(view)
    view.prewarm()
    checkout.wait_warm()
    return checkout


def show(till: Checkout, counter: Counter, **changes: Any) -> None:
    till.mount(
        intent=counter.intent,
        client_secret=Secret(counter.client_secret),
        customer_session=Secret(counter.customer_session),
        **changes,
    )
    assert till.wait_for(ElementReady).intent == counter.intent


def chosen(till: Checkout) -> ElementChanged:
    """Wait until the Element holds something that can be confirmed."""
    while True:
        changed = till.wait_for(ElementChanged)
        if changed.complete:
            return changed


def confirm_so_that_the_bank_asks(name: str, till: Checkout, api: SimulatorApi) -> Counter:
    counter = api.counter(api.customer(name, "pm_card_threeDSecure2Required"))
    show(till, counter)
    chosen(till)
    till.view.confirm()
    return counter


def frames(frame: QWebEngineFrame) -> Iterator[QWebEngineFrame]:
    yield frame
    for child in frame.children():
        yield from frames(child)


def click(till: Checkout, selector: str) -> None:
    """Click what the selector finds in whichever frame has it; waits until it is there."""
    script = _CLICK_ONCE % selector
    answers: list[object] = []

    def done() -> bool:
        if "clicked" not in answers:
            for frame in frames(till.page.mainFrame()):
                frame.runJavaScript(script, 0, answers.append)
        return "clicked" in answers

    till.until(done)


def choose(till: Checkout, method: str, arrow: Qt.Key) -> None:
    """Put the keyboard into the Element and move to a saved method with an arrow key."""
    till.view.focus_element()
    till.wait_true("document.hasFocus() && document.activeElement.tagName === 'IFRAME'")
    QTest.keyClick(till.web_view.focusProxy(), arrow)
    till.until(
        lambda: any(isinstance(e, ElementChanged) and e.saved == method for e in till.events)
    )


def test_saved_card_is_chosen_and_paid(till: Checkout, api: SimulatorApi) -> None:
    customer = api.customer("Jörg Weber")
    saved = api.save(customer, "pm_card_visa")
    counter = api.counter(customer)
    show(till, counter)
    assert chosen(till).saved == saved
    till.view.confirm()
    assert till.wait_for(ConfirmReported).status == "succeeded"
    assert api.status(counter.intent) == "succeeded"


def test_declined_card_then_another_on_the_same_payment(till: Checkout, api: SimulatorApi) -> None:
    customer = api.customer("Ada")
    good = api.save(customer, "pm_card_mastercard")
    bad = api.save(customer, "pm_card_chargeCustomerFail")
    counter = api.counter(customer)
    show(till, counter)
    picked = chosen(till).saved
    if picked != bad:
        choose(till, bad, Qt.Key.Key_Down)
    till.view.confirm()
    declined = till.wait_for(ConfirmReported)
    assert (declined.error_type, declined.code) == ("card_error", "card_declined")
    assert declined.status == "requires_payment_method"
    choose(till, good, Qt.Key.Key_Down if picked == bad else Qt.Key.Key_Up)
    till.view.confirm()
    assert till.wait_for(ConfirmReported).status == "succeeded"
    assert api.status(counter.intent) == "succeeded"


@pytest.mark.parametrize(
    ("answer", "status"), [("complete", "succeeded"), ("fail", "requires_payment_method")]
)
def test_bank_asks_in_a_window_inside_the_page(
    till: Checkout, api: SimulatorApi, answer: str, status: str
) -> None:
    counter = confirm_so_that_the_bank_asks("Bea", till, api)
    click(till, f"[data-outcome={answer}]")
    assert till.wait_for(ConfirmReported).status == status
    assert api.status(counter.intent) == status


def test_bank_asks_in_a_window_of_its_own(till: Checkout, api: SimulatorApi) -> None:
    counter = confirm_so_that_the_bank_asks("Cleo", till, api)
    click(till, "[data-popup]")

    def dialogs() -> list[BankDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, BankDialog)]

    till.until(lambda: bool(dialogs()))
    answers: list[object] = []

    def answered() -> bool:
        for dialog in dialogs():
            dialog.page.runJavaScript(
                _CLICK_ONCE % "[data-outcome=complete]",
                0,
                answers.append,
            )
        return not dialogs()

    till.until(answered)
    assert till.wait_for(ConfirmReported).status == "succeeded"
    assert api.status(counter.intent) == "succeeded"


def test_method_that_leaves_for_the_bank_and_returns(till: Checkout, api: SimulatorApi) -> None:
    counter = api.counter(api.customer("Dora"))
    show(till, counter)
    click(till, '[data-choice="new:ideal"]')
    assert chosen(till).type == "ideal"
    till.view.confirm()
    till.until(lambda: LeftForBank("localhost") in till.events)
    click(till, "[data-outcome=complete]")
    back = till.wait_for(ReturnedFromRedirect)
    assert (back.intent, back.redirect_status) == (counter.intent, "succeeded")
    assert api.status(counter.intent) == "succeeded"


def kill_the_page(till: Checkout) -> None:
    os.kill(till.page.renderProcessPid(), signal.SIGTERM)
    till.wait_for(PageCrashed)


def show_bank(till: Checkout, counter: Counter) -> None:
    secret = Secret(counter.client_secret)
    till.view.show_bank(BankRequest(counter.intent, secret, "en", {}, RETURN_URL))


@pytest.mark.parametrize(
    ("answer", "status"), [("complete", "succeeded"), ("fail", "requires_payment_method")]
)
def test_bank_asks_again_after_the_page_has_died(
    till: Checkout, api: SimulatorApi, answer: str, status: str
) -> None:
    counter = confirm_so_that_the_bank_asks("Gil", till, api)
    till.until(lambda: api.status(counter.intent) == "requires_action")
    kill_the_page(till)
    show_bank(till, counter)
    click(till, f"[data-outcome={answer}]")
    assert till.wait_for(ConfirmReported).status == status
    assert api.status(counter.intent) == status


def test_bank_that_shows_a_page_of_its_own_is_gone_to_again(
    till: Checkout, api: SimulatorApi
) -> None:
    counter = api.counter(api.customer("Ida"))
    show(till, counter)
    click(till, '[data-choice="new:ideal"]')
    chosen(till)
    till.view.confirm()
    till.until(lambda: LeftForBank("localhost") in till.events)
    till.view.unmount()
    till.events.clear()
    show_bank(till, counter)
    till.until(lambda: LeftForBank("localhost") in till.events)
    click(till, "[data-outcome=complete]")
    assert till.wait_for(ReturnedFromRedirect).redirect_status == "succeeded"
    assert api.status(counter.intent) == "succeeded"


def test_bank_that_asks_nothing_any_more_is_reported(till: Checkout, api: SimulatorApi) -> None:
    counter = api.counter(api.customer("Jon", "pm_card_visa"))
    show_bank(till, counter)
    assert till.wait_for(ConfirmReported).error_type == "integration_error"
    assert api.status(counter.intent) == "requires_payment_method"


def test_element_is_shown_after_the_question_of_a_bank(till: Checkout, api: SimulatorApi) -> None:
    """The question is taken away with its page, unanswered."""
    asked = confirm_so_that_the_bank_asks("Kai", till, api)
    till.until(lambda: api.status(asked.intent) == "requires_action")
    show_bank(till, asked)
    counter = api.counter(api.customer("Lea", "pm_card_visa"))
    show(till, counter)
    chosen(till)
    till.view.confirm()
    assert till.wait_for(ConfirmReported).status == "succeeded"
    assert api.status(asked.intent) == "requires_action"


def test_language_and_theme_change_while_the_element_is_shown(
    till: Checkout, api: SimulatorApi
) -> None:
    counter = api.counter(api.customer("Eva", "pm_card_visa"))
    show(till, counter)
    chosen(till)
    till.view.restyle({"theme": "night", "variables": {"colorBackground": "#1b1f27"}}, "de")
    till.wait_true("getComputedStyle(document.body).backgroundColor === 'rgb(27, 31, 39)'")
    till.view.confirm()
    assert till.wait_for(ConfirmReported).status == "succeeded"


def test_unmounted_elements_leave_nothing_in_the_page(till: Checkout, api: SimulatorApi) -> None:
    customer = api.customer("Finn", "pm_card_visa")
    counts = []
    for _ in range(3):
        show(till, api.counter(customer))
        till.view.unmount()
        till.wait_true("document.getElementById('payment-element').childElementCount === 0")
        QCoreApplication.sendPostedEvents()
        counts.append(len(list(frames(till.page.mainFrame()))))
    assert counts[0] == counts[-1]
