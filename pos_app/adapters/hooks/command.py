"""Tells a program: the message on its standard input, no shell, little environment, an end."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Final

from pos_app.domain.hooks import Hook, HookFailure, HookFault, HookMessage

SECONDS: Final = 10.0
"""So long a program may run."""
_AT_ONCE: Final = 4
_PASSED_ON: Final = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR"),
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP"),
        *("USERNAME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES"),
    }
)
"""All that a program needs to start; whatever else our environment holds is not its business."""

_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""A console window would flash up over the counter on Windows."""


class CommandRunner:
    """Runs hooks' programs in threads of its own, so that none keeps the app's threads busy.

    Args:
        seconds: how long a program may run before it is killed.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="hook")

    async def deliver(self, hook: Hook, message: HookMessage) -> HookFault | None:
        """Run the program once; whoever cancels this kills it."""
        run = _Run(hook.command, message, self._seconds)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, run.to_its_end)
        except asyncio.CancelledError:
            run.kill()
            raise

    async def obstacle(self, hook: Hook) -> HookFault | None:
        """Look for the program where ``deliver`` would; a network's folder may take a while."""
        return await asyncio.to_thread(_obstacle, hook.command[0])

    def close(self) -> None:
        """Wait for threads whose programs have been killed."""
        self._threads.shutdown()


class _Run:
    """One process from start to end."""

    def __init__(self, command: Sequence[str], message: HookMessage, seconds: float) -> None:
        self._command = command
        self._message = message
        self._seconds = seconds
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._unwanted = False

    def to_its_end(self) -> HookFault | None:
        """Start it, tell it, wait; nothing of it is left afterwards."""
        try:
            process = self._start()
        except (FileNotFoundError, NotADirectoryError):
            return HookFault(HookFailure.NOT_FOUND, Path(self._command[0]).name)
        except OSError as error:
            return HookFault(HookFailure.NOT_STARTED, error.strerror or type(error).__name__)
        if process is None:
            return HookFault(HookFailure.TIMEOUT)
        with process:
            try:
                process.communicate(self._message.body.encode(), timeout=self._seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                return HookFault(HookFailure.TIMEOUT, f"{self._seconds:g} s")
        code = process.returncode
        return HookFault(HookFailure.EXIT, str(code)) if code else None

    def kill(self) -> None:
        """End it and what it has started, now or as soon as it would begin."""
        with self._lock:
            self._unwanted = True
            if self._process is not None and self._process.poll() is None:
                _kill(self._process)

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._unwanted:
                return None
            # What it prints is thrown away: a flood costs nothing, and holds no secret for a log.
            self._process = subprocess.Popen(  # noqa: S603 - the shop's own program, no shell
                list(self._command),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(self._message),
                cwd=Path.home(),
                start_new_session=True,
                creationflags=_NO_WINDOW,
            )
            return self._process


def _obstacle(program: str) -> HookFault | None:
    wanted = Path(program)
    if wanted.name != program:  # else it is looked for on the path
        wanted = Path.home() / wanted
    if shutil.which(str(wanted)) is not None:
        return None
    if wanted.is_absolute() and wanted.exists():
        return HookFault(HookFailure.NOT_STARTED, os.strerror(errno.EACCES))
    return HookFault(HookFailure.NOT_FOUND, wanted.name)


def _environment(message: HookMessage) -> dict[str, str]:
    passed = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _PASSED_ON or name.startswith("LC_")
    }
    return passed | {"POS_APP_HOOK": message.kind.value, "POS_APP_MESSAGE": message.id}


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it; where the system knows groups, with everything it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
