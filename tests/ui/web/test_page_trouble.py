"""Pages that die, hang, never load or want to go where they must not."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from PySide6.QtWebEngineCore import QWebEngineScript
from PySide6.QtWidgets import QApplication

from pos_app.ports.checkout_page import (
    ElementChanged,
    ElementFailed,
    ElementReady,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.ui.web import element_view, page_life, watchdog
from pos_app.ui.web.element_view import ElementView
from pos_app.ui.web.popup import BankDialog
from tests.support.stub_stripe import StubStripe
from tests.ui.web.conftest import ORIGIN, Checkout, make_view

Open = Callable[[ElementView], Checkout]


def test_page_whose_process_dies_is_back_for_the_next_sale(checkout: Checkout) -> None:
    checkout.mount("never")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    checkout.wait_true("stub.confirmations === 1")
    os.kill(checkout.page.renderProcessPid(), signal.SIGTERM)
    assert checkout.wait_for(PageCrashed).reason == "crashed"
    checkout.wait_warm()
    checkout.mount(intent="pi_2")
    assert checkout.wait_for(ElementReady).intent == "pi_2"


def test_page_that_keeps_dying_is_left_alone_until_the_next_sale(checkout: Checkout) -> None:
    for _ in range(3):
        with checkout.bot.waitSignal(checkout.view.crashed):
            os.kill(checkout.page.renderProcessPid(), signal.SIGTERM)
        checkout.wait_warm()
    with checkout.bot.waitSignal(checkout.view.crashed):
        os.kill(checkout.page.renderProcessPid(), signal.SIGTERM)
    assert not checkout.view.is_warm()
    checkout.mount()
    checkout.wait_for(ElementReady)


def test_page_that_hangs_is_ended_and_told(
    open_checkout: Open, stub: StubStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "INTERVAL_MS", 50)
    checkout = open_checkout(make_view(stub.script_url, stub.origin))
    checkout.mount("loop")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    assert checkout.wait_for(PageCrashed).reason == "hung"
    checkout.wait_warm()


def test_element_that_never_becomes_ready_is_given_up(
    open_checkout: Open, stub: StubStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(element_view, "READY_TIMEOUT_MS", 1_500)
    checkout = open_checkout(make_view(stub.script_url, stub.origin))
    checkout.mount("silent")
    assert checkout.wait_for(ElementFailed).stage == "timeout"
    checkout.mount()
    checkout.wait_for(ElementReady)


def test_script_that_cannot_be_loaded_is_tried_again_with_the_next_sale(
    open_checkout: Open, stub: StubStripe
) -> None:
    stub.missing = True
    checkout = open_checkout(make_view(stub.script_url, stub.origin))
    checkout.mount()
    assert checkout.wait_for(ElementFailed).stage == "script"
    stub.missing = False
    checkout.mount()
    checkout.wait_for(ElementReady)


def test_script_that_refuses_the_key_says_why(open_checkout: Open, stub: StubStripe) -> None:
    checkout = open_checkout(
        make_view(stub.script_url, stub.origin, key="pk_test_training_refused")
    )
    checkout.mount()
    assert checkout.wait_for(ElementFailed) == ElementFailed("script", "Invalid API Key provided")


def test_page_stays_where_it_is(checkout: Checkout, stub: StubStripe) -> None:
    checkout.mount()
    checkout.wait_for(ElementChanged)
    for target in (
        "file:///etc/hostname",
        "https://elsewhere.example/",
        f"{stub.origin}/bank?back=x",
        f"{ORIGIN}/other",
        "mailto:a@b.example",
        "javascript:document.title='moved'",
        "data:text/html,moved",
    ):
        checkout.evaluate(
            f"a = document.createElement('a'); a.href = {target!r}; document.body.append(a);"
            "if (!a.href.startsWith('javascript')) a.click(); true"
        )
    assert checkout.evaluate("location.href") == f"{ORIGIN}/checkout"
    assert checkout.evaluate("document.title") == "Checkout"
    assert not any("/bank" in path for _, path in stub.seen)


def test_nothing_opens_or_downloads_while_no_confirmation_runs(
    checkout: Checkout, stub: StubStripe
) -> None:
    checkout.mount()
    checkout.wait_for(ElementChanged)
    assert checkout.evaluate(f"window.open('{stub.origin}/bank?back=x') === null") is True
    checkout.evaluate(f"location.href = '{stub.origin}/file'; true")
    checkout.wait_true("document.title === 'Checkout'")
    assert [path for _, path in stub.seen if "stripe.js" not in path] == []


def test_page_gets_no_permission(checkout: Checkout) -> None:
    checkout.mount()
    checkout.wait_for(ElementReady)
    checkout.evaluate(
        "navigator.geolocation.getCurrentPosition(() => window.where = 'told', "
        "(e) => window.where = e.code === e.PERMISSION_DENIED ? 'denied' : 'other'); true"
    )
    checkout.wait_true("window.where === 'denied'")
    assert checkout.evaluate("confirm('Go?')") is True
    assert checkout.evaluate("prompt('Name?') === null") is True


def test_foreign_script_and_frame_are_blocked_by_the_pages_policy(
    checkout: Checkout, stub: StubStripe
) -> None:
    checkout.evaluate(
        "window.blocked = []; document.addEventListener('securitypolicyviolation',"
        "(e) => blocked.push(e.effectiveDirective));"
        "s = document.createElement('script'); s.src = 'https://evil.example/x.js';"
        "document.head.append(s);"
        "f = document.createElement('iframe'); f.src = 'https://evil.example/';"
        "document.body.append(f);"
        "i = document.createElement('script'); i.textContent = 'window.injected = 1';"
        "document.head.append(i); true"
    )
    checkout.wait_true("blocked.length === 3")
    assert checkout.evaluate("window.injected ?? 0") == 0


def test_page_scripts_cannot_see_the_bridge(checkout: Checkout) -> None:
    assert checkout.evaluate("typeof qt + typeof QWebChannel") == "undefinedundefined"


def test_nonsense_from_the_page_changes_nothing(
    checkout: Checkout, caplog: pytest.LogCaptureFixture
) -> None:
    checkout.mount()
    checkout.wait_for(ElementChanged)
    with caplog.at_level("CRITICAL"):
        checkout.evaluate(
            "for (const detail of ['', '{', '[]', '{\"kind\":\"ready\"}', 7, "
            '\'{"kind":"confirmed","sale":"1"}\'])'
            "document.dispatchEvent(new CustomEvent('pos-app:message', {detail})); true"
        )
        checkout.evaluate("stub.emit('change', {complete: false, empty: true, value: {type: ''}})")
        assert checkout.wait_for(ElementChanged).empty
    assert checkout.events == []


def _dialogs() -> list[BankDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, BankDialog)]


def test_bank_window_opens_in_the_app_and_ends_with_the_return_url(checkout: Checkout) -> None:
    checkout.mount("popup")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    checkout.until(lambda: bool(_dialogs()))
    [dialog] = _dialogs()
    titles: list[object] = []

    def shows_the_bank() -> bool:
        dialog.page.runJavaScript("document.title", 0, titles.append)
        return "Bank" in titles

    checkout.until(shows_the_bank)
    dialog.page.runJavaScript(
        "document.getElementById('back').click()", QWebEngineScript.ScriptWorldId.MainWorld.value
    )
    assert checkout.wait_for(ReturnedFromRedirect).redirect_status == "succeeded"
    checkout.until(lambda: not _dialogs())
    checkout.wait_warm()


def test_page_and_bank_window_end_with_a_sale_that_is_left_and_the_page_comes_back(
    checkout: Checkout,
) -> None:
    crashes: list[str] = []
    checkout.view.crashed.connect(crashes.append)
    for number in range(1, 4):
        checkout.mount("popup", intent=f"pi_{number}")
        checkout.wait_for(ElementReady)
        process = checkout.page.renderProcessPid()
        checkout.view.confirm()
        checkout.until(lambda: bool(_dialogs()))
        checkout.view.unmount()
        checkout.until(lambda: not _dialogs())
        checkout.wait_warm()
        assert checkout.page.renderProcessPid() != process
    assert crashes == []


def test_page_that_comes_without_its_bridge_is_loaded_once_more(checkout: Checkout) -> None:
    """As the engine leaves the scripts out of a process that starts in a bad moment."""
    scripts = checkout.page.profile().scripts()
    bridge = scripts.toList()
    checkout.mount("popup")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    scripts.clear()
    checkout.page.loadFinished.connect(lambda _: scripts.insert(bridge))
    checkout.view.unmount()
    checkout.wait_warm()
    checkout.mount("succeed", intent="pi_2")
    assert checkout.wait_for(ElementReady).intent == "pi_2"


def test_page_gives_its_memory_back_after_many_sales(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_life, "SALES_PER_PAGE", 3)
    first = checkout.page.renderProcessPid()
    for number in range(1, 8):
        checkout.mount(intent=f"pi_{number}")
        assert checkout.wait_for(ElementReady).intent == f"pi_{number}"
        checkout.view.unmount()
    checkout.wait_warm()
    assert checkout.page.renderProcessPid() != first
