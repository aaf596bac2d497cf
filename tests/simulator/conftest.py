"""A started simulator whose every exchange is held against Stripe's OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
import stripe
from aiohttp import web

from pos_app.simulator.form_codec import MalformedFormError, decode_form
from pos_app.simulator.server import Simulator
from tests.simulator.openapi import Contract


class CheckedSimulator(Simulator):
    """A simulator that validates what it is asked and what it answers."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.contract = Contract()

    def _application(self) -> web.Application:
        app = super()._application()
        app.middlewares.insert(0, self._check)
        return app

    @web.middleware
    async def _check(self, request: web.Request, handler: Any) -> web.StreamResponse:
        response: web.StreamResponse = await handler(request)
        body = response.body if isinstance(response, web.Response) else None
        if request.path.startswith("/v1/") and isinstance(body, bytes) and body:
            text = await request.text() if request.method == "POST" else request.query_string
            by_page = "pk_test" in text + request.headers.get("Authorization", "")
            try:
                asked = None if by_page else decode_form(text)
            except MalformedFormError:
                asked = None
            self.contract.check(
                request.method,
                request.path,
                request=asked,
                status=response.status,
                answer=json.loads(body),
                complete=not by_page,
            )
        return response


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[CheckedSimulator]:
    """A running simulator with the cast and a few more; fails the test on any breach."""
    simulator = CheckedSimulator(customers=40)
    await simulator.start()
    yield simulator
    await simulator.stop()
    assert simulator.contract.violations == []


@pytest_asyncio.fixture
async def client(sim: CheckedSimulator) -> AsyncIterator[stripe.StripeClient]:
    """The official SDK with the secret key, without retries."""
    stripe.enable_telemetry = False
    http = stripe.AIOHTTPClient()
    yield stripe.StripeClient(
        sim.secret_key, base_addresses={"api": sim.api}, http_client=http, max_network_retries=0
    )
    await http.close_async()
