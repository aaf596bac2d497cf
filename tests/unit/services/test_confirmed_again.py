"""One confirmation after the other on one PaymentIntent: each has an end of its own."""

import asyncio

import pytest

from pos_app.domain.payment import MoneyTaken
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.services.confirming import LATEST_ARRIVAL
from tests.support.fake_stripe import NO_NETWORK
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


async def confirming(world: World):
    started = await world.payments.start(order())
    payment = await world.payments.confirm_asked(started.payment.op)
    assert payment.money_taken is MoneyTaken.NOT_KNOWN_YET
    return payment


def report(payment, status="", **error):
    return ConfirmReported(payment.intent, status, **error)


async def test_the_decline_before_does_not_end_the_next_confirmation(world: World) -> None:
    payment = await confirming(world)
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    await world.payments.confirm_asked(payment.op)
    after = await world.payments.check(payment.op)
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET, "the bank has not answered yet"


async def test_the_same_card_declined_twice_is_declined_twice(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    for _ in range(2):
        await world.payments.confirm_asked(payment.op)
        world.stripe.decline(payment.intent)
        assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO
    assert (await world.facts(payment.op)).count(FactKind.DECLINED) == 2


async def test_authentication_failing_twice_alike_ends_both_confirmations(world: World) -> None:
    payment = await confirming(world)
    said = report(payment, error_type="card_error", code="payment_intent_authentication_failure")
    world.stripe.fail_authentication(payment.intent)
    assert (await world.payments.reported(payment.op, said)).money_taken is MoneyTaken.NO
    await world.payments.confirm_asked(payment.op)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    assert (await world.payments.reported(payment.op, said)).money_taken is MoneyTaken.NO


async def test_a_decline_that_nobody_saw_does_not_end_the_next_confirmation(world: World) -> None:
    payment = await confirming(world)
    world.stripe.decline(payment.intent)
    world.stripe.down = NO_NETWORK
    said = report(payment, error_type="card_error", code="card_declined")
    await world.payments.reported(payment.op, said)
    await world.payments.confirm_asked(payment.op)
    world.stripe.down = None
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    assert (await world.payments.reported(payment.op, said)).money_taken is MoneyTaken.NO


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_the_page_says_of_one_confirmation_does_not_end_the_lost_one_before(
    world: World, *, restarted: bool
) -> None:
    """Its request may still arrive: the page then says "nothing was sent" of the second only."""
    payment = await confirming(world)
    if restarted:
        await world.restart()
        await world.payments.resume(payment.op)
    else:
        lost = report(payment, error_type="api_connection_error")
        await world.payments.reported(payment.op, lost)
    await world.payments.confirm_asked(payment.op)
    said = report(payment, error_type="validation_error")
    after = await world.payments.reported(payment.op, said)
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(LATEST_ARRIVAL + 30)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


async def test_a_look_begun_before_the_second_confirmation_does_not_end_it(world: World) -> None:
    payment = await confirming(world)
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    gate = world.stripe.hold("retrieve")
    said = report(payment, error_type="card_error")
    late = asyncio.ensure_future(world.payments.reported(payment.op, said))  # noqa: TID251
    await world.rest()
    await world.payments.confirm_asked(payment.op)
    gate.set()
    await late
    assert (await world.sale(payment.op)).confirming
