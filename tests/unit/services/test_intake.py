"""Announcements are on the disk when ``store`` returns, and many share one transaction."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.domain.ids import EventId
from pos_app.domain.stripe_events import EventVia, StripeEvent
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.event_bus import EventBus
from pos_app.services.intake import MOST_AT_ONCE, Intake
from pos_app.services.reachability import Reachability
from pos_app.services.task_scope import TaskScope
from tests.support.fake_clock import START, FakeClock, FakeIds, settle

pytestmark = pytest.mark.asyncio
R = TypeVar("R")

EVENT = StripeEvent(
    EventId("evt_1"),
    "payment_intent.succeeded",
    START,
    livemode=False,
    object_id="pi_1",
    object_kind="payment_intent",
)


class SlowStore:
    """A database whose commits end when the test says so."""

    def __init__(self) -> None:
        self.inner = MemoryStore()
        self.transactions = 0
        self.gate = asyncio.Event()
        self.broken = False

    async def transact(self, work: Callable[[Tx], R]) -> R:
        self.transactions += 1
        await self.gate.wait()
        if self.broken:
            raise StoreUnavailableError("full")
        return await self.inner.transact(work)

    async def close(self) -> None:
        await self.inner.close()


class Desk:
    """An intake with all that it needs."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.senders = TaskScope("senders", self._report)
        self.store = SlowStore()
        bus = EventBus(self._report)
        self.money = TaskScope("money", self._report)
        self.intake = Intake(
            common=Common(
                store=self.store,
                clock=FakeClock(),
                ids=FakeIds(),
                bus=bus,
                reach=Reachability(bus),
                money=self.money,
                background=TaskScope("background", self._report),
            ),
            via=EventVia.WEBHOOK,
        )

    def arrive(self, event: StripeEvent) -> asyncio.Task[bool]:
        """Hand in an event; the task is the sender that waits."""
        return self.senders.hold(self.intake.store(event), name=event.id)

    def _report(self, name: str, error: BaseException) -> None:
        self.problems.append(f"{name}: {error}")

    async def stored(self) -> int:
        return len(await self.store.inner.transact(lambda tx: tx.inbox.due(_LATER, 10_000)))


_LATER = START + dt.timedelta(days=1)


def event(number: int) -> StripeEvent:
    return replace(EVENT, id=EventId(f"evt_{number}"))


async def test_nothing_is_answered_before_it_is_on_the_disk() -> None:
    desk = Desk()
    one = desk.arrive(EVENT)
    await settle()
    assert not one.done()
    desk.store.gate.set()
    assert await one is True
    assert await desk.intake.store(EVENT) is False
    assert await desk.stored() == 1


async def test_what_arrives_while_one_is_written_shares_the_next_transaction() -> None:
    desk = Desk()
    waiting = [desk.arrive(event(0))]
    await settle()
    waiting += [desk.arrive(event(n % 40)) for n in range(1, 80)]
    await settle()
    desk.store.gate.set()
    answers = await asyncio.gather(*waiting)
    assert desk.store.transactions == 2
    assert answers.count(True) == await desk.stored() == 40


async def test_a_flood_is_written_in_pieces_that_let_others_in_between() -> None:
    desk = Desk()
    desk.store.gate.set()
    count = MOST_AT_ONCE * 2 + 1
    answers = await asyncio.gather(*(desk.intake.store(event(n)) for n in range(count)))
    assert all(answers)
    assert await desk.stored() == count
    assert desk.store.transactions == 3


async def test_a_database_that_cannot_be_written_is_told_to_all_and_the_next_one_may_work() -> None:
    desk = Desk()
    desk.store.broken = True
    waiting = [desk.arrive(event(n)) for n in range(5)]
    gone = desk.arrive(event(9))
    await settle()
    gone.cancel()
    desk.store.gate.set()
    answers = await asyncio.gather(*waiting, gone, return_exceptions=True)
    assert all(isinstance(answer, StoreUnavailableError) for answer in answers[:5])
    assert isinstance(answers[5], asyncio.CancelledError)
    desk.store.broken = False
    assert await desk.intake.store(event(0)) is True
    assert desk.problems == []


async def test_who_no_longer_waits_has_their_event_stored_all_the_same() -> None:
    desk = Desk()
    gone = desk.arrive(EVENT)
    await settle()
    gone.cancel()
    desk.store.gate.set()
    assert await desk.money.drain(5)
    assert await desk.stored() == 1
