"""Below the SDK: certificates, proxies and name servers fail with their own name, and once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from pos_app.adapters.stripe_gateway.transport import (
    HttpTransport,
    UnreachableError,
    failure_cause,
)
from pos_app.domain.outcomes import FailureCause
from tests.contract.canned_stripe import CannedStripe, Pauses, drops_mid_body, says
from tests.support.tls import self_signed

HEADERS = {"Authorization": "Bearer sk_live_0123456789"}


@pytest_asyncio.fixture
async def stripe() -> AsyncIterator[CannedStripe]:
    server = CannedStripe([says({})])
    await server.start()
    yield server
    await server.stop()


async def _failure(transport: HttpTransport, url: str) -> UnreachableError:
    with pytest.raises(UnreachableError) as broken:
        await transport.request_async("get", url, HEADERS)
    await transport.close_async()
    assert "0123456789" not in f"{broken.value} {broken.value!r} {broken.value.args}"
    return broken.value


def _transport(proxy: str | None = None) -> HttpTransport:
    return HttpTransport(timeout=5, proxy=proxy, pause=Pauses())


@pytest.mark.asyncio
async def test_a_certificate_nobody_vouches_for_is_refused_before_the_key_is_sent(
    tmp_path: Path,
) -> None:
    seen: list[str] = []

    async def note(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_get("/", note)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self_signed(tmp_path)).start()
    broken = await _failure(_transport(), f"https://127.0.0.1:{runner.addresses[0][1]}/")
    await runner.cleanup()
    assert broken.failure is FailureCause.TLS
    assert not broken.should_retry
    assert seen == []


@pytest.mark.asyncio
async def test_a_server_without_tls_is_refused(stripe: CannedStripe) -> None:
    broken = await _failure(_transport(), stripe.url.replace("http:", "https:"))
    assert broken.failure is FailureCause.TLS


@pytest.mark.asyncio
async def test_a_proxy_that_is_not_there(free_port: int, stripe: CannedStripe) -> None:
    broken = await _failure(_transport(f"http://127.0.0.1:{free_port}"), stripe.url)
    assert broken.failure is FailureCause.PROXY
    assert not broken.should_retry
    assert stripe.asked == []


@pytest.mark.asyncio
async def test_a_proxy_that_wants_a_login() -> None:
    proxy = CannedStripe([says("", 407)])
    await proxy.start()
    broken = await _failure(_transport(proxy.url), "https://127.0.0.1:9/")
    await proxy.stop()
    assert broken.failure is FailureCause.PROXY


@pytest.mark.asyncio
async def test_a_try_that_could_not_connect_is_told_of_at_once(free_port: int) -> None:
    missed: list[str] = []
    transport = HttpTransport(
        timeout=5, proxy=None, pause=Pauses(), missed=lambda: missed.append("missed")
    )
    broken = await _failure(transport, f"http://127.0.0.1:{free_port}/")
    assert broken.failure is FailureCause.NETWORK
    assert broken.should_retry
    assert missed == ["missed"]


@pytest.mark.asyncio
async def test_a_connection_that_is_dropped_says_nothing_of_the_next_one() -> None:
    missed: list[str] = []
    server = CannedStripe([drops_mid_body])
    await server.start()
    transport = HttpTransport(
        timeout=5, proxy=None, pause=Pauses(), missed=lambda: missed.append("missed")
    )
    await _failure(transport, server.url)
    await server.stop()
    assert missed == []


@pytest.mark.asyncio
async def test_requests_go_through_the_proxy(stripe: CannedStripe) -> None:
    transport = _transport(stripe.url)
    body, status, _ = await transport.request_async("get", "http://127.0.0.1:9/v1/x", HEADERS)
    await transport.close_async()
    assert (body, status) == (b"{}", 200)
    assert [asked.path for asked in stripe.asked] == ["/v1/x"]


def test_a_name_server_that_does_not_answer() -> None:
    where = aiohttp.client_reqrep.ConnectionKey(
        "api.stripe.com", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None,
        proxy_headers_hash=None,
    )  # fmt: skip
    error = aiohttp.ClientConnectorDNSError(where, OSError("Name or service not known"))
    assert failure_cause(error) is FailureCause.DNS


@pytest.mark.asyncio
async def test_hundred_requests_share_their_connections() -> None:
    peers: set[object] = set()

    async def note(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return await says({})(request)

    server = CannedStripe([note])
    await server.start()
    transport = _transport()
    for _ in range(100):
        await transport.request_async("get", f"{server.url}/v1/x", HEADERS)
    await transport.close_async()
    await server.stop()
    assert len(peers) == 1
