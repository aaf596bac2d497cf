"""A bank has refused a debit it had accepted, and the database that knew is lost."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.events import PaymentFailedLater
from pos_app.domain.payment import MethodSummary, PaymentState
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.domain.settlement import DELAYED
from pos_app.domain.timeline import bounced
from tests.support.world import World, confirming

pytestmark = pytest.mark.asyncio
LOST = SetAside("test-acct_1.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
DAY = 24 * 3600


def by_debit(world: World, intent, method="sepa_debit") -> None:
    """What the last attempt has used."""
    charge = world.stripe.intents[intent].charge
    world.stripe.change(intent, charge=replace(charge, method=MethodSummary(method, "", "3000")))


def accept(world: World, intent, method="sepa_debit") -> None:
    seen = world.stripe.intents[intent]
    world.stripe.process(intent)
    world.stripe.change(intent, charge=world.stripe._charge(seen, paid=False))
    by_debit(world, intent, method)


def bounce(world: World, intent, method="sepa_debit") -> None:
    world.stripe.decline(intent)
    by_debit(world, intent, method)


async def rebuilt(world: World) -> list:
    """The ids of the sales that were told of as failed while they were read back."""
    await world.crash()
    world.disk = MemoryStore()
    await world.disk.transact(lambda tx: tx.notes.put(NOTE, LOST.text()))
    world.start()
    told: list = []
    world.services.bus.subscribe(
        PaymentFailedLater, lambda event: told.append((event.payment.op, event.payment.state))
    )
    lost = await world.services.taking_up.run(lambda _error: None)
    await world.services.rebuild.run(lost)
    return told


async def failed(world: World) -> list:
    return [sale.op for sale in (await world.services.follow_ups.list()).failed]


async def accepted(world: World, method="sepa_debit"):
    sale = await confirming(world)
    accept(world, sale.intent, method)
    await world.payments.check(sale.op)
    await world.payments.leave(sale.op)
    await world.clock.advance(3 * DAY)
    return sale


@pytest.mark.parametrize("method", sorted(DELAYED))
async def test_it_is_told_that_the_goods_are_not_paid(world: World, method: str) -> None:
    sale = await accepted(world, method)
    bounce(world, sale.intent, method)
    told = await rebuilt(world)
    assert [op for op, _ in told] == [sale.op]
    await world.clock.advance(100)  # found open, it is in doubt for a while
    assert await failed(world) == [sale.op]
    facts = await world.disk.transact(lambda tx: tx.payments.facts(sale.op))
    assert bounced(facts)


@pytest.mark.parametrize("error", [True, False])
async def test_also_if_it_was_cancelled_since(world: World, error: bool) -> None:
    sale = await accepted(world)
    bounce(world, sale.intent)
    await world.payments.check(sale.op)
    await world.clock.advance(DAY)
    assert (await world.sale(sale.op)).state is PaymentState.CANCELED
    if not error:
        world.stripe.change(sale.intent, error=None)
    assert await rebuilt(world) == [(sale.op, PaymentState.CANCELED)]
    assert await failed(world) == [sale.op]


async def test_one_that_bounces_afterwards_is_told_of_as_always(world: World) -> None:
    sale = await accepted(world)
    assert await rebuilt(world) == []
    bounce(world, sale.intent)
    for _ in range(5):
        await world.clock.advance(3600)
    assert await failed(world) == [sale.op]


async def test_a_card_that_was_declined_is_nothing_to_come_back_to(world: World) -> None:
    sale = await confirming(world)
    world.stripe.decline(sale.intent)
    assert await rebuilt(world) == []
    assert await failed(world) == []


async def test_a_debit_that_was_paid_is_nothing_to_come_back_to(world: World) -> None:
    sale = await accepted(world)
    world.stripe.pay(sale.intent)
    by_debit(world, sale.intent)
    assert await rebuilt(world) == []
    assert await failed(world) == []
