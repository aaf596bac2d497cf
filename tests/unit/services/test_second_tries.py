"""A debit that bounced is charged anew once: however that was done, and whatever was lost since."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.ids import OpId
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.world import World, order, with_amounts
from tests.unit.services.test_bounced_before_the_damage import accept, bounce

pytestmark = pytest.mark.asyncio

DAY = 24 * 3600
LOST = SetAside("x.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    world = World(with_amounts(repeat_minutes=10))
    yield world
    await world.close()


async def charge(world: World, minor: int = 4850, instead_of: OpId | None = None):
    begun = await world.payments.start(order(minor), instead_of=instead_of)
    assert isinstance(begun, Started)
    return await world.payments.confirm_asked(begun.payment.op)


async def bounced(world: World) -> OpId:
    sale = await charge(world)
    accept(world, sale.intent)
    await world.payments.check(sale.op)
    await world.clock.advance(3 * DAY)
    bounce(world, sale.intent)
    await world.payments.check(sale.op)
    return sale.op


async def paid_anew(world: World, minor: int = 4850, instead_of: OpId | None = None) -> None:
    again = await charge(world, minor, instead_of)
    world.stripe.pay(again.intent)
    await world.payments.check(again.op)
    await world.clock.advance(DAY)


async def read_back(world: World, disk: MemoryStore, note: str) -> None:
    """The register has only this database, and what Stripe shows."""
    await world.crash()
    world.disk = disk
    await disk.transact(lambda tx: tx.notes.put(NOTE, note))
    world.start()
    lost = await world.services.taking_up.run(lambda _error: None)
    await world.services.rebuild.run(lost)
    await world.clock.advance(3600)


async def assert_asked(world: World, op: OpId) -> None:
    result = await world.payments.start(order(), instead_of=op)
    assert isinstance(result, NotStarted)
    assert result.reason is NotStartedReason.LOOKS_REPEATED


async def test_after_it_was_typed_by_hand(world: World) -> None:
    op = await bounced(world)
    await paid_anew(world)
    await assert_asked(world, op)


async def test_with_the_banks_fee_added(world: World) -> None:
    op = await bounced(world)
    await paid_anew(world, 5150, instead_of=op)
    await assert_asked(world, op)
    assert (await world.services.follow_ups.list()).failed == ()


async def test_after_the_database_was_lost(world: World) -> None:
    op = await bounced(world)
    await paid_anew(world, instead_of=op)
    await read_back(world, MemoryStore(), LOST.text())
    await assert_asked(world, op)


async def test_in_a_copy_of_before(world: World) -> None:
    op = await bounced(world)
    before = copy.deepcopy(world.disk)
    await paid_anew(world, instead_of=op)
    await read_back(world, before, "restored")
    await assert_asked(world, op)


async def test_less_than_was_owed_is_another_sale(world: World) -> None:
    op = await bounced(world)
    await paid_anew(world, 1000, instead_of=op)
    assert [sale.op for sale in (await world.services.follow_ups.list()).failed] == [op]
    assert isinstance(await world.payments.start(order(), instead_of=op), Started)
