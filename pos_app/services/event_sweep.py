"""The net below the webhooks: Stripe's own list of events, read from where the last look ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final, TypeGuard

from pos_app.domain.events import ConnectionChanged, PaymentUpdated
from pos_app.domain.ids import EventId
from pos_app.domain.outcomes import Ok, RefusalKind, Refused, Unknown
from pos_app.domain.stripe_events import EventVia, StripeEvent
from pos_app.domain.timeline import FactSource
from pos_app.ports.event_feed import EventPage, EventReader
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.inbox import Inbox
from pos_app.services.nap import Nap
from pos_app.services.reconcile import Reconcile
from pos_app.services.settings import SettingsService

WHILE_HEARD: Final = 900.0
"""Seconds between two looks while webhooks bring what there is."""
WHILE_BUSY: Final = 60.0
"""Seconds between two looks without webhooks, as long as something is sold."""
WHILE_IDLE: Final = 600.0
"""Seconds between two looks without webhooks when nothing was sold for an hour.

Day and night that is 4,320 reads a month; Stripe allows 10,000 to an account without any sale
(https://docs.stripe.com/rate-limits).
"""
AFTER_REFUSAL: Final = 3600.0
"""Seconds until a key that may not read events is tried again."""
BUSY: Final = 3600.0
LATE: Final = dt.timedelta(seconds=90)
"""An event that no webhook has brought by then was not brought by one."""
OVERLAP: Final = dt.timedelta(minutes=2)
"""The list may still get events before its newest ones: those are read once more."""
LOOK_BACK: Final = dt.timedelta(days=120)
"""How long before the last look a refund or dispute may have begun that has changed since.

Refunds fail within 30 days; disputes take two to three months.
Source: https://docs.stripe.com/refunds#failed-refunds, https://docs.stripe.com/disputes/how-disputes-work
"""
_PAGE: Final = 100
_CURSOR: Final = "events_cursor"
_PAUSES: Final = (5.0, 15.0, 30.0, 60.0)

Ended = Ok[None] | Refused | Unknown


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The newest event after which nothing can appear that was not read."""

    id: EventId
    created: dt.datetime

    @property
    def text(self) -> str:
        return f"{self.id} {self.created.isoformat()}"


class EventSweep:
    """One register of several does this; see ``Settings.sweeps_events``."""

    def __init__(
        self,
        *,
        common: Common,
        events: EventReader,
        inbox: Inbox,
        reconcile: Reconcile,
        settings: SettingsService,
    ) -> None:
        self._common = common
        self._events = events
        self._inbox = inbox
        self._reconcile = reconcile
        self._settings = settings
        self._nap = Nap(common, "event sweep")
        self._pauses = chain(_PAUSES, repeat(_PAUSES[-1]))
        self._swept: dt.datetime | None = None
        self._active: float | None = None
        self._flowing = self._barred = False
        self._quiet: tuple[dt.datetime | None] | None = None
        self._problem: Refused | None = None
        common.bus.subscribe(PaymentUpdated, self._sold)
        common.bus.subscribe(ConnectionChanged, self._connection)

    @property
    def problem(self) -> Refused | None:
        """Why Stripe does not let us read its events, or ``None``."""
        return self._problem

    @property
    def pace(self) -> float:
        """Seconds between two looks at present."""
        if self._flowing:
            return WHILE_HEARD
        now = self._common.clock.monotonic()
        busy = self._active is not None and now - self._active < BUSY
        return WHILE_BUSY if busy else WHILE_IDLE

    async def run(self) -> None:
        """Look for ever, at the pace the webhooks leave to us."""
        while True:
            await self._nap.take(await self._turn())

    async def _turn(self) -> float:
        """Look once, if this register is the one that does; seconds until the next time."""
        if not self._settings.current.sweeps_events:
            return WHILE_HEARD
        try:
            ended = await self.sweep()
        except StoreUnavailableError:
            return next(self._pauses)
        match ended:
            case Ok():
                self._pauses = chain(_PAUSES, repeat(_PAUSES[-1]))
                self._problem = None
                return self.pace
            case Refused():
                self._problem = ended
                return AFTER_REFUSAL
            case Unknown():
                return next(self._pauses)

    async def sweep(self) -> Ended:
        """Read what happened since the last look; without a place to go on from, look everywhere.

        Raises:
            StoreUnavailableError: it could not be stored; the next sweep reads it again.
        """
        cursor = await self._common.store.transact(_read_cursor)
        ended = await self._catch_up(cursor) if cursor else await self._begin(None)
        if cursor and isinstance(ended, Refused) and ended.kind is RefusalKind.NOT_FOUND:
            ended = await self._begin(cursor.created)
        return ended

    async def _catch_up(self, cursor: _Cursor) -> Ended:
        """Oldest first; each page is stored together with the place to go on."""
        swept, after = self._common.clock.now(), cursor.id
        missed = False
        while True:
            call = self._events.page(after, _PAGE)
            outcome = await self._common.reach.hear(call, essential=False)
            if not isinstance(outcome, Ok):
                return outcome
            missed |= await self._take(outcome.value)
            if outcome.value.next_after is None:
                break
            after = outcome.value.next_after
        self._judge_webhooks(swept, missed=missed)
        return Ok(None)

    async def _take(self, page: EventPage) -> bool:
        """Store a page; True if a webhook should have brought some of it before."""
        now = self._common.clock.now()

        def work(tx: Tx) -> list[StripeEvent]:
            new = tx.inbox.add_all(page.events, EventVia.EVENTS_API, now)
            place = _place_after(page)
            if place is not None:
                tx.notes.put(_CURSOR, place.text)
            return [event for event, unknown in zip(page.events, new, strict=True) if unknown]

        unknown = await self._common.store.transact(work)
        if unknown:
            self._inbox.wake()
        return any(now - event.created > LATE for event in unknown)

    def _judge_webhooks(self, swept: dt.datetime, *, missed: bool) -> None:
        """Webhooks flow if one came since the last look and none was missing."""
        heard = self._inbox.heard
        if missed:
            self._flowing = False
        elif heard is not None and (self._swept is None or heard >= self._swept):
            self._flowing = True
        self._swept = swept

    async def _begin(self, last: dt.datetime | None) -> Ended:
        """Look at every sale that may have changed; then go on from the newest event.

        The newest event is read first, so that what happens meanwhile is found by the next sweep.
        It also says what time it is at Stripe: our own clock may be wrong by months.
        """
        newest = await self._common.reach.hear(self._events.newest(), essential=False)
        if not isinstance(newest, Ok):
            return newest
        if newest.value is None and self._quiet == (last,):
            return Ok(None)  # looked everywhere already, and nothing has happened since
        then = newest.value.created if newest.value else self._common.clock.now()
        ended = await self._rescan(last or then)
        if isinstance(ended, Ok):
            self._quiet = (last,) if newest.value is None else None
            if newest.value is not None:
                place = _Cursor(newest.value.id, newest.value.created)
                await self._common.store.transact(lambda tx: tx.notes.put(_CURSOR, place.text))
        return ended

    async def _rescan(self, last: dt.datetime) -> Ended:
        """Ask for all open sales, and for those with a refund or dispute."""
        unfinished, any_sale = await self._common.store.transact(
            lambda tx: (tuple(tx.payments.unfinished()), bool(tx.payments.recent(1)))
        )
        for intent in [sale.intent for sale in unfinished if sale.intent]:
            looked = await self._reconcile.look(intent, FactSource.EVENTS_API)
            if _unread(looked.problem):
                return looked.problem
        return await self._rescan_paid(last) if any_sale else Ok(None)

    async def _rescan_paid(self, last: dt.datetime) -> Ended:
        touched = await self._events.touched(last - LOOK_BACK)
        self._common.reach.note(touched, essential=False)
        if not isinstance(touched, Ok):
            return touched
        for intent in sorted(touched.value):
            looked = await self._reconcile.after_sale(intent, FactSource.EVENTS_API)
            if _unread(looked.problem):
                return looked.problem
        return Ok(None)

    def _sold(self, _: PaymentUpdated) -> None:
        before, self._active = self.pace, self._common.clock.monotonic()
        if self.pace < before:
            self._nap.end()

    def _connection(self, event: ConnectionChanged) -> None:
        barred = event.cause is not None or event.refusal is not None
        back, self._barred = self._barred and not barred, barred
        if back:
            self._nap.end()


def _unread(problem: Refused | Unknown | None) -> TypeGuard[Refused | Unknown]:
    """Whether a sale must be asked for again; one that Stripe does not know need not be."""
    return isinstance(problem, Unknown) or (
        isinstance(problem, Refused)
        and problem.kind in {RefusalKind.KEY_REJECTED, RefusalKind.NOT_PERMITTED}
    )


def _read_cursor(tx: Tx) -> _Cursor | None:
    text = tx.notes.get(_CURSOR)
    if text is None:
        return None
    identity, _, created = text.partition(" ")
    return _Cursor(EventId(identity), dt.datetime.fromisoformat(created))


def _place_after(page: EventPage) -> _Cursor | None:
    """Where to go on: the end of a page that is followed by more, else a little before the end."""
    if not page.events:
        return None
    newest = page.events[-1]
    if page.next_after is not None:
        return _Cursor(newest.id, newest.created)
    settled = [event for event in page.events if newest.created - event.created >= OVERLAP]
    return _Cursor(settled[-1].id, settled[-1].created) if settled else None
