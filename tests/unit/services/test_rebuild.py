"""The database is gone: what Stripe remembers of our sales becomes our books again."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.events import DatabaseReplaced, HealthChanged
from pos_app.domain.health import Obstacle
from pos_app.domain.ids import RegisterId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.domain.settings import Settings
from pos_app.domain.timeline import FactSource
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.fake_stripe import NO_NETWORK, lost_request
from tests.support.world import World, order

LOST = SetAside("test-acct_1.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
DAY = 24 * 3600


async def lose_the_database(world):
    """The app starts on a new, empty database that knows of the damaged one."""
    await world.crash()
    world.disk = MemoryStore()
    await world.disk.transact(lambda tx: tx.notes.put(NOTE, LOST.text()))
    world.start()
    world.replaced, world.obstacles = [], []
    world.services.bus.subscribe(DatabaseReplaced, world.replaced.append)
    world.services.bus.subscribe(
        HealthChanged, lambda event: world.obstacles.append(event.obstacle)
    )


async def rebuild(world):
    lost = await world.services.rebuild.begin()
    assert lost == LOST
    await world.services.recovery.run()
    await world.services.rebuild.run(lost)


async def sold(world, minor=4850, customer="cus_1"):
    """A sale that Stripe knows; the page has been told to confirm."""
    known = set(world.stripe.intents)
    started = await world.payments.start(order(minor, customer=customer))
    assert isinstance(started, Started)
    await world.payments.confirm_asked(started.payment.op)
    (intent,) = set(world.stripe.intents) - known
    return started.payment.op, intent


async def looked(world, intent):
    return await world.services.reconcile.after_sale(intent, FactSource.POLL)


def books(rows):
    """The rows without when we learnt of a failed refund, which Stripe does not say."""
    return {(row.kind, row.stripe_id, row.op, row.money, _said_by_stripe(row)) for row in rows}


def _said_by_stripe(row):
    return None if row.kind is LedgerKind.REFUND_FAILED else row.at


@pytest.mark.asyncio
async def test_every_sale_is_back_as_stripe_shows_it(world):
    paid, paid_intent = await sold(world, 100)
    world.stripe.pay(paid_intent)
    await looked(world, paid_intent)
    at_bank, bank_intent = await sold(world, 200, "cus_2")
    world.stripe.process(bank_intent)
    gone, gone_intent = await sold(world, 300, "cus_3")
    world.stripe.decline(gone_intent)
    await looked(world, gone_intent)
    await world.payments.cancel(gone)
    before = await world.ledger()
    await lose_the_database(world)
    await rebuild(world)
    assert (await world.sale(paid)).state is PaymentState.SUCCEEDED
    assert (await world.sale(at_bank)).state is PaymentState.PROCESSING
    assert (await world.sale(gone)).state is PaymentState.CANCELED
    assert (await world.sale(paid)).order == order(100)
    assert books(await world.ledger()) == books(before)
    facts = await world.disk.transact(lambda tx: tx.payments.facts(paid))
    assert {fact.source for fact in facts} == {FactSource.RECOVERY}
    assert await world.disk.transact(lambda tx: tx.notes.get(NOTE)) is None


@pytest.mark.asyncio
async def test_a_sale_the_bank_was_working_on_is_watched_to_its_end(world):
    op, intent = await sold(world)
    world.stripe.process(intent)
    await lose_the_database(world)
    await rebuild(world)
    world.stripe.pay(intent)
    await world.clock.advance(600)
    assert (await world.sale(op)).state is PaymentState.SUCCEEDED
    assert [row.op for row in await world.ledger()] == [op]


@pytest.mark.asyncio
async def test_an_open_sale_is_in_doubt_until_its_page_can_confirm_no_more(world):
    op, intent = await sold(world)
    await lose_the_database(world)
    await rebuild(world)
    assert (await world.sale(op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    refused = await world.payments.start(order(100))
    assert isinstance(refused, NotStarted)
    assert refused.reason is NotStartedReason.OPEN_ISSUE
    await world.clock.advance(180)
    assert (await world.sale(op)).state is PaymentState.CANCELED
    assert world.stripe.intents[intent].status == "canceled"


@pytest.mark.asyncio
async def test_nobody_is_charged_before_all_sales_are_back(world):
    await sold(world)
    await lose_the_database(world)
    await world.services.rebuild.begin()
    await world.services.recovery.run()
    refused = await world.payments.start(order(customer="cus_9"))
    assert isinstance(refused, NotStarted)
    assert (refused.reason, refused.obstacle) == (NotStartedReason.HINDERED, Obstacle.REBUILDING)
    assert world.stripe.count("ping") == 0
    await world.services.rebuild.run(LOST)
    assert isinstance(await world.payments.start(order(customer="cus_9")), Started)
    assert world.obstacles == [Obstacle.REBUILDING, None]


@pytest.mark.asyncio
async def test_the_window_is_told_of_beginning_progress_and_end(world):
    for number in range(3):
        await sold(world, customer=f"cus_{number}")
        await world.clock.advance(1)
    await lose_the_database(world)
    await rebuild(world)
    told = [(event.found, event.finished) for event in world.replaced]
    assert told == [(0, False), (2, False), (3, False), (3, True)]
    assert {event.lost for event in world.replaced} == {LOST}


@pytest.mark.asyncio
async def test_without_network_it_waits_and_goes_on_where_it_was(world):
    for number in range(3):
        op, intent = await sold(world, customer=f"cus_{number}")
        world.stripe.pay(intent)
        await world.clock.advance(1)
    world.stripe.refund(intent, 50)
    await lose_the_database(world)
    world.stripe.fail("sale_history", lost_request(), lost_request())
    world.stripe.fail("touched", lost_request())
    world.stripe.fail("refunds", lost_request())
    world.store.fail(".....x")
    lost = await world.services.rebuild.begin()
    running = world.services.background.spawn(world.services.rebuild.run(lost), name="rebuild")
    await world.clock.advance(300)
    await running
    assert len(await world.ledger()) == 4
    assert world.replaced[-1].finished
    assert (await world.sale(op)).amount_refunded == 50


@pytest.mark.asyncio
async def test_a_rebuild_that_was_cut_off_begins_again_and_doubles_nothing(world):
    for number in range(3):
        _, intent = await sold(world, customer=f"cus_{number}")
        world.stripe.pay(intent)
        await world.clock.advance(1)
    await lose_the_database(world)
    world.stripe.fail("touched", *[lost_request()] * 50)
    lost = await world.services.rebuild.begin()
    world.services.background.launch(world.services.rebuild.run(lost), name="rebuild")
    await world.rest()
    assert len(await world.ledger()) == 3
    await world.crash()
    world.stripe._faults.clear()
    world.start()
    await rebuild_again(world)
    assert len(await world.ledger()) == 3
    assert await world.services.rebuild.begin() is None


@pytest.mark.asyncio
async def test_a_mistake_of_ours_is_told_once_and_it_goes_on_when_it_is_over(world):
    op, intent = await sold(world)
    world.stripe.pay(intent)
    await lose_the_database(world)
    lost = await world.services.rebuild.begin()
    read = world.stripe._read

    async def stumble(*asked):
        raise ZeroDivisionError

    world.stripe._read = stumble
    running = world.services.background.spawn(world.services.rebuild.run(lost), name="rebuild")
    await world.clock.advance(300)
    assert [type(error) for _, error in world.errors] == [ZeroDivisionError]
    world.errors.clear()
    assert world.services.health.obstacle is Obstacle.REBUILDING
    world.stripe._read = read
    await world.clock.advance(61)
    assert running.done()
    assert (await world.sale(op)).state is PaymentState.SUCCEEDED


async def rebuild_again(world):
    lost = await world.services.rebuild.begin()
    assert lost == LOST
    await world.services.rebuild.run(lost)


@pytest.mark.asyncio
async def test_other_registers_and_older_sales_stay_where_they_are():
    world = World(settings=replace(Settings(), rebuild_days=5))
    _, old = await sold(world, customer="cus_old")
    world.stripe.pay(old)
    await looked(world, old)
    await world.clock.advance(7 * DAY)
    recent, _ = await sold(world, customer="cus_new")
    other = replace(order(customer="cus_other"), register=RegisterId("Bar"))
    assert isinstance(await world.payments.start(other), Started)
    await lose_the_database(world)
    await rebuild(world)
    found = await world.disk.transact(lambda tx: tx.payments.recent(9))
    assert [sale.op for sale in found] == [recent]
    await world.close()
    assert world.errors == []


@pytest.mark.asyncio
async def test_a_healthy_database_has_nothing_to_read_back(world):
    assert await world.services.rebuild.begin() is None
    assert world.stripe.count("sale_history") == 0


STEPS = st.lists(
    st.sampled_from(["pay", "decline", "process", "authorise", "refund", "lost", "dispute", "act"]),
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(histories=st.lists(STEPS, min_size=1, max_size=5))
def test_the_rebuilt_books_of_any_healthy_history_are_the_lost_ones(histories):
    asyncio.run(_lives_through(histories))


async def _lives_through(histories):
    world = World()
    for number, steps in enumerate(histories):
        _, intent = await sold(world, 1000 + number, f"cus_{number}")
        for step in steps:
            _happen(world, intent, step)
            await world.clock.advance(1)
            await looked(world, intent)
    before = {intent: await _sale_of(world, intent) for intent in world.stripe.intents}
    rows = books(await world.ledger())
    await lose_the_database(world)
    await rebuild(world)
    assert books(await world.ledger()) == rows
    for intent, sale in before.items():
        after = await _sale_of(world, intent)
        assert after.op == sale.op
        assert after.state is sale.state
        if sale.state is not PaymentState.OPEN:
            assert after.money_taken is sale.money_taken
            assert after.amount_refunded == sale.amount_refunded
    await world.crash()
    assert world.errors == []


async def _sale_of(world, intent):
    return await world.disk.transact(lambda tx: tx.payments.by_intent(intent))


def _happen(world, intent, step):
    """What may happen at Stripe next, where its state allows it."""
    stripe, seen = world.stripe, world.stripe.intents[intent]
    paid = seen.status == "succeeded"
    left = seen.charge.amount_refunded < 900 if seen.charge else False
    match step:
        case "refund" if paid and left:
            stripe.refund(intent, 100)
        case "lost" if paid and left:
            stripe.settle_refund(stripe.refund(intent, 100), "failed")
        case "dispute" if paid and not seen.charge.disputed:
            stripe.dispute(intent)
        case "refund" | "lost" | "dispute":
            pass
        case _ if paid:
            pass
        case "act":
            stripe.require_action(intent)
        case step:
            getattr(stripe, step)(intent)


@pytest.mark.asyncio
async def test_a_register_without_network_says_that_it_is_being_rebuilt(world):
    op, _ = await sold(world)
    await lose_the_database(world)
    world.stripe.down = NO_NETWORK
    lost = await world.services.rebuild.begin()
    running = world.services.background.spawn(world.services.rebuild.run(lost), name="rebuild")
    await world.rest()
    assert world.services.health.obstacle is Obstacle.REBUILDING
    world.stripe.down = None
    await world.clock.advance(120)
    await running
    assert await world.sale(op) is not None
