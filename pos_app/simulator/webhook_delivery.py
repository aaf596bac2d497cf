"""Delivers events to webhook endpoints: signed, retried with back-off on the simulator's clock.

Source: https://docs.stripe.com/webhooks . Deliveries go to loopback addresses only, so that nothing
an operator trains with ever leaves the machine; any other endpoint counts as unreachable.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import aiohttp
from yarl import URL

from pos_app.simulator.background import Background
from pos_app.simulator.state import State
from pos_app.simulator.webhook_plan import Mishap, WebhookPlan

Obj = dict[str, Any]
Listener = Callable[[Obj], Awaitable[None]]

RETRY_AFTER: Final = (5 * 60, 30 * 60, 2 * 3600)
"""Simulated seconds until the second, third and fourth attempt; then the delivery is given up."""
TIMEOUT: Final = 10.0
"""Seconds an endpoint may take to answer."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def sign(payload: str, secret: str, timestamp: int) -> str:
    """The value of `Stripe-Signature`: `t=<unix seconds>,v1=<hex HMAC-SHA256>`."""
    signed = f"{timestamp}.{payload}".encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Deliverer:
    """Sends events to the endpoints that asked for them.

    Attributes:
        plan: the mishaps in force.
        secrets: signing secret of each endpoint, by id; objects show it only when created.
        listeners: called with every event, e.g. sockets of the official CLI.
        cli_sessions: ids with which that CLI may open a socket.
    """

    def __init__(self, state: State, background: Background) -> None:
        self.plan = WebhookPlan()
        self.secrets: dict[str, str] = {}
        self.listeners: list[Listener] = []
        self.cli_sessions: set[str] = set()
        self._state = state
        self._background = background
        self._held: dict[str, list[Obj]] = {}
        self._session: aiohttp.ClientSession | None = None

    def clear(self) -> None:
        """Forget endpoints' secrets, mishaps and what was held back."""
        self.plan.clear()
        self.secrets.clear()
        self._held.clear()

    async def close(self) -> None:
        """Close the connections; may be called twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def deliver(self, event: Obj, *, only: str | None = None) -> None:
        """Send an event to each endpoint that wants it, or to one of them."""
        for endpoint in self._state.webhook_endpoints.values():
            if only in {None, endpoint["id"]} and _wants(endpoint, event):
                self._note(event, endpoint["id"], None)
                self._deliver_to(endpoint["id"], event)
        if only is None:
            self.announce(event)

    def announce(self, event: Obj) -> None:
        """Tell the listeners of an event."""
        for listener in self.listeners:
            self._background.spawn(_call(listener, event), name=f"listener {event['id']}")

    def _deliver_to(self, endpoint: str, event: Obj) -> None:
        """The first attempt, with whatever mishap is in store for it."""
        rule = self.plan.pick(event["type"])
        attempt = partial(self._attempt, endpoint, event, 0)
        match rule.kind if rule else None:
            case Mishap.LOSE:
                self._note(event, endpoint, delivered=False)
            case Mishap.DROP:
                self._retry_later(endpoint, event, 0)
            case Mishap.DELAY if rule:
                self._state.clock.after(rule.delay_s, attempt)
            case Mishap.REORDER:
                self._held.setdefault(endpoint, []).append(event)
            case Mishap.DUPLICATE:
                attempt()
                attempt()
            case _:
                attempt(then=self._held.pop(endpoint, []))

    def _attempt(
        self, endpoint: str, event: Obj, number: int, *, then: list[Obj] | None = None
    ) -> None:
        """Try in the background; afterwards send what was held back for this endpoint."""
        self._background.spawn(
            self._try(endpoint, event, number, then or []), name=f"webhook {event['id']}"
        )

    async def _try(self, endpoint_id: str, event: Obj, number: int, then: list[Obj]) -> None:
        endpoint = self._state.webhook_endpoints.view(endpoint_id)
        if endpoint is None or endpoint["status"] != "enabled":
            self._note(event, endpoint_id, delivered=False)
            return
        if await self._post(endpoint["url"], event, self.secrets[endpoint_id]):
            self._note(event, endpoint_id, delivered=True)
        else:
            self._retry_later(endpoint_id, event, number)
        for held in then:
            await self._try(endpoint_id, held, 0, [])

    def _retry_later(self, endpoint: str, event: Obj, number: int) -> None:
        if number >= len(RETRY_AFTER):
            self._note(event, endpoint, delivered=False)
            return
        again = partial(self._attempt, endpoint, event, number + 1)
        self._state.clock.after(RETRY_AFTER[number], again)

    async def _post(self, url: str, event: Obj, secret: str) -> bool:
        """One signed request; whether it was answered with 2xx. A redirect is a failure."""
        if URL(url).host not in _LOOPBACK:
            return False
        payload = json.dumps(event, indent=2, ensure_ascii=False)
        # Receivers compare with their own clock, so the signature carries wall time.
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(payload, secret, self._state.told_time()),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        try:
            async with self._session.post(
                url, data=payload.encode(), headers=headers, allow_redirects=False
            ) as response:
                return 200 <= response.status < 300
        except (TimeoutError, aiohttp.ClientError, OSError):
            return False

    def _note(self, event: Obj, endpoint: str, delivered: bool | None) -> None:  # noqa: FBT001
        """Keep the outcome and the event's count of pending webhooks."""
        outcomes = self._state.deliveries.setdefault(event["id"], {})
        outcomes[endpoint] = delivered
        event["pending_webhooks"] = sum(outcome is not True for outcome in outcomes.values())


def _wants(endpoint: Obj, event: Obj) -> bool:
    asked: list[str] = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in asked or event["type"] in asked)


async def _call(listener: Listener, event: Obj) -> None:
    await listener(event)
