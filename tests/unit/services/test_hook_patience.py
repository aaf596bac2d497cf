"""A message is given up after three days of trying, not three days of being closed."""

import pytest

from pos_app.domain.events import HookGivenUp
from pos_app.domain.hooks import OutboxState
from pos_app.services.hook_lane import ENOUGH
from tests.support.hooked import DIARY, again, outbox, sell, states, with_hooks
from tests.support.world import World

A_DAY = 86_400
WAITING, GIVEN_UP = OutboxState.WAITING, OutboxState.GIVEN_UP


async def failing(world: World, sales: int = 1):
    """Sales that the target refuses to hear of."""
    await with_hooks(world, DIARY)
    world.workflow.failing.add("diary")
    for number in range(sales):
        await sell(world, 4850 + number)


async def back_after(world: World, days: float) -> list[HookGivenUp]:
    await world.crash()
    world.clock.skip(days * A_DAY)
    world.workflow.tried.clear()
    await again(world)
    lost: list[HookGivenUp] = []
    world.services.bus.subscribe(HookGivenUp, lost.append)
    return lost


@pytest.mark.asyncio
async def test_a_target_that_is_late_after_a_long_absence_is_told_all_the_same(
    world: World,
) -> None:
    await failing(world)
    lost = await back_after(world, 3.5)
    await world.clock.advance(3600)
    assert (await states(world, "diary"), lost) == ([WAITING], [])
    world.workflow.failing.clear()
    await world.clock.advance(3600)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_a_clock_that_is_set_ahead_gives_no_message_up(world: World) -> None:
    await failing(world)
    world.clock.set(40 * A_DAY)
    await world.clock.advance(7200)
    assert await states(world, "diary") == [WAITING]


@pytest.mark.asyncio
async def test_after_enough_tries_it_is_given_up_and_told(world: World) -> None:
    await failing(world)
    lost = await back_after(world, 3.5)
    await world.clock.advance(3 * A_DAY)
    assert lost == [HookGivenUp("diary")]
    (item,) = await outbox(world)
    assert item.state is GIVEN_UP
    assert ENOUGH <= item.attempts < ENOUGH + 10


@pytest.mark.asyncio
async def test_messages_to_a_target_that_is_gone_do_not_pile_up_for_ever(world: World) -> None:
    """Each waits its turn to be tried: what the target did to the others counts for all."""
    await failing(world, sales=40)
    await world.clock.advance(3.5 * A_DAY)
    assert await states(world, "diary") == [GIVEN_UP] * 40
