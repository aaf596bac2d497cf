"""The shop's workflow is told everything it wants, once it is true, and can break nothing."""

import asyncio
import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.events import DatabaseReplaced, HookGivenUp
from pos_app.domain.hooks import Hook, OutboxState
from pos_app.domain.modes import Mode
from pos_app.domain.payment import MoneyTaken
from pos_app.domain.secret import Secret
from pos_app.domain.set_aside import SetAside
from pos_app.domain.settings import Settings
from pos_app.domain.timeline import FactSource
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ports.secret_store import SecretStoreUnavailableError
from pos_app.services.hook_lane import AGAIN, REST, TRAINING_SECRET
from pos_app.services.hook_messages import ping
from tests.support.fake_clock import START
from tests.support.hooked import DIARY, POSTED, STOCK, again, outbox, sell, states, with_hooks
from tests.support.world import World, order

THREE_DAYS = 3 * 24 * 3600


@pytest.mark.asyncio
async def test_each_target_is_told_what_it_wants_and_nothing_else(world: World) -> None:
    await with_hooks(world, STOCK, DIARY)
    sale = await sell(world)
    world.stripe.refund(sale.intent, 1000)
    await world.services.reconcile.after_sale(sale.intent, FactSource.POLL)
    await world.payments.leave((await world.payments.start(order(700))).payment.op)
    await world.rest()
    assert world.workflow.kinds("stock") == ["sale.succeeded", "refund.recorded"]
    assert world.workflow.kinds("diary") == ["sale.succeeded", "refund.recorded", "sale.canceled"]
    assert await states(world, "stock") == [OutboxState.DELIVERED] * 2


@pytest.mark.asyncio
async def test_the_message_says_all_of_a_sale_and_no_secret(world: World) -> None:
    await with_hooks(world, DIARY)
    sale = await sell(world)
    ((_, message),) = world.workflow.told
    assert json.loads(message.body) == {
        "version": 1,
        "id": message.id,
        "kind": "sale.succeeded",
        "created": "2026-11-20T09:00:00+00:00",
        "livemode": False,
        "training": False,
        "operation": sale.op,
        "payment_intent": sale.intent,
        "charge": sale.charge,
        "customer": {"id": "cus_1", "title": "M. Weber"},
        "amount": {"minor": 4850, "currency": "EUR"},
        "refunded": {"minor": 0, "currency": "EUR"},
        "status": "succeeded",
        "money_taken": "yes",
        "register": "Register 1",
        "operator": "Anna",
        "reference": "",
        "object": None,
        "reason": "",
    }


@pytest.mark.asyncio
async def test_a_refund_is_named_and_a_decline_has_its_reason(world: World) -> None:
    await with_hooks(world, DIARY)
    payment = (await world.payments.start(order())).payment
    sale = await world.payments.confirm_asked(payment.op)
    world.stripe.decline(sale.intent)
    await world.payments.reported(sale.op, ConfirmReported(sale.intent, "failed"))
    paid = await sell(world, 900)
    refund = world.stripe.refund(paid.intent, 400)
    await world.services.reconcile.after_sale(paid.intent, FactSource.POLL)
    await world.rest()
    bodies = [json.loads(message.body) for _, message in world.workflow.told]
    failed = next(body for body in bodies if body["kind"] == "sale.failed")
    given = next(body for body in bodies if body["kind"] == "refund.recorded")
    assert (failed["money_taken"], bool(failed["reason"])) == ("no", True)
    assert given["object"] == refund
    assert given["refunded"] == {"minor": 400, "currency": "EUR"}


@pytest.mark.asyncio
async def test_a_message_is_stored_with_the_sale_or_not_at_all(world: World) -> None:
    """The register dies between commit and delivery: the next start delivers."""
    await with_hooks(world, DIARY)
    world.workflow.hanging.add("diary")
    await sell(world)
    assert world.workflow.told == []
    world.workflow.hanging.clear()
    await again(world)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_the_same_news_twice_is_told_once(world: World) -> None:
    await with_hooks(world, DIARY)
    sale = await sell(world)
    for _ in range(3):
        await world.services.reconcile.after_sale(sale.intent, FactSource.WEBHOOK)
    await world.rest()
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_a_target_that_hangs_or_fails_keeps_nobody_else_waiting(world: World) -> None:
    others = [Hook(f"h{n}", command=("x",)) for n in range(2)]
    await with_hooks(world, *others, DIARY, STOCK)
    world.workflow.hanging.add("h0")
    world.workflow.failing.add("h1")
    for minor in (100, 200, 300):
        assert (await sell(world, minor)).money_taken is MoneyTaken.YES
    assert len(world.workflow.kinds("diary")) == len(world.workflow.kinds("stock")) == 3


