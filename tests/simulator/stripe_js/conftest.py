"""A running simulator, the shop's side of its API, and a checkout page in the web engine."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.simulator.standalone import ThreadedSimulator
from tests.simulator.stripe_js.checkout_page import CheckoutPage

Obj = dict[str, Any]


class Shop:
    """What the shop's own program does: with the secret key, past the page."""

    def __init__(self, simulator: ThreadedSimulator) -> None:
        self.simulator = simulator

    def call(self, method: str, path: str, params: Obj | None = None) -> Obj:
        """Call the API; an error answers its envelope."""
        form = urlencode(_flat(params or {})) if method == "POST" else None
        headers = {
            "Authorization": f"Bearer {self.simulator.secret_key}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._answer(method, path, form, headers)

    def control(self, path: str, body: Any) -> Obj:
        """Use the simulator's hidden hand, ``/_sim``."""
        headers = {"Content-Type": "application/json"}
        return self._answer("POST", f"/_sim{path}", json.dumps(body), headers)

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Obj:
        connection = HTTPConnection(urlsplit(self.simulator.api).netloc, timeout=10)
        try:
            connection.request(method, path, body, headers)
            answer: Obj = json.load(connection.getresponse())
        finally:
            connection.close()
        return answer

    def payment(self, customer: str, amount: int = 4850, currency: str = "eur", **more: Any) -> Obj:
        """A new PaymentIntent of a customer."""
        return self.call(
            "POST",
            "/v1/payment_intents",
            {"amount": amount, "currency": currency, "customer": customer, **more},
        )

    def customer_session(self, customer: str, **features: Any) -> str:
        """The secret of a CustomerSession with saved methods shown; features may be overridden."""
        wanted = {"payment_method_redisplay": "enabled", **features}
        answer = self.call(
            "POST",
            "/v1/customer_sessions",
            {
                "customer": customer,
                "components": {"payment_element": {"enabled": True, "features": wanted}},
            },
        )
        secret: str = answer["client_secret"]
        return secret

    def checkout(self, customer: str, features: Obj | None = None, **payment: Any) -> Obj:
        """Options for ``stripe.elements()``: a new payment and a new session."""
        intent = self.payment(customer, **payment)
        return {
            "clientSecret": intent["client_secret"],
            "customerSessionClientSecret": self.customer_session(customer, **(features or {})),
        }

    def intent(self, secret: str) -> Obj:
        """The PaymentIntent behind a client secret, as it is now, its charge expanded."""
        object_id = secret.split("_secret_", maxsplit=1)[0]
        return self.call("GET", f"/v1/payment_intents/{object_id}?expand[]=latest_charge")

    def methods(self, customer: str) -> list[Obj]:
        """All saved methods of a customer."""
        answer = self.call("GET", f"/v1/customers/{customer}/payment_methods?limit=100")
        data: list[Obj] = answer["data"]
        return data


def _flat(params: Obj, prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, dict):
            pairs += _flat(value, key)
        elif isinstance(value, list):
            pairs += [(f"{key}[{place}]", str(item)) for place, item in enumerate(value)]
        else:
            pairs.append((key, str(value).lower() if isinstance(value, bool) else str(value)))
    return pairs


@pytest.fixture(scope="module")
def simulator() -> Iterator[ThreadedSimulator]:
    """A simulator in a thread of its own."""
    running = ThreadedSimulator(customers=20)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def shop(simulator: ThreadedSimulator) -> Shop:
    """The shop, with an account as it was seeded."""
    it = Shop(simulator)
    it.control("/reset", {})
    return it


@pytest.fixture(scope="session")
def profile(qapp: QApplication) -> QWebEngineProfile:
    """An off-the-record profile that outlives all pages."""
    return QWebEngineProfile(qapp)


@pytest.fixture
def page(
    qtbot: QtBot, profile: QWebEngineProfile, simulator: ThreadedSimulator
) -> Iterator[CheckoutPage]:
    """The shop's checkout page, loaded, with nothing mounted."""
    checkout = CheckoutPage(qtbot, profile)
    checkout.load(simulator.stripe_js, simulator.publishable_key)
    yield checkout
    checkout.close()
