"""The source document's own sequence, with its own code, as often as the bench asks for.

A page is loaded from the shop's server, Stripe.js with it; the page asks that server for the two
secrets, which the server fetches from Stripe one after the other; then the Element is mounted. The
window stands, the engine is imported and the server's connection to Stripe is open beforehand.
Source: https://docs.stripe.com/payments/existing-customers (saved payment methods, web).

Arguments: API SECRET_KEY PUBLISHABLE_KEY STRIPE_JS CUSTOMER. Each order is
``{"cache": true|false}``: whether the page finds script and frames of the sale before in the cache.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from functools import partial

import stripe
from aiohttp import web
from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QMainWindow
from typing_extensions import override

from tests.bench.children.speaking import hear, say

_PAGE = """<!doctype html><html><head><title>Checkout</title>
<script src="%(stripe_js)s"></script></head>
<body><form id="payment-form"><div id="payment-element"></div>
<button id="submit">Submit</button><div id="error-message"></div></form>
<script src="checkout.js"></script></body></html>"""

_SCRIPT = """
const stripe = Stripe('%(key)s');
(async () => {
  const response = await fetch('/create-intent-and-customer-session', { method: 'POST' });
  const { client_secret, customer_session_client_secret } = await response.json();
  const elements = stripe.elements({
    clientSecret: client_secret,
    customerSessionClientSecret: customer_session_client_secret,
  });
  const paymentElement = elements.create('payment', { layout: 'accordion' });
  paymentElement.on('ready', () => console.log('element ready'));
  paymentElement.mount('#payment-element');
})();
"""


class ShopServer:
    """The document's server, in a thread of its own."""

    def __init__(self, api: str, secret_key: str, key: str, stripe_js: str, customer: str) -> None:
        self._api, self._secret_key, self._customer = api, secret_key, customer
        self._texts = {"key": key, "stripe_js": stripe_js}
        self._ready = threading.Event()
        self.address = ""
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        self._stripe = stripe.StripeClient(
            self._secret_key,
            base_addresses={"api": self._api},
            http_client=stripe.AIOHTTPClient(),
        )
        await self._stripe.v1.customers.retrieve_async(self._customer)  # opens the connection
        app = web.Application()
        app.router.add_get("/checkout", partial(self._text, _PAGE, "text/html"))
        app.router.add_get("/checkout.js", partial(self._text, _SCRIPT, "text/javascript"))
        app.router.add_post("/create-intent-and-customer-session", self._create)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await asyncio.Event().wait()

    async def _text(self, template: str, kind: str, _request: web.Request) -> web.Response:
        return web.Response(text=template % self._texts, content_type=kind)

    async def _create(self, _request: web.Request) -> web.Response:
        intent = await self._stripe.v1.payment_intents.create_async(
            {
                "amount": 4850,
                "currency": "eur",
                "automatic_payment_methods": {"enabled": True},
                "customer": self._customer,
            }
        )
        session = await self._stripe.v1.customer_sessions.create_async(
            {
                "customer": self._customer,
                "components": {
                    "payment_element": {
                        "enabled": True,
                        "features": {"payment_method_redisplay": "enabled"},
                    }
                },
            }
        )
        return web.json_response(
            {
                "client_secret": intent.client_secret,
                "customer_session_client_secret": session.client_secret,
            }
        )


class _Page(QWebEnginePage):
    ready = Signal()

    @override
    def javaScriptConsoleMessage(  # Qt's name
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,
        sourceID: str,
    ) -> None:
        if message == "element ready":
            self.ready.emit()
        elif level is QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel:
            say(problem=message)


class Sales(QObject):
    """One sale per order; the first one opens the web view, as following the document does."""

    def __init__(self, server: ShopServer) -> None:
        super().__init__()
        self._address = QUrl(f"{server.address}/checkout")
        self._window = QMainWindow()
        self._window.resize(440, 700)
        self._profile: QWebEngineProfile | None = None
        self._view: QWebEngineView | None = None
        self._window.show()
        threading.Thread(target=self._orders, daemon=True).start()

    def _orders(self) -> None:
        while (order := hear()) is not None:
            QTimer.singleShot(0, self, partial(self._sell, bool(order["cache"])))
        QTimer.singleShot(0, self, QApplication.quit)

    def _sell(self, cache: bool) -> None:
        say(entered=True)
        if self._view is None:
            self._view = QWebEngineView(self._window)
            self._window.setCentralWidget(self._view)
        if self._profile is None or not cache:
            self._profile = QWebEngineProfile(QApplication.instance())
        page = _Page(self._profile, self._view)
        page.ready.connect(lambda: say(ready=True))
        self._view.setPage(page)
        self._view.load(self._address)


app = QApplication(sys.argv)
sales = Sales(ShopServer(*sys.argv[1:6]))
say(usable=True)
code = app.exec()
# Pages and profiles end with the process: their order of deletion is not what is measured.
os._exit(code)
