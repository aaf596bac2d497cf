"""Stripe's list of events: nothing is missed while away, and Stripe is not asked too often."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.domain.ids import EventId
from pos_app.domain.outcomes import Ok, RefusalKind, Refused, Unknown
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.settings import Settings
from pos_app.domain.stripe_events import InboxState
from pos_app.services import event_sweep as module
from tests.support.fake_stripe import NO_NETWORK, Fault, lost_request
from tests.support.world import World, confirming

A_DAY = 86_400


async def paid_sale(world: World, customer="cus_1"):
    sale = await confirming(world, customer=customer)
    world.stripe.pay(sale.intent)
    return await world.payments.check(sale.op)


async def swept(world: World):
    """A register that has read the list to its end."""
    world.stripe.add_customer(9)
    assert await world.services.sweep.sweep() == Ok(None)


async def cursor(world: World):
    text = await world.disk.transact(lambda tx: tx.notes.get("events_cursor")) or ""
    return text.partition(" ")[0]


async def money(world: World):
    return sorted(row.money.minor for row in await world.ledger())


async def reads_during(world: World, seconds: float):
    before = world.stripe.count("events")
    await world.clock.advance(seconds)
    return world.stripe.count("events") - before


@pytest.mark.asyncio
async def test_the_first_look_begins_with_now(world: World) -> None:
    for number in range(1, 6):
        world.stripe.add_customer(number)
    await world.services.sweep.sweep()
    assert await cursor(world) == world.stripe.events.log[-1].id
    assert await world.inbox() == {}
    assert world.stripe.count("touched") == 0


@pytest.mark.asyncio
async def test_a_refund_made_while_away_is_booked_on_return(world: World) -> None:
    sale = await paid_sale(world)
    await swept(world)
    await world.crash()
    world.clock.skip(9 * 3600)
    world.stripe.refund(sale.intent, 1500)
    world.stripe.dispute(sale.intent)
    world.start()
    world.run_feeds("inbox", "sweep")
    await world.rest()
    assert await money(world) == [-4850, -1500, 4850]


@pytest.mark.asyncio
async def test_a_long_absence_is_caught_up_oldest_first_in_pages(world: World) -> None:
    await swept(world)
    for number in range(1, 251):
        world.clock.skip(1)
        world.stripe.add_customer(number)
    announced = [event.id for event in world.stripe.events.log[-250:]]
    assert await world.services.sweep.sweep() == Ok(None)
    assert world.stripe.count("events") == 3
    due = await world.disk.transact(lambda tx: tx.inbox.due(world.clock.now(), 300))
    assert [item.event.id for item in due] == announced


@pytest.mark.asyncio
async def test_a_break_in_the_middle_goes_on_where_it_stopped(world: World) -> None:
    await swept(world)
    for number in range(1, 251):
        world.stripe.add_customer(number)
    world.stripe.fail("events", Fault(None, executed=True), lost_request())
    world.stripe._faults["events"].popleft()
    pages = [call for call in world.stripe.calls if call[0] == "events"]
    assert pages == []
    first = world.stripe._faults["events"].popleft()
    world.stripe.events.page = _breaks_after(world.stripe.events.page, 2, first.answer)
    assert isinstance(await world.services.sweep.sweep(), Unknown)
    assert sum((await world.inbox()).values()) == 200
    del world.stripe.events.page
    assert await world.services.sweep.sweep() == Ok(None)
    assert sum((await world.inbox()).values()) == 250
    assert world.stripe.count("events") == 3


def _breaks_after(page, good, answer):
    left = [good]

    async def breaking(after, limit):
        left[0] -= 1
        return await page(after, limit) if left[0] >= 0 else answer

    return breaking


@pytest.mark.asyncio
@pytest.mark.parametrize("fates", ["x", ".x"])
async def test_what_cannot_be_stored_is_read_again(world: World, fates: str) -> None:
    await swept(world)
    world.stripe.add_customer(1)
    world.store.fail(fates)
    world.run_feeds("sweep")
    await world.clock.advance(60)
    assert await world.inbox() == {InboxState.WAITING: 1}


@pytest.mark.asyncio
async def test_an_event_that_appears_before_the_newest_is_found_all_the_same(
    world: World,
) -> None:
    """Stripe's list is filled by many machines: one may be seconds late."""
    await swept(world)
    await world.clock.advance(600)
    world.stripe.add_customer(1)
    await world.services.sweep.sweep()
    latest = world.stripe.events.log[-1]
    late = replace(latest, id=EventId("evt_late"), created=latest.created - dt.timedelta(seconds=2))
    world.stripe.events.log.insert(-1, late)
    await world.services.sweep.sweep()
    assert await world.disk.transact(lambda tx: tx.inbox.get("evt_late")) is not None
    assert sum((await world.inbox()).values()) == 2


