"""A computer's clock that is wrong by weeks hides nothing that happened at Stripe."""

import pytest

from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.services import event_sweep as module
from tests.support.world import World, confirming

A_DAY = 86_400


async def paid(world: World):
    sale = await confirming(world)
    world.stripe.pay(sale.intent)
    return await world.payments.check(sale.op)


async def kept(world: World):
    return sum(row.money.minor for row in await world.ledger())


@pytest.mark.asyncio
@pytest.mark.parametrize("days", [40, 400, -40, -400])
async def test_the_first_look_finds_the_refund_whatever_the_clock_says(
    world: World, days: int
) -> None:
    sale = await paid(world)
    world.stripe.refund(sale.intent)
    world.clock.set(days * A_DAY)
    world.run_feeds("inbox", "sweep")
    await world.clock.advance(60)
    assert await kept(world) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("days", [40, 400, -40])
async def test_a_clock_that_jumps_and_comes_back_skips_no_event(world: World, days: int) -> None:
    world.run_feeds("inbox", "sweep")
    first = await paid(world)
    await world.clock.advance(700)
    world.clock.set(days * A_DAY)
    world.stripe.refund(first.intent, 1000)
    await world.clock.advance(1000)
    assert await kept(world) == 3850
    world.clock.set(-days * A_DAY)
    world.stripe.refund(first.intent, 850)
    await world.clock.advance(1000)
    assert await kept(world) == 3000


@pytest.mark.asyncio
async def test_a_clock_set_back_does_not_make_a_quiet_register_ask_every_minute(
    world: World,
) -> None:
    await paid(world)
    world.clock.set(-40 * A_DAY)
    await world.clock.advance(module.BUSY + 1)
    assert world.services.sweep.pace == module.WHILE_IDLE


@pytest.mark.asyncio
async def test_with_a_key_that_is_taken_again_the_list_is_read_at_once(world: World) -> None:
    sale = await paid(world)
    world.run_feeds("inbox", "sweep")
    await world.clock.advance(700)
    world.stripe.down = Refused(RefusalKind.KEY_REJECTED)
    await world.clock.advance(700)
    world.stripe.refund(sale.intent)
    world.stripe.down = None
    await world.services.customers.find_everywhere("somebody else")
    await world.rest()
    assert await kept(world) == 0
