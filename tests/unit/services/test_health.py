"""Why a register cannot charge, told apart; found out by itself when it can again."""

import datetime as dt

import pytest
import pytest_asyncio

from pos_app.domain.events import HealthChanged
from pos_app.domain.health import Obstacle, StoreTrouble, gravest
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.domain.payment import PaymentState
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.fake_stripe import BUSY, NO_NETWORK, TIMEOUT, Fault
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
REVOKED = Refused(RefusalKind.KEY_REJECTED)
FORBIDDEN = Refused(RefusalKind.NOT_PERMITTED)
DOWN = Unknown(FailureCause.STRIPE_DOWN)


class Told(list):
    """What the screen would be told, in its order."""

    def __init__(self, world):
        world.services.bus.subscribe(HealthChanged, lambda event: self.append(event.obstacle))


@pytest_asyncio.fixture
async def told(world: World):
    return Told(world)


async def look_up_a_sale(world):
    """Anything that asks Stripe for a payment."""
    started = await world.payments.start(order())
    return started.payment


@pytest.mark.parametrize(
    ("answer", "obstacle"),
    [
        (Unknown(FailureCause.NETWORK), Obstacle.NETWORK),
        (Unknown(FailureCause.DNS), Obstacle.DNS),
        (Unknown(FailureCause.TLS), Obstacle.TLS),
        (Unknown(FailureCause.PROXY), Obstacle.PROXY),
        (Unknown(FailureCause.TIMEOUT), Obstacle.TIMEOUT),
        (Unknown(FailureCause.STRIPE_DOWN), Obstacle.STRIPE_DOWN),
        (REVOKED, Obstacle.KEY_REJECTED),
        (FORBIDDEN, Obstacle.NOT_PERMITTED),
    ],
)
async def test_each_cause_is_told_refuses_sales_and_ends_by_itself(
    world: World, told: Told, answer, obstacle
) -> None:
    payment = await look_up_a_sale(world)
    world.stripe.down = answer
    await world.payments.check(payment.op)
    assert (told, world.services.health.obstacle) == ([obstacle], obstacle)
    refused = await world.payments.start(order(customer="cus_2"))
    assert refused == NotStarted(NotStartedReason.HINDERED, obstacle=obstacle)
    await world.clock.advance(600)
    assert told == [obstacle]
    world.stripe.down = None
    await world.clock.advance(300)
    assert told == [obstacle, None]
    assert isinstance(await world.payments.start(order(customer="cus_2")), Started)


async def test_a_refused_sale_is_not_queued(world: World) -> None:
    payment = await look_up_a_sale(world)
    world.stripe.down = NO_NETWORK
    await world.payments.check(payment.op)
    await world.payments.start(order(customer="cus_2"))
    world.stripe.down = None
    await world.clock.advance(3600)
    assert world.stripe.count("create") == 1
    assert await world.disk.transact(lambda tx: len(tx.payments.recent(9))) == 1


async def test_asking_to_charge_looks_at_once_whether_it_is_over(world: World, told: Told) -> None:
    payment = await look_up_a_sale(world)
    world.stripe.down = NO_NETWORK
    await world.payments.check(payment.op)
    await world.clock.advance(120)
    world.stripe.down = None
    assert isinstance(await world.payments.start(order(customer="cus_2")), Started)
    assert told == [Obstacle.NETWORK, None]


async def test_the_pauses_between_looks_grow_to_a_quarter_of_a_minute(world: World) -> None:
    world.stripe.down = NO_NETWORK
    world.services.reach.note(NO_NETWORK)
    await world.clock.advance(1)
    before = world.stripe.count("ping")
    await world.clock.advance(3600)
    assert before == 1
    assert 230 <= world.stripe.count("ping") <= 250


async def test_a_revoked_key_is_tried_seldom(world: World) -> None:
    world.stripe.down = REVOKED
    world.services.reach.note(REVOKED)
    await world.clock.advance(3600)
    assert world.stripe.count("ping") <= 16


