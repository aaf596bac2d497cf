"""After damage: what is still open is told when it ends, old sales are not told again."""

import json

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.domain.timeline import FactSource
from pos_app.services.rebuild import TOLD_AGAIN
from tests.support.fake_clock import START
from tests.support.hooked import DIARY, STOCK, sell, with_hooks
from tests.support.world import World, order

LOST = SetAside("test-acct_1.corrupt-20261122T120000.db", START)
HOUR = 3600


async def lose_the_database(world: World) -> SetAside:
    """The app is started on an empty database that knows of the damaged one."""
    await world.crash()
    world.disk = MemoryStore()
    await world.disk.transact(lambda tx: tx.notes.put(NOTE, LOST.text()))
    world.start()
    lost = await world.services.taking_up.run(lambda _error: None)
    world.services.hooks.start()
    world.workflow.told.clear()
    return lost


async def lose_and_read_back(world: World) -> None:
    lost = await lose_the_database(world)
    await world.services.rebuild.run(lost)
    await world.rest()


def bodies(world: World, target="diary"):
    return [json.loads(message.body) for name, message in world.workflow.told if name == target]


def ids(world: World, target="diary"):
    return [body["id"] for body in bodies(world, target)]


async def in_doubt(world: World):
    started = await world.payments.start(order(700, customer="cus_2"))
    return await world.payments.confirm_asked(started.payment.op)


@pytest.mark.asyncio
async def test_a_sale_in_doubt_at_the_damage_is_told_once_when_it_turns_out_paid(
    world: World,
) -> None:
    await with_hooks(world, DIARY, STOCK)
    sale = await in_doubt(world)
    lost = await lose_the_database(world)
    await world.services.rebuild.run(lost)
    assert bodies(world) == []
    world.stripe.pay(sale.intent)
    for source in (FactSource.WEBHOOK, FactSource.POLL):
        await world.services.reconcile.look(sale.intent, source)
    await world.rest()
    (told,) = bodies(world)
    assert (told["kind"], told["operation"]) == ("sale.succeeded", sale.op)
    assert world.workflow.kinds("stock") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_a_sale_that_was_paid_before_it_is_read_back_is_told(world: World) -> None:
    """Paid after the register had died: the books that would know better are lost."""
    await with_hooks(world, DIARY)
    sale = await in_doubt(world)
    world.stripe.pay(sale.intent)
    await lose_and_read_back(world)
    (told,) = bodies(world)
    assert (told["kind"], told["operation"]) == ("sale.succeeded", sale.op)


@pytest.mark.asyncio
async def test_what_was_told_before_the_damage_comes_again_under_the_same_id(world: World) -> None:
    await with_hooks(world, DIARY)
    await sell(world)
    left = (await world.payments.start(order(300))).payment
    await world.payments.leave(left.op)
    await world.rest()
    before = ids(world)
    assert len(before) == 2
    await lose_and_read_back(world)
    assert sorted(ids(world)) == sorted(before)


@pytest.mark.asyncio
async def test_older_sales_and_their_refunds_are_told_to_nobody(world: World) -> None:
    await with_hooks(world, DIARY)
    old = await sell(world)
    world.stripe.refund(old.intent, 1000)
    await world.clock.advance(TOLD_AGAIN.total_seconds() + HOUR)
    new = await sell(world, 900)
    await lose_and_read_back(world)
    assert {body["operation"] for body in bodies(world)} == {new.op}
    assert (await world.sale(old.op)).amount_refunded == 1000


@pytest.mark.asyncio
async def test_a_refund_that_stripe_tells_of_while_old_sales_are_read_is_told(world: World) -> None:
    await with_hooks(world, DIARY)
    old = await sell(world)
    lost = await lose_the_database(world)
    await world.services.rebuild.run(lost)
    world.workflow.told.clear()
    await world.services.hooks.enroll(reading_back=True)
    world.stripe.refund(old.intent, 400)
    await world.services.reconcile.after_sale(old.intent, FactSource.WEBHOOK)
    await world.rest()
    assert [body["kind"] for body in bodies(world)] == ["refund.recorded"]


@pytest.mark.asyncio
async def test_after_it_everything_is_told_as_ever(world: World) -> None:
    await with_hooks(world, DIARY)
    sale = await sell(world)
    await lose_and_read_back(world)
    world.workflow.told.clear()
    world.stripe.refund(sale.intent, 400)
    await world.services.reconcile.after_sale(sale.intent, FactSource.EVENTS_API)
    await sell(world, 1234)
    kinds = [body["kind"] for body in bodies(world)]
    assert sorted(kinds) == ["refund.recorded", "sale.succeeded"]


@pytest.mark.asyncio
async def test_a_register_without_sales_tells_nothing(world: World) -> None:
    await with_hooks(world, DIARY)
    await lose_and_read_back(world)
    assert bodies(world) == []
