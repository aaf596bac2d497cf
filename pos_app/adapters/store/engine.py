"""Opens a database file: durable settings, schema up to date, backup before a change of schema."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pos_app.adapters.store.backups import BadBackupError, back_up
from pos_app.adapters.store.troubles import unavailable, unusable
from pos_app.domain.health import StoreTrouble
from pos_app.ports.store import StoreUnavailableError

HEAD: Final = "0005"
"""The newest migration; a test compares it with the migrations folder."""
NEWEST: Final = Path(__file__).with_name("newest.sql")
"""What the migrations make of an empty file; made from them, and compared by a test."""
_log: Final = logging.getLogger("pos_app.store")
_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def open_engine(path: Path) -> Engine:
    """Open or create the database and bring its schema up to date; blocking.

    WAL with synchronous=FULL: a committed transaction survives a crash and a power loss.

    Raises:
        StoreUnavailableError: the file cannot be used; the text says why and what to do.
    """
    engine = create_engine(
        f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    try:
        _create_private(path)
        _bring_up_to_date(engine, path)
    except (DBAPIError, sqlite3.Error, OSError) as error:
        engine.dispose()
        raise unavailable(error) from error
    except BadBackupError as error:
        engine.dispose()
        raise unusable(StoreTrouble.DAMAGED) from error
    except StoreUnavailableError:
        engine.dispose()
        raise
    return engine


def _create_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "busy_timeout = 5000",
            "case_sensitive_like = OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the right to write; while that cannot be had, what is stored can still be read."""
    try:
        connection.connection.cursor().execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        connection.exec_driver_sql("BEGIN")  # the first write says what is wrong


def _bring_up_to_date(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is None:
        _begin_anew(engine)
        return
    _refuse_newer(found)
    back_up(path, f"before-{HEAD}")
    try:
        _migrate(engine)
    except Exception as error:  # whatever a migration raises, the file is as it was
        _log.exception("the database stays at version %s", found)
        known = unavailable(error)
        is_known = known.trouble is not StoreTrouble.OTHER
        raise (known if is_known else unusable(StoreTrouble.NOT_MIGRATED)) from error


def _revision(connection: Connection) -> str | None:
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if known is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def _refuse_newer(found: str) -> None:
    if found > HEAD:
        raise unusable(StoreTrouble.NEWER)


def _begin_anew(engine: Engine) -> None:
    """Make all tables in one transaction, without the way of the migrations."""
    script = NEWEST.read_text(encoding="utf-8")
    with closing(engine.raw_connection()) as connection:
        connection.cursor().executescript(f"BEGIN IMMEDIATE;\n{script}COMMIT;")


def _migrate(engine: Engine, revision: str = "head") -> None:
    # Alembic takes a third of a second to import; only an old database pays for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