async def test_a_half_that_is_down_does_not_make_the_screen_flicker(
    world: World, told: Told
) -> None:
    """Pings are answered while payments are not: the obstacle stays longer and longer."""
    payment = await look_up_a_sale(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.fail("retrieve", *[Fault(DOWN)] * 200)
    await world.clock.advance(600)
    assert len(told) <= 36


async def test_a_network_that_comes_and_goes_is_back_within_a_second(
    world: World, told: Told
) -> None:
    for _ in range(3):
        world.stripe.down = NO_NETWORK
        world.services.reach.note(NO_NETWORK)
        world.stripe.down = None
        await world.clock.advance(1)
    assert told == [Obstacle.NETWORK, None] * 3


async def test_the_pause_of_one_obstacle_is_not_waited_out_for_the_next(
    world: World, told: Told
) -> None:
    """Half a Stripe that was down is asked seldom; a network that is back is seen at once."""
    for _ in range(2):
        world.services.reach.note(DOWN)
        await world.clock.advance(0.5)
        world.services.reach.note(Ok(None))
        await world.clock.advance(0.5)
    world.services.reach.note(NO_NETWORK)
    await world.clock.advance(1)
    assert told == [Obstacle.STRIPE_DOWN, None] * 2 + [Obstacle.NETWORK, None]


async def test_busy_is_not_away(world: World, told: Told) -> None:
    payment = await look_up_a_sale(world)
    world.stripe.fail("retrieve", Fault(BUSY))
    await world.payments.check(payment.op)
    assert told == []


async def test_what_a_search_may_not_do_keeps_nobody_from_paying(world: World, told: Told) -> None:
    for answer in (FORBIDDEN, DOWN):
        world.stripe.fail("search", Fault(answer))
        await world.services.customers.find_everywhere("weber")
    assert told == []
    assert isinstance(await world.payments.start(order()), Started)


async def test_a_search_that_works_does_not_hide_that_payments_are_forbidden(
    world: World, told: Told
) -> None:
    world.services.reach.note(FORBIDDEN)
    await world.services.customers.find_everywhere("weber")
    assert told == [Obstacle.NOT_PERMITTED]


async def test_a_key_that_works_for_a_search_is_not_revoked_any_more(
    world: World, told: Told
) -> None:
    world.services.reach.note(REVOKED)
    await world.services.customers.find_everywhere("weber")
    assert told == [Obstacle.KEY_REJECTED, None]


async def test_another_cause_is_told_anew(world: World, told: Told) -> None:
    world.stripe.down = TIMEOUT
    world.services.reach.note(NO_NETWORK)
    await world.clock.advance(1)
    assert told == [Obstacle.NETWORK, Obstacle.TIMEOUT]


# ------------------------------------------------------------------ the clock
@pytest.mark.parametrize(
    ("seconds", "wrong"), [(0, False), (60, False), (61, True), (-60, False), (-61, True)]
)
async def test_a_clock_that_is_more_than_a_minute_off_is_told(
    world: World, told: Told, seconds, wrong
) -> None:
    world.services.health.heard(world.clock.now() - dt.timedelta(seconds=seconds))
    assert told == ([Obstacle.CLOCK] if wrong else [])
    assert world.services.health.skew == dt.timedelta(seconds=seconds)


async def test_a_clock_set_right_is_noticed_by_the_next_answer(world: World, told: Told) -> None:
    world.services.health.heard(world.clock.now() + dt.timedelta(hours=1))
    refused = await world.payments.start(order())
    assert refused.obstacle is Obstacle.CLOCK
    world.services.health.heard(world.clock.now())
    assert told == [Obstacle.CLOCK, None]
    assert isinstance(await world.payments.start(order()), Started)


async def test_the_clock_is_asked_for_until_it_is_right(world: World) -> None:
    world.services.health.heard(world.clock.now() + dt.timedelta(hours=1))
    await world.clock.advance(30)
    assert world.stripe.count("ping") == 1


# ------------------------------------------------------------------ the disk
async def test_a_full_disk_is_told_and_tried_until_it_takes_something(
    world: World, told: Told
) -> None:
    world.store.fail("x" * 4)
    refused = await world.payments.start(order())
    assert refused.reason is NotStartedReason.STORE_UNAVAILABLE
    assert told == [Obstacle.STORE]
    await world.clock.advance(3)
    assert told == [Obstacle.STORE]
    await world.clock.advance(60)
    assert told == [Obstacle.STORE, None]
    assert isinstance(await world.payments.start(order()), Started)


async def test_with_a_full_disk_and_no_network_the_disk_comes_first(
    world: World, told: Told
) -> None:
    world.stripe.down = NO_NETWORK
    world.services.reach.note(NO_NETWORK)
    world.store.fail("x")
    with pytest.raises(StoreUnavailableError):
        await world.services.customers.find("weber")
    assert told == [Obstacle.NETWORK, Obstacle.STORE]
    world.stripe.down = None
    await world.clock.advance(60)
    assert told[-1] is None


async def test_closing_ends_the_looking(world: World) -> None:
    world.stripe.down = NO_NETWORK
    world.services.reach.note(NO_NETWORK)
    await world.services.close()
    world.services.reach.note(TIMEOUT)
    assert world.clock.pauses == []


async def test_a_sale_under_way_is_not_given_up_when_the_network_goes(world: World) -> None:
    payment = await look_up_a_sale(world)
    await world.payments.confirm_asked(payment.op)
    world.stripe.down = NO_NETWORK
    await world.clock.advance(60)
    world.stripe.pay(payment.intent)
    world.stripe.down = None
    await world.clock.advance(20)
    assert (await world.sale(payment.op)).state is PaymentState.SUCCEEDED


async def test_the_gravest_obstacle_is_the_one_to_name() -> None:
    everything = {
        "cause": FailureCause.DNS,
        "refusal": RefusalKind.KEY_REJECTED,
        "skewed": True,
        "stored": False,
    }
    assert gravest(**everything) is Obstacle.STORE
    assert gravest(**(everything | {"stored": True})) is Obstacle.KEY_REJECTED
    assert gravest(**(everything | {"stored": True, "refusal": None})) is Obstacle.DNS
    fine = {"cause": None, "refusal": None, "skewed": False, "stored": True}
    assert gravest(**(fine | {"skewed": True})) is Obstacle.CLOCK
    assert gravest(**fine) is None
    assert gravest(**(fine | {"cause": FailureCause.RATE_LIMITED})) is None


async def test_a_database_that_cannot_be_opened_yet_is_an_obstacle_until_it_is(
    world: World, told: Told
) -> None:
    """Nothing is written to find out: there is nothing yet to write to."""
    world.store.fail("x" * 100)
    world.services.health.opening(StoreTrouble.DISK_FULL)
    await world.clock.advance(120)
    assert world.services.health.trouble is StoreTrouble.DISK_FULL
    refused = await world.payments.start(order())
    assert isinstance(refused, NotStarted)
    assert refused.reason is NotStartedReason.STORE_UNAVAILABLE
    world.services.health.opening(StoreTrouble.LOCKED)
    world.store.fail("")
    await world.clock.advance(120)
    assert world.services.health.trouble is StoreTrouble.LOCKED
    world.services.health.opening(None)
    assert (told, world.services.health.obstacle) == (
        [Obstacle.STORE, Obstacle.STORE, None],
        None,
    )
    assert isinstance(await world.payments.start(order()), Started)


async def test_a_database_that_opens_at_once_is_nothing_to_tell_of(
    world: World, told: Told
) -> None:
    world.services.health.opening(None)
    assert (told, world.services.health.obstacle) == ([], None)


async def test_without_an_obstacle_nothing_is_asked(world: World) -> None:
    assert await world.services.health.look() is None
    assert world.stripe.count("ping") == 0
