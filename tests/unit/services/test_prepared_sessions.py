"""A CustomerSession opened ahead of the sale: one customer's, used once, never in the way."""

import asyncio
import dataclasses

import pytest

from pos_app.domain.ids import CustomerId
from pos_app.domain.money import Money
from pos_app.domain.outcomes import Ok
from pos_app.domain.payment import PaymentState
from pos_app.domain.secret import Secret
from pos_app.domain.settings import CheckoutPolicy
from pos_app.services.results import NotStarted, NotStartedReason, Started, StartUnknown
from tests.support.fake_stripe import NO_NETWORK, Fault, lost_answer
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
MARIA, JOERG = CustomerId("cus_1"), CustomerId("cus_2")


async def prepared(world: World, customer: CustomerId = MARIA) -> Secret:
    opened = await world.payments.prepare(customer)
    assert isinstance(opened, Ok)
    return opened.value.client_secret


async def session_of_a_sale(world: World, **changes) -> Secret | None:
    started = await world.payments.start(order(**changes))
    assert isinstance(started, Started)
    return started.customer_session


async def test_a_sale_uses_the_prepared_session_and_opens_no_other(world: World) -> None:
    secret = await prepared(world)
    started = await world.payments.start(order())
    assert isinstance(started, Started)
    assert (started.customer_session, started.session_problem) == (secret, None)
    assert started.money == Money(4850, "EUR")
    assert world.stripe.count("open_session") == 1


async def test_it_is_used_once(world: World) -> None:
    first = await prepared(world)
    assert await session_of_a_sale(world) == first
    second = await session_of_a_sale(world)
    assert second not in {first, None}


async def test_another_customer_never_gets_it(world: World) -> None:
    secret = await prepared(world)
    assert await session_of_a_sale(world, customer="cus_2") == Secret("cuss_secret_cus_2")
    assert await session_of_a_sale(world) != secret, "nor may it wait for a later sale"


async def test_the_last_customer_chosen_is_the_one_who_is_prepared_for(world: World) -> None:
    """The answer for the first one arrives after the answer for the second."""
    gate = world.stripe.hold("open_session")
    first = asyncio.gather(world.payments.prepare(JOERG))
    await world.rest()
    world.stripe.release()
    secret = await prepared(world)
    gate.set()
    await first
    assert await session_of_a_sale(world) == secret


async def test_an_answer_that_comes_after_the_sale_began_is_kept_for_nobody(world: World) -> None:
    gate = world.stripe.hold("open_session")
    late = asyncio.gather(world.payments.prepare(MARIA))
    await world.rest()
    world.stripe.release()
    own = await session_of_a_sale(world)
    gate.set()
    (outcome,) = await late
    assert isinstance(outcome, Ok)
    assert outcome.value.client_secret != own
    assert await session_of_a_sale(world) not in {own, outcome.value.client_secret}


@pytest.mark.parametrize(("minutes", "good"), [(27, True), (28, False), (31, False)])
async def test_one_that_is_about_to_expire_is_not_used(world: World, minutes, good) -> None:
    secret = await prepared(world)
    await world.clock.advance(minutes * 60)
    assert (await session_of_a_sale(world) == secret) is good


async def test_a_changed_policy_needs_a_new_one(world: World) -> None:
    secret = await prepared(world)
    current = world.settings_service.current
    changed = dataclasses.replace(current, checkout=CheckoutPolicy(save=True))
    assert world.settings_service.save(changed) == ()
    assert await session_of_a_sale(world) != secret


async def test_one_that_the_page_has_lost_is_not_used(world: World) -> None:
    secret = await prepared(world)
    world.payments.forget_prepared(secret)
    assert await session_of_a_sale(world) not in {secret, None}


async def test_one_lost_while_the_sale_was_being_created_is_replaced(world: World) -> None:
    secret = await prepared(world)
    gate = world.stripe.hold("create")
    starting = asyncio.gather(world.payments.start(order()))
    await world.rest()
    world.payments.forget_prepared(secret)
    gate.set()
    (started,) = await starting
    assert isinstance(started, Started)
    assert started.customer_session not in {secret, None}


async def test_losing_an_older_one_leaves_the_newer_in_place(world: World) -> None:
    older = await prepared(world)
    newer = await prepared(world)
    world.payments.forget_prepared(older)
    assert await session_of_a_sale(world) == newer


async def test_a_session_that_cannot_be_prepared_costs_nothing_but_time(world: World) -> None:
    world.stripe.fail("open_session", Fault(NO_NETWORK))
    assert await world.payments.prepare(MARIA) == NO_NETWORK
    assert await session_of_a_sale(world) is not None


async def test_continuing_a_sale_opens_a_session_of_its_own(world: World) -> None:
    """The Element of the prepared one may be gone with its page."""
    secret = await prepared(world)
    world.stripe.fail("create", lost_answer())
    unknown = await world.payments.start(order())
    assert isinstance(unknown, StartUnknown)
    await world.clock.advance(5)
    resumed = await world.payments.resume(unknown.payment.op)
    assert isinstance(resumed, Started)
    assert resumed.customer_session not in {secret, None}


@pytest.mark.parametrize("other", [{"money": Money(1, "EUR")}, {"customer": JOERG}])
async def test_the_page_never_gets_the_secret_of_another_sale_than_ordered(
    world: World, other: dict
) -> None:
    """Somebody has changed the PaymentIntent at Stripe before the sale is continued."""
    started = await world.payments.start(order())
    assert isinstance(started, Started)
    world.stripe.change(started.payment.intent, **other)
    resumed = await world.payments.resume(started.payment.op)
    assert isinstance(resumed, NotStarted)
    assert resumed.reason is NotStartedReason.DIFFERENT
    await world.payments.leave(started.payment.op)
    await world.rest()
    assert (await world.sale(started.payment.op)).state is PaymentState.CANCELED