@pytest.mark.asyncio
async def test_a_refused_message_is_tried_again_ever_more_rarely_and_given_up(
    world: World,
) -> None:
    await with_hooks(world, DIARY)
    lost: list[HookGivenUp] = []
    world.services.bus.subscribe(HookGivenUp, lost.append)
    world.workflow.failing.add("diary")
    await sell(world)
    assert len(world.workflow.tried) == 1
    await world.clock.advance(AGAIN[0] + 0.1)
    assert len(world.workflow.tried) == 2
    await world.clock.advance(sum(AGAIN[1:]) + 1)
    assert len(world.workflow.tried) == 7
    (waiting,) = await outbox(world)
    assert (waiting.state, waiting.detail) == (OutboxState.WAITING, "exit 1")
    await world.clock.advance(THREE_DAYS)
    assert lost == [HookGivenUp("diary")]
    (given_up,) = await outbox(world)
    assert (given_up.state, given_up.detail) == (OutboxState.GIVEN_UP, "exit 1")
    tries = len(world.workflow.tried)
    await world.clock.advance(THREE_DAYS)
    assert len(world.workflow.tried) == tries < 90


@pytest.mark.asyncio
async def test_one_poisoned_message_does_not_hold_up_those_behind_it(world: World) -> None:
    await with_hooks(world, DIARY)
    world.workflow.failing.add("diary")
    await sell(world)
    world.workflow.failing.clear()
    second = await sell(world, 200)
    assert world.workflow.told == []  # the target is left alone for a moment
    await world.clock.advance(REST[0] + 0.1)
    assert second.op in {message.op for _, message in world.workflow.told}


@pytest.mark.asyncio
async def test_thousands_wait_for_a_dead_target_and_it_is_asked_rarely(world: World) -> None:
    await with_hooks(world, DIARY)
    world.workflow.failing.add("diary")
    sale = await sell(world)
    (first,) = await outbox(world)
    copies = [replace(first.message, id=f"hook_{n}") for n in range(2000)]

    def fill(tx):
        for message in copies:
            tx.outbox.add(message, ["diary"])

    await world.disk.transact(fill)
    await world.clock.advance(3600)
    assert len(world.workflow.tried) < 20
    assert (await sell(world, 999)).money_taken is MoneyTaken.YES
    world.workflow.failing.clear()
    await world.clock.advance(3600)
    while world.workflow.told and len(world.workflow.told) < 2002:
        await world.clock.advance(60)
    assert len({message.id for _, message in world.workflow.told}) == 2002
    assert (await world.sale(sale.op)).money_taken is MoneyTaken.YES


@pytest.mark.asyncio
async def test_a_bug_in_the_delivery_is_reported_and_tried_again(world: World) -> None:
    await with_hooks(world, DIARY)
    world.workflow.broken.add("diary")
    await sell(world)
    assert [type(error) for _, error in world.errors] == [ValueError]
    (waiting,) = await outbox(world)
    assert waiting.detail == "broken"
    world.workflow.broken.clear()
    world.errors.clear()
    await world.clock.advance(AGAIN[0] + 0.1)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


@pytest.mark.asyncio
async def test_what_waits_for_a_removed_target_is_given_up(world: World) -> None:
    await with_hooks(world, DIARY, STOCK)
    world.workflow.failing |= {"diary", "stock"}
    await sell(world)
    world.workflow.failing.clear()
    world.settings = replace(Settings(), hooks=(STOCK,))
    await again(world)
    assert await states(world, "diary") == [OutboxState.GIVEN_UP]
    assert {item.detail for item in await outbox(world) if item.target == "diary"} == {"removed"}
    await world.clock.advance(REST[0] + 0.1)
    assert await states(world, "stock") == [OutboxState.DELIVERED]


@pytest.mark.asyncio
async def test_without_hooks_nothing_is_stored(world: World) -> None:
    await with_hooks(world, DIARY)
    world.settings = Settings()
    await again(world)
    await sell(world)
    assert list(await outbox(world)) == []


