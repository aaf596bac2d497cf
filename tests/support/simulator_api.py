"""The few API calls a page test needs, straight over HTTP: no code of the app takes part."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from pos_app.simulator.standalone import ThreadedSimulator


@dataclass(frozen=True)
class Counter:
    """What the app has prepared when the Element is shown."""

    intent: str
    client_secret: str
    customer_session: str


class SimulatorApi:
    """Speaks to a running simulator with its secret key."""

    def __init__(self, simulator: ThreadedSimulator) -> None:
        self._api = simulator.api
        self._key = simulator.secret_key

    def call(self, method: str, path: str, **params: str) -> dict[str, Any]:
        """One request; parameter names may hold brackets."""
        request = urllib.request.Request(  # noqa: S310  # loopback only
            f"{self._api}{path}",
            method=method,
            data=urllib.parse.urlencode(params).encode() if method == "POST" else None,
            headers={"Authorization": f"Bearer {self._key}"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            result: dict[str, Any] = json.load(answer)
            return result

    def customer(self, name: str, *methods: str) -> str:
        """A new customer with saved test payment methods; returns its id."""
        customer = str(self.call("POST", "/v1/customers", name=name)["id"])
        for method in methods:
            self.save(customer, method)
        return customer

    def save(self, customer: str, method: str) -> str:
        """Attach a published test payment method and let it be shown; returns its id."""
        saved = self.call("POST", f"/v1/payment_methods/{method}/attach", customer=customer)["id"]
        self.call("POST", f"/v1/payment_methods/{saved}", allow_redisplay="always")
        return str(saved)

    def counter(self, customer: str, amount: int = 4850) -> Counter:
        """A PaymentIntent and a CustomerSession, as the app makes them."""
        intent = self.call(
            "POST",
            "/v1/payment_intents",
            amount=str(amount),
            currency="eur",
            customer=customer,
            **{"automatic_payment_methods[enabled]": "true"},
        )
        features = "components[payment_element][features]"
        session = self.call(
            "POST",
            "/v1/customer_sessions",
            customer=customer,
            **{
                "components[payment_element][enabled]": "true",
                f"{features}[payment_method_redisplay]": "enabled",
                f"{features}[payment_method_redisplay_limit]": "10",
            },
        )
        return Counter(intent["id"], intent["client_secret"], session["client_secret"])

    def status(self, intent: str) -> str:
        """The PaymentIntent's status."""
        return str(self.call("GET", f"/v1/payment_intents/{intent}")["status"])
