"""Opens a mode's database for the day: checked where there is a reason to, replaced if damaged."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from pos_app.adapters.store.backups import check
from pos_app.adapters.store.engine import HEAD, open_engine
from pos_app.adapters.store.notes_repo import SqlNotesRepo
from pos_app.adapters.store.sql_store import SqlStore, damage_mark
from pos_app.adapters.store.troubles import unavailable, unusable
from pos_app.adapters.store.witness import Witness, log_size
from pos_app.domain.health import StoreTrouble
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.ports.store import StoreUnavailableError

CHECK_EVERY: Final = dt.timedelta(days=7)
_CHECKED: Final = "database.checked_at"
_log: Final = logging.getLogger("pos_app.store")


def open_or_replace(path: Path, now: dt.datetime, *, expected: bool = False) -> SqlStore:
    """Open the database; a damaged one is moved aside and a new one begun.

    The new one carries the note ``domain.set_aside.NOTE``, by which its sales are read back from
    Stripe; so does one in place of a file that is ``expected`` and gone. Blocking.

    Raises:
        StoreUnavailableError: the file cannot be used; a damaged one could not be moved either.
    """
    try:
        unclean, witness = log_size(path) > 0, Witness(path)
        engine = _open(path, now, unclean=unclean, expected=expected or witness.expects)
        try:
            witness.take(engine, SetAside("", now, older=True))
        except BaseException:
            engine.dispose()
            raise
    except (DBAPIError, OSError) as error:
        raise unavailable(error) from error
    return SqlStore(engine, witness.leave)


def _open(path: Path, now: dt.datetime, *, unclean: bool, expected: bool) -> Engine:
    if (begun := _begun(path)) is not None:
        return _replace(path, begun)
    if expected and not path.exists() and not log_size(path):
        _log.error("%s is gone", path.name)
        return _replace(path, SetAside("", now))
    try:
        return _open_checked(path, now, unclean=unclean, expected=expected)
    except StoreUnavailableError as error:
        if error.trouble is not StoreTrouble.DAMAGED:
            raise
        _log.exception("%s is damaged and is moved aside", path.name)
    name = f"{path.stem}.corrupt-{now:%Y%m%dT%H%M%S}{path.suffix}"
    return _replace(path, SetAside(name, now))


def _open_checked(path: Path, now: dt.datetime, *, unclean: bool, expected: bool) -> Engine:
    try:
        _require_content(path, expected=expected)
        _check_if_due(path, now, unclean=unclean)
    except sqlite3.Error as error:
        raise unavailable(error) from error
    engine = open_engine(path)
    _log.info("%s is open, schema %s", path.name, HEAD)
    return engine


def _begun(path: Path) -> SetAside | None:
    """The replacement that a crash has interrupted."""
    mark = damage_mark(path)
    try:
        return SetAside.read(mark.read_text(encoding="utf-8"))
    except (
        FileNotFoundError,
        ValueError,
    ):  # half a text: it was not on the disk, nothing was moved
        return None


def _replace(path: Path, aside: SetAside) -> Engine:
    """Move the file aside and begin a new one; goes on where an earlier attempt ended."""
    mark = damage_mark(path)
    _write_through(mark, aside.text())
    if aside.file:
        _move(path, path.with_name(aside.file))
    engine = open_engine(path)
    with engine.begin() as connection:
        SqlNotesRepo(connection).put(NOTE, aside.text())
    mark.unlink()
    return engine


def _move(path: Path, target: Path) -> None:
    if target.exists():
        return
    for suffix in ("-wal", "-shm", ""):  # its log belongs to it; the file itself goes last
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(target.with_name(target.name + suffix))


def _write_through(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8") as mark:
        mark.write(text)
        mark.flush()
        os.fsync(mark.fileno())


def _check_if_due(path: Path, now: dt.datetime, *, unclean: bool) -> None:
    """Look for damage, where the last run ended without closing the file or found some.

    Raises:
        StoreUnavailableError: there is some.
    """
    if not path.exists():
        return
    mark = damage_mark(path)
    suspected = mark.exists()
    with closing(sqlite3.connect(path)) as connection:
        if not (suspected or unclean or _long_unchecked(connection, now)):
            return
        if (found := check(connection, thorough=suspected)) != "ok":
            raise unusable(StoreTrouble.DAMAGED, found)
        _note_check(connection, now)
    mark.unlink(missing_ok=True)


def _require_content(path: Path, *, expected: bool) -> None:
    """A power cut can leave a file of no length, or nothing but its log, which SQLite would delete.

    So does a first start on a full disk, which is tried again: it has no log and is not expected.

    Raises:
        StoreUnavailableError: there have been sales in it, and there are none.
    """
    size = path.stat().st_size if path.exists() else 0
    lost = size == 0 and log_size(path) > 0
    if expected and not lost:
        with closing(sqlite3.connect(path)) as connection:
            lost = not _has_tables(connection)
    if lost:
        raise unusable(StoreTrouble.DAMAGED, "it is empty")


def _long_unchecked(connection: sqlite3.Connection, now: dt.datetime) -> bool:
    if not _has_notes(connection):
        return False
    row = connection.execute("SELECT text FROM notes WHERE name = ?", (_CHECKED,)).fetchone()
    return row is None or abs(now - dt.datetime.fromisoformat(row[0])) >= CHECK_EVERY


def _note_check(connection: sqlite3.Connection, now: dt.datetime) -> None:
    if _has_notes(connection):
        with connection:
            connection.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?)", (_CHECKED, now.isoformat())
            )


def _has_notes(connection: sqlite3.Connection) -> bool:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'notes'").fetchone()
    return known is not None


def _has_tables(connection: sqlite3.Connection) -> bool:
    """One that we have made has them from the first transaction."""
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
