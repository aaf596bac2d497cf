"""Whom the shop wants told: looked at, changed and tried while the app runs."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from pos_app.domain.hooks import (
    Hook,
    HookFault,
    HookReport,
    OutboxItem,
    OutboxState,
    hook_name_allowed,
    hook_report,
    hook_url_allowed,
)
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.common import Common
from pos_app.services.hook_lane import secret_name
from pos_app.services.hook_messages import ping
from pos_app.services.hooks import Hooks
from pos_app.services.settings import SettingsProblem, SettingsService

LOOKED_AT: Final = 1000
"""Newest deliveries that a report is about; older ones that were given up are over."""
_SECRET_BYTES: Final = 32


class HookProblem(StrEnum):
    """Why a hook is not kept."""

    NAME = "name"
    """1 to 40 small letters, digits, - or _."""
    NAME_TAKEN = "name_taken"
    TARGET = "target"
    """There is neither a program nor an address."""
    URL = "url"
    """``https://...``, or ``http://`` on this computer, without a password."""
    LOOKS_SECRET = "looks_secret"  # noqa: S105 - a word, not a secret
    """A key or password in it would stand in the settings file."""
    SETTINGS = "settings"
    """Something else in the settings is not acceptable."""
    NO_KEYRING = "no_keyring"


class HookSetup:
    """Changes are stored in the settings file and in force at once."""

    def __init__(
        self,
        *,
        common: Common,
        hooks: Hooks,
        settings: SettingsService,
        secrets: SecretStore,
        mode: Mode,
    ) -> None:
        self._common = common
        self._hooks = hooks
        self._settings = settings
        self._secrets = secrets
        self._mode = mode

    async def reports(self) -> tuple[HookReport, ...]:
        """How each hook is doing, in the order of the settings.

        Raises:
            StoreUnavailableError: nobody knows.
        """
        newest, waiting = await self._common.store.transact(
            lambda tx: (tx.outbox.recent(LOOKED_AT), tx.outbox.waiting())
        )
        told = self._hooks.told
        return tuple(
            hook_report(hook, told=hook in told, newest=newest, backlog=waiting.get(hook.name))
            for hook in self._settings.current.hooks
        )

    def add(self, hook: Hook) -> HookProblem | None:
        """Tell one more from now on.

        Returns:
            Why not; nothing was changed then.

        Raises:
            OSError: the settings cannot be written; nothing was changed.
        """
        if any(hook.name == known.name for known in self._settings.current.hooks):
            return HookProblem.NAME_TAKEN
        return self._keep(hook, lambda hooks: (*hooks, hook))

    def change(self, hook: Hook) -> HookProblem | None:
        """Tell the one of this name in another way; else as ``add``."""
        return self._keep(
            hook,
            lambda hooks: tuple(hook if old.name == hook.name else old for old in hooks),
        )

    async def remove(self, name: str) -> HookProblem | None:
        """Tell this one nothing more, and forget its secret.

        Raises:
            OSError: the settings cannot be written; nothing was changed.
        """
        problem = self._save(lambda hooks: tuple(hook for hook in hooks if hook.name != name))
        if problem is None:
            await self._forget_secret(name)
        return problem

    async def has_secret(self, name: str) -> bool:
        """Whether posts of this hook can be signed; False if the keyring cannot be read."""
        try:
            return await asyncio.to_thread(self._secrets.get, secret_name(name)) is not None
        except SecretStoreUnavailableError:
            return False

    async def make_secret(self, name: str) -> Secret | HookProblem:
        """Sign with a new secret from now on; the only time that anybody sees it."""
        made = Secret(secrets.token_urlsafe(_SECRET_BYTES))
        try:
            await asyncio.to_thread(self._secrets.set, secret_name(name), made)
        except SecretStoreUnavailableError:
            return HookProblem.NO_KEYRING
        try:
            await self._due_now(name, given_up=False)
        except StoreUnavailableError:
            self._hooks.renew(name)  # what waits is told when its time comes
        return made

    async def test(self, hook: Hook) -> HookFault | None:
        """Send a message that tells of nothing; ``None`` if it was taken."""
        return await self._hooks.try_once(hook, ping(self._common.clock.now(), self._mode))

    async def obstacle(self, hook: Hook) -> HookFault | None:
        """Why it could not be told, e.g. no such program; it is told nothing to find out."""
        return await self._hooks.obstacle(hook)

    async def try_again(self, name: str) -> int:
        """Deliver what waits and what was given up, at once.

        Returns:
            How many messages that are.

        Raises:
            StoreUnavailableError: nothing was changed.
        """
        return await self._due_now(name, given_up=True)

    async def _due_now(self, name: str, *, given_up: bool) -> int:
        now = self._common.clock.now()
        states = {OutboxState.WAITING} | ({OutboxState.GIVEN_UP} if given_up else set())

        def wanted(item: OutboxItem) -> bool:
            return item.target == name and item.state in states

        def work(tx: Tx) -> int:
            items = [item for item in tx.outbox.recent(LOOKED_AT) if wanted(item)]
            for item in items:
                tx.outbox.again(item.message.id, name, now)
            return len(items)

        count = await self._common.store.transact(work)
        self._hooks.renew(name)
        return count

    def _keep(
        self, hook: Hook, change: Callable[[tuple[Hook, ...]], tuple[Hook, ...]]
    ) -> HookProblem | None:
        if not hook_name_allowed(hook.name):
            return HookProblem.NAME
        if bool(hook.command) == bool(hook.url):
            return HookProblem.TARGET
        if hook.url and not hook_url_allowed(hook.url):
            return HookProblem.URL
        return self._save(change)

    def _save(self, change: Callable[[tuple[Hook, ...]], tuple[Hook, ...]]) -> HookProblem | None:
        current = self._settings.current
        problems: tuple[SettingsProblem, ...]
        try:
            problems = self._settings.save(replace(current, hooks=change(current.hooks)))
        except ValueError:
            return HookProblem.LOOKS_SECRET
        if problems:
            return HookProblem.SETTINGS
        self._hooks.changed()
        return None

    async def _forget_secret(self, name: str) -> None:
        with contextlib.suppress(SecretStoreUnavailableError):  # it signs nothing any more
            await asyncio.to_thread(self._secrets.delete, secret_name(name))
