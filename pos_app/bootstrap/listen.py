"""``pos-app listen``: how Stripe's deliveries reach this register, each step checked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from typing import Final

from pos_app.adapters.settings_file import SettingsFile
from pos_app.bootstrap.options import ListenOptions
from pos_app.bootstrap.paths import DataPaths
from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.ports.settings_store import SettingsUnreadableError
from pos_app.services.forwarding import listen_command

_SECONDS: Final = 5
_INSTALL: Final = "https://docs.stripe.com/stripe-cli/install"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One part of the way that a delivery takes.

    Attributes:
        needed: without it nothing can arrive.
    """

    done: bool
    title: str
    lines: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True, slots=True)
class _Told:
    """What the running app says of itself."""

    secrets: int
    accepted: int
    refused: int
    last_event: str | None


def run_listen(options: ListenOptions) -> int:
    """Explain and check the wiring.

    Returns:
        The exit code: 0 if deliveries can arrive, else 1.
    """
    try:
        settings = SettingsFile(DataPaths.at(options.data_dir).settings).load()
    except SettingsUnreadableError as error:
        sys.stderr.write(f"pos-app: {error}\n")
        return 1
    if settings.mode in {None, Mode.TRAINING}:
        _say("In training the app and the simulator find each other: there is nothing to set up.")
        _say("Connect a Stripe account first, then ask again.")
        return 0
    if settings.webhook_port == 0:
        _say("Deliveries are switched off (port 0). Settings, Deliveries from Stripe: choose one.")
        return 1
    steps = _steps(settings)
    for number, step in enumerate(steps, start=1):
        _say(f"{number}. [{'ok' if step.done else '--'}] {step.title}")
        for line in step.lines:
            _say(f"        {line}")
    return 0 if all(step.done for step in steps if step.needed) else 1


def _steps(settings: Settings) -> tuple[_Step, ...]:
    base = f"http://127.0.0.1:{settings.webhook_port}"
    told = _ask(f"{base}/stripe/health")
    command = listen_command(f"{base}/stripe/webhook", livemode=settings.mode is Mode.LIVE)
    return (_client(), _app(told, base), _secret(told), _forwarding(told, command))


def _client() -> _Step:
    """Whether Stripe's command-line client is installed; another computer may forward as well."""
    found = shutil.which("stripe")
    if found is None:
        title = "Stripe's command-line client is not installed on this computer."
        return _Step(done=False, title=title, lines=(_INSTALL,), needed=False)
    version = _version(found)
    if not version:
        title = f"{found} is not Stripe's command-line client."
        return _Step(done=False, title=title, lines=(_INSTALL,), needed=False)
    return _Step(done=True, title=f"Stripe's command-line client is installed: {version}.")


def _version(program: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - found on the user's own path
            [program, "version"], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    first = next(iter(done.stdout.splitlines()), "")
    return first if first.startswith("stripe version ") else ""


def _app(told: _Told | None, base: str) -> _Step:
    if told is None:
        hint = "Open pos_app; if it is open, look at its settings, Deliveries from Stripe."
        return _Step(done=False, title=f"No pos_app takes deliveries at {base}.", lines=(hint,))
    return _Step(done=True, title=f"pos_app takes deliveries at {base}.")


def _secret(told: _Told | None) -> _Step:
    if told is not None and told.secrets:
        return _Step(done=True, title=f"Signing secrets stored: {told.secrets}.")
    how = (
        "stripe login",
        "stripe listen --print-secret",
        "Store what it prints in pos_app: settings, Deliveries from Stripe.",
    )
    title = "No signing secret is known, so every delivery is refused."
    return _Step(done=False, title=title, lines=how)


def _forwarding(told: _Told | None, command: str) -> _Step:
    if told is None or told.last_event is None:
        title = "Nothing has arrived yet. Keep this command running:"
        return _Step(done=False, title=title, lines=(command,), needed=False)
    title = (
        f"Taken since the start: {told.accepted}, refused: {told.refused}; "
        f"last one at {told.last_event}."
    )
    return _Step(done=True, title=title, lines=(command,))


def _ask(url: str) -> _Told | None:
    """What the app that listens there says; ``None`` if none answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=_SECONDS) as answer:
            said = json.loads(answer.read(100_000))
        if said["pos_app"] is not True:
            return None
        return _Told(
            int(said["secrets"]),
            int(said["accepted"]),
            sum(int(count) for count in said["refused"].values()),
            said["last_event"],
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
