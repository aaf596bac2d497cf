"""A Stripe that says nothing is seen within seconds, not when the last retry has timed out."""

import asyncio

import pytest
import pytest_asyncio

from pos_app.domain.events import HealthChanged, StripeSilent
from pos_app.domain.health import Obstacle
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.services.results import Started
from pos_app.services.silence import UNUSUAL
from tests.support.fake_clock import settle
from tests.support.fake_stripe import BUSY, TIMEOUT
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio


class Told(list):
    """What the screen would be told, in its order."""

    def __init__(self, world):
        world.services.bus.subscribe(StripeSilent, lambda event: self.append(event.silent))
        world.services.bus.subscribe(HealthChanged, lambda event: self.append(event.obstacle))


@pytest_asyncio.fixture
async def told(world: World):
    return Told(world)


class Calls:
    """Requests under way, each ended by the test."""

    def __init__(self, world):
        self.reach = world.services.reach
        self.background = world.services.background

    async def begin(self):
        answer = asyncio.get_running_loop().create_future()
        self.background.launch(self.reach.hear(answer), name="call")
        await settle()
        return answer


@pytest_asyncio.fixture
async def calls(world: World):
    return Calls(world)


async def test_a_call_without_an_answer_is_told_of_after_five_seconds(
    world: World, told: Told
) -> None:
    payment = (await world.payments.start(order())).payment
    held = world.stripe.hold("retrieve")
    world.services.watch.wake(payment.op)
    await world.clock.advance(UNUSUAL - 0.1)
    assert told == []
    await world.clock.advance(0.2)
    assert told == [True]
    held.set()
    await world.clock.advance(0.1)
    assert told == [True, False]


async def test_it_keeps_nobody_from_charging(world: World, told: Told, calls: Calls) -> None:
    await calls.begin()
    await world.clock.advance(UNUSUAL)
    assert isinstance(await world.payments.start(order()), Started)
    assert told == [True, False]


async def test_an_ordinary_day_makes_no_light_flicker(
    world: World, told: Told, calls: Calls
) -> None:
    """Some calls are slow, many overlap, and one begins while the one before is looked after."""
    for _ in range(20):
        first = await calls.begin()
        await world.clock.advance(3)
        second = await calls.begin()
        await world.clock.advance(1.5)
        first.set_result(Ok(None))
        await world.clock.advance(3)
        second.set_result(Ok(None))
        await settle()
    assert told == []


async def test_the_younger_of_two_calls_is_watched_for_as_long(
    world: World, told: Told, calls: Calls
) -> None:
    first = await calls.begin()
    await world.clock.advance(4)
    await calls.begin()
    first.set_exception(asyncio.CancelledError())
    await world.clock.advance(UNUSUAL - 0.1)
    assert told == []
    await world.clock.advance(0.2)
    assert told == [True]


async def test_one_lost_connection_beside_answered_ones_does_not_make_it_come_and_go(
    world: World, told: Told, calls: Calls
) -> None:
    await calls.begin()
    for _ in range(10):
        await world.clock.advance(UNUSUAL)
        (await calls.begin()).set_result(Ok(None))
        await settle()
    assert told == [True, False]


@pytest.mark.parametrize(
    "answer",
    [Ok(None), Refused(RefusalKind.NOT_FOUND), BUSY, Unknown(FailureCause.STRIPE_DOWN)],
)
async def test_whatever_stripe_says_it_is_not_silent(
    world: World, told: Told, calls: Calls, answer
) -> None:
    await calls.begin()
    other = await calls.begin()
    await world.clock.advance(UNUSUAL)
    other.set_result(answer)
    await settle()
    assert [said for said in told if isinstance(said, bool)] == [True, False]


async def test_the_end_of_waiting_is_the_obstacle_without_a_green_moment_between(
    world: World, told: Told, calls: Calls
) -> None:
    call = await calls.begin()
    await world.clock.advance(UNUSUAL)
    world.stripe.down = TIMEOUT
    call.set_result(TIMEOUT)
    await settle()
    assert told == [True, Obstacle.TIMEOUT, False]


async def test_a_call_that_was_given_up_is_waited_for_no_longer(
    world: World, told: Told, calls: Calls
) -> None:
    call = await calls.begin()
    await world.clock.advance(UNUSUAL)
    call.cancel()
    await settle()
    assert told == [True, False]


async def test_silence_after_an_answer_is_told_of_anew(
    world: World, told: Told, calls: Calls
) -> None:
    for _ in range(2):
        call = await calls.begin()
        await world.clock.advance(UNUSUAL)
        call.set_result(Ok(None))
        await settle()
    assert told == [True, False, True, False]


async def test_a_closing_app_begins_no_look_out(world: World, told: Told) -> None:
    await world.services.background.close()
    assert await world.services.reach.hear(asyncio.sleep(0, Ok(1))) == Ok(1)
    assert told == []


async def test_a_try_that_finds_no_way_is_told_at_once_and_not_after_the_last_one(
    world: World, told: Told, calls: Calls
) -> None:
    """Until then the header says that Stripe can be reached, while the cable is out."""
    call = await calls.begin()
    calls.reach.missed()
    assert told == [True]
    world.stripe.down = TIMEOUT
    call.set_result(TIMEOUT)
    await settle()
    assert told == [True, Obstacle.TIMEOUT, False]


async def test_the_next_try_that_succeeds_ends_it(world: World, told: Told, calls: Calls) -> None:
    call = await calls.begin()
    calls.reach.missed()
    call.set_result(Ok(None))
    await settle()
    calls.reach.missed()  # of nothing that is under way any more
    assert told == [True, False]


@pytest.mark.parametrize("asked", [3.002, 4.8999999999999995, 4.9])
async def test_it_is_seen_whatever_five_seconds_later_is_rounded_to(world, calls, told, asked):
    await world.clock.advance(asked)
    await calls.begin()
    async with asyncio.timeout(10):
        await world.clock.advance(UNUSUAL + 1)
    assert told == [True]
