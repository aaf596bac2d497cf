"""One process of the app, seen from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

_SILENCE_S: Final = 90.0
"""A life that says nothing for so long is stuck."""


class LifeLine:
    """One process of the app as its parent sees it; iterating gives what it says, to its end."""

    def __init__(
        self, nursery: subprocess.Popen[str], listener: socket.socket, order: dict[str, Any]
    ) -> None:
        assert nursery.stdin is not None
        nursery.stdin.write(json.dumps(order) + "\n")
        nursery.stdin.flush()
        self._nursery = nursery
        self.pid: int = json.loads(line_of(nursery))["born"]
        self._code: int | None = None
        listener.settimeout(_SILENCE_S)
        connection, _ = listener.accept()
        connection.settimeout(_SILENCE_S)
        self._connection = connection
        self._lines = connection.makefile("r", encoding="utf-8")

    def order(self, **facts: Any) -> None:
        """Tell it what to do."""
        with suppress(BrokenPipeError):
            self._connection.sendall(json.dumps(facts).encode() + b"\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        try:
            for line in self._lines:
                if line.endswith("\n"):
                    yield json.loads(line)
        except TimeoutError:
            os.kill(self.pid, signal.SIGABRT)
        except ConnectionResetError:
            return

    def close(self) -> int:
        """Ask it to close, and wait."""
        self.order(close=True)
        with suppress(TimeoutError, ConnectionResetError):
            for _ in self._lines:
                pass
        return self.end()

    def end(self) -> int:
        """Wait for its end and take away what it left running; the exit code."""
        if self._code is None:
            self._lines.close()
            self._connection.close()
            self._code = int(json.loads(line_of(self._nursery))["ended"])
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        return self._code


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line.

    Raises:
        RuntimeError: the process has ended instead.
    """
    assert process.stdout is not None
    if line := process.stdout.readline():
        return line
    raise RuntimeError(f"{process.args!r} ended: see processes.log")
