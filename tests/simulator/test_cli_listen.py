"""`stripe listen` and `stripe events resend`: the official client delivers our events."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
import stripe
from aiohttp import web

from tests.simulator.cli_peer import CommandLine, program
from tests.simulator.conftest import CheckedSimulator

_PROGRAM = program()
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.node,
    pytest.mark.skipif(_PROGRAM is None, reason="the Stripe command-line client is not installed"),
]


async def test_events_are_forwarded_with_a_right_signature_and_resent(
    sim: CheckedSimulator, client: stripe.StripeClient, tmp_path: Path
) -> None:
    arrived: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def receive(request: web.Request) -> web.Response:
        await arrived.put((await request.text(), request.headers["Stripe-Signature"]))
        return web.Response()

    async def next_event() -> stripe.Event:
        async with asyncio.timeout(20):
            body, signature = await arrived.get()
        return client.construct_event(body, signature, sim.webhook_secret)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    assert _PROGRAM is not None
    cli = CommandLine(_PROGRAM, sim, tmp_path)
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        async with cli.listening("--all-snapshot", "--forward-to", url):
            await client.v1.customers.create_async({"name": "Åsa Öberg"})
            event = await next_event()
            assert event.type == "customer.created"
            assert event.data.object["name"] == "Åsa Öberg"
            await cli.json("events", "resend", event.id)
            assert (await next_event()).id == event.id
    finally:
        await runner.cleanup()


async def test_the_client_prints_the_announced_secret(
    sim: CheckedSimulator, tmp_path: Path
) -> None:
    assert _PROGRAM is not None
    answer = await CommandLine(_PROGRAM, sim, tmp_path).run(
        "listen", "--skip-update", "--print-secret"
    )
    assert answer.out.strip() == sim.webhook_secret


async def test_a_socket_without_a_session_is_refused(sim: CheckedSimulator) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{sim.api}/_stripecli")
        assert refused.value.status == 401
