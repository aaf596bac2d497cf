"""Whether this register can charge now, and if not, why; looks by itself until it can."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from pos_app.domain.events import ConnectionChanged, HealthChanged
from pos_app.domain.health import MOST_SKEW, Obstacle, StoreTrouble, gravest
from pos_app.ports.clock import Clock
from pos_app.ports.gateway import PaymentGateway
from pos_app.ports.store import Store, StoreUnavailableError, Tx
from pos_app.services.backoff import FAST, SLOW, endless
from pos_app.services.event_bus import EventBus
from pos_app.services.reachability import Reachability
from pos_app.services.task_scope import TaskScope

R = TypeVar("R")
WRITE_TEST: Final = "write_test"
"""The note that is written to find out whether the disk takes something again."""
_NEEDS_A_PERSON: Final = frozenset({Obstacle.KEY_REJECTED, Obstacle.NOT_PERMITTED, Obstacle.CLOCK})
_TOLD_BY_OTHERS: Final = frozenset({Obstacle.REBUILDING})
"""Nothing is asked of these: their end is announced."""
_CALM: Final = 60.0
"""Seconds; an obstacle that is back sooner was not gone."""
_BRIEFLY: Final = 1.5
"""Seconds; a sale that begins later was pressed while nothing could be charged."""
_MAY_BE_HALF: Final = frozenset({Obstacle.STRIPE_DOWN, Obstacle.TIMEOUT})
_HALF_DOWN: Final = (45.0,)
"""Seconds between looks at half a Stripe that is down: it answers a look and fails the payment
after it, and the screen must not flicker. A payment call that succeeds ends it at once."""


class WatchedStore:
    """A ``Store`` that tells of each transaction it could not write."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.failed: Callable[[StoreTrouble], None] = lambda _trouble: None

    async def transact(self, work: Callable[[Tx], R]) -> R:
        """As ``Store.transact``.

        Raises:
            StoreUnavailableError: nothing was stored.
        """
        try:
            return await self._store.transact(work)
        except StoreUnavailableError as error:
            self.failed(error.trouble)
            raise

    async def close(self) -> None:
        """As ``Store.close``."""
        await self._store.close()


