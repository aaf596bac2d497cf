"""What is delivered is stored before the sender has its answer, together with what else arrives."""

import asyncio
from dataclasses import replace

import pytest

from pos_app.domain.stripe_events import EventVia, InboxState
from pos_app.ports.store import StoreUnavailableError
from tests.support.world import World, order

IGNORED, WAITING = InboxState.IGNORED, InboxState.WAITING


def newest(world: World):
    return world.stripe.events.log[-1]


async def deliver(world: World, *events):
    answers = [await world.services.inbox.accept(event) for event in events]
    await world.rest()
    return answers


def counted(world: World) -> list[int]:
    """Grows by one with each transaction from now on."""
    begun: list[int] = []
    transact = world.store.transact

    async def count(work):
        begun.append(1)
        return await transact(work)

    world.store.transact = count
    return begun


@pytest.mark.asyncio
async def test_hundreds_of_sales_of_other_registers_cost_two_transactions(world: World) -> None:
    world.stripe._create("op-elsewhere", order())
    world.stripe.pay(world.stripe.only_intent())
    events = [replace(newest(world), id=f"evt_{n}", intent=f"pi_{n}") for n in range(500)]
    await world.disk.transact(
        lambda tx: tx.inbox.add_all(events, EventVia.WEBHOOK, world.clock.now())
    )
    transactions = counted(world)
    world.run_feeds("inbox")
    await world.rest()
    assert await world.inbox() == {IGNORED: 500}
    assert len(transactions) == 2


@pytest.mark.asyncio
async def test_news_of_others_sales_is_settled_in_the_transaction_that_stores_it(
    world: World,
) -> None:
    world.stripe._create("op-elsewhere", order())
    world.stripe.pay(world.stripe.only_intent())
    events = [replace(newest(world), id=f"evt_{n}", intent=f"pi_{n}") for n in range(40)]
    await deliver(world, replace(newest(world), id="evt_early"))
    assert await world.inbox() == {WAITING: 1}  # the books may not be complete yet
    world.run_feeds("inbox")
    await world.rest()
    transactions = counted(world)
    await asyncio.gather(*(world.services.inbox.accept(event) for event in events))
    await world.rest()
    assert await world.inbox() == {IGNORED: 41}
    assert len(transactions) == 1


@pytest.mark.asyncio
async def test_deliveries_that_arrive_together_share_a_transaction(world: World) -> None:
    for number in range(1, 41):
        world.stripe.add_customer(number)
    events = world.stripe.events.log[:]
    commits = counted(world)
    answers = await asyncio.gather(*(world.services.inbox.accept(e) for e in (*events, *events)))
    assert sum(answers) == len(events)
    assert len(commits) <= 2
    assert await world.inbox() == {WAITING: len(events)}


@pytest.mark.asyncio
async def test_a_caller_who_goes_away_does_not_keep_others_from_being_stored(
    world: World,
) -> None:
    world.stripe.add_customer(1)
    world.stripe.add_customer(2)
    world.store.fail("w")
    first, second = (
        asyncio.ensure_future(world.services.inbox.accept(event))  # noqa: TID251
        for event in world.stripe.events.log
    )
    await world.rest()
    first.cancel()
    world.store.gate.set()
    assert await second
    assert await world.inbox() == {WAITING: 2}


@pytest.mark.asyncio
async def test_a_full_disk_refuses_the_delivery_so_that_stripe_sends_it_again(
    world: World,
) -> None:
    world.stripe.add_customer(7, "Ann Old")
    world.store.fail("x")
    with pytest.raises(StoreUnavailableError):
        await world.services.inbox.accept(newest(world))
    assert await world.inbox() == {}
    assert await deliver(world, newest(world)) == [True]


def accepting(world: World, number: int) -> list[asyncio.Task[bool]]:
    """So many deliveries whose transaction waits for the gate."""
    for customer in range(number):
        world.stripe.add_customer(customer)
    world.store.fail("w")
    return [
        asyncio.ensure_future(world.services.inbox.accept(event))  # noqa: TID251
        for event in world.stripe.events.log
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize("gone", [1, 3])
async def test_a_failure_is_told_to_all_who_wait_and_to_the_log_if_nobody_does(
    world: World, gone: int
) -> None:
    waiting = accepting(world, 3)
    await world.rest()

    def fails(*_):
        raise ZeroDivisionError

    world.disk.transact = fails
    for caller in waiting[:gone]:
        caller.cancel()
    world.store.gate.set()
    heard = await asyncio.gather(*waiting, return_exceptions=True)
    expected = [asyncio.CancelledError] * gone + [ZeroDivisionError] * (3 - gone)
    assert [type(error) for error in heard] == expected
    await world.rest()
    told = [type(error) for _, error in world.errors]
    assert told == ([ZeroDivisionError] if gone == 3 else [])
    world.errors.clear()


@pytest.mark.asyncio
async def test_a_delivery_that_is_being_stored_when_all_is_cancelled_has_no_answer(
    world: World,
) -> None:
    waiting = accepting(world, 2)
    await world.rest()
    await world.services.money.close()
    heard = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in heard] == [asyncio.CancelledError] * 2
    assert await world.inbox() == {}
