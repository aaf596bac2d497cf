"""One process per data directory: two would write one ledger and charge twice."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile


class AlreadyRunningError(RuntimeError):
    """Another pos_app uses this data directory.

    Attributes:
        folder: which.
    """

    def __init__(self, folder: Path) -> None:
        """Say so in English; the window says it in its own language."""
        super().__init__(f"pos_app is already open with the data in {folder}")
        self.folder = folder


class InstanceLock:
    """Held while the app runs; a crashed owner's lock is taken over, a running one's never."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "pos-app.lock"
        self._lock = QLockFile(str(self._path))
        self._lock.setStaleLockTime(0)

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            AlreadyRunningError: another process holds it; the text names it.
            PermissionError: the folder cannot be written.
        """
        if self._lock.tryLock(0) or self._taken_over():
            return
        if self._lock.error() is QLockFile.LockError.PermissionError:
            raise PermissionError(f"{self._path.parent} cannot be written")
        raise AlreadyRunningError(self._path.parent)

    def _taken_over(self) -> bool:
        """Take what nobody holds, whatever is written in it.

        A power cut leaves a file without a word; one that came with a copied folder names another
        machine. Qt would leave either where it is for ever. What a process holds open, here or on
        another machine that shares the folder, the system lets nobody remove.
        """
        try:
            with _one_at_a_time(self._path.parent):
                return self._lock.removeStaleLockFile() and self._lock.tryLock(0)
        except OSError:
            return False

    def release(self) -> None:
        """Give the lock back."""
        self._lock.unlock()


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Of two that remove a file by its name, the later one would remove what the first has made.

    Windows lets nobody remove what the first holds open.

    Raises:
        OSError: whose turn it is cannot be told on this file system.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - there is none on Windows

    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
