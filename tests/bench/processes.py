"""Processes of a bench: started, listened to and ended by it alone."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import psutil

Json = dict[str, Any]

ROOT: Final = Path(__file__).resolve().parents[2]
_PATIENCE_S: Final = 90.0
_BETWEEN_LOOKS_S: Final = 0.5
_MOST_LOOKS: Final = 20
_END: Final = object()


class Child:
    """``python -m tests.bench.children.NAME``: it says JSON lines and is told lines of text.

    Attributes:
        started_ns: ``time.monotonic_ns()`` just before the process was made; the clock is the same
            in all processes of a machine.
    """

    def __init__(self, name: str, *arguments: str, folder: Path | None = None) -> None:
        command = [sys.executable, "-m", f"tests.bench.children.{name}", *arguments]
        self._lines: queue.Queue[object] = queue.Queue()
        self._name = name
        self._errors = tempfile.TemporaryFile(  # noqa: SIM115 - closed by end()
            "w+", encoding="utf-8", errors="replace"
        )
        self.started_ns = time.monotonic_ns()
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def hear(self, patience_s: float = _PATIENCE_S) -> Json:
        """The next JSON line.

        Raises:
            RuntimeError: The process ended, or said nothing for so long.
        """
        try:
            line = self._lines.get(timeout=patience_s)
        except queue.Empty:
            raise RuntimeError(f"{self._name} is silent\n{self._complaints()}") from None
        if line is _END:
            raise RuntimeError(f"{self._name} ended early\n{self._complaints()}")
        heard: Json = json.loads(str(line))
        return heard

    def expect(self, word: str) -> Json:
        """The next JSON line, which must hold this member.

        Raises:
            RuntimeError: It is about something else, such as a problem.
        """
        heard = self.hear()
        if word not in heard:
            raise RuntimeError(f"{self._name} was to say {word!r}, not {heard}")
        return heard

    def tell(self, order: Mapping[str, Any]) -> None:
        """Send one JSON line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def memory_mb(self) -> float:
        """Memory of the process and all its descendants, pages they share counted once.

        Whatever else runs does not change it, as it would change the proportional share (PSS).
        """
        main = psutil.Process(self._process.pid)
        private = 0
        shared: dict[str, int] = {}
        for process in (main, *main.children(recursive=True)):
            try:
                own, others = _pages(process)
            except psutil.NoSuchProcess:
                continue
            private += own
            for path, size in others.items():
                shared[path] = max(size, shared.get(path, 0))
        return (private + sum(shared.values())) / 1e6

    def settled_memory_mb(self) -> float:
        """The same once it has come to rest: three looks in a row that differ by less than 1 %."""
        looks = [self.memory_mb()]
        while len(looks) < _MOST_LOOKS:
            time.sleep(_BETWEEN_LOOKS_S)
            looks.append(self.memory_mb())
            last = looks[-3:]
            if len(last) == 3 and max(last) - min(last) < 0.01 * max(last):
                break
        return looks[-1]

    def end(self) -> None:
        """Close its input, which is the sign to leave; kill it if it stays."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                self._lines.put(line)
        self._lines.put(_END)

    def _complaints(self) -> str:
        self._errors.seek(0)
        return self._errors.read()[-4000:]


@contextmanager
def simulator(
    *, latency_ms: int = 0, everywhere: bool = False, customers: int = 60
) -> Iterator[Json]:
    """A simulator in a process of its own; the value is its announcement.

    Args:
        latency_ms: Delay of each API call.
        everywhere: Delay script and frames as well.
        customers: How many it has.
    """
    scope = "everything" if everywhere else "api"
    with Child("slow_simulator", str(latency_ms), scope, str(customers)) as child:
        yield child.hear()


def _pages(process: psutil.Process) -> tuple[int, dict[str, int]]:
    """Bytes that only this process maps, and those it shares, by what is mapped."""
    if sys.platform != "linux":
        return process.memory_full_info().uss, {}
    private = 0
    shared: dict[str, int] = {}
    for area in process.memory_maps(grouped=True):
        private += area.private_clean + area.private_dirty
        shared[area.path] = area.shared_clean + area.shared_dirty
    return private, shared


def _environment(folder: Path | None) -> dict[str, str]:
    """The user's surroundings, without a display where there is none and without their files."""
    surroundings = dict(os.environ)
    surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
    surroundings["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    surroundings["PYTHONUTF8"] = "1"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        surroundings["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox"
    if folder is not None:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            surroundings[name] = str(folder)
    return surroundings
