"""What the listener answers, to whom, and what it tells about itself."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from pos_app.adapters.events.webhook_listener import WebhookListener
from pos_app.adapters.system_clock import SystemClock
from pos_app.domain.intake import ListenerState, Refusal
from pos_app.domain.secret import Secret
from pos_app.domain.stripe_events import StripeEvent
from pos_app.ports.store import StoreUnavailableError
from tests.support import webhook_mail as mail

pytestmark = pytest.mark.asyncio


class Post:
    """A listener whose database the test breaks at will."""

    def __init__(self, *, livemode: bool = False) -> None:
        self.stored: list[str] = []
        self.broken = False
        self.listener = WebhookListener(accept=self._accept, clock=SystemClock(), livemode=livemode)
        self.listener.use([Secret(mail.SECRET)])

    @property
    def port(self) -> int:
        return int(self.listener.health().url.split(":")[2].split("/")[0])

    async def _accept(self, event: StripeEvent) -> bool:
        if self.broken:
            raise StoreUnavailableError("the disk is full")
        new = event.id not in self.stored
        self.stored += [event.id] if new else []
        return new

    async def deliver(self, raw: bytes) -> int:
        return await asyncio.to_thread(mail.deliver, self.port, raw)

    async def get(self, *headers: str, line: str = "GET /stripe/health HTTP/1.1") -> bytes:
        """The whole answer to a request without a body."""

        def ask() -> bytes:
            raw = "\r\n".join([line, *headers, "Connection: close", "", ""]).encode()
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as sock:
                sock.sendall(raw)
                seen = b""
                while piece := sock.recv(65_536):
                    seen += piece
            return seen

        return await asyncio.to_thread(ask)


@pytest_asyncio.fixture
async def post() -> AsyncIterator[Post]:
    made = Post()
    assert await made.listener.start(0) is ListenerState.LISTENING
    yield made
    await made.listener.stop()


async def test_a_genuine_delivery_is_answered_when_it_is_stored_and_again_when_repeated(
    post: Post,
) -> None:
    assert await post.deliver(mail.genuine(1)) == 200
    assert await post.deliver(mail.genuine(1)) == 200
    health = post.listener.health()
    assert post.stored == ["evt_1"]
    assert (health.accepted, health.duplicates, health.last_type) == (
        1,
        1,
        "payment_intent.succeeded",
    )


async def test_what_cannot_be_stored_is_not_acknowledged_so_that_stripe_sends_it_again(
    post: Post,
) -> None:
    post.broken = True
    assert await post.deliver(mail.genuine(1)) == 503
    post.broken = False
    assert await post.deliver(mail.genuine(1)) == 200
    assert post.listener.health().refused == {Refusal.NOT_STORED: 1}


async def test_before_a_secret_is_stored_nothing_is_believed(post: Post) -> None:
    post.listener.use([])
    assert await post.deliver(mail.genuine(1)) == 503
    assert post.stored == []


async def test_live_and_test_do_not_mix() -> None:
    live = Post(livemode=True)
    await live.listener.start(0)
    try:
        assert await live.deliver(mail.genuine(1)) == 400
        body = mail.event(2, livemode=True)
        assert await live.deliver(mail.request(body, mail.signature(body))) == 200
    finally:
        await live.listener.stop()
    assert live.stored == ["evt_2"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (mail.request(b"{}", line="POST / HTTP/1.1"), 404),
        (mail.request(b"", line=f"GET {mail.PATH} HTTP/1.1"), 405),
        (mail.request(b"{}", kind="text/plain"), 415),
        (mail.request(b"{}", more=("Origin: https://shop.example",)), 403),
        (mail.request(b"{}"), 400),
        (mail.request(b"", length=10**9), 413),
        (mail.request(b"", length=10**30), 400),
        (mail.request(b"{}", line=f"POST http://evil.example:x{mail.PATH} HTTP/1.1"), 400),
    ],
)
async def test_everything_else_is_refused_with_the_fitting_status(
    post: Post, raw: bytes, status: int
) -> None:
    assert await post.deliver(raw) == status
    assert sum(post.listener.health().refused.values()) == 1
    assert await post.deliver(mail.genuine(1)) == 200


async def test_health_is_told_to_programs_of_this_machine_and_holds_no_secret(post: Post) -> None:
    await post.deliver(mail.genuine(1))
    answer = await post.get("Host: 127.0.0.1")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"Access-Control" not in head
    said = json.loads(body)
    assert (said["pos_app"], said["accepted"], said["secrets"]) == (True, 1, 1)
    assert b"whsec" not in answer
    assert b"evt_" not in answer


@pytest.mark.parametrize(
    "headers",
    [
        ("Host: evil.example",),
        ("Host: 127.0.0.1", "Origin: https://evil.example"),
        ("Host: localhost", "Sec-Fetch-Site: cross-site"),
        ("Host: [::1",),
        ("Host: localhost:port",),
        ("Host: \xe9",),
    ],
)
async def test_health_is_not_told_to_web_pages(post: Post, headers: tuple[str, ...]) -> None:
    answer = await post.get(*headers)
    assert answer.split(b" ", 2)[1] in {b"400", b"403"}
    assert b"pos_app" not in answer


@pytest.mark.expects_log("cannot listen for webhooks on port")
async def test_a_taken_port_is_said_and_another_one_works(post: Post) -> None:
    second = Post()
    assert await second.listener.start(post.port) is ListenerState.PORT_TAKEN
    assert second.listener.health().url == ""
    assert await second.listener.start(0) is ListenerState.LISTENING
    await second.listener.stop()


async def test_refusals_are_logged_once_each_and_without_what_was_sent(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="pos_app"):
        for _ in range(5):
            await post.deliver(mail.request(b'{"secret": "geheim"}', "t=1,v1=geheim"))
            await post.deliver(b"geheim\r\n\r\n")
    told = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert len(told) == 2
    assert "geheim" not in caplog.text
