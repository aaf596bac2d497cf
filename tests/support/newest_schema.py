"""What the migrations make of an empty file, as the script that makes it at once.

``python -m tests.support.newest_schema`` writes it to ``adapters/store/newest.sql``; needed after
each new migration.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, event

from pos_app.adapters.store import engine

HEADER = (
    "-- The tables of a new database, as the migrations leave them; made from them by\n"
    "-- python -m tests.support.newest_schema, and compared with them by a test.\n"
)


def migrated(path: Path, revision: str = "head") -> Path:
    """An empty file, brought to that version by the migrations alone."""
    made = create_engine(f"sqlite:///{path}")
    event.listen(made, "connect", engine._set_pragmas)
    event.listen(made, "begin", engine._begin)
    engine._migrate(made, revision)
    made.dispose()
    return path


def script(path: Path) -> str:
    """The statements that make the same tables, indexes and triggers."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        (version,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    searched = [name for name, sql in rows if sql.startswith("CREATE VIRTUAL TABLE")]
    own = (sql for name, sql in rows if not _is_part(name, searched))
    stamp = f"INSERT INTO alembic_version VALUES ('{version}')"  # noqa: S608 - our own number
    return HEADER + "".join(f"{statement};\n" for statement in (*own, stamp))


def _is_part(name: str, searched: list[str]) -> bool:
    """Whether SQLite itself makes this table, as part of a full-text index."""
    return any(name.startswith(f"{one}_") for one in searched)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = script(migrated(Path(folder) / "new.db"))
    engine.NEWEST.write_text(text, encoding="utf-8")
