"""What is wrong with the database is told by its name; what can pass is tried until it has."""

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.events import HealthChanged
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.health import WatchedStore
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.world import order


def _breaks(world, trouble):
    """Every transaction ends in this until it is mended."""
    plain = world.store.transact

    async def refuse(work):
        del work
        raise StoreUnavailableError("refused", trouble)

    def mend():
        world.store.transact = plain

    world.store.transact = refuse
    return mend


@pytest.fixture
def told(world):
    events = []
    world.services.bus.subscribe(
        HealthChanged, lambda event: events.append((event.obstacle, event.trouble))
    )
    return events


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [trouble for trouble in StoreTrouble if trouble.may_pass])
async def test_what_can_pass_is_tried_until_it_has(world, told, trouble):
    mend = _breaks(world, trouble)
    refused = await world.payments.start(order())
    assert isinstance(refused, NotStarted)
    assert refused.reason is NotStartedReason.STORE_UNAVAILABLE
    assert world.services.health.trouble is trouble
    await world.clock.advance(60)
    assert told == [(Obstacle.STORE, trouble)]
    mend()
    await world.clock.advance(60)
    assert told == [(Obstacle.STORE, trouble), (None, None)]
    assert isinstance(await world.payments.start(order()), Started)
    assert world.stripe.count("create") == 1


@pytest.mark.asyncio
async def test_damage_stays_until_the_next_start(world, told):
    mend = _breaks(world, StoreTrouble.DAMAGED)
    await world.payments.start(order())
    mend()
    _breaks(world, StoreTrouble.LOCKED)
    with pytest.raises(StoreUnavailableError):
        await world.payments.recent()
    mend()
    await world.clock.advance(3600)
    assert isinstance(await world.payments.start(order()), NotStarted)
    assert told == [(Obstacle.STORE, StoreTrouble.DAMAGED)]
    assert world.stripe.count("create") == 0


@pytest.mark.asyncio
async def test_another_trouble_is_told_in_place_of_the_first(world, told):
    mend = _breaks(world, StoreTrouble.LOCKED)
    await world.payments.start(order())
    mend()
    mend = _breaks(world, StoreTrouble.DISK_FULL)
    await world.payments.start(order())
    assert told == [
        (Obstacle.STORE, StoreTrouble.LOCKED),
        (Obstacle.STORE, StoreTrouble.DISK_FULL),
    ]
    mend()
    await world.clock.advance(60)
    assert told[-1] == (None, None)


@pytest.mark.asyncio
async def test_closing_the_watched_store_closes_the_database():
    class Closable(MemoryStore):
        closed = False

        async def close(self):
            self.closed = True

    inner = Closable()
    await WatchedStore(inner).close()
    assert inner.closed
