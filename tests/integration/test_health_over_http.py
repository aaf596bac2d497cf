"""Each obstacle over real sockets: named rightly, refusing sales, and gone by itself."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
from collections.abc import AsyncIterator
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
import stripe
from aiohttp import web

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.payments import StripePayments
from pos_app.adapters.stripe_gateway.transport import HttpTransport
from pos_app.adapters.system_clock import SystemClock
from pos_app.domain.events import HealthChanged
from pos_app.domain.health import Obstacle
from pos_app.services.event_bus import EventBus
from pos_app.services.health import Health, WatchedStore
from pos_app.services.reachability import Reachability
from pos_app.services.results import NotStarted, NotStartedReason, Started
from pos_app.services.silence import Silence
from pos_app.services.task_scope import TaskScope
from pos_app.simulator.faults import Fault, FaultKind
from tests.contract.canned_stripe import (
    TRAINING_KEY,
    CannedStripe,
    Pauses,
    hangs,
    refuses,
    resets,
    says,
)
from tests.simulator.conftest import CheckedSimulator
from tests.support.register_on_disk import Register, order_for
from tests.support.tls import self_signed

pytestmark = pytest.mark.asyncio
NOBODY = refuses(404, code="resource_missing")
"""What Stripe answers to a ping of a good key."""


class Told:
    """What the screen hears, in its order."""

    def __init__(self, bus: EventBus) -> None:
        self._heard: asyncio.Queue[Obstacle | None] = asyncio.Queue()
        bus.subscribe(HealthChanged, lambda event: self._heard.put_nowait(event.obstacle))

    async def next(self) -> Obstacle | None:
        async with asyncio.timeout(20):
            return await self._heard.get()


@pytest_asyncio.fixture
async def canned() -> AsyncIterator[CannedStripe]:
    server = CannedStripe([NOBODY])
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def register(canned: CannedStripe, tmp_path: Path) -> AsyncIterator[Register]:
    opened = Register(tmp_path / "pos.db", canned.url, TRAINING_KEY)
    yield opened
    await opened.close()
    assert opened.errors == []


@pytest.mark.parametrize(
    ("reply", "obstacle"),
    [
        (resets, Obstacle.NETWORK),
        (hangs, Obstacle.TIMEOUT),
        (refuses(500, type="api_error"), Obstacle.STRIPE_DOWN),
        (says("<html>Please log in to the hotel</html>"), Obstacle.STRIPE_DOWN),
        (refuses(401, type="invalid_request_error"), Obstacle.KEY_REJECTED),
        (refuses(403, type="invalid_request_error"), Obstacle.NOT_PERMITTED),
    ],
)  # fmt: skip
async def test_what_goes_wrong_is_named_bars_the_next_sale_and_is_noticed_when_it_ends(
    canned: CannedStripe, register: Register, reply, obstacle
) -> None:
    told = Told(register.services.bus)
    canned.replies = [reply]
    await register.services.payments.start(order_for("cus_1"))
    assert await told.next() is obstacle
    refused = await register.services.payments.start(order_for("cus_2"))
    assert refused == NotStarted(NotStartedReason.HINDERED, obstacle=obstacle)
    canned.replies = [NOBODY]
    assert await told.next() is None


@pytest.mark.parametrize("ahead", [dt.timedelta(minutes=5), dt.timedelta(minutes=-5)])
async def test_a_wrong_clock_is_seen_in_the_date_of_the_answers(
    canned: CannedStripe, register: Register, ahead: dt.timedelta
) -> None:
    told = Told(register.services.bus)
    date = format_datetime(SystemClock().now() + ahead, usegmt=True)
    wrong = {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
    canned.replies = [says(wrong, 404, headers={"Date": date})]
    await register.services.payments.start(order_for("cus_1"))
    assert await told.next() is Obstacle.CLOCK
    refused = await register.services.payments.start(order_for("cus_2"))
    assert isinstance(refused, NotStarted)
    assert refused.obstacle is Obstacle.CLOCK
    canned.replies = [NOBODY]
    assert await told.next() is None


@pytest.mark.parametrize("date", ["Thu, 01 Jan 1970 00:00:00 -0000", "yesterday", ""])
async def test_a_date_that_cannot_be_read_keeps_nobody_from_charging(
    canned: CannedStripe, register: Register, date: str
) -> None:
    """Of a time without its zone nobody can say how far it is from ours."""
    wrong = {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
    canned.replies = [says(wrong, 404, headers={"Date": date})]
    outcome = await register.services.payments.start(order_for("cus_1"))
    assert isinstance(outcome, NotStarted)
    assert outcome.refused is not None
    assert register.services.health.obstacle is None


async def test_a_date_that_is_not_stripes_says_nothing_about_our_clock(
    canned: CannedStripe, register: Register
) -> None:
    """A captive portal may live in another year; only its not being Stripe is told."""
    told = Told(register.services.bus)

    async def portal(_: web.Request) -> web.StreamResponse:
        headers = {"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}
        return web.Response(text="<html>log in</html>", headers=headers)

    canned.replies = [portal]
    await register.services.payments.start(order_for("cus_1"))
    assert await told.next() is Obstacle.STRIPE_DOWN
    canned.replies = [NOBODY]
    assert await told.next() is None
    assert abs(register.services.health.skew) < dt.timedelta(minutes=1)


async def test_nobody_listening_is_told_as_no_network(free_port: int, tmp_path: Path) -> None:
    register = Register(tmp_path / "pos.db", f"http://127.0.0.1:{free_port}", TRAINING_KEY)
    told = Told(register.services.bus)
    await register.services.payments.start(order_for("cus_1"))
    assert await told.next() is Obstacle.NETWORK
    await register.close()


async def test_the_simulator_refuses_a_ping_that_the_key_may_not_make(tmp_path: Path) -> None:
    """A restricted key that lost its permission, then got another one that has it."""
    simulator = CheckedSimulator(customers=3)
    await simulator.start()
    for permissions, told in (
        (("rak_customer_write",), Obstacle.NOT_PERMITTED),
        (("rak_customer_write", "rak_payment_intent_write"), None),
    ):
        key = simulator.keys.issue_restricted(*permissions)
        register = Register(tmp_path / f"{len(permissions)}.db", simulator.api, key)
        register.services.reach.note(await register.gateway.payments.ping())
        assert register.services.health.obstacle is told
        await register.close()
    await simulator.stop()


async def test_stripe_down_for_a_while_costs_one_look_and_no_queue(tmp_path: Path) -> None:
    """Whoever wants to pay meanwhile is refused; nothing is charged for them afterwards."""
    simulator = CheckedSimulator(customers=3)
    await simulator.start()
    register = Register(tmp_path / "pos.db", simulator.api, simulator.secret_key)
    newest = await register.gateway.customers.newest(1)
    customer = newest.value[0].id  # type: ignore[union-attr]
    told = Told(register.services.bus)
    simulator.faults.add(Fault(FaultKind.ERROR, path="/v1/*", status=503, remaining=None))
    register.services.reach.note(await register.gateway.payments.ping())
    assert await told.next() is Obstacle.STRIPE_DOWN
    for _ in range(3):
        refused = await register.services.payments.start(order_for(customer))
        assert isinstance(refused, NotStarted)
    simulator.faults.clear()
    assert await told.next() is None
    assert await register.services.payments.recent() == ()
    assert isinstance(await register.services.payments.start(order_for(customer)), Started)
    await register.close()
    await simulator.stop()


# ------------------------------------------------------------------ what only real keys meet
@contextlib.asynccontextmanager
async def pinged(base: str, proxy: str | None = None) -> AsyncIterator[Health]:
    """The health of a register whose Stripe is at this address, after one ping."""
    transport = HttpTransport(timeout=5, proxy=proxy, pause=Pauses())
    sdk = stripe.StripeClient(
        TRAINING_KEY,
        http_client=transport,
        base_addresses={"api": base, "files": base, "connect": base, "meter_events": base},
    )
    bus, scope = EventBus(lambda *_: None), TaskScope("background", lambda *_: None)
    silence = Silence(bus=bus, clock=SystemClock(), background=scope)
    reach = Reachability(bus, silence)
    payments = StripePayments(sdk, Calls(livemode=False, pause=Pauses()))
    health = Health(
        bus=bus,
        clock=SystemClock(),
        reach=reach,
        store=WatchedStore(MemoryStore()),
        gateway=payments,
        background=scope,
    )
    reach.note(await payments.ping())
    yield health
    await scope.close()
    await transport.close_async()


async def test_a_certificate_nobody_vouches_for_is_told_as_such(tmp_path: Path) -> None:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self_signed(tmp_path)).start()
    async with pinged(f"https://127.0.0.1:{runner.addresses[0][1]}") as health:
        assert health.obstacle is Obstacle.TLS
    await runner.cleanup()


async def test_a_dead_proxy_is_told_as_such(free_port: int, canned: CannedStripe) -> None:
    async with pinged(canned.url, proxy=f"http://127.0.0.1:{free_port}") as health:
        assert health.obstacle is Obstacle.PROXY
    assert canned.asked == []


async def test_a_name_nobody_knows_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody_knows(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nobody_knows)
    async with pinged("http://stripe.localhost.invalid") as health:
        assert health.obstacle is Obstacle.DNS
