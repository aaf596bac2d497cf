"""The way to one target of the shop: tried again and again, left alone for a while if it fails."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Final

from pos_app.domain.events import HookGivenUp
from pos_app.domain.hooks import Backlog, Hook, HookFailure, HookFault, HookMessage, OutboxItem
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ports.hook_runner import HookRunner
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.nap import Nap

AT_ONCE: Final = 3
"""Deliveries side by side, of whatever targets."""
AGAIN: Final = (5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
"""Seconds to the next try of a message after the first, second, ... one; then every hour."""
REST: Final = (5.0, 15.0, 60.0, 300.0)
"""Seconds for which a target that fails is left alone; then every five minutes one is tried."""
PATIENCE: Final = dt.timedelta(days=3)
"""No message is given up sooner, nor without ``ENOUGH`` tries."""
ENOUGH: Final = 72
"""Three days of running in tries: time in which the app was closed is no reason to give up."""
TRAINING_SECRET: Final = Secret("training")
"""Signs what training posts: nobody who believes the shop's own secret believes this one."""
_BATCH: Final = 20
DISK: Final = 5.0
"""Seconds until a database that refused is tried again."""


def secret_name(hook: str) -> str:
    """The name under which a hook's signing secret lives in the keyring."""
    return f"hook_{hook}"


@dataclass(slots=True)
class Lane:
    """The way to one target.

    Attributes:
        failures: in a row, over all messages.
        rest: until then nothing is tried, by a clock that nobody sets.
        renewed: how often the lane began anew.
        closed: the settings do not name the target any more.
    """

    hook: Hook
    nap: Nap
    failures: int = 0
    rest: float = 0.0
    secret: Secret | None = None
    renewed: int = 0
    closed: bool = False

    def renew(self, hook: Hook) -> None:
        """Begin anew, at once: what is known of the target may not be true any more."""
        self.hook = hook
        self.failures, self.rest, self.secret = 0, 0.0, None
        self.renewed += 1
        self.nap.end()


class Delivery:
    """Delivers what waits in the outbox, a few messages side by side."""

    def __init__(
        self, *, common: Common, runner: HookRunner, secrets: SecretStore, mode: Mode
    ) -> None:
        self._common = common
        self._runner = runner
        self._secrets = secrets
        self._mode = mode
        self._slots = asyncio.Semaphore(AT_ONCE)

    def lane(self, hook: Hook) -> Lane:
        """A way to this target, that nobody goes yet."""
        return Lane(hook, Nap(self._common, f"hook {hook.name}"))

    async def run(self, lane: Lane) -> None:
        """Deliver what is due and what comes, until the lane is closed."""
        while not lane.closed:
            try:
                pause = await self._turn(lane)
            except StoreUnavailableError:
                pause = DISK
            await lane.nap.take(pause)

    async def _turn(self, lane: Lane) -> float | None:
        """Deliver what is due; seconds until more is, ``None`` if nothing is left."""
        name, rest = lane.hook.name, lane.rest - self._common.clock.monotonic()
        if rest > 0:
            return rest
        while items := await self._common.store.transact(
            lambda tx: tx.outbox.due(name, self._common.clock.now(), _BATCH)
        ):
            for item in items:
                if lane.closed:
                    return None
                if pause := await self._deliver(lane, item):
                    return pause
        waiting = await self._common.store.transact(lambda tx: tx.outbox.waiting())
        if (backlog := waiting.get(name)) is None:
            return None
        pause = (backlog.due - self._common.clock.now()).total_seconds()
        if pause <= AGAIN[-1]:
            return pause
        await self._common.store.transact(lambda tx: self._due_now(tx, name, backlog))
        lane.nap.end()
        return None

    def _due_now(self, tx: Tx, target: str, backlog: Backlog) -> None:
        """Nothing is put off for so long: it was written down before the clock was set back."""
        for item in tx.outbox.due(target, backlog.due, backlog.count):
            tx.outbox.again(item.message.id, target, self._common.clock.now())

    async def _deliver(self, lane: Lane, item: OutboxItem) -> float:
        """Try one message once; seconds for which the target is left alone now."""
        begun = lane.renewed
        fault = await self.send(lane, item.message)
        now = self._common.clock.now()
        tries = max(item.attempts, lane.failures)  # a dead target is not tried for each message
        if await self._common.store.transact(lambda tx: _note(tx, item, fault, now, tries)):
            self._common.bus.publish(HookGivenUp(item.target))
        if fault is None or lane.renewed != begun:
            lane.failures, lane.rest = 0, 0.0
            return 0.0
        pause = REST[min(lane.failures, len(REST) - 1)]
        lane.failures, lane.rest = lane.failures + 1, self._common.clock.monotonic() + pause
        return pause

    async def send(self, lane: Lane, message: HookMessage) -> HookFault | None:
        """Try one message once; ``None`` if it was taken."""
        async with self._slots:
            secret = await self._secret(lane) if lane.hook.url else None
            if lane.hook.url and secret is None:
                return HookFault(HookFailure.NO_SECRET)
            trying = self._common.background.spawn(
                self._runner.deliver(lane.hook, message, secret),
                name=f"tell {lane.hook.name}",
            )
            await asyncio.wait({trying})
        broken = trying.exception()
        return trying.result() if broken is None else HookFault(HookFailure.BROKEN)

    async def obstacle(self, hook: Hook) -> HookFault | None:
        """Why it could not be told, as far as that is known without telling it anything."""
        return await self._runner.obstacle(hook)

    async def _secret(self, lane: Lane) -> Secret | None:
        if self._mode is Mode.TRAINING:
            return TRAINING_SECRET
        if lane.secret is not None:
            return lane.secret
        begun = lane.renewed
        try:
            name = secret_name(lane.hook.name)
            found = await asyncio.to_thread(self._secrets.get, name)
        except SecretStoreUnavailableError:
            return None
        if lane.renewed == begun:  # else a newer one may lie there by now
            lane.secret = found
        return found


def _note(tx: Tx, item: OutboxItem, fault: HookFault | None, now: dt.datetime, tries: int) -> bool:
    """Write down what became of a try; whether the message is given up."""
    message, target = item.message, item.target
    if fault is None:
        tx.outbox.delivered(message.id, target, now)
    elif tries >= ENOUGH and now - message.created > PATIENCE:
        tx.outbox.give_up(message.id, target, now, str(fault))
        return True
    else:
        pause = AGAIN[min(item.attempts, len(AGAIN) - 1)]
        due = now + dt.timedelta(seconds=pause)
        tx.outbox.postpone(message.id, target, due, str(fault))
    return False
