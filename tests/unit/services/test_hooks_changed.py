"""What the settings say of hooks is in force at once; what is over is forgotten."""

import asyncio
from dataclasses import replace

import pytest

from pos_app.domain.hooks import Hook, HookFailure, HookFault, OutboxState
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.services.hook_lane import AGAIN, REST
from pos_app.services.hook_messages import ping
from tests.support.fake_clock import START
from tests.support.hooked import DIARY, POSTED, STOCK, outbox, sell, states, with_hooks
from tests.support.world import World

DAY = 24 * 3600


async def change(world: World, *hooks: Hook) -> None:
    world.settings_service.save(replace(world.settings_service.current, hooks=hooks))
    world.services.hooks.changed()
    await world.rest()


@pytest.mark.asyncio
async def test_a_new_hook_is_told_of_the_next_sale_and_a_removed_one_of_nothing_more(
    world: World,
) -> None:
    await with_hooks(world, STOCK)
    await sell(world)
    await change(world, DIARY)
    await sell(world, 200)
    assert world.workflow.kinds("stock") == ["sale.succeeded"]
    assert world.workflow.kinds("diary") == ["sale.succeeded"]
    await change(world)
    await sell(world, 300)
    assert len(world.workflow.told) == 2
    assert len(await outbox(world)) == 2


@pytest.mark.asyncio
async def test_a_corrected_hook_is_tried_at_once(world: World) -> None:
    await with_hooks(world, DIARY)
    world.workflow.failing.add("diary")
    await sell(world)
    world.workflow.failing.clear()
    await change(world, replace(DIARY, command=("other",)))
    await world.clock.advance(REST[0] + 0.1)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_a_failure_of_the_former_target_does_not_hold_up_the_new_one(world: World) -> None:
    await with_hooks(world, DIARY)
    world.workflow.held = asyncio.Event()
    world.workflow.failing.add("diary")
    await sell(world)
    await change(world, replace(DIARY, command=("other",)))
    world.workflow.held.set()
    await world.rest()
    world.workflow.failing.clear()
    await sell(world, 200)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_what_waits_for_a_hook_that_is_removed_is_given_up_even_while_it_hangs(
    world: World,
) -> None:
    await with_hooks(world, DIARY)
    world.workflow.failing.add("diary")
    await sell(world)
    await sell(world, 200)
    world.workflow.failing.clear()
    world.workflow.held = asyncio.Event()
    await world.clock.advance(REST[0] + AGAIN[0])  # both are due, the first is under way
    await change(world)
    assert await states(world, "diary") == [OutboxState.GIVEN_UP] * 2
    world.workflow.held.set()
    await world.rest()
    assert len(world.workflow.told) == 1, "the second one was not begun any more"
    assert sorted(await states(world, "diary")) == [OutboxState.DELIVERED, OutboxState.GIVEN_UP]


@pytest.mark.asyncio
async def test_a_change_before_the_start_counts_from_the_start(world: World) -> None:
    world.services.hooks.changed()
    world.settings_service.save(replace(world.settings_service.current, hooks=(DIARY,)))
    world.services.hooks.changed()
    await world.rest()
    await sell(world)
    assert world.workflow.tried == []
    world.services.hooks.start()
    await world.rest()
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_a_new_secret_is_in_force_at_once(world: World) -> None:
    await with_hooks(world, POSTED)
    world.keyring.set("hook_crm", Secret("old"))
    for number in (1, 2):
        await sell(world, number * 100)
        await told(world, number)
    world.keyring.set("hook_crm", Secret("new"))
    world.services.hooks.renew("crm")
    world.services.hooks.renew("nobody")
    await sell(world, 300)
    await told(world, 3)
    assert world.workflow.secrets == [Secret("old"), Secret("old"), Secret("new")]


@pytest.mark.asyncio
async def test_a_secret_read_before_the_change_is_used_once_at_most(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keyring answers late, with the secret that has been replaced meanwhile."""
    await with_hooks(world, POSTED)
    world.keyring.set("hook_crm", Secret("old"))
    first = world.keyring.get

    def late(name):
        found = first(name)
        monkeypatch.setattr(world.keyring, "get", first)
        world.keyring.set(name, Secret("new"))
        world.services.hooks.renew("crm")
        return found

    monkeypatch.setattr(world.keyring, "get", late)
    monkeypatch.setattr(asyncio, "to_thread", in_this_thread)
    await sell(world)
    await sell(world, 200)
    assert world.workflow.secrets == [Secret("old"), Secret("new")]


@pytest.mark.asyncio
async def test_a_clock_set_back_delays_nothing(world: World) -> None:
    """Neither the rest of a target that failed, nor what was written down in the future."""
    await with_hooks(world, DIARY)
    world.workflow.failing.add("diary")
    await sell(world)
    world.clock.set(-DAY)
    world.workflow.failing.clear()
    await sell(world, 200)
    await world.clock.advance(REST[0] + 0.1)
    assert world.workflow.kinds("diary") == ["sale.succeeded"] * 2


@pytest.mark.asyncio
async def test_a_try_tells_what_came_of_it_and_leaves_no_trace(world: World) -> None:
    await with_hooks(world, DIARY)
    message = ping(START, Mode.TEST)
    assert await world.services.hooks.try_once(DIARY, message) is None
    world.workflow.failing.add("diary")
    refused = await world.services.hooks.try_once(DIARY, message)
    assert refused == HookFault(HookFailure.EXIT, "1")
    assert list(await outbox(world)) == []


@pytest.mark.asyncio
async def test_what_was_taken_is_forgotten_after_sixty_days_and_not_earlier(world: World) -> None:
    await with_hooks(world, DIARY)
    await sell(world)
    await world.clock.advance(59 * DAY)
    assert await states(world, "diary") == [OutboxState.DELIVERED]
    world.store.fail("x")
    await world.clock.advance(2 * DAY)
    assert await states(world, "diary") == []


async def told(world: World, count: int) -> None:
    """The keyring is asked in a thread."""
    while len(world.workflow.told) < count:
        await asyncio.to_thread(int)
        await world.rest()


async def in_this_thread(work, *args):
    return work(*args)
