"""Hooks are set up while the app runs: refused with a reason, or in force at once."""

import asyncio
import json
from dataclasses import replace

import pytest

from pos_app.domain.hooks import Hook, HookFailure, HookFault, HookKind, OutboxState
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ports.secret_store import SecretStoreUnavailableError
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.hook_lane import AGAIN, TRAINING_SECRET
from pos_app.services.hook_setup import HookProblem
from tests.support.hooked import DIARY, POSTED, STOCK, outbox, sell, states, with_hooks
from tests.support.world import World

FOUR_DAYS = 4 * 24 * 3600


@pytest.mark.asyncio
async def test_an_added_hook_is_kept_and_told_at_once(world: World) -> None:
    await with_hooks(world, STOCK)
    assert world.services.hook_setup.add(DIARY) is None
    assert world.settings_service.current.hooks == (STOCK, DIARY)
    await world.rest()
    await sell(world)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_a_program_that_is_not_there_is_told_of_without_telling_it_anything(
    world: World,
) -> None:
    world.workflow.missing = {"diary"}
    setup = world.services.hook_setup
    assert await setup.obstacle(DIARY) == HookFault(HookFailure.NOT_FOUND, "it")
    assert await setup.obstacle(STOCK) is None
    assert world.workflow.tried == []


@pytest.mark.asyncio
async def test_a_changed_hook_hears_only_what_it_wants_now(world: World) -> None:
    await with_hooks(world, STOCK, DIARY)
    quiet = replace(DIARY, events=(HookKind.REFUND_RECORDED,))
    assert world.services.hook_setup.change(quiet) is None
    assert world.settings_service.current.hooks == (STOCK, quiet)
    await world.rest()
    await sell(world)
    assert (world.workflow.kinds("diary"), world.workflow.kinds("stock")) == (
        [],
        ["sale.succeeded"],
    )


@pytest.mark.parametrize(
    ("hook", "problem"),
    [
        (Hook("Stock room", command=("x",)), HookProblem.NAME),
        (Hook("", command=("x",)), HookProblem.NAME),
        (Hook("n"), HookProblem.TARGET),
        (Hook("n", command=("x",), url="https://shop.example.com"), HookProblem.TARGET),
        (Hook("n", url="http://shop.example.com/pos"), HookProblem.URL),
        (Hook("n", url="https://me:pw@shop.example.com"), HookProblem.URL),
        (STOCK, HookProblem.NAME_TAKEN),
    ],
)
@pytest.mark.asyncio
async def test_what_cannot_work_is_refused_and_changes_nothing(
    world: World, hook: Hook, problem: HookProblem
) -> None:
    await with_hooks(world, STOCK)
    assert world.services.hook_setup.add(hook) is problem
    assert world.settings_service.current.hooks == (STOCK,)


@pytest.mark.asyncio
async def test_a_secret_in_the_command_and_settings_that_are_wrong_elsewhere_are_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looks_secret(_settings):
        raise ValueError("a value looks like a secret")

    await with_hooks(world, STOCK)
    with monkeypatch.context() as patch:
        patch.setattr(world.settings_service, "save", looks_secret)
        assert world.services.hook_setup.add(DIARY) is HookProblem.LOOKS_SECRET
        patch.setattr(world.settings_service, "save", lambda _settings: ("language",))
        assert await world.services.hook_setup.remove("stock") is HookProblem.SETTINGS
    assert world.settings_service.current.hooks == (STOCK,)


@pytest.mark.asyncio
async def test_a_removed_hook_leaves_nothing_waiting_and_no_secret(world: World) -> None:
    await with_hooks(world, POSTED, STOCK)
    world.keyring.set("hook_crm", Secret("s"))
    world.workflow.failing.add("crm")
    await sell(world)
    assert await world.services.hook_setup.remove("crm") is None
    await world.rest()
    assert world.settings_service.current.hooks == (STOCK,)
    assert world.keyring.get("hook_crm") is None
    assert await states(world, "crm") == [OutboxState.GIVEN_UP]


