"""What somebody has to come back to: bank debits under way, and those that bounced."""

import datetime as dt

import pytest

from pos_app.domain.payment import MethodSummary, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.services.noted_sales import SOLVED
from tests.support.world import World, confirming, order

A_DAY = 86_400


async def debit(world: World, customer="cus_1"):
    """The bank has taken a SEPA debit and will answer in some days."""
    payment = (await world.payments.start(order(customer=customer))).payment
    await world.payments.confirm_asked(payment.op)
    seen = world.stripe.intents[payment.intent]
    charge = world.stripe._charge(seen, paid=False)
    sepa = MethodSummary("sepa_debit", "", "3000")
    world.stripe.process(payment.intent)
    world.stripe.change(
        payment.intent,
        charge=type(charge)(
            charge.id, charge.paid, charge.captured, charge.amount, 0, 0, charge.created, sepa
        ),
    )
    said = ConfirmReported(payment.intent, "processing")
    return await world.payments.reported(payment.op, said)


@pytest.mark.asyncio
async def test_a_debit_under_way_has_an_owner_an_age_and_a_date(world: World) -> None:
    sale = await debit(world)
    found = await world.services.follow_ups.list()
    (item,) = found.settling
    assert (item.payment.op, item.payment.order.operator) == (sale.op, "Anna")
    assert item.since == world.clock.now()
    # Friday, 20 November: five business days are the next Friday, fourteen the tenth of December.
    assert item.expected.usual.date() == dt.date(2026, 11, 27)
    assert item.expected.latest.date() == dt.date(2026, 12, 10)
    assert not item.overdue
    assert found.failed == ()


@pytest.mark.asyncio
async def test_it_is_in_the_list_and_watched_after_a_restart(world: World) -> None:
    sale = await debit(world)
    await world.crash()
    world.clock.skip(3 * A_DAY)
    world.start()
    await world.services.recovery.run()
    (item,) = (await world.services.follow_ups.list()).settling
    assert world.clock.now() - item.since == dt.timedelta(days=3)
    world.stripe.pay(sale.intent)
    await world.clock.advance(3600)
    assert (await world.services.follow_ups.list()).settling == ()
    assert (await world.sale(sale.op)).state is PaymentState.SUCCEEDED


@pytest.mark.asyncio
async def test_days_of_watching_stay_inside_stripes_allocation(world: World) -> None:
    await debit(world)
    reads = world.stripe.count("retrieve")
    await world.clock.advance(14 * A_DAY)
    assert world.stripe.count("retrieve") - reads < 400


@pytest.mark.asyncio
async def test_an_answer_that_is_too_late_is_overdue(world: World) -> None:
    await debit(world)
    await world.crash()
    world.clock.skip(21 * A_DAY)
    world.start()
    (item,) = (await world.services.follow_ups.list()).settling
    assert item.overdue


@pytest.mark.asyncio
async def test_a_debit_that_bounced_stays_until_somebody_has_seen_to_it(world: World) -> None:
    sale = await debit(world)
    await world.payments.leave(sale.op)
    await world.clock.advance(4 * A_DAY)
    world.stripe.decline(sale.intent)
    await world.services.reconcile.payment(sale.intent, FactSource.WEBHOOK)
    await world.restart()
    await world.rest()
    found = await world.services.follow_ups.list()
    assert (found.settling, [p.op for p in found.failed]) == ((), [sale.op])
    assert found.failed[0].state is PaymentState.CANCELED
    await world.services.follow_ups.acknowledge(sale.op)
    assert (await world.services.follow_ups.list()).failed == ()


@pytest.mark.asyncio
async def test_a_bounced_debit_paid_after_all_is_no_longer_open(world: World) -> None:
    sale = await debit(world)
    await world.clock.advance(A_DAY)
    world.stripe.decline(sale.intent)
    await world.payments.check(sale.op)
    assert len((await world.services.follow_ups.list()).failed) == 1
    await world.payments.confirm_asked(sale.op)
    world.stripe.pay(sale.intent)
    await world.payments.check(sale.op)
    assert (await world.services.follow_ups.list()).failed == ()


@pytest.mark.asyncio
async def test_what_became_of_a_doubt_is_kept_over_a_restart_until_it_is_read(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    follow_ups = world.services.follow_ups
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    assert [told.op for told in (await follow_ups.list()).solved] == [payment.op]
    await world.payments.confirm_asked(payment.op)
    assert (await follow_ups.list()).solved == (), "it is in doubt again"
    world.stripe.pay(payment.intent)
    await world.payments.check(payment.op)
    await world.crash()
    world.start()
    follow_ups = world.services.follow_ups
    (told,) = (await follow_ups.list()).solved
    assert (told.op, told.state) == (payment.op, PaymentState.SUCCEEDED)
    await follow_ups.read(payment.op)
    assert (await follow_ups.list()).solved == ()


@pytest.mark.asyncio
async def test_a_register_that_nobody_reads_keeps_the_newest_hundred(world: World) -> None:
    ops = [f"op-{number}" for number in range(150)]
    for op in ops:
        await world.store.transact(lambda tx, op=op: SOLVED.add(tx, op))
    await world.store.transact(lambda tx: SOLVED.drop(tx, "op-149"))
    assert await world.store.transact(SOLVED.all) == tuple(ops[50:149])


@pytest.mark.asyncio
async def test_a_clock_set_back_takes_no_doubt_off_the_list(world: World) -> None:
    sale = await confirming(world)
    await world.clock.advance(120)
    world.clock.set(-3600)
    (item,) = (await world.services.follow_ups.list()).doubtful
    assert item.payment.op == sale.op


@pytest.mark.asyncio
async def test_a_debit_that_bounced_is_told_as_that_alone(world: World) -> None:
    sale = await debit(world)
    assert [told.op for told in (await world.services.follow_ups.list()).solved] == [sale.op]
    await world.clock.advance(2 * A_DAY)
    world.stripe.decline(sale.intent)
    await world.services.reconcile.payment(sale.intent, FactSource.WEBHOOK)
    found = await world.services.follow_ups.list()
    assert [payment.op for payment in found.failed] == [sale.op]
    assert found.solved == ()


@pytest.mark.asyncio
async def test_a_debit_is_one_that_bounced_until_it_is_paid_after_all(world: World) -> None:
    sale = await debit(world)
    follow_ups, reconcile = world.services.follow_ups, world.services.reconcile
    assert (await follow_ups.list()).bounced == frozenset()
    await world.clock.advance(2 * A_DAY)
    world.stripe.decline(sale.intent)
    await reconcile.payment(sale.intent, FactSource.WEBHOOK)
    await follow_ups.acknowledge(sale.op)
    found = await follow_ups.list()
    assert (found.failed, found.bounced) == ((), {sale.op})
    world.stripe.pay(sale.intent)
    await reconcile.payment(sale.intent, FactSource.WEBHOOK)
    assert (await follow_ups.list()).bounced == frozenset()


@pytest.mark.asyncio
async def test_a_card_that_was_declined_has_not_bounced(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.decline(payment.intent)
    await world.services.reconcile.payment(payment.intent, FactSource.WEBHOOK)
    assert (await world.services.follow_ups.list()).bounced == frozenset()