class Health:
    """Announces each change once. While there is an obstacle, it is looked at again and again.

    Nothing that takes money waits here: a sale that cannot begin is refused, never queued.
    """

    def __init__(
        self,
        *,
        bus: EventBus,
        clock: Clock,
        reach: Reachability,
        store: WatchedStore,
        gateway: PaymentGateway,
        background: TaskScope,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._reach = reach
        self._store = store
        self._gateway = gateway
        self._background = background
        self._skew = dt.timedelta()
        self._trouble: StoreTrouble | None = None
        self._unopened = False
        self._rebuilding = False
        self._obstacle: Obstacle | None = None
        self._looking: asyncio.Task[None] | None = None
        self._pausing: asyncio.Task[None] | None = None
        self._gone_at = -_CALM
        store.failed = self._store_failed
        bus.subscribe(ConnectionChanged, lambda _event: self._judge())

    @property
    def obstacle(self) -> Obstacle | None:
        """Why nothing can be charged now, or ``None``."""
        return self._obstacle

    @property
    def trouble(self) -> StoreTrouble | None:
        """What is wrong with the database, or ``None``."""
        return self._trouble

    @property
    def skew(self) -> dt.timedelta:
        """How far our clock is ahead of Stripe's (negative: behind)."""
        return self._skew

    @property
    def skewed(self) -> bool:
        """Whether our clock is wrong, as far as Stripe has told."""
        return abs(self._skew) > MOST_SKEW

    @property
    def time_at_stripe(self) -> dt.datetime:
        """What Stripe's clock says (UTC); what ours says before Stripe has answered."""
        return self._clock.now() - self._skew

    def heard(self, date: dt.datetime) -> None:
        """Stripe answered and said what time it is there (the ``Date`` header, UTC)."""
        self._skew = self._clock.now() - date
        self._judge()

    def opening(self, refused: StoreTrouble | None) -> None:
        """The database cannot be opened, for this reason; ``None``: it is open.

        Whoever opens it tries again; until then nothing can be written to find out.
        """
        self._unopened = refused is not None
        if refused is None:
            self._trouble = None
            self._judge()
        else:
            self._store_failed(refused)

    def rebuilding(self, *, active: bool) -> None:
        """The sales are being read back from Stripe, or they are all back."""
        self._rebuilding = active
        self._judge()

    async def look(self) -> Obstacle | None:
        """Somebody wants to charge: what was in the way a moment ago may be gone by now.

        Returns:
            The obstacle as of now. Without one nothing is asked.
        """
        if self._obstacle is not None:
            await self._look_once()
        return self._obstacle

    async def look_briefly(self) -> Obstacle | None:
        """``look`` for somebody who stands at the counter, and presses again if it takes long."""
        if self._obstacle is None or self._background.closed:
            return self._obstacle
        looking = self._background.spawn(self._look_once(), name="look before charging")
        pause = self._background.spawn(self._clock.sleep(_BRIEFLY), name="wait for the look")
        await asyncio.wait({looking, pause}, return_when=asyncio.FIRST_COMPLETED)
        pause.cancel()
        return self._obstacle

    def _store_failed(self, trouble: StoreTrouble) -> None:
        known = self._trouble
        if known is not None and not known.may_pass:
            return  # whatever else is wrong, this stays
        self._trouble = trouble
        if known is not None and known is not trouble:
            self._bus.publish(HealthChanged(Obstacle.STORE, trouble))
        self._judge()

    def _judge(self) -> None:
        now = gravest(
            cause=self._reach.cause,
            refusal=self._reach.refusal,
            skewed=self.skewed,
            stored=self._trouble is None,
            rebuilding=self._rebuilding,
        )
        if now is self._obstacle:
            return
        self._obstacle = now
        if now is None:
            self._gone_at = self._clock.monotonic()
        if self._pausing is not None:
            self._pausing.cancel()  # it was the pause of another obstacle
        self._bus.publish(HealthChanged(now, self._trouble))
        if now is not None and self._looking is None and not self._background.closed:
            self._looking = self._background.spawn(
                self._look_out(), name="look for the obstacle's end"
            )

    async def _look_out(self) -> None:
        try:
            await self._until_gone()
        finally:
            self._looking = None

    async def _until_gone(self) -> None:
        while self._obstacle is not None:
            await self._until_other(self._obstacle)

    async def _until_other(self, obstacle: Obstacle) -> None:
        """Look at the pace that this obstacle deserves, until it is another one or none."""
        pauses = self._pauses(obstacle)
        while self._obstacle is obstacle:
            self._pausing = self._background.spawn(
                self._clock.sleep(next(pauses)), name="pause between two looks"
            )
            await asyncio.wait({self._pausing})
            self._pausing = None
            if self._obstacle is obstacle:
                await self.look()

    def _pauses(self, obstacle: Obstacle) -> Iterator[float]:
        if obstacle in _NEEDS_A_PERSON:
            return endless(SLOW)
        back = self._clock.monotonic() - self._gone_at < _CALM
        return endless(_HALF_DOWN if back and obstacle in _MAY_BE_HALF else FAST)

    async def _look_once(self) -> None:
        if self._trouble is not None:
            if self._trouble.may_pass and not self._unopened:
                await self._try_to_write()
        elif self._obstacle not in _TOLD_BY_OTHERS:
            await self._reach.hear(self._gateway.ping())

    async def _try_to_write(self) -> None:
        text = self._clock.now().isoformat()
        try:
            await self._store.transact(lambda tx: tx.notes.put(WRITE_TEST, text))
        except StoreUnavailableError:
            return
        self._trouble = None
        self._judge()
