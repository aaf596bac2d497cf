"""The power fails: the database is damaged, and the computer's clock comes up wrong."""

import datetime as dt

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.health import Obstacle
from pos_app.domain.payment import MoneyTaken
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.world import World, confirming, order

pytestmark = pytest.mark.asyncio
LOST = SetAside("test-acct_1.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
DAY = 24 * 3600


async def lose_the_database(world: World, ahead: float) -> None:
    await world.crash()
    world.disk = MemoryStore()
    await world.disk.transact(lambda tx: tx.notes.put(NOTE, LOST.text()))
    world.clock.set(ahead)
    world.start()


async def read_back(world: World) -> None:
    lost = await world.services.taking_up.run(lambda _error: None)
    await world.services.rebuild.run(lost)


@pytest.mark.parametrize("heard_before", [True, False])
@pytest.mark.parametrize("days_ahead", [40, 33, 1, 0.001, 0, -0.001, -40])
async def test_a_sale_in_doubt_is_found_whatever_the_clock_says(
    world: World, days_ahead: float, heard_before: bool
) -> None:
    sale = await confirming(world)
    await lose_the_database(world, days_ahead * DAY)
    if heard_before:
        world.services.health.heard(world.clock.true_now())
    await read_back(world)
    assert (await world.sale(sale.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    world.clock.set(-days_ahead * DAY)
    world.services.health.heard(world.clock.true_now())
    refused = await world.payments.start(order())
    assert isinstance(refused, NotStarted)
    assert refused.reason is NotStartedReason.OPEN_ISSUE
    world.stripe.pay(sale.intent)
    await world.clock.advance(600)
    assert [row.op for row in await world.ledger()] == [sale.op]


async def test_a_clock_that_is_set_while_the_sales_are_read_hides_none(world: World) -> None:
    sales = []
    for number in range(5):
        sales.append(await confirming(world, customer=f"cus_{number}"))
        await world.clock.advance(1)
    await lose_the_database(world, 0)
    held = world.stripe.hold("sale_history")
    lost = await world.services.taking_up.run(lambda _error: None)
    reading = world.services.background.spawn(world.services.rebuild.run(lost), name="rebuild")
    await world.rest()
    world.clock.set(40 * DAY)
    held.set()
    await world.rest()
    assert reading.done()
    for sale in sales:
        assert await world.sale(sale.op) is not None


async def test_under_a_wrong_clock_the_next_start_reads_everything_once_more(world: World) -> None:
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    await lose_the_database(world, 40 * DAY)
    await read_back(world)
    assert world.services.health.obstacle is Obstacle.CLOCK
    assert await world.disk.transact(lambda tx: tx.notes.get(NOTE)) is not None
    await world.crash()
    world.clock.set(-40 * DAY)
    world.start()
    await read_back(world)
    assert await world.disk.transact(lambda tx: tx.notes.get(NOTE)) is None
    assert len(await world.ledger()) == 1
    assert isinstance(await world.payments.start(order(100)), Started)


async def test_what_is_read_back_is_listed_by_stripes_time_and_below_what_is_sold_then(
    world: World,
) -> None:
    sold = []
    for number in range(3):
        sold.append((await confirming(world, customer=f"cus_{number}")).op)
        await world.clock.advance(1)
    await lose_the_database(world, -40 * DAY)
    await read_back(world)
    world.clock.set(39 * DAY)
    world.services.health.heard(world.clock.now())
    now = await world.payments.start(order(customer="cus_new"))
    assert isinstance(now, Started)
    listed = [sale.op for sale in await world.payments.recent()]
    assert listed == [now.payment.op, *reversed(sold)]