@pytest.mark.asyncio
async def test_after_more_than_thirty_days_every_open_sale_is_asked_for(world: World) -> None:
    refunded, disputed = [await paid_sale(world, customer) for customer in ("cus_1", "cus_2")]
    debit = await confirming(world, customer="cus_3")
    world.stripe.process(debit.intent)
    await world.payments.check(debit.op)
    await swept(world)
    await world.crash()
    world.stripe.settle_refund(world.stripe.refund(refunded.intent, 1500), "failed")
    world.stripe.close_dispute(world.stripe.dispute(disputed.intent), "won")
    world.stripe.pay(debit.intent)
    world.clock.skip(40 * A_DAY)
    world.stripe.add_customer(8)
    world.start()
    assert await world.services.sweep.sweep() == Ok(None)
    assert (await world.sale(debit.op)).money_taken is MoneyTaken.YES
    assert await money(world) == [-4850, -1500, 1500, 4850, 4850, 4850, 4850]
    assert await cursor(world) == world.stripe.events.log[-1].id
    asked = len(world.stripe.calls)
    assert await world.services.sweep.sweep() == Ok(None)
    assert [name for name, _ in world.stripe.calls[asked:]] == ["events"]


@pytest.mark.asyncio
@pytest.mark.parametrize("read", ["newest_event", "retrieve", "touched", "refunds"])
async def test_a_full_look_that_breaks_off_is_begun_again(world: World, read: str) -> None:
    sale = await paid_sale(world)
    open_sale = await confirming(world, customer="cus_2")
    world.stripe.pay(open_sale.intent)
    world.stripe.refund(sale.intent, 1500)
    world.stripe.fail(read, lost_request())
    assert isinstance(await world.services.sweep.sweep(), Unknown)
    assert await world.services.sweep.sweep() == Ok(None)
    assert await money(world) == [-1500, 4850, 4850]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [RefusalKind.KEY_REJECTED, RefusalKind.NOT_PERMITTED])
@pytest.mark.parametrize("barred", ["open sale", "paid sale", "refunds"])
async def test_a_full_look_that_the_key_ends_is_begun_again(world: World, kind, barred) -> None:
    """The place to go on from stands behind what was read, never behind what was refused."""
    sale = await paid_sale(world)
    open_sale = await confirming(world, customer="cus_2")
    world.stripe.pay(open_sale.intent)
    world.stripe.refund(sale.intent, 1500)
    refused = Fault(Refused(kind))
    reads = {"open sale": "retrieve", "paid sale": "retrieve", "refunds": "refunds"}
    if barred == "paid sale":
        assert (await world.payments.check(open_sale.op)).state is PaymentState.SUCCEEDED
    world.stripe.fail(reads[barred], refused)
    assert await world.services.sweep.sweep() == refused.answer
    assert await cursor(world) == ""
    assert await world.services.sweep.sweep() == Ok(None)
    assert await money(world) == [-1500, 4850, 4850]


@pytest.mark.asyncio
async def test_a_sale_that_stripe_does_not_know_holds_the_full_look_up_for_nobody(
    world: World,
) -> None:
    sale = await paid_sale(world)
    gone = await confirming(world, customer="cus_2")
    del world.stripe.intents[gone.intent]
    world.stripe.refund(sale.intent, 1500)
    assert await world.services.sweep.sweep() == Ok(None)
    assert await money(world) == [-1500, 4850]


@pytest.mark.asyncio
async def test_a_quiet_account_is_not_searched_again_and_again(world: World) -> None:
    await paid_sale(world)
    world.clock.skip(40 * A_DAY)
    for _ in range(3):
        assert await world.services.sweep.sweep() == Ok(None)
    assert world.stripe.count("touched") == 1


