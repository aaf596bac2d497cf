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
KEPT: Final = dt.timedelta(days=60)
"""So long a message that was taken or given up stays in the database."""
TRAINING_SECRET: Final = Secret("training")
"""Signs what training posts: nobody who believes the shop's own secret believes this one."""
_BATCH: Final = 20
_PRUNED_AT_ONCE: Final = 500
_A_DAY: Final = 24 * 3600.0
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
        self._settings = settings
        self._secrets = secrets
        self._mode = mode
        self._lanes: dict[str, _Lane] = {}
        self._reading_back = self._started = False
        self._slots = asyncio.Semaphore(AT_ONCE)
        common.bus.subscribe(PaymentUpdated, self._news)
        common.bus.subscribe(DatabaseReplaced, self._replaced)

    @property
    def told(self) -> tuple[Hook, ...]:
        """Whom the settings in force name for the present mode."""
        training = self._mode is Mode.TRAINING
        return tuple(hook for hook in self._settings.current.hooks if hook.training or not training)

    async def enroll(self, *, reading_back: bool = False) -> None:
        """From now on everything is told; to be called before the first sale is written.

        Args:
            reading_back: sales are being read back after damage; see ``hook_messages.enroll``.

        Raises:
            StoreUnavailableError: it is not.
        """
        self._reading_back = reading_back
        await self._common.store.transact(self._enroll)

    def start(self) -> None:
        """Deliver what waits and what comes, for ever; goes on where the last run stopped."""
        self._started = True
        self._common.background.launch(self._drop_strangers(), name="removed hooks")
        self._common.background.launch(self._forget_daily(), name="old messages")
        for hook in self.told:
            self._open(hook)

    def changed(self) -> None:
        """The settings name other hooks: those are told from now on, and nobody else."""
        self._common.background.launch(self._enroll_soon(), name="hooks")
        if not self._started:
            return
        wanted = {hook.name: hook for hook in self.told}
        for name in [name for name in self._lanes if name not in wanted]:
            lane = self._lanes.pop(name)
            lane.closed = True
            lane.nap.end()
        for name, hook in wanted.items():
            if name not in self._lanes:
                self._open(hook)
            elif self._lanes[name].hook != hook:
                self._lanes[name].renew(hook)
        self._common.background.launch(self._drop_strangers(), name="removed hooks")

    def renew(self, name: str) -> None:
        """Try this target again at once, with the secret that the keyring has now."""
        if (lane := self._lanes.get(name)) is not None:
            lane.renew(lane.hook)

    async def try_once(self, hook: Hook, message: HookMessage) -> HookFault | None:
        """Tell a target something that is in no outbox; ``None`` if it has taken it."""
        return await self._send(self._new_lane(hook), message)

    def _open(self, hook: Hook) -> None:
        lane = self._lanes[hook.name] = self._new_lane(hook)
        self._common.background.launch(self._run(lane), name=f"hook {hook.name}")

    def _new_lane(self, hook: Hook) -> _Lane:
        return _Lane(hook, Nap(self._common, f"hook {hook.name}"))

    def _replaced(self, event: DatabaseReplaced) -> None:
        """Once the old sales are back everything is told again."""
        self._news(event)
        if event.finished:
            self._reading_back = False
            self._common.background.launch(self._enroll_soon(), name="hooks")

    def _news(self, _event: PaymentUpdated | DatabaseReplaced) -> None:
        for lane in self._lanes.values():
            lane.nap.end()

    def _enroll(self, tx: Tx) -> None:
        enroll(tx, self.told, self._mode, reading_back=self._reading_back)

    async def _enroll_soon(self) -> None:
        while True:
            try:
                return await self._common.store.transact(self._enroll)
            except StoreUnavailableError:
                await self._common.clock.sleep(_DISK)

    async def _drop_strangers(self) -> None:
        """Give up what waits for targets that the settings do not name any more."""
        fault = str(HookFault(HookFailure.REMOVED))

        def work(tx: Tx) -> None:
            now, known = self._common.clock.now(), {hook.name for hook in self.told}
            for target, backlog in tx.outbox.waiting().items():
                if target not in known:
                    for item in tx.outbox.due(target, _for_ever(backlog), backlog.count):
                        tx.outbox.give_up(item.message.id, target, now, fault)

        while True:
            try:
                return await self._common.store.transact(work)
            except StoreUnavailableError:
                await self._common.clock.sleep(_DISK)

    async def _forget_daily(self) -> None:
        """Forget what was taken or given up long ago."""
        while True:
            try:
                while await self._common.store.transact(self._forget):
                    pass
                pause = _A_DAY
            except StoreUnavailableError:
                pause = _DISK
            await self._common.clock.sleep(pause)

    def _forget(self, tx: Tx) -> int:
        return tx.outbox.prune(self._common.clock.now() - KEPT, _PRUNED_AT_ONCE)

    async def _run(self, lane: _Lane) -> None:
        while not lane.closed:
            try:
                pause = await self._turn(lane)
            except StoreUnavailableError:
                pause = _DISK
            await lane.nap.take(pause)

    async def _turn(self, lane: _Lane) -> float | None:
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

    async def _deliver(self, lane: _Lane, item: OutboxItem) -> float:
        """Try one message once; seconds for which the target is left alone now."""
        begun = lane.renewed
        fault = await self._send(lane, item.message)
        now = self._common.clock.now()
        if await self._common.store.transact(lambda tx: _note(tx, item, fault, now)):
            self._common.bus.publish(HookGivenUp(item.target))
        if fault is None or lane.renewed != begun:
            lane.failures, lane.rest = 0, 0.0
            return 0.0
        pause = REST[min(lane.failures, len(REST) - 1)]
        lane.failures, lane.rest = lane.failures + 1, self._common.clock.monotonic() + pause
        return pause

    async def _send(self, lane: _Lane, message: HookMessage) -> HookFault | None:
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

    async def _secret(self, lane: _Lane) -> Secret | None:
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


def _for_ever(backlog: Backlog) -> dt.datetime:
    """Later than anything that waits may be due."""
    return backlog.due + PATIENCE


def _note(tx: Tx, item: OutboxItem, fault: HookFault | None, now: dt.datetime) -> bool:
    """Write down what became of a try; whether the message is given up."""
    message, target = item.message, item.target
    if fault is None:
        tx.outbox.delivered(message.id, target, now)
    elif now - message.created > PATIENCE:
        tx.outbox.give_up(message.id, target, now, str(fault))
        return True
    else:
        pause = AGAIN[min(item.attempts, len(AGAIN) - 1)]
        due = now + dt.timedelta(seconds=pause)
        tx.outbox.postpone(message.id, target, due, str(fault))
    return False
