"""Copies of the database, made before its schema is changed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

KEPT: Final = 5
"""So many copies of one database are kept, the newest."""


class BadBackupError(RuntimeError):
    """The copy is not sound; the database must not be changed."""


def back_up(path: Path, label: str) -> Path:
    """Copy a database into ``backups`` beside it, consistently also while it is open.

    The copy gets its name when it is complete, checked and on the disk.

    Args:
        path: the database.
        label: why, as part of the name, e.g. ``before-0002``.

    Returns:
        Where the copy lies.

    Raises:
        BadBackupError: the copy is not sound.
        sqlite3.Error: the database cannot be read, or the copy not be written.
        OSError: the same.
    """
    folder = path.with_name("backups")
    folder.mkdir(mode=0o700, exist_ok=True)
    target = _free_name(folder, f"{path.stem}.{label}", path.suffix)
    unfinished = target.with_name(f"{target.name}.part")
    try:
        _copy(path, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    _drop_oldest(folder, path)
    return target


def check(connection: sqlite3.Connection, *, thorough: bool = False) -> str:
    """Return ``ok``, or the first thing that SQLite finds wrong.

    Args:
        connection: to the database.
        thorough: compare the indices with their tables, too; takes several times as long.
    """
    pragma = "integrity_check" if thorough else "quick_check"
    return str(connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0])


def _copy(path: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # One file is a whole copy only without a write-ahead log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = check(copy)
    if found != "ok":
        raise BadBackupError(found)
    with target.open("rb+") as written:
        os.fsync(written.fileno())


def _free_name(folder: Path, stem: str, suffix: str) -> Path:
    target, number = folder / f"{stem}{suffix}", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}{suffix}"
    return target


def _drop_oldest(folder: Path, path: Path) -> None:
    copies = sorted(
        folder.glob(f"{path.stem}.*{path.suffix}"), key=lambda copy: copy.stat().st_mtime_ns
    )
    for copy in copies[:-KEPT]:
        copy.unlink()
