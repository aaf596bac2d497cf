"""A bare web view that shows the app's own checkout page with a mounted Element; nothing else.

Arguments: STRIPE_JS API. The order is what ``mount`` of checkout.js takes and the publishable key.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QMainWindow
from typing_extensions import override

from pos_app.adapters.checkout_page import render_checkout
from pos_app.bootstrap.resources import resources_dir
from pos_app.domain.modes import Mode
from tests.bench.children.speaking import hear, say

# What the page tells the app goes to the console here.
_LISTEN = """
document.addEventListener('pos-app:message', (event) => console.log('told ' + event.detail));
"""


class _Page(QWebEnginePage):
    """Waits for the Element of the one order."""

    def __init__(self, profile: QWebEngineProfile, view: QWebEngineView) -> None:
        super().__init__(profile, view)
        self._order: dict[str, Any] = {}
        self.loadFinished.connect(lambda _ok: self._start())

    def show(self, order: dict[str, Any], html: str) -> None:
        self._order = order
        self.setHtml(html, QUrl("https://shop.example/checkout"))

    def _start(self) -> None:
        self.runJavaScript(_LISTEN)
        self._send({"command": "start", "load": 1, "key": self._order["key"], "locale": "en"})

    def _send(self, command: dict[str, Any]) -> None:
        text = json.dumps(json.dumps(command))
        event = f"new CustomEvent('pos-app:command', {{detail: {text}}})"
        self.runJavaScript(f"document.dispatchEvent({event})")

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,
        sourceID: str,
    ) -> None:
        kind = json.loads(message[5:])["kind"] if message.startswith("told ") else ""
        if kind == "warm":
            self._send({"command": "mount", **self._order})
        elif kind == "ready":
            QTimer.singleShot(0, lambda: say(shown=True))
        elif not kind or kind.endswith("failed"):
            say(problem=message)


class Shower(QObject):
    """One window, one view, one order."""

    def __init__(self, stripe_js: str, api: str) -> None:
        super().__init__()
        self._html = render_checkout(
            resources_dir(), mode=Mode.TRAINING, script_url=stripe_js, api_origin=api, locale="en"
        )
        self._window = QMainWindow()
        view = QWebEngineView(self._window)
        self._profile = QWebEngineProfile(QApplication.instance())
        self._page = _Page(self._profile, view)
        view.setPage(self._page)
        self._window.setCentralWidget(view)
        self._window.resize(1366, 768)
        self._window.show()
        threading.Thread(target=self._orders, daemon=True).start()

    def _orders(self) -> None:
        while (order := hear()) is not None:
            QTimer.singleShot(0, self, partial(self._show, order))
        QTimer.singleShot(0, self, QApplication.quit)

    @Slot()
    def _show(self, order: dict[str, Any]) -> None:
        self._page.show(order, self._html)


app = QApplication(sys.argv)
shower = Shower(*sys.argv[1:3])
say(running=True)
code = app.exec()
# Pages and profiles end with the process: their order of deletion is not what is measured.
os._exit(code)