@pytest.mark.asyncio
async def test_without_webhooks_a_busy_register_looks_every_minute(world: World) -> None:
    await swept(world)
    world.run_feeds("sweep")
    await world.rest()
    assert await reads_during(world, 3600) == 6
    await paid_sale(world)
    await world.rest()
    assert await reads_during(world, 600) == 10
    await world.clock.advance(3600)
    assert await reads_during(world, 3600) == 6


@pytest.mark.asyncio
async def test_a_sale_ends_the_long_pause_at_once(world: World) -> None:
    await swept(world)
    world.run_feeds("sweep")
    await world.rest()
    before = world.stripe.count("events")
    await confirming(world)
    await world.rest()
    assert world.stripe.count("events") == before + 1


@pytest.mark.asyncio
async def test_while_webhooks_flow_the_list_is_a_net_and_when_they_stop_it_is_not(
    world: World,
) -> None:
    await swept(world)
    world.run_feeds("inbox", "sweep")
    await paid_sale(world)
    for _ in range(4):
        world.stripe.add_customer(3)
        await world.services.inbox.accept(world.stripe.events.log[-2])
        await world.services.inbox.accept(world.stripe.events.log[-1])
        await world.clock.advance(60)
    assert world.services.sweep.pace == module.WHILE_HEARD
    assert await reads_during(world, 3600) == 4
    world.stripe.add_customer(4)
    await world.clock.advance(module.WHILE_HEARD + 120)
    assert world.services.sweep.pace == module.WHILE_IDLE
    await paid_sale(world, "cus_2")
    assert world.services.sweep.pace == module.WHILE_BUSY


@pytest.mark.asyncio
async def test_an_event_just_made_does_not_mean_that_webhooks_have_stopped(world: World) -> None:
    await swept(world)
    world.run_feeds("inbox")
    world.stripe.add_customer(1)
    await world.services.inbox.accept(world.stripe.events.log[-1])
    assert await world.services.sweep.sweep() == Ok(None)
    world.stripe.add_customer(2)
    assert await world.services.sweep.sweep() == Ok(None)
    assert world.services.sweep.pace == module.WHILE_HEARD


@pytest.mark.asyncio
async def test_back_from_offline_the_list_is_read_at_once(world: World) -> None:
    sale = await paid_sale(world)
    await swept(world)
    world.run_feeds("inbox", "sweep")
    await world.rest()
    world.stripe.down = NO_NETWORK
    await world.clock.advance(3 * 3600)
    world.stripe.refund(sale.intent, 1500)
    world.stripe.down = None
    await world.services.customers.find_everywhere("weber")
    await world.rest()
    assert await money(world) == [-1500, 4850]


@pytest.mark.asyncio
async def test_a_key_that_may_not_read_events_is_asked_rarely_and_told_of(world: World) -> None:
    await swept(world)
    denied = Refused(RefusalKind.NOT_PERMITTED)
    world.stripe.fail("events", *[Fault(denied)] * 3)
    world.run_feeds("sweep")
    await world.rest()
    assert world.services.sweep.problem == denied
    assert await reads_during(world, module.AFTER_REFUSAL * 2 + 60) == 2
    await world.clock.advance(module.AFTER_REFUSAL)
    assert world.services.sweep.problem is None


@pytest.mark.asyncio
async def test_one_register_of_several_does_it(world: World) -> None:
    """Two registers of one account, each with its own books; the second one does not sweep."""
    second = World(replace(Settings(), sweeps_events=False))
    second.stripe, second.clock = world.stripe, world.clock
    second.ids.operation = iter(f"op-b{number}" for number in range(9)).__next__
    second.start()
    try:
        mine, theirs = await paid_sale(world), await confirming(second, customer="cus_2")
        second.stripe.process(theirs.intent)
        await second.payments.check(theirs.op)
        await swept(world)
        before = world.stripe.count("events")
        for register in (world, second):
            register.run_feeds("inbox", "sweep")
        await world.clock.advance(600)
        alone = world.stripe.count("events") - before
        world.stripe.refund(mine.intent, 500)
        world.stripe.pay(theirs.intent)
        await world.clock.advance(3700)
        assert (await second.sale(theirs.op)).state is PaymentState.SUCCEEDED
        assert (await money(world), await money(second)) == ([-500, 4850], [4850])
        assert alone <= 12
        assert await second.inbox() == {}
        assert (await world.inbox())[InboxState.IGNORED] >= 1
    finally:
        await second.close()
        assert second.errors == []
