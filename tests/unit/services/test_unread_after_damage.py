"""Nobody knows any more which sales were in doubt when the database was damaged."""

import copy

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.services.results import NotStarted, NotStartedReason
from tests.support.world import World, confirming, order
from tests.unit.services.test_second_tries import LOST, charge, read_back

pytestmark = pytest.mark.asyncio
AN_HOUR = 3600.0


@pytest.mark.parametrize("how", ["lost", "copy"])
async def test_a_doubt_that_ended_with_the_database_is_told_and_asked_about(
    world: World, how: str
) -> None:
    before = copy.deepcopy(world.disk)
    sale = await charge(world)
    world.stripe.require_action(sale.intent)
    await world.payments.check(sale.op)
    world.stripe.pay(sale.intent)
    fresh, note = (MemoryStore(), LOST.text()) if how == "lost" else (before, "restored")
    await read_back(world, fresh, note)
    await world.clock.advance(AN_HOUR)
    known = await world.sale(sale.op)
    assert (await world.services.follow_ups.list()).solved == (known,)
    again = await world.payments.start(order())
    assert again == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=known)


async def test_what_was_paid_long_before_is_no_news(world: World) -> None:
    sale = await charge(world)
    world.stripe.pay(sale.intent)
    await world.payments.check(sale.op)
    await world.clock.advance(AN_HOUR)
    last = await confirming(world, customer="cus_2")
    world.stripe.pay(last.intent)
    await read_back(world, MemoryStore(), LOST.text())
    assert [told.op for told in (await world.services.follow_ups.list()).solved] == [last.op]
