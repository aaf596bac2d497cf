"""A reservation that ends uncollected is noted with its end, until somebody has read that."""

import pytest

from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import Payment, PaymentIntentStatus, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.services.results import Canceled, StillOpen
from tests.support.fake_stripe import Fault
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def reserved(world: World) -> Payment:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.authorise(payment.intent)
    said = ConfirmReported(payment.intent, "requires_capture")
    held = await world.payments.reported(payment.op, said)
    assert held.state is PaymentState.REQUIRES_CAPTURE
    await world.services.follow_ups.read(held.op)
    return held


def expire(world: World, payment: Payment) -> None:
    """Stripe lets it go after some days, or somebody does in the Dashboard."""
    world.stripe.change(
        payment.intent,
        status=PaymentIntentStatus.CANCELED,
        cancellation_reason="automatic",
        amount_capturable=0,
    )


async def look(world: World, payment: Payment) -> None:
    await world.services.reconcile.payment(payment.intent, FactSource.WEBHOOK)


async def told(world: World) -> list:
    found = await world.services.follow_ups.list()
    return [payment.op for payment in (*found.lapsed, *found.solved)]


async def test_it_is_told_across_restarts_until_it_was_read(world: World) -> None:
    payment = await reserved(world)
    assert await told(world) == []
    expire(world, payment)
    await look(world, payment)
    await look(world, payment)
    assert await told(world) == [payment.op]
    await world.crash()
    world.start()
    assert await told(world) == [payment.op]
    await world.services.follow_ups.read(payment.op)
    assert await told(world) == []


async def test_one_that_ended_while_the_app_was_off_is_told_as_well(world: World) -> None:
    payment = await reserved(world)
    await world.crash()
    expire(world, payment)
    world.clock.skip(8 * 86_400)
    world.start()
    await world.services.recovery.run()
    await world.clock.advance(3600)
    assert await told(world) == [payment.op]


async def test_what_is_cancelled_here_is_no_news(world: World) -> None:
    payment = await reserved(world)
    assert isinstance(await world.payments.cancel(payment.op), Canceled)
    assert await told(world) == []


async def test_a_cancellation_whose_answer_was_lost_is_no_news_either(world: World) -> None:
    payment = await reserved(world)
    world.stripe.hold("cancel")
    asking = world.services.money.spawn(world.payments.cancel(payment.op), name="cancel")
    while not world.stripe.count("cancel"):
        await world.clock.advance(0)
    world.stripe.execute_held("cancel")
    await look(world, payment)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    world.stripe.release()
    asking.cancel()
    assert await told(world) == []


async def test_one_whose_cancellation_stripe_had_refused_is_told(world: World) -> None:
    payment = await reserved(world)
    world.stripe.fail("cancel", Fault(Refused(RefusalKind.INVALID, "no")))
    assert isinstance(await world.payments.cancel(payment.op), StillOpen)
    expire(world, payment)
    await look(world, payment)
    assert await told(world) == [payment.op]


async def test_it_is_told_once_also_if_nobody_had_read_that_it_was_reserved(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.authorise(payment.intent)
    await look(world, payment)
    assert await told(world) == [payment.op]
    expire(world, payment)
    await look(world, payment)
    found = await world.services.follow_ups.list()
    assert (found.solved, [payment.op for payment in found.lapsed]) == ((), [payment.op])
    await world.services.follow_ups.read(payment.op)
    assert await told(world) == []


async def test_one_that_is_collected_is_not_told(world: World) -> None:
    payment = await reserved(world)
    world.stripe.pay(payment.intent)
    await look(world, payment)
    assert await told(world) == []
