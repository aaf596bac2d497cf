"""Events are hints: stored once, acted on at least once, and only Stripe's objects count."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.domain.customer import Customer
from pos_app.domain.events import CustomerChanged
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.stripe_events import EventVia, InboxState
from pos_app.services import inbox as module
from tests.support.fake_stripe import BUSY, NO_NETWORK, Fault
from tests.support.world import World, confirming, order

DONE, IGNORED = InboxState.DONE, InboxState.IGNORED
WAITING, FAILED = InboxState.WAITING, InboxState.FAILED


def newest(world: World):
    return world.stripe.events.log[-1]


async def deliver(world: World, *events):
    answers = [await world.services.inbox.accept(event) for event in events]
    await world.rest()
    return answers


def event_about(world: World, customer: str, name: str = "customer.updated"):
    world.stripe.events.about_customer(name, customer)
    return newest(world)


@pytest.mark.asyncio
async def test_a_webhook_settles_the_sale_before_the_next_poll(world: World) -> None:
    world.run_feeds("inbox")
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    assert await deliver(world, newest(world)) == [True]
    assert (await world.sale(sale.op)).money_taken is MoneyTaken.YES
    assert await world.inbox() == {DONE: 1}


@pytest.mark.asyncio
async def test_what_the_event_claims_is_not_believed(world: World) -> None:
    """Signed or not: "succeeded" is a reason to look, the PaymentIntent is the answer."""
    world.run_feeds("inbox")
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    claim = newest(world)
    world.stripe.decline(sale.intent)
    await deliver(world, claim)
    assert (await world.sale(sale.op)).money_taken is MoneyTaken.NO
    assert await world.ledger() == []


@pytest.mark.asyncio
async def test_the_same_event_twice_is_one_event(world: World) -> None:
    world.run_feeds("inbox")
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    assert await deliver(world, newest(world), newest(world)) == [True, False]
    assert len(await world.ledger()) == 1
    assert await world.inbox() == {DONE: 1}


@pytest.mark.asyncio
async def test_many_events_about_one_sale_cost_one_look(world: World) -> None:
    sale = await confirming(world)
    for happens in (world.stripe.require_action, world.stripe.process, world.stripe.pay):
        happens(sale.intent)
    events = [event for event in world.stripe.events.log if event.intent == sale.intent]
    await deliver(world, *events)
    before = world.stripe.count("retrieve")
    world.run_feeds("inbox")
    await world.rest()
    assert world.stripe.count("retrieve") - before == 1
    assert await world.inbox() == {DONE: len(events)}


@pytest.mark.asyncio
async def test_news_of_a_sale_that_is_over_costs_no_read(world: World) -> None:
    world.run_feeds("inbox")
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    told = newest(world)
    await world.payments.check(sale.op)
    reads = len(world.stripe.calls)
    await deliver(world, told)
    assert len([c for c in world.stripe.calls[reads:] if c[0] == "retrieve"]) == 0
    assert await world.inbox() == {DONE: 1}


@pytest.mark.asyncio
async def test_a_refund_of_a_paid_sale_is_booked(world: World) -> None:
    world.run_feeds("inbox")
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    await deliver(world, newest(world))
    world.stripe.settle_refund(world.stripe.refund(sale.intent, 1000), "failed")
    await deliver(world, *world.stripe.events.log[-3:])
    assert [row.money.minor for row in await world.ledger()] == [4850, -1000, 1000]


@pytest.mark.asyncio
async def test_a_refund_of_a_cancelled_sale_is_looked_at_no_more(world: World) -> None:
    world.run_feeds("inbox")
    sale = (await world.payments.start(order())).payment
    await world.payments.cancel(sale.op)
    world.stripe.events.about_payment("charge.refunded", sale.intent, "ch_1")
    reads = world.stripe.count("retrieve")
    await deliver(world, newest(world))
    assert world.stripe.count("retrieve") == reads
    assert await world.inbox() == {DONE: 1}


@pytest.mark.asyncio
async def test_sales_of_other_programs_are_not_asked_for(world: World) -> None:
    world.run_feeds("inbox")
    world.stripe._create("op-elsewhere", order())
    world.stripe.pay(world.stripe.only_intent())
    unknown_kind = replace(newest(world), id="evt_odd", type="payout.paid", intent=None)
    no_customer = replace(newest(world), id="evt_none", type="customer.updated", customer=None)
    await deliver(world, newest(world), unknown_kind, no_customer)
    assert world.stripe.count("retrieve") == 0
    assert await world.inbox() == {IGNORED: 3}


@pytest.mark.asyncio
async def test_a_customer_changed_elsewhere_is_found_by_the_new_name(world: World) -> None:
    world.run_feeds("inbox")
    told = []
    world.services.bus.subscribe(CustomerChanged, told.append)
    known = world.stripe.add_customer(7, "Ann Old")
    await deliver(world, newest(world))
    world.stripe.customers[known.id] = replace(known, name="Ann New")
    await deliver(world, event_about(world, known.id))
    (found,) = await world.services.customers.find("new")
    assert found.id == known.id
    assert [event.customer for event in told] == [known.id, known.id]


@pytest.mark.asyncio
async def test_a_deleted_customer_is_marked_with_the_name_kept(world: World) -> None:
    world.run_feeds("inbox")
    known = world.stripe.add_customer(7, "Ann Old")
    await deliver(world, newest(world))
    world.stripe.customers[known.id] = Customer(known.id, deleted=True)
    await deliver(world, event_about(world, known.id, "customer.deleted"))
    indexed = await world.disk.transact(lambda tx: tx.customers.get(known.id))
    assert (indexed.name, indexed.deleted) == ("Ann Old", True)


@pytest.mark.asyncio
async def test_a_customer_who_is_gone_altogether_is_marked_or_never_was(world: World) -> None:
    world.run_feeds("inbox")
    known = world.stripe.add_customer(7, "Ann Old")
    await deliver(world, newest(world))
    del world.stripe.customers[known.id]
    await deliver(world, event_about(world, known.id), event_about(world, "cus_never"))
    read = await world.disk.transact(
        lambda tx: (tx.customers.get(known.id), tx.customers.get("cus_never"))
    )
    assert (read[0].deleted, read[1]) == (True, None)


@pytest.mark.asyncio
async def test_a_saved_method_changed_elsewhere_is_announced_without_a_read(world: World) -> None:
    world.run_feeds("inbox")
    told = []
    world.services.bus.subscribe(CustomerChanged, told.append)
    await deliver(world, event_about(world, "cus_1", "payment_method.detached"))
    assert [event.customer for event in told] == ["cus_1"]
    assert world.stripe.count("customer") == 0


@pytest.mark.asyncio
async def test_without_an_answer_the_event_waits_and_is_tried_again(world: World) -> None:
    world.run_feeds("inbox")
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    refund = world.stripe.refund(sale.intent, 100)
    world.stripe.fail("refunds", *[Fault(BUSY)] * 2)
    told = next(e for e in world.stripe.events.log if e.object_id == refund)
    await deliver(world, told)
    assert await world.inbox() == {WAITING: 1}
    await world.clock.advance(module.AGAIN[0] + module.AGAIN[1] + 60)
    assert await world.inbox() == {DONE: 1}
    assert [row.money.minor for row in await world.ledger()] == [4850, -100]


@pytest.mark.asyncio
async def test_the_connections_return_ends_the_waiting(world: World) -> None:
    world.run_feeds("inbox")
    known = world.stripe.add_customer(7, "Ann Old")
    told = newest(world)
    world.stripe.down = NO_NETWORK
    await deliver(world, told)
    await world.clock.advance(2000)
    assert await world.inbox() == {WAITING: 1}
    world.stripe.down = None
    await world.services.customers.find_everywhere("ann")
    await world.rest()
    assert await world.inbox() == {DONE: 1}
    assert (await world.services.customers.find("ann old"))[0].id == known.id


@pytest.mark.asyncio
async def test_a_connection_that_comes_and_goes_is_not_asked_all_the_time(world: World) -> None:
    world.run_feeds("inbox")
    world.stripe.add_customer(7, "Ann Old")
    world.stripe.fail("customer", *[Fault(NO_NETWORK)] * 1000)
    await deliver(world, newest(world))
    for _ in range(60):
        await world.services.customers.find_everywhere("somebody else")
        await world.clock.advance(1)
    assert world.stripe.count("customer") <= 8


@pytest.mark.asyncio
async def test_after_three_days_an_event_is_given_up_for_a_person_to_see(world: World) -> None:
    world.run_feeds("inbox")
    world.stripe.add_customer(7, "Ann Old")
    denied = Fault(Refused(RefusalKind.NOT_PERMITTED))
    world.stripe.fail("customer", *[denied] * 200)
    await deliver(world, newest(world))
    await world.clock.advance(4 * 86_400)
    assert await world.inbox() == {FAILED: 1}
    item = await world.disk.transact(lambda tx: tx.inbox.last())
    assert (item.detail, item.attempts) == (RefusalKind.NOT_PERMITTED, 77)


@pytest.mark.asyncio
async def test_what_was_stored_before_a_crash_is_acted_on_after_it(world: World) -> None:
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    refund = world.stripe.refund(sale.intent, 100)
    await deliver(world, *(e for e in world.stripe.events.log if e.object_id == refund))
    await world.restart()
    world.run_feeds("inbox")
    await world.rest()
    assert [row.money.minor for row in await world.ledger()] == [4850, -100]


@pytest.mark.asyncio
@pytest.mark.parametrize("fates", ["x", ".x", "..x", "...x", "....x", ".....x"])
async def test_a_disk_that_is_full_for_a_moment_delays_the_work(world: World, fates: str) -> None:
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    world.stripe.refund(sale.intent, 100)
    await deliver(world, newest(world))
    world.store.fail(fates)
    world.services.background.launch(world.services.inbox.run(), name="inbox")
    await world.clock.advance(60)
    assert [row.money.minor for row in await world.ledger()] == [4850, -100]
    assert await world.inbox() == {DONE: 1}


@pytest.mark.asyncio
async def test_a_bug_in_acting_is_told_once_per_try_and_stops_nothing(world: World) -> None:
    world.run_feeds("inbox")

    def broken(tx):
        raise ZeroDivisionError

    world.stripe.add_customer(1)
    poisoned = newest(world)
    world.services.bus.subscribe(CustomerChanged, lambda _: None)
    retrieve, calls = world.stripe.customer, []

    async def fails_once(customer):
        calls.append(customer)
        if len(calls) == 1:
            broken(None)
        return await retrieve(customer)

    world.stripe.customer = fails_once
    world.stripe.add_customer(2)
    await deliver(world, poisoned)
    await deliver(world, newest(world))
    assert await world.inbox() == {WAITING: 1, DONE: 1}
    assert [type(error) for _, error in world.errors] == [ZeroDivisionError]
    world.errors.clear()
    await world.clock.advance(30)
    assert await world.inbox() == {DONE: 2}


@pytest.mark.asyncio
async def test_old_events_are_forgotten_and_open_ones_kept(world: World) -> None:
    world.stripe.add_customer(1)
    world.stripe.events.log[-1:] = [
        replace(newest(world), id=f"evt_{name}", type=name) for name in ("payout.paid", "x.y")
    ]
    await deliver(world, *world.stripe.events.log)
    world.run_feeds("inbox")
    await world.rest()
    assert await world.inbox() == {IGNORED: 2}
    long = module.KEPT + dt.timedelta(days=1)
    await world.crash()
    world.clock.skip(long.total_seconds())
    world.start()
    world.run_feeds("inbox")
    await world.rest()
    assert await world.inbox() == {}


@pytest.mark.asyncio
async def test_the_sale_shows_by_which_way_the_news_came(world: World) -> None:
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    event = newest(world)
    await world.disk.transact(
        lambda tx: tx.inbox.add(event, EventVia.EVENTS_API, world.clock.now())
    )
    world.run_feeds("inbox")
    await world.rest()
    facts = await world.disk.transact(lambda tx: tx.payments.facts(sale.op))
    assert facts[-1].source == "events_api"
    assert (await world.sale(sale.op)).state is PaymentState.SUCCEEDED
