"""A server on loopback that answers what a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

TRAINING_KEY = "sk_test_training_0123456789abcdef"


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.headers.get("Idempotency-Key", "")


Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class CannedStripe:
    """Gives its replies in turn, the last one for ever."""

    replies: list[Reply]
    asked: list[Asked] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = (await request.read()).decode() or request.query_string
        self.asked.append(
            Asked(request.method, request.path, dict(request.headers), dict(parse_qsl(body)))
        )
        self.arrived.set()
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return await reply(request)


def says(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    async def reply(_: web.Request) -> web.StreamResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        kind = "text/html" if isinstance(body, str) else "application/json"
        return web.Response(
            text=text, status=status, content_type=kind,
            headers={"Request-Id": "req_canned", **(headers or {})},
        )  # fmt: skip

    return reply


def refuses(status: int, **error: Any) -> Reply:
    error.setdefault("type", "invalid_request_error")
    error.setdefault("message", "no")
    return says({"error": error}, status)


async def resets(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def drops_mid_body(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "4000"})
    await response.prepare(request)
    await response.write(b'{"id": "pi_')
    assert request.transport is not None
    request.transport.close()
    return response


async def hangs(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError("never")


def intent(**changes: Any) -> dict[str, Any]:
    """A PaymentIntent as Stripe answers to its creation."""
    return {
        "id": "pi_1", "object": "payment_intent", "amount": 4850, "currency": "eur",
        "amount_received": 0, "amount_capturable": 0, "created": 1_790_000_000, "livemode": False,
        "status": "requires_payment_method", "customer": "cus_1", "next_action": None,
        "last_payment_error": None, "latest_charge": None, "cancellation_reason": None,
        "client_secret": "pi_1_secret_abc", "metadata": {"pos_operation": "op_1"},
    } | changes  # fmt: skip


def charge(**changes: Any) -> dict[str, Any]:
    return {
        "id": "ch_1", "object": "charge", "paid": True, "captured": True, "amount": 4850,
        "amount_captured": 4850, "amount_refunded": 0, "created": 1_790_000_001, "livemode": False,
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
    } | changes  # fmt: skip


def person(identity: str = "cus_1", **changes: Any) -> dict[str, Any]:
    return {
        "id": identity, "object": "customer", "name": "Mia Weber", "email": "mia@example.com",
        "phone": None, "description": None, "currency": "eur", "created": 1_780_000_000,
        "livemode": False,
    } | changes  # fmt: skip


def listing(*items: dict[str, Any], has_more: bool = False) -> dict[str, Any]:
    return {"object": "list", "url": "/v1/x", "has_more": has_more, "data": list(items)}


class Pauses:
    """Waits no time at all, and keeps how long it was told to."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def __iter__(self) -> Iterator[float]:
        return iter(self.seconds)
