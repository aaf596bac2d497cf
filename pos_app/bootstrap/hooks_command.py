"""``pos-app hooks``: what is told to whom and how that goes, a signing secret, a try."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Sequence
from typing import Final

from pos_app.adapters.hooks.runner import LocalHookRunner
from pos_app.adapters.secret_stores.keyring_store import KeyringStore
from pos_app.adapters.settings_file import SettingsFile
from pos_app.adapters.store.outbox_view import recent_deliveries
from pos_app.adapters.system_clock import SystemClock
from pos_app.bootstrap.options import HooksAction, HooksOptions
from pos_app.bootstrap.paths import DataPaths
from pos_app.domain.hooks import Hook, HookFault, OutboxItem, OutboxState
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError
from pos_app.ports.settings_store import SettingsUnreadableError
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.hook_lane import TRAINING_SECRET, secret_name
from pos_app.services.hook_messages import ping

_LOOKED_AT: Final = 1000
"""Newest deliveries that the summary is about."""
_SHOWN: Final = 10


def run_hooks(options: HooksOptions, keyring: SecretStore | None = None) -> int:
    """Do what is asked for.

    Args:
        options: the action and the hook's name.
        keyring: where signing secrets are kept; the system's if not given.

    Returns:
        The exit code: 0 if all is well, else 1.
    """
    paths = DataPaths.at(options.data_dir)
    try:
        settings = SettingsFile(paths.settings).load()
    except SettingsUnreadableError as error:
        return _refuse(str(error))
    if options.action is HooksAction.LIST:
        return _list(settings, paths)
    hook = next((hook for hook in settings.hooks if hook.name == options.name), None)
    if hook is None:
        return _refuse(f'the settings file names no hook "{options.name}"')
    try:
        if options.action is HooksAction.SECRET:
            return _make_secret(hook, keyring or KeyringStore())
        return _test(hook, settings.mode or Mode.TRAINING, keyring or KeyringStore())
    except SecretStoreUnavailableError as error:
        return _refuse(str(error))


def _list(settings: Settings, paths: DataPaths) -> int:
    if not settings.hooks:
        _say(f"No hooks are set up in {paths.settings} (see docs/hooks.md).")
        return 0
    mode = settings.mode or Mode.TRAINING
    account = "" if mode is Mode.TRAINING else settings.account
    try:
        found = recent_deliveries(paths.database(mode, account), _LOOKED_AT)
    except StoreUnavailableError:
        found = ()  # nothing was sold yet in this mode
    for hook in settings.hooks:
        _show(hook, [item for item in found if item.target == hook.name])
    return 1 if any(item.state is OutboxState.GIVEN_UP for item in found) else 0


def _show(hook: Hook, items: Sequence[OutboxItem]) -> None:
    """One hook, and what became of its newest messages."""
    _say(f"{hook.name}: {hook.url or ' '.join(hook.command)}")
    _say(f"    told of {', '.join(hook.events) or 'everything'}")
    counts = {state: sum(item.state is state for item in items) for state in OutboxState}
    _say("    " + ", ".join(f"{_name(state)} {count}" for state, count in counts.items()))
    troubled = [item for item in items if item.detail]
    for item in troubled[:_SHOWN]:
        made = item.message.created.isoformat(timespec="seconds")
        _say(f"    {made} {item.message.kind} {_name(item.state)}: {item.detail}")


def _name(state: OutboxState) -> str:
    return state.value.replace("_", " ")


def _make_secret(hook: Hook, keyring: SecretStore) -> int:
    if not hook.url:
        return _refuse(f'"{hook.name}" runs a program, which needs no secret')
    made = secrets.token_urlsafe(32)
    keyring.set(secret_name(hook.name), Secret(made))
    _say(made)
    return 0


def _test(hook: Hook, mode: Mode, keyring: SecretStore) -> int:
    secret = None
    if hook.url:
        training = mode is Mode.TRAINING
        secret = TRAINING_SECRET if training else keyring.get(secret_name(hook.name))
    fault = asyncio.run(_send(hook, mode, secret))
    if fault is not None:
        return _refuse(f'"{hook.name}" did not take it: {fault}')
    _say(f'"{hook.name}" has taken a ping.')
    return 0


async def _send(hook: Hook, mode: Mode, secret: Secret | None) -> HookFault | None:
    clock = SystemClock()
    runner = LocalHookRunner(clock)
    try:
        return await runner.deliver(hook, ping(clock.now(), mode), secret)
    finally:
        await runner.close()


def _refuse(reason: str) -> int:
    sys.stderr.write(f"pos-app: {reason}\n")
    return 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
