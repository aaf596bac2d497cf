"""Notices a database that is older than the one used last: an old copy, or one without its log.

Whoever is charged on such books may have been charged before by sales that they do not know. Beside
the database lies a small file with the mark that the database carries as well, and a new one is
made whenever it is opened and closed.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import sqlite3
import struct
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from pos_app.adapters.store.notes_repo import SqlNotesRepo
from pos_app.domain.set_aside import NOTE, SetAside

_MARK: Final = "database.mark"
_MARK_CHARS: Final = 32
_NO_MARK: Final = "-" * _MARK_CHARS
_IN_USE, _CLOSED = "+", "."
_LOG_HEADER: Final = struct.Struct(">8x I 4x 8s 8x")
"""Page size and salt of a write-ahead log: https://www.sqlite.org/fileformat2.html#walformat"""
_FRAME_HEADER: Final = struct.Struct(">4x I 8s 8x")
"""Pages of the database after a commit (0 before its end), and the salt."""
_UNACKNOWLEDGED: Final = 1
"""Commits that a power cut may have left half written; nobody was told of their success."""
_log: Final = logging.getLogger("pos_app.store")


@dataclass(frozen=True, slots=True)
class _Said:
    marks: tuple[str, ...] = ()
    in_use: bool = False


class Witness:
    """The file beside one database; create it before the database is opened."""

    def __init__(self, path: Path) -> None:
        """Look at what the last run has left; a log that is not whole is noticed here."""
        self._file = path.with_name(f"{path.name}.witness")
        self._path = path
        self._said = self._read()
        self._mark = ""
        self._log_lost = (self._said.in_use and not log_size(path)) or self._commits_are_lost()

    @property
    def expects(self) -> bool:
        """Whether there was a database."""
        return bool(self._said.marks)

    def take(self, engine: Engine, older: SetAside) -> None:
        """Compare, and mark what is used from now on.

        Args:
            engine: the database, open.
            older: the note that it gets if it is older than the one used last.

        Raises:
            DBAPIError: it is, and that could not be written down.
            OSError: the same.
        """
        with engine.connect() as connection:
            notes = SqlNotesRepo(connection)
            carried, told = notes.get(_MARK) or _NO_MARK, notes.get(NOTE) is not None
        known = carried in (self._said.marks or (_NO_MARK,))
        is_older = not told and (self._log_lost or not known)
        if is_older:
            _log.error("%s is older than it was when last used", self._path.name)
        try:
            self._renew(engine, carried, older if is_older else None)
            self._write(self._mark, self._mark, _IN_USE)
        except (DBAPIError, OSError):
            if is_older:
                raise
            # A full disk: sales can be read, and none is begun before it can be written.
            _log.warning("%s could not be marked", self._path.name)

    def leave(self, engine: Engine) -> None:
        """Mark the database anew and close it; a copy made before is older from now on."""
        try:
            if self._mark:
                self._leave_mark(engine)
        except (DBAPIError, OSError):
            _log.warning("%s could not be marked", self._path.name)
        finally:
            engine.dispose()

    def _leave_mark(self, engine: Engine) -> None:
        try:
            self._renew(engine, self._mark, None, _IN_USE)
        finally:  # before the log goes, which would be missed
            self._write(self._mark, self._read().marks[-1], _CLOSED)

    def _renew(
        self, engine: Engine, before: str, note: SetAside | None, state: str = _CLOSED
    ) -> None:
        """Write both marks beside it, then the new one into it: a crash leaves a known one."""
        new = uuid.uuid4().hex
        self._write(before, new, state)
        self._commit(engine, new, note)
        self._mark = new

    def _commit(self, engine: Engine, mark: str, note: SetAside | None) -> None:
        with engine.begin() as connection:
            notes = SqlNotesRepo(connection)
            notes.put(_MARK, mark)
            if note is not None:
                notes.put(NOTE, note.text())

    def _read(self) -> _Said:
        try:
            text = self._file.read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return _Said()
        marks = dict.fromkeys((text[:_MARK_CHARS], text[_MARK_CHARS : 2 * _MARK_CHARS]))
        return _Said(tuple(marks), text[2 * _MARK_CHARS :] == _IN_USE)

    def _write(self, before: str, now: str, state: str) -> None:
        """In place and always of one length: it takes no room on a full disk."""
        file = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{before}{now}{state}".encode("ascii"))
            os.fsync(file)
        finally:
            os.close(file)

    def _commits_are_lost(self) -> bool:
        """Whether the log holds more commits than SQLite makes out: it stops at what is damaged."""
        path = self._path
        if not (path.exists() and path.stat().st_size and log_size(path) > _LOG_HEADER.size):
            return False
        raw = path.with_name(f"{path.name}-wal").read_bytes()
        try:
            with closing(sqlite3.connect(path)) as connection:
                lost = _unreadable(raw, _frames_made_out(connection)) > _UNACKNOWLEDGED
                if not lost:
                    self._expect_no_log()  # closing takes it in
                return lost
        except sqlite3.Error:
            return False  # the file itself is damaged, which is looked for after this

    def _expect_no_log(self) -> None:
        """A crash from now on is not to look as if the log had been lost."""
        if self._said.in_use:
            with contextlib.suppress(OSError):
                self._write(self._said.marks[0], self._said.marks[-1], _CLOSED)


def log_size(path: Path) -> int:
    """Bytes in the write-ahead log of a database; a clean end leaves none."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except FileNotFoundError:
        return 0


def _unreadable(raw: bytes, readable: int) -> float:
    """Commits of a log behind the frames that SQLite makes out."""
    page_size, salt = _LOG_HEADER.unpack_from(raw)
    if readable <= 0 or page_size == 0:
        return math.inf
    size = _FRAME_HEADER.size + page_size
    frames = range(_LOG_HEADER.size + readable * size, len(raw) - size + 1, size)
    found = (_FRAME_HEADER.unpack_from(raw, start) for start in frames)
    return sum(1 for pages, of in found if pages and of == salt)


def _frames_made_out(connection: sqlite3.Connection) -> int:
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    return int(connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])
