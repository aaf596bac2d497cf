"""What is wrong with the database, told from the codes of SQLite and of the system."""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

from pos_app.domain.health import StoreTrouble
from pos_app.ports.store import StoreUnavailableError

_PRIMARY: Final = 0xFF
"""The low byte of an extended code: https://www.sqlite.org/rescode.html"""
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: StoreTrouble.DISK_FULL,
    sqlite3.SQLITE_READONLY: StoreTrouble.READ_ONLY,
    sqlite3.SQLITE_PERM: StoreTrouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: StoreTrouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: StoreTrouble.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreTrouble.LOCKED,
    sqlite3.SQLITE_CORRUPT: StoreTrouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: StoreTrouble.DAMAGED,
}
_SYSTEM: Final = {
    errno.ENOSPC: StoreTrouble.DISK_FULL,
    errno.EDQUOT: StoreTrouble.DISK_FULL,
    errno.EROFS: StoreTrouble.READ_ONLY,
    errno.EACCES: StoreTrouble.READ_ONLY,
    errno.EPERM: StoreTrouble.READ_ONLY,
    errno.EISDIR: StoreTrouble.READ_ONLY,
}
_ADVICE: Final = {
    StoreTrouble.DISK_FULL: "the disk is full: free some space",
    StoreTrouble.READ_ONLY: "the file or folder cannot be written: check its permissions",
    StoreTrouble.LOCKED: "another program holds the file: close it",
    StoreTrouble.DAMAGED: "the file is damaged: start pos_app again, it repairs this",
    StoreTrouble.NEWER: "a newer version of pos_app wrote it: install that version again",
    StoreTrouble.NOT_MIGRATED: "it could not be brought up to date and is as it was before: "
    "go back to the version before, and pass the log on to your support",
}


def unavailable(error: BaseException) -> StoreUnavailableError:
    """Put a database error into words a person can act on."""
    origin = error.orig if isinstance(error, DBAPIError) and error.orig else error
    trouble = _trouble(origin)
    return unusable(trouble, str(origin))


def unusable(trouble: StoreTrouble, detail: str = "") -> StoreUnavailableError:
    """Say what is wrong and what to do; the detail stands in where no advice is known."""
    advice = _ADVICE.get(trouble, detail)
    return StoreUnavailableError(f"The database is not available: {advice}.", trouble)


def _trouble(origin: BaseException) -> StoreTrouble:
    if isinstance(origin, sqlite3.Error):
        code = getattr(origin, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
        return _SQLITE.get(code, StoreTrouble.OTHER)
    if isinstance(origin, OSError):
        return _SYSTEM.get(origin.errno or 0, StoreTrouble.OTHER)
    return StoreTrouble.OTHER
