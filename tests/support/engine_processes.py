"""The web engine's own processes, so that tests can kill or stop one of them. Linux only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_ENGINE: Final = "QtWebEngineProcess"


def renderers(app: int | None = None) -> frozenset[int]:
    """The processes that run pages and frames of an app, by default of this one.

    Chromium forks them from a helper of its own, so they are the engine's processes whose parent
    is one as well.
    """
    engine = _engine_below(app or os.getpid())
    return frozenset(pid for pid, parent in engine.items() if parent in engine and _alive(pid))


def _engine_below(root: int) -> dict[int, int]:
    """Process and parent of each of the engine's processes that descend from ``root``."""
    parents = _parents()
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return {pid: parents[pid] for pid in found - {root} if _runs_engine(pid)}


def _parents() -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found[int(entry.name)] = int(fields[1])
    return found


def _alive(pid: int) -> bool:
    fields = _stat(pid)
    return bool(fields) and fields[0] not in {"Z", "X"}


def _runs_engine(pid: int) -> bool:
    try:
        return _ENGINE in (_PROC / str(pid) / "cmdline").read_text(errors="replace")
    except OSError:
        return False


def _stat(pid: int) -> list[str]:
    """State, parent and so on; empty if the process is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