@pytest.mark.asyncio
async def test_training_tells_only_those_that_want_to_train(world: World) -> None:
    training = replace(POSTED, training=True)
    await with_hooks(world, DIARY, training, mode=Mode.TRAINING)
    await sell(world)
    ((target, message),) = world.workflow.told
    assert target == "crm"
    assert json.loads(message.body)["training"] is True
    assert world.workflow.secrets == [TRAINING_SECRET]


@pytest.mark.asyncio
async def test_an_address_is_told_only_with_a_signature(world: World) -> None:
    await with_hooks(world, POSTED)
    await sell(world)
    while not (await outbox(world))[0].attempts:  # the keyring is asked in a thread
        await asyncio.to_thread(int)
        await world.rest()
    assert world.workflow.tried == []
    (waiting,) = await outbox(world)
    assert waiting.detail == "no_secret"
    world.keyring.set("hook_crm", Secret("s3cret"))
    for _ in range(20):
        await world.clock.advance(60)
        await asyncio.to_thread(int)
    assert world.workflow.kinds("crm") == ["sale.succeeded"]
    assert world.workflow.secrets == [Secret("s3cret")]


@pytest.mark.asyncio
async def test_a_locked_keyring_makes_the_message_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_name):
        raise SecretStoreUnavailableError("locked")

    await with_hooks(world, POSTED)
    monkeypatch.setattr(world.keyring, "get", locked)
    await sell(world)
    while not (await outbox(world))[0].attempts:  # the keyring is asked in a thread
        await asyncio.to_thread(int)
        await world.rest()
    (waiting,) = await outbox(world)
    assert (waiting.state, waiting.detail) == (OutboxState.WAITING, "no_secret")


def test_a_ping_tells_of_nothing() -> None:
    message = ping(START, Mode.LIVE)
    body = json.loads(message.body)
    assert (body["kind"], body["id"], body["operation"]) == ("ping", message.id, None)
    assert (body["livemode"], body["training"]) == (True, False)


@pytest.mark.asyncio
async def test_what_is_read_back_after_damage_is_told_to_nobody_what_comes_after_it_is(
    world: World,
) -> None:
    world.settings = replace(Settings(), hooks=(DIARY,))
    await world.crash()
    world.start()
    world.services.hooks.start()  # the app enrols only where nothing has to be read back
    await sell(world)
    world.store.fail("x")
    lost = SetAside("pos.db.damaged", dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    world.services.bus.publish(DatabaseReplaced(lost, 1, finished=False))
    world.services.bus.publish(DatabaseReplaced(lost, 1, finished=True))
    await world.clock.advance(6)
    after = await sell(world, 200)
    assert {message.op for _, message in world.workflow.told} == {after.op}


@pytest.mark.asyncio
async def test_a_full_disk_delays_messages_and_loses_none(world: World) -> None:
    await with_hooks(world, DIARY)
    world.workflow.failing.add("diary")
    await sell(world)
    world.workflow.failing.clear()
    world.store.fail("xx")
    await world.clock.advance(20)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]
    world.store.fail("x")
    world.services.hooks.start()  # a second worker finds nothing left to do, disk or not
    await world.clock.advance(20)
    assert world.workflow.kinds("diary") == ["sale.succeeded"]


FATES = st.lists(st.sampled_from(["take", "fail", "hang", "break", "die"]), min_size=1, max_size=6)


@settings(max_examples=30, deadline=None)
@given(FATES)
def test_whatever_the_workflow_does_payments_are_the_same(fates: list[str]) -> None:
    """The books with a mad workflow are the books without one, and nothing true goes untold."""

    async def live(*hooks: Hook):
        world = await with_hooks(World(), *hooks)
        for number, fate in enumerate(fates):
            flow = world.workflow
            flow.failing, flow.hanging, flow.broken = (
                {"diary"} if fate == wanted else set() for wanted in ("fail", "hang", "break")
            )
            await sell(world, 1000 + number)
            if fate in {"die", "hang"}:
                await again(world)
        flow.failing, flow.hanging, flow.broken = set(), set(), set()
        await again(world)
        await world.clock.advance(2 * 3600)
        rows = [(row.kind, row.money) for row in await world.ledger()]
        told = {message.op for _, message in flow.told}
        await world.close()
        return rows, told

    with_one, told = asyncio.run(live(DIARY))
    without, _ = asyncio.run(live())
    assert with_one == without
    assert len(told) == len(fates)
