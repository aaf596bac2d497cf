"""Tells the shop's own workflow what has happened, again and again until it is taken."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Final

from pos_app.domain.events import DatabaseReplaced, HookGivenUp, PaymentUpdated
from pos_app.domain.hooks import Backlog, Hook, HookFailure, HookFault, HookMessage, OutboxItem
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ports.hook_runner import HookRunner
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.hook_messages import enroll
from pos_app.services.nap import Nap
from pos_app.services.settings import SettingsService

AT_ONCE: Final = 3
"""Deliveries side by side, of whatever targets."""
AGAIN: Final = (5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
"""Seconds to the next try of a message after the first, second, ... one; then every hour."""
REST: Final = (5.0, 15.0, 60.0, 300.0)
"""Seconds for which a target that fails is left alone; then every five minutes one is tried."""
PATIENCE: Final = dt.timedelta(days=3)
"""So long a message is tried."""
TRAINING_SECRET: Final = Secret("training")
"""Signs what training posts: nobody who believes the shop's own secret believes this one."""
_BATCH: Final = 20
_DISK: Final = 5.0
"""Seconds until a database that refused is tried again."""


def secret_name(hook: str) -> str:
    """The name under which a hook's signing secret lives in the keyring."""
    return f"hook_{hook}"


@dataclass(slots=True)
class _Lane:
    """The way to one target.

    Attributes:
        failures: in a row, over all messages.
        rest: until then nothing is tried (UTC).
    """

    hook: Hook
    nap: Nap
    failures: int = 0
    rest: dt.datetime | None = None
    secret: Secret | None = None


class Hooks:
    """One lane for each target: a target that hangs, fails or is gone stops nobody else."""

    def __init__(
        self,
        *,
        common: Common,
        runner: HookRunner,
        settings: SettingsService,
        secrets: SecretStore,
        mode: Mode,
    ) -> None:
        self._common = common
        self._runner = runner
        self._secrets = secrets
        self._mode = mode
        told = settings.current.hooks
        self._hooks = tuple(hook for hook in told if mode is not Mode.TRAINING or hook.training)
        self._lanes = tuple(_Lane(hook, Nap(common, f"hook {hook.name}")) for hook in self._hooks)
        self._slots = asyncio.Semaphore(AT_ONCE)
        common.bus.subscribe(PaymentUpdated, self._news)
        common.bus.subscribe(DatabaseReplaced, self._replaced)

    async def enroll(self) -> None:
        """From now on everything is told; to be called before the first sale is written.

        Raises:
            StoreUnavailableError: it is not.
        """
        await self._common.store.transact(lambda tx: enroll(tx, self._hooks, self._mode))

    def start(self) -> None:
        """Deliver what waits and what comes, for ever; goes on where the last run stopped."""
        self._common.background.launch(self._drop_strangers(), name="removed hooks")
        for lane in self._lanes:
            name = f"hook {lane.hook.name}"
            self._common.background.launch(self._run(lane), name=name)

    def _news(self, _event: PaymentUpdated) -> None:
        for lane in self._lanes:
            lane.nap.end()

    def _replaced(self, event: DatabaseReplaced) -> None:
        """What was read back is told to nobody again; from now on everything is."""
        if event.finished and self._hooks:
            self._common.background.launch(self._enroll_soon(), name="hooks")

    async def _enroll_soon(self) -> None:
        while True:
            try:
                return await self.enroll()
            except StoreUnavailableError:
                await self._common.clock.sleep(_DISK)

    async def _drop_strangers(self) -> None:
        """Give up what waits for targets that the settings do not name any more."""
        known, fault = {hook.name for hook in self._hooks}, str(HookFault(HookFailure.REMOVED))

        def work(tx: Tx) -> None:
            for target, backlog in tx.outbox.waiting().items():
                if target not in known:
                    for item in tx.outbox.due(target, _for_ever(backlog), backlog.count):
                        tx.outbox.give_up(item.message.id, target, fault)

        while True:
            try:
                return await self._common.store.transact(work)
            except StoreUnavailableError:
                await self._common.clock.sleep(_DISK)

    async def _run(self, lane: _Lane) -> None:
        while True:
            try:
                pause = await self._turn(lane)
            except StoreUnavailableError:
                pause = _DISK
            await lane.nap.take(pause)

    async def _turn(self, lane: _Lane) -> float | None:
        """Deliver what is due; seconds until more is, ``None`` if nothing is left."""
        now, name = self._common.clock.now(), lane.hook.name
        if lane.rest is not None and now < lane.rest:
            return (lane.rest - now).total_seconds()
        while items := await self._common.store.transact(
            lambda tx: tx.outbox.due(name, self._common.clock.now(), _BATCH)
        ):
            for item in items:
                if pause := await self._deliver(lane, item):
                    return pause
        waiting = await self._common.store.transact(lambda tx: tx.outbox.waiting())
        backlog = waiting.get(name)
        return (backlog.due - self._common.clock.now()).total_seconds() if backlog else None

    async def _deliver(self, lane: _Lane, item: OutboxItem) -> float:
        """Try one message once; seconds for which the target is left alone now."""
        fault = await self._send(lane, item.message)
        now = self._common.clock.now()
        if await self._common.store.transact(lambda tx: _note(tx, item, fault, now)):
            self._common.bus.publish(HookGivenUp(item.target))
        if fault is None:
            lane.failures, lane.rest = 0, None
            return 0.0
        pause = REST[min(lane.failures, len(REST) - 1)]
        lane.failures, lane.rest = lane.failures + 1, now + dt.timedelta(seconds=pause)
        return pause

    async def _send(self, lane: _Lane, message: HookMessage) -> HookFault | None:
        async with self._slots:
            if lane.hook.url and (lane.secret or await self._learn_secret(lane)) is None:
                return HookFault(HookFailure.NO_SECRET)
            trying = self._common.background.spawn(
                self._runner.deliver(lane.hook, message, lane.secret),
                name=f"tell {lane.hook.name}",
            )
            await asyncio.wait({trying})
        broken = trying.exception()
        return trying.result() if broken is None else HookFault(HookFailure.BROKEN)

    async def _learn_secret(self, lane: _Lane) -> Secret | None:
        if self._mode is Mode.TRAINING:
            lane.secret = TRAINING_SECRET
            return lane.secret
        try:
            name = secret_name(lane.hook.name)
            lane.secret = await asyncio.to_thread(self._secrets.get, name)
        except SecretStoreUnavailableError:
            return None
        return lane.secret


def _for_ever(backlog: Backlog) -> dt.datetime:
    """Later than anything that waits may be due."""
    return backlog.due + PATIENCE


def _note(tx: Tx, item: OutboxItem, fault: HookFault | None, now: dt.datetime) -> bool:
    """Write down what became of a try; whether the message is given up."""
    message, target = item.message, item.target
    if fault is None:
        tx.outbox.delivered(message.id, target)
    elif now - message.created > PATIENCE:
        tx.outbox.give_up(message.id, target, str(fault))
        return True
    else:
        pause = AGAIN[min(item.attempts, len(AGAIN) - 1)]
        due = now + dt.timedelta(seconds=pause)
        tx.outbox.postpone(message.id, target, due, str(fault))
    return False
