"""A debit that bounced is charged anew once: however that was done, and whatever was lost since."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.ids import OpId
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.world import World, order
from tests.unit.services.test_bounced_before_the_damage import accept, bounce

pytestmark = pytest.mark.asyncio

DAY = 24 * 3600
WITH_FEE = 5150
AMOUNTS = pytest.mark.parametrize("paid", [4850, WITH_FEE])
LOST = SetAside("x.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


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


def turn_the_clock(world: World, seconds: float) -> None:
    """Nobody notices: Stripe's answers have told the same time until now."""
    world.clock.set(seconds)
    world.services.health.heard(world.clock.now())


async def read_back(world: World, disk: MemoryStore, note: str) -> None:
    """The register has only this database, and what Stripe shows."""
    await world.crash()
    world.disk = disk
    await disk.transact(lambda tx: tx.notes.put(NOTE, note))
    world.start()
    lost = await world.services.taking_up.run(lambda _error: None)
    await world.services.rebuild.run(lost)
    await world.clock.advance(3600)


async def assert_asked(world: World, op: OpId, minor: int = 4850) -> None:
    result = await world.payments.start(order(minor), instead_of=op)
    assert isinstance(result, NotStarted)
    assert result.reason is NotStartedReason.LOOKS_REPEATED


@AMOUNTS
async def test_after_it_was_typed_by_hand(world: World, paid: int) -> None:
    op = await bounced(world)
    await paid_anew(world, paid)
    await assert_asked(world, op)


async def test_by_hand_after_the_clock_was_set_back(world: World) -> None:
    turn_the_clock(world, 30 * DAY)
    op = await bounced(world)
    turn_the_clock(world, -30 * DAY)
    await paid_anew(world)
    await assert_asked(world, op)


async def test_what_was_paid_before_it_is_not_asked_about_when_the_clock_was_set_back(
    world: World,
) -> None:
    turn_the_clock(world, 30 * DAY)
    await paid_anew(world, WITH_FEE)
    turn_the_clock(world, -30 * DAY)
    op = await bounced(world)
    assert isinstance(await world.payments.start(order(), instead_of=op), Started)


@AMOUNTS
async def test_with_the_banks_fee_added(world: World, paid: int) -> None:
    op = await bounced(world)
    await paid_anew(world, paid)
    await assert_asked(world, op, WITH_FEE)


async def test_once_it_was_paid_with_the_fee_it_is_not_called_unpaid(world: World) -> None:
    op = await bounced(world)
    await paid_anew(world, WITH_FEE, instead_of=op)
    assert (await world.services.follow_ups.list()).failed == ()
    await assert_asked(world, op)


@AMOUNTS
async def test_after_the_database_was_lost(world: World, paid: int) -> None:
    op = await bounced(world)
    await paid_anew(world, paid, instead_of=op)
    await read_back(world, MemoryStore(), LOST.text())
    await assert_asked(world, op)


@AMOUNTS
async def test_in_a_copy_of_before(world: World, paid: int) -> None:
    op = await bounced(world)
    before = copy.deepcopy(world.disk)
    await paid_anew(world, paid, instead_of=op)
    await read_back(world, before, "restored")
    await assert_asked(world, op)


@pytest.mark.parametrize("minor", [4800, 9701])
async def test_what_is_about_something_else_is_not_asked_about(world: World, minor: int) -> None:
    op = await bounced(world)
    await paid_anew(world, minor)
    assert isinstance(await world.payments.start(order(), instead_of=op), Started)


async def test_less_than_was_owed_is_another_sale(world: World) -> None:
    op = await bounced(world)
    await paid_anew(world, 1000, instead_of=op)
    assert [sale.op for sale in (await world.services.follow_ups.list()).failed] == [op]
    assert isinstance(await world.payments.start(order(), instead_of=op), Started)