@pytest.mark.asyncio
async def test_a_locked_keyring_is_told_and_stops_no_removal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args):
        raise SecretStoreUnavailableError("locked")

    await with_hooks(world, POSTED)
    for name in ("get", "set", "delete"):
        monkeypatch.setattr(world.keyring, name, locked)
    setup = world.services.hook_setup
    assert not await setup.has_secret("crm")
    assert await setup.make_secret("crm") is HookProblem.NO_KEYRING
    assert await setup.remove("crm") is None


@pytest.mark.asyncio
async def test_a_new_secret_signs_at_once_what_has_waited_for_it(world: World) -> None:
    await with_hooks(world, POSTED)
    await sell(world)
    while not (await outbox(world))[0].attempts:  # the keyring is asked in a thread
        await asyncio.to_thread(int)
        await world.rest()
    setup = world.services.hook_setup
    assert not await setup.has_secret("crm")
    made = await setup.make_secret("crm")
    assert isinstance(made, Secret)
    assert len(made.reveal()) >= 43
    assert await setup.has_secret("crm")
    while not world.workflow.told:
        await asyncio.to_thread(int)
        await world.rest()
    assert world.workflow.secrets == [made]
    world.store.fail("x")
    assert isinstance(await setup.make_secret("crm"), Secret)


@pytest.mark.asyncio
async def test_a_try_says_what_came_of_it(world: World) -> None:
    await with_hooks(world, DIARY)
    assert await world.services.hook_setup.test(DIARY) is None
    ((target, message),) = world.workflow.told
    assert (target, json.loads(message.body)["kind"]) == ("diary", "ping")
    world.workflow.failing.add("diary")
    assert await world.services.hook_setup.test(DIARY) == HookFault(HookFailure.EXIT, "1")


@pytest.mark.asyncio
async def test_in_training_a_hook_that_is_told_nothing_can_be_tried_all_the_same(
    world: World,
) -> None:
    await with_hooks(world, POSTED, mode=Mode.TRAINING)
    (report,) = await world.services.hook_setup.reports()
    assert not report.told
    assert await world.services.hook_setup.test(POSTED) is None
    assert world.workflow.secrets == [TRAINING_SECRET]


@pytest.mark.asyncio
async def test_reports_tell_what_waits_what_was_taken_and_what_is_wrong(world: World) -> None:
    await with_hooks(world, STOCK, DIARY)
    world.workflow.failing.add("diary")
    await sell(world)
    stock, diary = await world.services.hook_setup.reports()
    assert (stock.hook, stock.told, stock.waiting, stock.given_up) == (STOCK, True, 0, 0)
    assert stock.taken == world.clock.now()
    assert (diary.waiting, diary.taken) == (1, None)
    assert (diary.next_try - world.clock.now()).total_seconds() == AGAIN[0]
    assert [item.detail for item in diary.troubled] == ["exit 1"]


@pytest.mark.asyncio
async def test_what_was_given_up_is_delivered_when_somebody_asks_for_it(world: World) -> None:
    await with_hooks(world, DIARY, STOCK)
    world.workflow.failing.add("diary")
    await sell(world)
    await world.clock.advance(FOUR_DAYS)
    (diary, _) = await world.services.hook_setup.reports()
    assert (diary.waiting, diary.given_up) == (0, 1)
    world.workflow.failing.clear()
    assert await world.services.hook_setup.try_again("diary") == 1
    await world.rest()
    assert world.workflow.kinds("diary") == ["sale.succeeded"]
    (diary, _) = await world.services.hook_setup.reports()
    assert (diary.given_up, diary.troubled, diary.taken) == (0, (), world.clock.now())
    assert await world.services.hook_setup.try_again("diary") == 0


@pytest.mark.asyncio
async def test_without_a_database_nobody_knows(world: World) -> None:
    await with_hooks(world, DIARY)
    world.store.fail("x")
    with pytest.raises(StoreUnavailableError):
        await world.services.hook_setup.reports()
