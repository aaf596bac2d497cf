"""Below the SDK: certificates, proxies and name servers fail with their own name, and once."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pos_app.adapters.stripe_gateway.transport import (
    HttpTransport,
    UnreachableError,
    failure_cause,
)
from pos_app.domain.outcomes import FailureCause
from tests.contract.canned_stripe import CannedStripe, Pauses, says

HEADERS = {"Authorization": "Bearer sk_live_0123456789"}


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nobody we trust")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=3650))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


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
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=_self_signed(tmp_path)).start()
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
