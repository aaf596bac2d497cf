"""What was acknowledged is acted on, however long it takes: Stripe does not send it again."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.stripe_events import InboxState
from pos_app.services import inbox as module
from tests.support.fake_stripe import NO_NETWORK, TIMEOUT, Fault
from tests.support.world import World, confirming

A_DAY = 86_400
HOUR = 3_600
DENIED = Refused(RefusalKind.NOT_PERMITTED)
REVOKED = Refused(RefusalKind.KEY_REJECTED, "api_key_expired")
FORTY_DAYS = 40 * A_DAY
TRIED = 78
"""So often within three days of running: six times soon, then every hour."""


async def acknowledged_refund(world: World):
    """A paid sale was refunded; the events are stored and answered for."""
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    await world.payments.check(sale.op)
    world.stripe.refund(sale.intent)
    for event in world.stripe.events.log[-2:]:
        assert await world.services.inbox.accept(event)
    return sale


async def acknowledged_customer(world: World):
    known = world.stripe.add_customer(7, "Ann Old")
    assert await world.services.inbox.accept(world.stripe.events.log[-1])
    return known


async def kept(world: World):
    """What the books say the shop has kept, in cents."""
    return sum(row.money.minor for row in await world.ledger())


async def run_on(world: World, hours: int):
    for _ in range(hours):
        await world.clock.advance(HOUR)


async def back_after(world: World, days: float, *feeds: str):
    """The app was closed for so long; at the start there is no network yet."""
    await world.crash()
    world.clock.skip(days * A_DAY)
    world.start()
    world.stripe.down = NO_NETWORK
    await world.services.recovery.run()
    world.run_feeds("inbox", *feeds)
    await world.clock.advance(20)


@pytest.mark.asyncio
@pytest.mark.parametrize("days", [2.5, 3.5, 70])
async def test_a_refund_of_before_a_long_absence_is_booked_though_the_network_comes_late(
    world: World, days: float
) -> None:
    await acknowledged_refund(world)
    await back_after(world, days, "sweep")
    assert await world.inbox() == {InboxState.WAITING: 2}
    world.stripe.down = None
    await run_on(world, 2)
    assert await kept(world) == 0
    assert (await world.inbox()).get(InboxState.WAITING) is None


@pytest.mark.asyncio
async def test_a_refund_acknowledged_while_the_key_is_revoked_is_booked_by_the_next_key(
    world: World,
) -> None:
    world.run_feeds("inbox", "sweep")
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    await world.payments.check(sale.op)
    world.stripe.down = REVOKED
    world.stripe.refund(sale.intent)
    for event in world.stripe.events.log[-2:]:
        await world.services.inbox.accept(event)
    await run_on(world, 4 * 24)
    world.stripe.down = None
    await run_on(world, 2)
    assert await kept(world) == 0


@pytest.mark.asyncio
async def test_news_of_a_payment_is_asked_about_for_sixty_days_of_running_and_rarely(
    world: World,
) -> None:
    await acknowledged_refund(world)
    world.stripe.fail("refunds", *[Fault(DENIED)] * 3000)
    world.run_feeds("inbox")
    await run_on(world, 59 * 24)
    assert await world.inbox() == {InboxState.WAITING: 2}
    assert world.stripe.count("refunds") < 60 * 24 + 10
    await run_on(world, 2 * 24)
    assert await world.inbox() == {InboxState.FAILED: 2}


@pytest.mark.asyncio
async def test_other_news_are_not_given_up_before_enough_tries(world: World) -> None:
    await acknowledged_customer(world)
    await back_after(world, 10)
    await run_on(world, 24)
    assert await world.inbox() == {InboxState.WAITING: 1}
    await run_on(world, 3 * 24)
    assert await world.inbox() == {InboxState.FAILED: 1}


async def given_up(world: World):
    """A customer's change was tried for days, then given up."""
    world.run_feeds("inbox")
    known = await acknowledged_customer(world)
    world.stripe.fail("customer", *[Fault(DENIED)] * TRIED)
    await run_on(world, 4 * 24)
    assert await world.inbox() == {InboxState.FAILED: 1}
    assert await world.disk.transact(lambda tx: tx.customers.get(known.id)) is None
    return known


