"""Events are stored before they are acknowledged, and acted on afterwards, each at least once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pos_app.domain.event_kinds import ABOUT_PAYMENT, AFTER_SALE
from pos_app.domain.events import ConnectionChanged
from pos_app.domain.ids import EventId
from pos_app.domain.stripe_events import EventVia, InboxItem, InboxState, StripeEvent
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.event_actions import Acted, EventActions, Target, sift, target_of
from pos_app.services.nap import Nap

AT_ONCE: Final = 3
"""Objects looked at side by side, so that a long queue does not take the counter's share."""
AGAIN: Final = (5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
"""Seconds to the next try after the first, second, ... one; then every hour."""
KEPT: Final = dt.timedelta(days=60)
"""Twice as long as Stripe can deliver an event again."""
PATIENCE: Final = dt.timedelta(days=3)
"""So long an event is tried, by the clock and in tries: time in which the app is closed, or by
which the clock is set ahead, is no reason to give up what Stripe does not send again."""
MONEY_PATIENCE: Final = KEPT
"""The same for what is about money: a refund that nobody looks at is in no book."""
_ABOUT_MONEY: Final = ABOUT_PAYMENT | AFTER_SALE
HURRY_AGAIN: Final = 60.0
"""Seconds between two times that all which was put off is looked at at once."""
_EVER: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
_BATCH: Final = 1000
"""Enough that the events of one sale, made within seconds, are found together after an absence."""
_DISK: Final = 5.0
"""Seconds until a database that refused is tried again."""
_A_DAY: Final = 24 * 3600.0
_SOURCE: Final = {
    EventVia.WEBHOOK: FactSource.WEBHOOK,
    EventVia.EVENTS_API: FactSource.EVENTS_API,
}


@dataclass(slots=True)
class _Group:
    """All waiting events about one thing."""

    target: Target
    items: list[InboxItem] = field(default_factory=list)

    @property
    def source(self) -> FactSource:
        return _SOURCE[self.items[0].via]

    @property
    def deeper(self) -> bool:
        return any(item.event.type in AFTER_SALE for item in self.items)


@dataclass(slots=True)
class _Batch:
    """Deliveries that share a transaction, and for each the one who waits for its answer."""

    events: list[StripeEvent] = field(default_factory=list)
    told: list[asyncio.Future[bool]] = field(default_factory=list)

    def add(self, event: StripeEvent) -> asyncio.Future[bool]:
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.events.append(event)
        self.told.append(told)
        return told


class Inbox:
    """Takes events from wherever they come; ``run`` acts on them."""

    def __init__(self, *, common: Common, actions: EventActions) -> None:
        self._common = common
        self._actions = actions
        self._nap = Nap(common, "inbox")
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._arriving: _Batch | None = None
        self._storing: asyncio.Task[Sequence[bool]] | None = None
        self._acting = False
        self._barred = False
        self._impatient = True
        self._hurried: float | None = None
        self._heard: dt.datetime | None = None
        self._pruned: float | None = None
        common.bus.subscribe(ConnectionChanged, self._connection)

    @property
    def heard(self) -> dt.datetime | None:
        """When a webhook brought an event last, since the start (UTC)."""
        return self._heard

    async def accept(self, event: StripeEvent) -> bool:
        """Store an event from a webhook; when this returns it is on the disk.

        Events that arrive while others are being written share the next transaction.

        Returns:
            False if it was known already.

        Raises:
            StoreUnavailableError: it is not stored; the sender must send it again.
        """
        if self._arriving is None:
            batch = _Batch()
            storing = self._store(batch.events, self._storing)
            self._storing = self._common.money.hold(storing, name="store events")
            self._storing.add_done_callback(lambda stored: self._answer(batch, stored))
            self._arriving = batch
        return await self._arriving.add(event)

    def wake(self) -> None:
        """Events have been stored: act on them now."""
        self._nap.end()

    async def run(self) -> None:
        """Act on what is stored, for ever; goes on where the last run stopped."""
        self._acting = True
        while True:
            try:
                pause = await self._turn()
            except StoreUnavailableError:
                pause = _DISK
            await self._nap.take(pause)

    def _answer(self, batch: _Batch, stored: asyncio.Task[Sequence[bool]]) -> None:
        """Nobody's answer waits for that of another; who has gone away is told nothing."""
        waiting = [(told, place) for place, told in enumerate(batch.told) if not told.done()]
        error = None if stored.cancelled() else stored.exception()
        if isinstance(error, Exception) and not waiting:
            self._common.money.tell("store events", error)
        for told, place in waiting:
            if stored.cancelled():
                told.cancel()
            elif error is not None:
                told.set_exception(error)
            else:
                told.set_result(stored.result()[place])

    async def _store(
        self, batch: list[StripeEvent], before: asyncio.Task[Sequence[bool]] | None
    ) -> Sequence[bool]:
        if before is not None:
            await asyncio.wait({before})
        self._arriving = None
        self._heard = now = self._common.clock.now()
        new, left = await self._common.store.transact(lambda tx: self._keep(tx, batch, now))
        if left:
            self.wake()
        return new

    def _keep(
        self, tx: Tx, batch: Sequence[StripeEvent], now: dt.datetime
    ) -> tuple[Sequence[bool], bool]:
        """Which of them are new, and whether something of it is left to act on."""
        new = tx.inbox.add_all(batch, EventVia.WEBHOOK, now)
        if not self._acting:  # the books may not be complete before the first turn
            return new, True
        items = [_fresh(event, now) for event, is_new in zip(batch, new, strict=True) if is_new]
        return new, bool(_sifted(tx, items, now))

    def _connection(self, event: ConnectionChanged) -> None:
        """What was put off because Stripe did not answer, or not to this key, need not wait longer.

        A connection that comes and goes all the time must not make us ask all the time.
        """
        barred = event.cause is not None or event.refusal is not None
        back, self._barred = self._barred and not barred, barred
        now = self._common.clock.monotonic()
        if back and (self._hurried is None or now - self._hurried > HURRY_AGAIN):
            self._hurried, self._impatient = now, True
            self.wake()

    async def _turn(self) -> float | None:
        """Act on everything that is due; seconds until more is, ``None`` if nothing is left."""
        while True:
            groups, pause = await self._common.store.transact(self._take)
            # What was put off by a clock that has been set back since is due as well.
            self._impatient = groups is None and pause is not None and pause > AGAIN[-1]
            if groups is None and not self._impatient:
                return pause
            if groups and not await self._act_on(groups):
                return _DISK

    def _take(self, tx: Tx) -> tuple[Sequence[_Group] | None, float | None]:
        """What is due and needs a look, ``None`` if nothing is due; then seconds until more is.

        What needs no look is over with this transaction.
        """
        now = self._common.clock.now()
        if self._impatient:
            tx.inbox.again(now)
        items = tx.inbox.due(now, _BATCH)
        return (_sifted(tx, items, now), None) if items else (None, self._tidy(tx))

    def _tidy(self, tx: Tx) -> float | None:
        now, running = self._common.clock.now(), self._common.clock.monotonic()
        if self._pruned is None or running - self._pruned > _A_DAY:
            tx.inbox.prune(now - KEPT)
            self._pruned = running
        waiting = tx.inbox.due(_EVER, _BATCH)
        return min(((item.due - now).total_seconds() for item in waiting), default=None)

    async def _act_on(self, groups: Sequence[_Group]) -> bool:
        """Look once at everything these events are about; False if the database refused."""
        looks = {
            self._common.background.spawn(
                self._look(group), name=f"act on {group.target.id}"
            ): group
            for group in groups
        }
        await asyncio.wait(looks)
        ended = [(group, _result(look)) for look, group in looks.items()]
        now = self._common.clock.now()
        await self._common.store.transact(lambda tx: _note(tx, ended, now))
        return any(acted is not None for _, acted in ended)

    async def _look(self, group: _Group) -> Acted | None:
        async with self._slots:
            try:
                return await self._actions.act(group.target, group.source, deeper=group.deeper)
            except StoreUnavailableError:
                return None


def _fresh(event: StripeEvent, now: dt.datetime) -> InboxItem:
    return InboxItem(event, EventVia.WEBHOOK, now, InboxState.WAITING, 0, now)


def _sifted(tx: Tx, items: Sequence[InboxItem], now: dt.datetime) -> Sequence[_Group]:
    """Settle what needs no look; the rest is left."""
    groups = _grouped(items)
    needless = sift(tx, {group.target: group.deeper for group in groups})
    _note(tx, [(group, needless.get(group.target)) for group in groups], now)
    return [group for group in groups if group.target not in needless]


def _grouped(items: Sequence[InboxItem]) -> Sequence[_Group]:
    """By what they are about, so that ten events of one sale cost one look."""
    groups: dict[Target, _Group] = {}
    for item in items:
        target = target_of(item.event)
        groups.setdefault(target, _Group(target)).items.append(item)
    return tuple(groups.values())


def _result(look: asyncio.Task[Acted | None]) -> Acted | None:
    """A bug of ours is told by the scope; the event is tried again like any other."""
    error = look.exception()
    return look.result() if error is None else Acted(InboxState.WAITING, type(error).__name__)


def _note(tx: Tx, ended: Sequence[tuple[_Group, Acted | None]], now: dt.datetime) -> None:
    """Write down what came of them; nothing of those about which nothing is known."""
    settled: dict[Acted, list[EventId]] = {}
    for group, acted in ended:
        if acted is None:
            continue
        for item in group.items:
            if acted.state is not InboxState.WAITING:
                settled.setdefault(acted, []).append(item.event.id)
            elif _tried_enough(item, now):
                given_up = Acted(InboxState.FAILED, acted.detail)
                settled.setdefault(given_up, []).append(item.event.id)
            else:
                pause = AGAIN[min(item.attempts, len(AGAIN) - 1)]
                tx.inbox.postpone(item.event.id, now + dt.timedelta(seconds=pause), acted.detail)
    for acted, events in settled.items():
        tx.inbox.settle(events, acted.state, acted.detail)


def _tried_enough(item: InboxItem, now: dt.datetime) -> bool:
    patience = MONEY_PATIENCE if item.event.type in _ABOUT_MONEY else PATIENCE
    tries = patience.total_seconds() / AGAIN[-1]
    return item.attempts >= tries and now - item.received > patience
