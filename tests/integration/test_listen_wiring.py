"""The documented wiring: Stripe's own command-line client forwards to our listener."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import stripe

from pos_app.adapters.events.webhook_listener import WebhookListener
from pos_app.adapters.system_clock import SystemClock
from pos_app.domain.event_kinds import ACTED_ON
from pos_app.domain.intake import ListenerState, Refusal
from pos_app.domain.secret import Secret
from pos_app.domain.stripe_events import StripeEvent
from pos_app.services.forwarding import listen_command
from pos_app.simulator.server import Simulator
from tests.simulator.cli_peer import CommandLine, program

_PROGRAM = program()
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.node,
    pytest.mark.skipif(_PROGRAM is None, reason="the Stripe command-line client is not installed"),
]


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(customers=5)
    await simulator.start()
    yield simulator
    await simulator.stop()


class Post(SystemClock):
    """A listener whose events the test reads."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[StripeEvent] = asyncio.Queue()
        self.judged = asyncio.Event()
        self.known: set[str] = set()
        self.listener = WebhookListener(accept=self._accept, clock=self, livemode=False)

    def now(self) -> dt.datetime:
        """The listener judges a delivery by the time; what it finds is noted in the same turn."""
        self.judged.set()
        return super().now()

    @property
    def url(self) -> str:
        return self.listener.health().url

    async def _accept(self, event: StripeEvent) -> bool:
        new = event.id not in self.known
        self.known.add(event.id)
        await self.arrived.put(event)
        return new

    async def next(self) -> StripeEvent:
        async with asyncio.timeout(20):
            return await self.arrived.get()


@pytest_asyncio.fixture
async def post() -> AsyncIterator[Post]:
    made = Post()
    assert await made.listener.start(0) is ListenerState.LISTENING
    yield made
    await made.listener.stop()


async def _create_customer(sim: Simulator) -> None:
    http = stripe.AIOHTTPClient()
    client = stripe.StripeClient(sim.secret_key, base_addresses={"api": sim.api}, http_client=http)
    try:
        await client.v1.customers.create_async({"name": "Åsa Öberg"})
    finally:
        await http.close_async()


async def test_the_clients_deliveries_are_believed_with_the_secret_it_prints(
    sim: Simulator, post: Post, tmp_path: Path
) -> None:
    assert _PROGRAM is not None
    cli = CommandLine(_PROGRAM, sim, tmp_path)
    printed = await cli.run("listen", "--skip-update", "--print-secret")
    post.listener.use([Secret(printed.out.strip())])
    async with cli.listening("--all-snapshot", "--forward-to", post.url):
        await _create_customer(sim)
        event = await post.next()
        assert (event.type, event.object_kind) == ("customer.created", "customer")
        await cli.json("events", "resend", event.id)
        assert await post.next() == event
    health = post.listener.health()
    assert (health.accepted, health.duplicates, health.refused) == (1, 1, {})


async def test_the_clients_deliveries_are_refused_with_another_secret(
    sim: Simulator, post: Post, tmp_path: Path
) -> None:
    assert _PROGRAM is not None
    post.listener.use([Secret("whsec_" + "0" * 32)])
    cli = CommandLine(_PROGRAM, sim, tmp_path)
    async with cli.listening("--all-snapshot", "--forward-to", post.url):
        await _create_customer(sim)
        async with asyncio.timeout(20):
            await post.judged.wait()
    assert post.listener.health().refused == {Refusal.WRONG_SIGNATURE: 1}
    assert post.arrived.empty()


async def test_the_command_that_is_shown_is_one_the_client_understands(
    sim: Simulator, post: Post, tmp_path: Path
) -> None:
    assert _PROGRAM is not None
    post.listener.use([Secret(sim.webhook_secret)])
    words = listen_command(post.url, livemode=False).split()
    assert words[:2] == ["stripe", "listen"]
    cli = CommandLine(_PROGRAM, sim, tmp_path)
    async with cli.listening(*words[2:]):
        await _create_customer(sim)
        assert (await post.next()).type in ACTED_ON