async def name_of(world: World, known):
    found = await world.disk.transact(lambda tx: tx.customers.get(known.id))
    return found and found.name


@pytest.mark.asyncio
async def test_what_was_given_up_is_looked_at_once_more_at_each_start(world: World) -> None:
    known = await given_up(world)
    world.stripe.fail("customer", Fault(DENIED))
    for expected in ({InboxState.FAILED: 1}, {InboxState.DONE: 1}):
        await world.crash()
        world.start()
        world.run_feeds("inbox")
        await world.rest()
        assert await world.inbox() == expected
    assert await name_of(world, known) == "Ann Old"


@pytest.mark.asyncio
@pytest.mark.parametrize("gone", [NO_NETWORK, REVOKED], ids=["the network", "the key"])
async def test_what_was_given_up_is_looked_at_when_what_was_missing_is_back(
    world: World, gone: object
) -> None:
    known = await given_up(world)
    for missing in (gone, None):
        world.stripe.down = missing
        await world.services.customers.find_everywhere("somebody else")
        await world.rest()
    assert await world.inbox() == {InboxState.DONE: 1}
    assert await name_of(world, known) == "Ann Old"


@pytest.mark.asyncio
async def test_a_clock_that_is_set_ahead_gives_nothing_up_and_forgets_nothing_unacted(
    world: World,
) -> None:
    await acknowledged_customer(world)
    await acknowledged_refund(world)
    await world.crash()
    world.clock.set(400 * A_DAY)
    world.start()
    world.stripe.down = NO_NETWORK
    world.run_feeds("inbox")
    await run_on(world, 30)
    assert await world.inbox() == {InboxState.WAITING: 3}
    world.stripe.down = None
    await run_on(world, 2)
    assert await world.inbox() == {InboxState.DONE: 3}
    assert await kept(world) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("restarted", [False, True])
async def test_what_was_put_off_by_a_wrong_clock_does_not_wait_until_that_time_comes(
    world: World, restarted: bool
) -> None:
    world.clock.set(FORTY_DAYS)
    world.run_feeds("inbox")
    await acknowledged_refund(world)
    world.stripe.fail("refunds", *[Fault(TIMEOUT)] * 3)
    await world.clock.advance(5)
    assert await world.inbox() == {InboxState.WAITING: 2}
    world.clock.set(-FORTY_DAYS)
    if restarted:
        await world.restart()
        world.run_feeds("inbox")
    await run_on(world, 2)
    assert await kept(world) == 0


@pytest.mark.asyncio
async def test_what_waits_for_sixty_days_is_not_forgotten(world: World) -> None:
    await acknowledged_refund(world)
    await world.crash()
    world.clock.skip((module.KEPT + dt.timedelta(days=30)).total_seconds())
    world.start()
    world.run_feeds("inbox")
    await world.rest()
    assert await kept(world) == 0


@pytest.mark.asyncio
async def test_it_is_so_on_a_disk_as_well(world: World, tmp_path) -> None:
    world.disk = SqlStore.open(tmp_path / "pos.db")
    world.start()
    await acknowledged_refund(world)
    customer = replace(world.stripe.events.log[-1], id="evt_c", type="customer.updated")
    await world.services.inbox.accept(customer)
    await world.disk.transact(
        lambda tx: tx.inbox.settle(
            [event.id for event in (customer, *world.stripe.events.log[-2:])],
            InboxState.FAILED,
            "timeout",
        )
    )
    await world.crash()
    world.start()
    world.run_feeds("inbox")
    while (await world.inbox()) != {InboxState.DONE: 3}:
        await world.rest()
    assert await kept(world) == 0
    await world.disk.close()
