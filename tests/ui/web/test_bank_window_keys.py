"""A bank's window can be left by a key alone: a kiosk has no title bar, and its page may hang."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

from pos_app.ports.checkout_page import ElementReady, PageCrashed
from pos_app.ui.web.popup import BankDialog
from tests.ui.web.conftest import Checkout

LEAVING_KEYS = [Qt.Key.Key_Escape, Qt.Key.Key_F8]


def bank_windows() -> list[BankDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, BankDialog)]


def open_bank_window(checkout: Checkout) -> BankDialog:
    checkout.mount("popup")
    checkout.wait_for(ElementReady)
    checkout.view.confirm()
    checkout.until(lambda: bool(bank_windows()))
    [dialog] = bank_windows()
    titles: list[object] = []

    def shows_the_bank() -> bool:
        dialog.page.runJavaScript("document.title", 0, titles.append)
        return "Bank" in titles

    checkout.until(shows_the_bank)
    return dialog


def press(dialog: BankDialog, key: Qt.Key) -> None:
    """As a person does whose keyboard is in the bank's page."""
    view = dialog.findChild(QWebEngineView)
    assert view is not None
    web = view.focusProxy() or view
    web.setFocus()
    QTest.keyClick(web, key)


@pytest.mark.parametrize("key", LEAVING_KEYS)
def test_a_key_closes_it_and_the_checkout_goes_on(checkout: Checkout, key: Qt.Key) -> None:
    press(open_bank_window(checkout), key)
    checkout.until(lambda: not bank_windows())
    checkout.wait_true("stub.confirmations === 1")
    assert not checkout.has(PageCrashed), "closing it is no answer, to nobody"


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot be stopped so")
@pytest.mark.parametrize("key", LEAVING_KEYS)
def test_a_key_closes_it_also_when_its_page_hangs(checkout: Checkout, key: Qt.Key) -> None:
    dialog = open_bank_window(checkout)
    process = dialog.page.renderProcessPid()
    assert process != checkout.page.renderProcessPid()
    os.kill(process, signal.SIGSTOP)
    press(dialog, key)
    try:
        checkout.until(lambda: not bank_windows())
    finally:
        with suppress(ProcessLookupError):  # the engine may have ended it
            os.kill(process, signal.SIGKILL)
