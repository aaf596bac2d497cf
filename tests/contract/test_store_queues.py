"""Inbox, outbox and decisions: kept alike by the in-memory twin and by SQLite."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.domain.decisions import Decision, DecisionKind
from pos_app.domain.hooks import Backlog, HookKind, HookMessage, OutboxItem, OutboxState
from pos_app.domain.ids import CustomerId, EventId, OpId, PaymentIntentId
from pos_app.domain.money import Money
from pos_app.domain.stripe_events import EventVia, InboxItem, InboxState, StripeEvent
from pos_app.ports.store import Store, Tx

NOW = dt.datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def event(key: str, created: dt.datetime = NOW) -> StripeEvent:
    return StripeEvent(
        EventId(key),
        "charge.refunded",
        created,
        livemode=False,
        object_id="ch_1",
        object_kind="charge",
        intent=PaymentIntentId("pi_1"),
        customer=CustomerId("cus_1"),
    )


def bare(key: str) -> StripeEvent:
    return replace(event(key), intent=None, customer=None, livemode=True)


def message(key: str, created: dt.datetime = NOW) -> HookMessage:
    return HookMessage(key, HookKind.SALE_SUCCEEDED, OpId("op_1"), '{"minor":4850}', created)


async def _waiting(store: Store, now: dt.datetime = NOW, limit: int = 9) -> list[str]:
    items = await store.transact(lambda tx: tx.inbox.due(now, limit))
    return [item.event.id for item in items]


async def _to_deliver(
    store: Store, target: str, now: dt.datetime = NOW, limit: int = 9
) -> list[str]:
    items = await store.transact(lambda tx: tx.outbox.due(target, now, limit))
    assert all(item.target == target for item in items)
    return [item.message.id for item in items]


@pytest.mark.asyncio
@pytest.mark.parametrize("made", [event("evt_1"), bare("evt_1")])
async def test_an_event_is_stored_once_and_comes_back_whole(
    store: Store, made: StripeEvent
) -> None:
    first = await store.transact(lambda tx: tx.inbox.add(made, EventVia.WEBHOOK, NOW))
    again = await store.transact(lambda tx: tx.inbox.add(made, EventVia.EVENTS_API, NOW + MINUTE))
    kept = InboxItem(made, EventVia.WEBHOOK, NOW, InboxState.WAITING, 0, NOW)
    assert (first, again) == (True, False)
    assert await store.transact(lambda tx: tx.inbox.get(EventId("evt_1"))) == kept
    assert list(await store.transact(lambda tx: tx.inbox.due(NOW, 9))) == [kept]
    assert await store.transact(lambda tx: tx.inbox.get(EventId("evt_2"))) is None


@pytest.mark.asyncio
async def test_many_events_are_stored_at_once_and_each_once(store: Store) -> None:
    old, one, two = event("evt_0"), event("evt_1"), event("evt_2", NOW + MINUTE)
    await store.transact(lambda tx: tx.inbox.add(old, EventVia.EVENTS_API, NOW))
    added = await store.transact(
        lambda tx: tx.inbox.add_all([one, old, two, one], EventVia.WEBHOOK, NOW)
    )
    assert list(added) == [True, False, True, False]
    assert await _waiting(store) == ["evt_0", "evt_1", "evt_2"]
    none = await store.transact(lambda tx: tx.inbox.add_all([], EventVia.WEBHOOK, NOW))
    assert list(none) == []


@pytest.mark.asyncio
async def test_events_are_due_in_the_order_stripe_made_them(store: Store) -> None:
    def add(tx: Tx) -> None:
        for key, age in (("evt_c", 0), ("evt_b", 1), ("evt_a", 1), ("evt_oldest", 2)):
            tx.inbox.add(event(key, NOW - age * MINUTE), EventVia.WEBHOOK, NOW)

    await store.transact(add)
    assert await _waiting(store) == ["evt_oldest", "evt_a", "evt_b", "evt_c"]
    assert await _waiting(store, limit=2) == ["evt_oldest", "evt_a"]
    assert await _waiting(store, NOW - MINUTE) == []


@pytest.mark.asyncio
async def test_a_postponed_event_waits_and_a_settled_one_is_over(store: Store) -> None:
    def work(tx: Tx) -> None:
        for key in ("evt_late", "evt_done", "evt_failed", "evt_ignored"):
            tx.inbox.add(event(key), EventVia.EVENTS_API, NOW)
        tx.inbox.postpone(EventId("evt_late"), NOW + MINUTE, "timeout")
        tx.inbox.postpone(EventId("evt_late"), NOW + 2 * MINUTE, "dns")
        tx.inbox.settle([EventId("evt_done")], InboxState.DONE, "reconciled")
        tx.inbox.settle([EventId("evt_failed")], InboxState.FAILED, "no such charge")
        tx.inbox.settle([EventId("evt_ignored")], InboxState.IGNORED, "not ours")
        tx.inbox.settle([EventId("evt_unknown")], InboxState.DONE, "")
        tx.inbox.postpone(EventId("evt_unknown"), NOW, "")

    await store.transact(work)
    late = await store.transact(lambda tx: tx.inbox.get(EventId("evt_late")))
    done = await store.transact(lambda tx: tx.inbox.get(EventId("evt_done")))
    assert await _waiting(store, NOW + MINUTE) == []
    assert await _waiting(store, NOW + 2 * MINUTE) == ["evt_late"]
    assert late is not None
    assert (late.attempts, late.due, late.detail) == (2, NOW + 2 * MINUTE, "dns")
    assert done is not None
    assert (done.state, done.detail) == (InboxState.DONE, "reconciled")
    assert await store.transact(lambda tx: tx.inbox.counts()) == {
        InboxState.WAITING: 1,
        InboxState.DONE: 1,
        InboxState.IGNORED: 1,
        InboxState.FAILED: 1,
    }


@pytest.mark.asyncio
async def test_what_was_given_up_or_put_off_for_longer_is_due_again_and_no_other(
    store: Store,
) -> None:
    def work(tx: Tx) -> None:
        for state in InboxState:
            tx.inbox.add(event(f"evt_{state}"), EventVia.WEBHOOK, NOW)
            tx.inbox.postpone(EventId(f"evt_{state}"), NOW + 9 * MINUTE, "timeout")
            tx.inbox.settle([EventId(f"evt_{state}")], state, "said")
        tx.inbox.add(event("evt_due"), EventVia.WEBHOOK, NOW - MINUTE)
        tx.inbox.again(NOW)

    await store.transact(work)
    assert await _waiting(store, NOW - MINUTE) == ["evt_due"]
    assert sorted(await _waiting(store, NOW)) == ["evt_due", "evt_failed", "evt_waiting"]
    revived = await store.transact(lambda tx: tx.inbox.get(EventId("evt_failed")))
    assert revived is not None
    assert (revived.state, revived.attempts, revived.detail) == (InboxState.WAITING, 1, "said")


@pytest.mark.asyncio
async def test_the_last_event_is_the_one_received_last(store: Store) -> None:
    assert await store.transact(lambda tx: tx.inbox.last()) is None
    newer = event("evt_newer", NOW)
    older = event("evt_older", NOW - MINUTE)
    await store.transact(lambda tx: tx.inbox.add(newer, EventVia.WEBHOOK, NOW))
    await store.transact(lambda tx: tx.inbox.add(older, EventVia.EVENTS_API, NOW + MINUTE))
    last = await store.transact(lambda tx: tx.inbox.last())
    assert last is not None
    assert (last.event, last.via) == (older, EventVia.EVENTS_API)


@pytest.mark.asyncio
async def test_only_what_is_over_and_old_is_forgotten(store: Store) -> None:
    def work(tx: Tx) -> None:
        for state in InboxState:
            for age, at in (("old", NOW - MINUTE), ("new", NOW)):
                tx.inbox.add(event(f"{state}_{age}"), EventVia.WEBHOOK, at)
                tx.inbox.settle([EventId(f"{state}_{age}")], state, "")

    await store.transact(work)
    assert await store.transact(lambda tx: tx.inbox.prune(NOW)) == 2
    assert await store.transact(lambda tx: tx.inbox.prune(NOW)) == 0
    assert await store.transact(lambda tx: tx.inbox.counts()) == {
        InboxState.WAITING: 2,
        InboxState.DONE: 1,
        InboxState.IGNORED: 1,
        InboxState.FAILED: 2,
    }


@pytest.mark.asyncio
async def test_a_message_is_delivered_to_each_target_on_its_own(store: Store) -> None:
    def work(tx: Tx) -> None:
        tx.outbox.add(message("hook_2"), ["printer", "stock"])
        tx.outbox.add(message("hook_1"), ["stock"])
        tx.outbox.delivered("hook_2", "stock", NOW)
        tx.outbox.add(message("hook_2"), ["stock", "crm"])
        tx.outbox.add(message("hook_3"), [])

    await store.transact(work)
    assert await _to_deliver(store, "printer") == ["hook_2"]
    assert await _to_deliver(store, "stock") == ["hook_1"]
    assert await _to_deliver(store, "crm") == ["hook_2"]
    assert await _to_deliver(store, "crm", NOW - MINUTE) == []


@pytest.mark.asyncio
async def test_what_waits_is_counted_and_handed_out_in_the_order_it_came(store: Store) -> None:
    assert dict(await store.transact(lambda tx: tx.outbox.waiting())) == {}

    def work(tx: Tx) -> None:
        for number in (3, 1, 2):
            tx.outbox.add(message(f"hook_{number}"), ["stock", "printer"])
        tx.outbox.postpone("hook_3", "stock", NOW + MINUTE, "exit 1")
        for number in (1, 2, 3):
            tx.outbox.delivered(f"hook_{number}", "printer", NOW)

    await store.transact(work)
    assert await _to_deliver(store, "stock") == ["hook_1", "hook_2"]
    assert await _to_deliver(store, "stock", NOW + MINUTE, 2) == ["hook_3", "hook_1"]
    waits = await store.transact(lambda tx: tx.outbox.waiting())
    assert dict(waits) == {"stock": Backlog(3, NOW)}
    for number in (1, 2):
        await store.transact(lambda tx, n=number: tx.outbox.delivered(f"hook_{n}", "stock", NOW))  # type: ignore[misc]
    waits = await store.transact(lambda tx: tx.outbox.waiting())
    assert dict(waits) == {"stock": Backlog(1, NOW + MINUTE)}


@pytest.mark.asyncio
async def test_a_failed_delivery_is_counted_put_off_and_at_last_given_up(store: Store) -> None:
    def work(tx: Tx) -> None:
        tx.outbox.add(message("hook_1"), ["stock", "printer"])
        tx.outbox.postpone("hook_1", "stock", NOW + MINUTE, "exit 1")
        tx.outbox.give_up("hook_1", "printer", NOW, "no such program")
        tx.outbox.give_up("hook_2", "printer", NOW, "unknown message")
        tx.outbox.postpone("hook_2", "printer", NOW, "unknown message")
        tx.outbox.delivered("hook_2", "printer", NOW)

    await store.transact(work)
    assert await _to_deliver(store, "stock") == await _to_deliver(store, "printer") == []
    assert await _to_deliver(store, "stock", NOW + MINUTE) == ["hook_1"]
    later = NOW + 2 * MINUTE
    await store.transact(lambda tx: tx.outbox.delivered("hook_1", "stock", later))
    sent = message("hook_1")
    assert list(await store.transact(lambda tx: tx.outbox.recent(9))) == [
        OutboxItem(sent, "printer", OutboxState.GIVEN_UP, 1, NOW, "no such program"),
        OutboxItem(sent, "stock", OutboxState.DELIVERED, 1, later),
    ]
    newest = await store.transact(lambda tx: tx.outbox.recent(1))
    assert [item.target for item in newest] == ["printer"]


@pytest.mark.asyncio
async def test_what_was_given_up_can_be_tried_again_and_what_was_taken_cannot(store: Store) -> None:
    def work(tx: Tx) -> None:
        for number in (1, 2, 3):
            tx.outbox.add(message(f"hook_{number}"), ["stock"])
        tx.outbox.give_up("hook_1", "stock", NOW, "exit 1")
        tx.outbox.delivered("hook_2", "stock", NOW)
        tx.outbox.postpone("hook_3", "stock", NOW + 9 * MINUTE, "exit 1")
        for number in (1, 2, 3, 4):
            tx.outbox.again(f"hook_{number}", "stock", NOW + MINUTE)

    await store.transact(work)
    assert await _to_deliver(store, "stock") == []
    due = await store.transact(lambda tx: tx.outbox.due("stock", NOW + MINUTE, 9))
    assert [(item.message.id, item.attempts) for item in due] == [("hook_1", 0), ("hook_3", 0)]
    assert [item.detail for item in due] == ["exit 1", "exit 1"]


@pytest.mark.asyncio
async def test_only_settled_old_messages_are_forgotten_a_handful_at_a_time(store: Store) -> None:
    def work(tx: Tx) -> None:
        for number in range(1, 6):
            tx.outbox.add(message(f"hook_{number}", NOW + number * MINUTE), ["stock"])
        for number in (1, 2, 5):
            tx.outbox.delivered(f"hook_{number}", "stock", NOW)
        tx.outbox.give_up("hook_3", "stock", NOW, "exit 1")

    async def prune(limit: int) -> int:
        return await store.transact(lambda tx: tx.outbox.prune(NOW + 5 * MINUTE, limit))

    await store.transact(work)
    assert [await prune(2), await prune(2), await prune(2)] == [2, 1, 0]
    left = await store.transact(lambda tx: tx.outbox.recent(9))
    assert [item.message.id for item in left] == ["hook_5", "hook_4"]


@pytest.mark.asyncio
async def test_decisions_are_kept_in_order_and_found_by_sale(store: Store) -> None:
    def decided(op: str, kind: DecisionKind) -> Decision:
        return Decision(
            kind, OpId(op), CustomerId("cus_1"), Money(4850, "EUR"), "Kim", "She asked for it", NOW
        )

    first = decided("op_1", DecisionKind.CHARGE_AGAIN)
    other = decided("op_2", DecisionKind.CHARGE_DESPITE_DOUBT)
    later = decided("op_1", DecisionKind.ACCEPT_AS_STRIPE_SAYS)
    for one in (first, other, later):
        await store.transact(lambda tx, one=one: tx.decisions.add(one))  # type: ignore[misc]
    assert list(await store.transact(lambda tx: tx.decisions.of(OpId("op_1")))) == [first, later]
    assert list(await store.transact(lambda tx: tx.decisions.recent(2))) == [later, other]
    assert list(await store.transact(lambda tx: tx.decisions.of(OpId("op_3")))) == []


@pytest.mark.asyncio
async def test_a_failing_transaction_leaves_the_queues_as_they_were(store: Store) -> None:
    def fails(tx: Tx) -> None:
        tx.inbox.add(event("evt_1"), EventVia.WEBHOOK, NOW)
        tx.outbox.add(message("hook_1"), ["stock"])
        raise LookupError("in the middle")

    with pytest.raises(LookupError, match="in the middle"):
        await store.transact(fails)
    assert await _waiting(store) == []
    assert await _to_deliver(store, "stock") == []
