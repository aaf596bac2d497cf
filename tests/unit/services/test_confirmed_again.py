"""One confirmation after the other on one PaymentIntent: each has an end of its own."""

import asyncio

import pytest

from pos_app.domain.payment import MoneyTaken
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import NeverTold
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import LATEST_ARRIVAL
from pos_app.services.results import NotStarted
from tests.support.fake_stripe import NO_NETWORK, TIMEOUT, lost_request
from tests.support.world import World, confirming, order, report

pytestmark = pytest.mark.asyncio


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
    world.stripe.decline(payment.intent)
    after = await world.payments.reported(payment.op, said)
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET, "which of both declines is not known"
    await world.clock.advance(LATEST_ARRIVAL + 1)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


async def test_a_refusal_that_stripe_has_not_borne_out_does_not_end_the_next_confirmation(
    world: World,
) -> None:
    """The page was told a falsehood once, and nothing at all the second time."""
    payment = await confirming(world)
    await world.payments.reported(payment.op, report(payment, error_type="card_error"))
    await world.payments.confirm_asked(payment.op)
    after = await world.payments.reported(payment.op, NeverTold("gone"))
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET
    world.stripe.pay(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.YES


async def test_a_decline_that_nobody_saw_bears_out_no_word_about_the_next_confirmation(
    world: World,
) -> None:
    """The first look afterwards shows one decline, which may be of either."""
    payment = await confirming(world)
    world.stripe.decline(payment.intent)
    world.stripe.down = NO_NETWORK
    said = report(payment, error_type="card_error", code="card_declined")
    await world.payments.reported(payment.op, said)
    await world.payments.confirm_asked(payment.op)
    world.stripe.down = None
    after = await world.payments.reported(payment.op, said)
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET
    world.stripe.pay(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.YES


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


async def doubtful_second(world: World):
    """The first confirmation got no answer; the second began although it may still arrive."""
    payment = await confirming(world)
    await world.payments.reported(payment.op, report(payment, error_type="api_connection_error"))
    return await world.payments.confirm_asked(payment.op)


async def test_a_restart_does_not_forget_that_a_confirmation_followed_a_lost_one(
    world: World,
) -> None:
    payment = await doubtful_second(world)
    world.stripe.decline(payment.intent)  # the first one arrives
    assert (await world.payments.check(payment.op)).in_doubt
    await world.restart()
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    assert isinstance(await world.payments.start(order()), NotStarted)
    world.stripe.pay(payment.intent)  # the second one arrives
    await world.clock.advance(LATEST_ARRIVAL + 30)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


async def test_a_decline_seen_only_after_the_restart_ends_one_of_two_confirmations(
    world: World,
) -> None:
    payment = await doubtful_second(world)
    await world.crash()
    world.stripe.decline(payment.intent)
    world.start()
    await world.payments.check(payment.op)  # an operator is quicker than recovery
    assert (await world.sale(payment.op)).in_doubt
    await world.services.recovery.run()
    assert (await world.sale(payment.op)).in_doubt
    assert isinstance(await world.payments.start(order()), NotStarted)
    world.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 3)
    await world.clock.advance(LATEST_ARRIVAL + 30)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


async def test_a_third_confirmation_is_not_ended_by_the_decline_of_an_earlier_one(
    world: World,
) -> None:
    """What Stripe has shown while two were under way says nothing of the third."""
    payment = await doubtful_second(world)
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    await world.payments.confirm_asked(payment.op)
    await world.restart()
    world.stripe.decline(payment.intent, "expired_card")
    assert (await world.payments.check(payment.op)).in_doubt


async def test_after_a_restart_a_decline_is_of_the_only_confirmation(world: World) -> None:
    payment = await confirming(world)
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    await world.payments.confirm_asked(payment.op)
    world.stripe.decline(payment.intent)
    await world.crash()
    world.start()
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO


async def test_a_late_word_about_one_confirmation_does_not_end_the_one_begun_meanwhile(
    world: World,
) -> None:
    payment = await confirming(world)
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    world.store.fail("w")  # the page's word waits for the disk
    said = report(payment, error_type="card_error", code="card_declined")
    late = asyncio.ensure_future(world.payments.reported(payment.op, said))  # noqa: TID251
    await world.rest()
    await world.payments.confirm_asked(payment.op)
    world.store.gate.set()
    assert (await late).money_taken is MoneyTaken.NOT_KNOWN_YET


async def test_a_confirmation_that_could_not_be_written_down_changes_nothing(
    world: World,
) -> None:
    """The page was not told, so that the one before is still the one that may be running."""
    payment = await confirming(world)
    world.store.fail("...x")
    with pytest.raises(StoreUnavailableError):
        await world.payments.confirm_asked(payment.op)
    world.stripe.decline(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO


async def accepted_after_a_lost_one(world: World):
    payment = await doubtful_second(world)
    world.stripe.process(payment.intent)
    accepted = await world.payments.check(payment.op)
    assert accepted.money_taken is MoneyTaken.PENDING
    return accepted


@pytest.mark.parametrize("restarted", [False, True])
async def test_accepted_and_returned_at_once_it_does_not_end_the_lost_one_before(
    world: World, *, restarted: bool
) -> None:
    """The bank takes the second one and bounces it; the first may still be on its way."""
    payment = await accepted_after_a_lost_one(world)
    if restarted:
        await world.restart()
    world.stripe.decline(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(LATEST_ARRIVAL + 1)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


async def test_accepted_and_returned_days_later_it_has_ended(world: World) -> None:
    payment = await accepted_after_a_lost_one(world)
    await world.clock.advance(LATEST_ARRIVAL + 1)
    world.stripe.decline(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO


async def test_the_only_one_accepted_and_returned_at_once_has_ended(world: World) -> None:
    payment = await confirming(world)
    world.stripe.process(payment.intent)
    await world.payments.check(payment.op)
    world.stripe.decline(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO


async def test_confirmed_once_more_beside_an_accepted_one_the_lost_one_stays_in_mind(
    world: World,
) -> None:
    payment = await accepted_after_a_lost_one(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.decline(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
