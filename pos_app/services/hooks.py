"""Tells the shop's own workflow what has happened, again and again until it is taken."""

from __future__ import annotations

import datetime as dt
from typing import Final

from pos_app.domain.events import DatabaseReplaced, PaymentUpdated
from pos_app.domain.hooks import Backlog, Hook, HookFailure, HookFault, HookMessage
from pos_app.domain.modes import Mode
from pos_app.ports.hook_runner import HookRunner
from pos_app.ports.secret_store import SecretStore
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.hook_lane import DISK, PATIENCE, Delivery, Lane
from pos_app.services.hook_messages import enroll
from pos_app.services.settings import SettingsService

KEPT: Final = dt.timedelta(days=60)
"""So long a message that was taken or given up stays in the database."""
_PRUNED_AT_ONCE: Final = 500
_A_DAY: Final = 24 * 3600.0


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
        self._settings = settings
        self._mode = mode
        self._delivery = Delivery(common=common, runner=runner, secrets=secrets, mode=mode)
        self._lanes: dict[str, Lane] = {}
        self._reading_back = self._started = False
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
        return await self._delivery.send(self._delivery.lane(hook), message)

    async def obstacle(self, hook: Hook) -> HookFault | None:
        """Why it could not be told, as far as that is known without telling it anything."""
        return await self._delivery.obstacle(hook)

    def _open(self, hook: Hook) -> None:
        lane = self._lanes[hook.name] = self._delivery.lane(hook)
        self._common.background.launch(self._delivery.run(lane), name=f"hook {hook.name}")

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
                await self._common.clock.sleep(DISK)

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
                await self._common.clock.sleep(DISK)

    async def _forget_daily(self) -> None:
        """Forget what was taken or given up long ago."""
        while True:
            try:
                while await self._common.store.transact(self._forget):
                    pass
                pause = _A_DAY
            except StoreUnavailableError:
                pause = DISK
            await self._common.clock.sleep(pause)

    def _forget(self, tx: Tx) -> int:
        return tx.outbox.prune(self._common.clock.now() - KEPT, _PRUNED_AT_ONCE)


def _for_ever(backlog: Backlog) -> dt.datetime:
    """Later than anything that waits may be due."""
    return backlog.due + PATIENCE
