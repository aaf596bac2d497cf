"""In training the app tells the simulator where to deliver, and hears of everything at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
import stripe

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.adapters.system_clock import SystemClock
from pos_app.bootstrap.peer import join_simulator
from pos_app.bootstrap.webhooks import keep_training_secret, open_webhooks
from pos_app.domain.intake import ListenerState
from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.domain.stripe_events import StripeEvent
from pos_app.services.event_bus import EventBus
from pos_app.services.settings import SettingsService
from pos_app.services.webhooks import Webhooks
from pos_app.simulator.server import Simulator
from tests.support.world import SettingsInMemory

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(customers=5)
    await simulator.start()
    yield simulator
    await simulator.stop()


class Register:
    """One app's listener, from opening to closing."""

    def __init__(self, sim: Simulator, data: Path, port: int = 4242) -> None:
        self.arrived: asyncio.Queue[StripeEvent] = asyncio.Queue()
        self._sim = sim
        self._data = data
        self._secrets = MemorySecretStore()
        settings = SettingsService(SettingsInMemory())
        settings.save(replace(Settings(), webhook_port=port))
        self.webhooks = Webhooks(
            secrets=self._secrets,
            settings=settings,
            bus=EventBus(lambda _name, error: pytest.fail(str(error))),
            mode=Mode.TRAINING,
        )

    async def open(self) -> None:
        peer = await asyncio.to_thread(join_simulator, self._sim.api)
        keep_training_secret(self._secrets, peer)
        await open_webhooks(
            self.webhooks, self._accept, SystemClock(), peer, mode=Mode.TRAINING, data=self._data
        )

    async def heard(self) -> str:
        async with asyncio.timeout(20):
            return (await self.arrived.get()).type

    async def _accept(self, event: StripeEvent) -> bool:
        await self.arrived.put(event)
        return True


async def change_a_customer(sim: Simulator) -> None:
    http = stripe.AIOHTTPClient()
    client = stripe.StripeClient(sim.secret_key, base_addresses={"api": sim.api}, http_client=http)
    try:
        await client.v1.customers.update_async("cus_MariaWeber01", {"name": "Maria Weber-Kern"})
    finally:
        await http.close_async()


async def test_what_happens_at_the_simulator_is_heard_and_believed(
    sim: Simulator, tmp_path: Path
) -> None:
    register = Register(sim, tmp_path)
    await register.open()
    await change_a_customer(sim)
    assert await register.heard() == "customer.updated"
    await register.webhooks.close()
    health = register.webhooks.health()
    assert (health.accepted, health.refused) == (1, {})


async def test_a_restart_replaces_its_own_address_and_leaves_other_registers_alone(
    sim: Simulator, tmp_path: Path
) -> None:
    other = Register(sim, tmp_path / "other")
    await other.open()
    for _ in range(3):
        restarted = Register(sim, tmp_path / "this")
        await restarted.open()
        await restarted.webhooks.close()
    again = Register(sim, tmp_path / "this")
    await again.open()
    assert len(sim.state.webhook_endpoints) == 2
    await change_a_customer(sim)
    assert await other.heard() == await again.heard() == "customer.updated"
    await other.webhooks.close()
    await again.webhooks.close()


async def test_switched_off_nothing_is_announced(sim: Simulator, tmp_path: Path) -> None:
    register = Register(sim, tmp_path, port=0)
    await register.open()
    assert len(sim.state.webhook_endpoints) == 0
    assert register.webhooks.health().state is ListenerState.OFF


async def test_a_simulator_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    simulator = Simulator(customers=5)
    await simulator.start()
    peer = await asyncio.to_thread(join_simulator, simulator.api)
    await simulator.stop()
    register = Register(simulator, tmp_path)
    await open_webhooks(
        register.webhooks,
        register._accept,
        SystemClock(),
        peer,
        mode=Mode.TRAINING,
        data=tmp_path,
    )
    assert register.webhooks.health().state is ListenerState.LISTENING
    await register.webhooks.close()
