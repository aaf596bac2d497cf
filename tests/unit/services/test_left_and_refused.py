"""A sale that was left stays payable while Stripe refuses to cancel it: that is asked for again."""

import pytest

from pos_app.domain.journal import JournalState
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.services.results import Started
from tests.support.fake_stripe import Fault, lost_answer, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
REFUSALS = [RefusalKind.KEY_REUSED, RefusalKind.INVALID, RefusalKind.NOT_FOUND]
NO = Fault(Refused(RefusalKind.INVALID, "parameter_invalid"), executed=False)


async def left(world: World, *faults):
    payment = (await world.payments.start(order())).payment
    world.stripe.fail("cancel", *faults)
    await world.payments.leave(payment.op)
    await world.rest()
    return payment


def keys(world: World):
    return [params[0] for name, params in world.stripe.calls if name == "cancel"]


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_refused_cancellation_is_asked_for_again_with_another_key(
    world: World, kind: RefusalKind
) -> None:
    """Stripe repeats a refusal that it keeps for a key."""
    payment = await left(world, Fault(Refused(kind), executed=False, stored=True))
    assert (await world.sale(payment.op)).state is PaymentState.OPEN
    await world.clock.advance(10)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    assert len(set(keys(world))) == len(keys(world)) == 2
    assert all(state.settled for _, state in await world.journal(payment.op))


@pytest.mark.parametrize("lost", [lost_answer(), lost_request()])
async def test_refused_after_no_answer_it_is_asked_for_again_too(world: World, lost: Fault) -> None:
    payment = await left(world, lost, NO)
    await world.clock.advance(60)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_refused_for_days_it_is_asked_for_ever_more_rarely_and_told_once(
    world: World,
) -> None:
    payment = await left(world, *[NO] * 90)
    await world.clock.advance(3600)
    assert len(keys(world)) < 12
    await world.clock.advance(3 * 24 * 3600)
    assert 70 < len(keys(world)) < 90
    assert (await world.facts(payment.op)).count(FactKind.CANCEL_ASKED) == 1
    await world.clock.advance(24 * 3600)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED
    asked = [state for _, state in await world.journal(payment.op)]
    assert asked.count(JournalState.REJECTED) == 90


@pytest.mark.parametrize("first", [[], [lost_request()]])
async def test_who_takes_it_up_again_meanwhile_keeps_it(world: World, first: list[Fault]) -> None:
    payment = await left(world, *first, NO)
    await world.clock.advance(1 if first else 0)
    assert isinstance(await world.payments.resume(payment.op), Started)
    before = len(keys(world))
    await world.clock.advance(24 * 3600)
    assert len(keys(world)) == before
    assert (await world.sale(payment.op)).state is PaymentState.OPEN
    await world.payments.leave(payment.op)
    await world.rest()
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_who_takes_it_up_while_the_refusal_is_on_its_way_keeps_it(world: World) -> None:
    """Nothing is left that could strike, so that it may be paid as soon as Stripe has refused."""
    payment = (await world.payments.start(order())).payment
    world.stripe.fail("cancel", NO)
    held = world.stripe.hold("retrieve")
    await world.payments.leave(payment.op)
    await world.rest()
    assert isinstance(await world.payments.resume(payment.op), Started)
    held.set()
    await world.clock.advance(24 * 3600)
    assert len(keys(world)) == 1
    assert (await world.sale(payment.op)).state is PaymentState.OPEN


async def test_confirmed_elsewhere_it_is_left_alone_until_that_has_failed(world: World) -> None:
    payment = (await world.payments.start(order())).payment
    world.stripe.process(payment.intent)
    await world.payments.leave(payment.op)
    await world.clock.advance(3600)
    assert len(keys(world)) == 1
    world.stripe.decline(payment.intent)
    await world.clock.advance(3600)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_paid_before_the_next_try_it_is_paid(world: World) -> None:
    payment = await left(world, NO, NO, NO)
    await world.clock.advance(20)
    world.stripe.pay(payment.intent)
    await world.clock.advance(3600)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES
    assert len(await world.ledger()) == 1


async def test_a_restart_goes_on(world: World) -> None:
    payment = await left(world, NO, NO)
    await world.restart()
    await world.clock.advance(60)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_a_disk_that_is_full_when_it_is_to_be_asked_again_only_delays_it(
    world: World,
) -> None:
    payment = await left(world, NO)
    world.store.fail("xxx")
    await world.clock.advance(60)
    assert (await world.sale(payment.op)).state is PaymentState.CANCELED


async def test_taken_up_while_a_full_disk_keeps_it_from_being_cancelled_it_stays(
    world: World,
) -> None:
    """Nothing was written down, so nothing is owed to Stripe."""
    payment = (await world.payments.start(order())).payment
    world.store.fail(".b")
    await world.payments.leave(payment.op)
    await world.rest()
    assert isinstance(await world.payments.resume(payment.op), Started)
    world.store.gate.set()
    await world.clock.advance(24 * 3600)
    assert keys(world) == []
    assert (await world.sale(payment.op)).state is PaymentState.OPEN


async def test_taken_up_while_a_bounce_is_noted_it_stays(world: World) -> None:
    payment = await left(world, NO)
    world.stripe.decline(payment.intent)
    world.store.fail("..w")  # the third notes the bounce
    await world.payments.check(payment.op)
    assert isinstance(await world.payments.resume(payment.op), Started)
    world.store.gate.set()
    await world.clock.advance(24 * 3600)
    assert len(keys(world)) == 1
    assert (await world.sale(payment.op)).state is PaymentState.OPEN


async def test_news_of_it_are_acted_on_at_once_and_start_no_second_round(world: World) -> None:
    payment = await left(world, *[NO] * 90)
    await world.clock.advance(400)
    before = len(keys(world))
    world.stripe.decline(payment.intent)
    await world.payments.check(payment.op)
    await world.rest()
    assert len(keys(world)) == before + 1
    await world.clock.advance(24 * 3600)
    assert len(keys(world)) < before + 30
