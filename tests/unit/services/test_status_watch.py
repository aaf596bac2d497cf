"""How often Stripe is asked: quickly while money may move, seldom while nothing happens."""

import asyncio

import pytest

from pos_app.domain.outcomes import FailureCause, Ok, Refused
from pos_app.domain.payment import PaymentState
from pos_app.services.silence import UNUSUAL
from tests.support.fake_stripe import NO_NETWORK, Fault, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def looks_at(world: World, seconds: int) -> list[int]:
    """The whole seconds from now at which Stripe was asked."""
    found = []
    for second in range(1, seconds + 1):
        before = world.stripe.count("retrieve")
        await world.clock.advance(1)
        found += [second] * (world.stripe.count("retrieve") - before)
    return found


async def test_while_confirming_the_pauses_grow_to_15_seconds(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    assert await looks_at(world, 80) == [1, 2, 4, 7, 12, 20, 33, 48, 63, 78]


async def test_an_open_sale_is_looked_at_seldom(world: World) -> None:
    await world.payments.start(order())
    assert await looks_at(world, 600) == [30, 90, 210, 510]


async def test_a_lost_connection_is_asked_for_quickly(world: World) -> None:
    """Nothing can be charged meanwhile, so its return must not wait for the next slow look."""
    started = await world.payments.start(order())
    world.stripe.fail("retrieve", *[lost_request()] * 4)
    world.stripe.fail("ping", *[lost_request()] * 3)
    await world.payments.check(started.payment.op)
    assert await looks_at(world, 60) == [1, 2, 4, 7, 37]
    assert world.connection == [FailureCause.NETWORK, None]


async def test_a_connection_lost_for_long_is_asked_for_every_15_seconds(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.down = NO_NETWORK
    await world.payments.check(started.payment.op)
    await world.clock.advance(17 * 60)
    assert world.connection == [FailureCause.NETWORK]
    world.stripe.down = None
    await world.clock.advance(15)
    assert world.connection == [FailureCause.NETWORK, None]


async def test_a_confirmation_interrupts_the_long_pause(world: World) -> None:
    started = await world.payments.start(order())
    await world.clock.advance(250)
    await world.payments.confirm_asked(started.payment.op)
    assert await looks_at(world, 4) == [1, 2, 4]


async def test_a_decline_brings_the_long_pauses_back(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    world.stripe.decline(started.payment.intent)
    assert await looks_at(world, 25) == [1]


async def test_after_a_quarter_of_an_hour_it_slows_down(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    await world.clock.advance(16 * 60)
    before = world.stripe.count("retrieve")
    await world.clock.advance(3600)
    assert world.stripe.count("retrieve") - before <= 13


async def test_a_clock_that_is_set_changes_no_pause(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    await world.clock.advance(33)
    world.clock.set(2 * 24 * 3600)
    assert await looks_at(world, 50) == [15, 30, 45]
    world.clock.set(-9 * 24 * 3600)
    await world.clock.advance(16 * 60)
    before = world.stripe.count("retrieve")
    await world.clock.advance(3600)
    assert world.stripe.count("retrieve") - before <= 13


async def test_what_may_be_paid_is_known_at_once_oldest_first(world: World) -> None:
    """Whoever closes the window cannot wait for the disk."""
    first, second, third = [
        (await world.payments.start(order(customer=f"cus_{number}"))).payment
        for number in (1, 2, 3)
    ]
    for payment in (third, second, first):
        await world.clock.advance(1)
        await world.payments.confirm_asked(payment.op)
    assert [sale.op for sale in world.services.watch.in_doubt] == [first.op, second.op, third.op]
    world.stripe.pay(second.intent)
    await world.payments.check(second.op)
    assert [sale.op for sale in world.services.watch.in_doubt] == [first.op, third.op]


async def test_a_hint_wakes_at_once(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.pay(started.payment.intent)
    world.services.watch.wake(started.payment.op)
    await world.rest()
    assert (await world.sale(started.payment.op)).state is PaymentState.SUCCEEDED
    assert world.services.watch.watched == frozenset()


async def test_a_hint_during_a_look_causes_another(world: World) -> None:
    started = await world.payments.start(order())
    gate = world.stripe.hold("retrieve")
    world.services.watch.wake(started.payment.op)
    await world.rest()
    world.services.watch.wake(started.payment.op)
    world.services.watch.wake(started.payment.op)
    gate.set()
    await world.rest()
    assert world.stripe.count("retrieve") == 2


async def test_waking_or_watching_what_is_over_does_nothing(world: World) -> None:
    started = await world.payments.start(order())
    over = (await world.payments.cancel(started.payment.op)).payment
    await world.rest()
    world.services.watch.watch(over)
    world.services.watch.wake(over.op)
    world.services.watch.quicken(over.op)
    assert world.services.watch.watched == frozenset()


async def test_a_sale_is_watched_once(world: World) -> None:
    started = await world.payments.start(order())
    world.services.watch.watch(started.payment)
    assert await looks_at(world, 31) == [30]


async def test_a_full_disk_does_not_end_the_watch(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    world.stripe.pay(started.payment.intent)
    world.store.fail("x")
    await world.clock.advance(1)
    assert (await world.sale(started.payment.op)).state is PaymentState.OPEN
    await world.clock.advance(1)
    assert (await world.sale(started.payment.op)).state is PaymentState.SUCCEEDED


async def test_no_answer_does_not_end_the_watch(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    world.stripe.fail("retrieve", lost_request(), Fault(Refused("not_permitted")))
    assert await looks_at(world, 5) == [1, 2, 4]


async def test_a_bug_is_told_and_does_not_end_the_watch(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    world.stripe.fail("retrieve", Fault(Ok("no PaymentIntent")))
    await world.clock.advance(1)
    ((_, error),) = world.errors
    assert isinstance(error, AttributeError)
    world.errors.clear()
    world.stripe.pay(started.payment.intent)
    await world.clock.advance(1)
    assert (await world.sale(started.payment.op)).state is PaymentState.SUCCEEDED


async def test_stopping_ends_all_pauses(world: World) -> None:
    await world.payments.start(order())
    await world.payments.start(order(customer="cus_2"))
    await world.services.watch.stop()
    await world.clock.advance(UNUSUAL)  # until nobody listens for a silent Stripe any more
    assert world.clock.pauses == []
    await world.services.watch.stop()


async def test_stopping_lets_a_look_finish(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.pay(started.payment.intent)
    gate = world.stripe.hold("retrieve")
    world.services.watch.wake(started.payment.op)
    await world.rest()
    await world.services.watch.stop()
    gate.set()
    await asyncio.sleep(0)
    await world.rest()
    assert (await world.sale(started.payment.op)).state is PaymentState.SUCCEEDED
