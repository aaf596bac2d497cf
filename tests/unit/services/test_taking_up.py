"""What the last run has left is taken up before anybody is charged, also on a disk that refuses."""

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.health import Obstacle
from pos_app.domain.payment import PaymentState
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.results import NotStarted, NotStartedReason, Started
from pos_app.services.taking_up import AGAIN
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def two_in_doubt(world):
    """The app dies while two banks are being asked; both say yes."""
    ops = []
    for number in (1, 2):
        started = await world.payments.start(order(number * 100, customer=f"cus_{number}"))
        await world.payments.confirm_asked(started.payment.op)
        ops.append(started.payment.op)
    await world.crash()
    for intent in list(world.stripe.intents):
        world.stripe.pay(intent)
    world.start()
    return ops


@pytest.mark.parametrize("broken_after", range(8))
async def test_a_disk_that_refuses_for_a_while_leaves_no_sale_unwatched(
    world: World, broken_after: int
) -> None:
    ops = await two_in_doubt(world)
    world.store.fail("." * broken_after + "xx")
    refused = []
    world.services.background.launch(world.services.taking_up.run(refused.append), name="begin")
    await world.clock.advance(3 * AGAIN)
    await world.clock.advance(60)
    states = {(await world.sale(op)).state for op in ops}
    assert states == {PaymentState.SUCCEEDED}
    assert len(await world.ledger()) == 2


async def test_while_the_disk_refuses_nobody_is_charged(world: World) -> None:
    await two_in_doubt(world)
    created = world.stripe.count("create")
    world.store.fail("..x")
    refused = []
    world.services.background.launch(world.services.taking_up.run(refused.append), name="begin")
    await world.rest()
    assert len(refused) == 1
    waiting = world.services.background.spawn(
        world.payments.start(order(999, customer="cus_3")), name="sale"
    )
    await world.rest()
    assert not waiting.done()
    assert world.stripe.count("create") == created
    await world.clock.advance(AGAIN)
    assert isinstance(await waiting, Started)


async def test_a_sale_that_waited_already_goes_on_waiting(world: World) -> None:
    await two_in_doubt(world)
    created = world.stripe.count("create")
    world.services.recovery.expect()
    waiting = world.services.background.spawn(
        world.payments.start(order(999, customer="cus_3")), name="sale"
    )
    await world.rest()
    world.store.fail("x")
    world.services.background.launch(world.services.taking_up.run(lambda _: None), name="begin")
    await world.rest()
    assert world.stripe.count("create") == created
    await world.clock.advance(AGAIN)
    assert isinstance(await waiting, Started)


async def test_a_mistake_of_ours_in_one_sale_is_told_and_keeps_no_other_from_being_settled(
    world: World,
) -> None:
    first, second = await two_in_doubt(world)
    retrieve, bad = world.stripe.retrieve, (await world.sale(first)).intent

    async def stumble(intent):
        if intent == bad:
            raise ZeroDivisionError
        return await retrieve(intent)

    world.stripe.retrieve = stumble
    await world.services.taking_up.run(lambda _: None)
    assert (await world.sale(second)).state is PaymentState.SUCCEEDED
    assert (await world.sale(first)).in_doubt
    assert {type(error) for _, error in world.errors} == {ZeroDivisionError}
    world.errors.clear()


async def test_a_replaced_database_is_told_of_and_nobody_is_charged_until_it_is_full_again(
    world: World,
) -> None:
    lost = SetAside("test-acct_1.corrupt.db", world.clock.now())
    await world.disk.transact(lambda tx: tx.notes.put(NOTE, lost.text()))
    assert await world.services.taking_up.run(lambda _: None) == lost
    refused = await world.payments.start(order())
    assert isinstance(refused, NotStarted)
    assert refused.obstacle is Obstacle.REBUILDING


async def test_a_mistake_of_ours_is_told_once_and_sales_are_refused_until_it_is_over(
    world: World,
) -> None:
    ops = await two_in_doubt(world)
    broken = world.store

    async def stumble(work):
        raise ZeroDivisionError

    healthy, broken.transact = broken.transact, stumble
    refused = []
    world.services.recovery.expect()
    early = world.services.background.spawn(
        world.payments.start(order(999, customer="cus_3")), name="sale"
    )
    await world.rest()
    world.services.background.launch(world.services.taking_up.run(refused.append), name="begin")
    await world.clock.advance(3 * AGAIN)
    assert {type(error) for error in refused} == {StoreUnavailableError}
    assert [type(error) for _, error in world.errors] == [ZeroDivisionError]
    world.errors.clear()
    for result in (await early, await world.payments.start(order(999, customer="cus_4"))):
        assert isinstance(result, NotStarted)
        assert result.reason is NotStartedReason.STORE_UNAVAILABLE
    assert world.services.health.obstacle is Obstacle.STORE
    broken.transact = healthy
    await world.clock.advance(2 * AGAIN)
    assert world.services.health.obstacle is None
    assert {(await world.sale(op)).state for op in ops} == {PaymentState.SUCCEEDED}
    assert isinstance(await world.payments.start(order(999, customer="cus_3")), Started)


@pytest.mark.parametrize("note", ["half a te", "{}", "[]", '{"file": "x", "at": 7}'])
async def test_a_note_that_cannot_be_read_still_has_the_sales_read_back(
    world: World, note: str
) -> None:
    (op, _) = await two_in_doubt(world)
    await world.crash()
    world.disk = MemoryStore()
    await world.disk.transact(lambda tx: tx.notes.put(NOTE, note))
    world.start()
    lost = await world.services.taking_up.run(lambda _: None)
    assert isinstance(lost, SetAside)
    await world.services.rebuild.run(lost)
    assert (await world.sale(op)).state is PaymentState.SUCCEEDED
