"""The hand behind the simulated account, and what really happened there."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from typing import Any

from pos_app.domain.ids import METADATA_OPERATION

Json = dict[str, Any]
_PATIENCE_S = 10


class Simulator:
    """Speaks to a running simulator over HTTP: ``/_sim`` and the API itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        self._key = str(self.control("GET", "/_sim/connection")["secret_key"])

    # ------------------------------------------------------------------ faults
    def fail(self, kind: str, path: str, **more: Any) -> None:
        """Let the next matching request (``remaining`` of them, None for all) go wrong."""
        self.control("POST", "/_sim/faults", {"kind": kind, "path": path, **more})

    def heal(self) -> None:
        """Let everything go well again."""
        self.control("DELETE", "/_sim/faults")

    def latency(self, ms: int) -> None:
        """Delay every API call."""
        self.control("POST", "/_sim/latency", {"ms": ms})

    def advance(self, seconds: int) -> None:
        """Let time pass at the bank."""
        self.control("POST", "/_sim/clock", {"advance_s": seconds})

    @property
    def faults_left(self) -> int:
        """Fault rules that have not hit as often as they should."""
        return len(self.control("GET", "/_sim")["faults"])

    # ------------------------------------------------------------------ what really happened
    def charges(self, operation: str | None = None) -> list[Json]:
        """Succeeded charges, of one sale or of all."""
        made: list[Json] = self.control("GET", "/_sim/charges")["charges"]
        if operation is None:
            return made
        return [each for each in made if each["metadata"].get(METADATA_OPERATION) == operation]

    def intents(self, operation: str) -> list[Json]:
        """The PaymentIntents of one sale."""
        listed = self.call("GET", "/v1/payment_intents?limit=100")["data"]
        return [each for each in listed if each["metadata"].get(METADATA_OPERATION) == operation]

    @property
    def questions(self) -> list[Json]:
        """Bank pages that wait for an answer."""
        waiting: list[Json] = self.control("GET", "/_sim/challenges")["challenges"]
        return waiting

    def answer(self, intent: str, *, ok: bool) -> None:
        """Answer the bank's question of one PaymentIntent from the customer's own device."""
        self.control("POST", f"/_sim/challenges/{intent}", {"ok": ok})

    # ------------------------------------------------------------------ the account
    def customer(self, name: str, **more: str) -> str:
        """Make a customer in the Dashboard, so to say; returns the id."""
        return str(self.call("POST", "/v1/customers", name=name, **more)["id"])

    def save(self, customer: str, method: str, redisplay: str = "always") -> str:
        """Save a published test method; returns its id."""
        saved = self.call("POST", f"/v1/payment_methods/{method}/attach", customer=customer)["id"]
        self.call("POST", f"/v1/payment_methods/{saved}", allow_redisplay=redisplay)
        return str(saved)

    def call(self, method: str, path: str, **params: str) -> Json:
        """One API call; parameter names may hold brackets."""
        body = urllib.parse.urlencode(params).encode() if method == "POST" else None
        return self._send(method, path, body, {"Authorization": f"Bearer {self._key}"})

    def control(self, method: str, path: str, body: Json | None = None) -> Json:
        """One call of the simulator's own."""
        return self._send(method, path, None if body is None else json.dumps(body).encode(), {})

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Json:
        request = urllib.request.Request(  # noqa: S310  # loopback only
            f"{self._url}{path}", method=method, data=body, headers=headers
        )
        with self._open(request, timeout=_PATIENCE_S) as answer:
            said: Json = json.loads(answer.read())
            return said
