"""SQLite in particular: durable, append-only, private, and plain about what is wrong."""

import datetime as dt
import sqlite3
import stat
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pos_app.adapters.store import engine as engine_module
from pos_app.adapters.store.engine import HEAD, open_engine
from pos_app.adapters.store.schema import metadata
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.ports.store import StoreUnavailableError

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_migrations_build_exactly_the_declared_tables(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "pos.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _is_a_declared_table, "compare_type": False}
        )
        differences = [
            found for found in compare_metadata(context, metadata) if found[0] != "remove_index"
        ]
    engine.dispose()
    assert differences == []


def _is_a_declared_table(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name in metadata.tables


def test_head_is_the_newest_migration() -> None:
    folder = Path(engine_module.__file__).with_name("migrations")
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    open_engine(tmp_path / "pos.db").dispose()
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "pos.db").stat().st_mode) == 0o600


@pytest.mark.asyncio
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = 0", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["ledger", "journal", "facts", "decisions"])
async def test_history_cannot_be_rewritten(tmp_path: Path, table: str, statement: str) -> None:
    path = tmp_path / "pos.db"
    store = SqlStore.open(path)
    await store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        rows = {
            "ledger": "(kind, stripe_id, op, minor, currency, at) "
            "VALUES ('sale','c','o',1,'EUR',1)",
            "journal": "(op, action, key, state, request, first_at, at, detail) "
            "VALUES ('o','a','k','sent','{}',1,1,'')",
            "decisions": '(kind, op, customer, minor, currency, "by", reason, at) '
            "VALUES ('k','o','c',1,'EUR','b','r',1)",
            "facts": "(op, kind, source, at, detail) VALUES ('o','k','s',1,'')",
        }
        raw.execute(f"INSERT INTO {table} {rows[table]}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement.format(table))


_WRITER = """
import asyncio, datetime as dt, os, pathlib, sys
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money

async def main():
    store = SqlStore.open(pathlib.Path(sys.argv[1]))
    for n in range(100000):
        at = dt.datetime.now(dt.UTC)
        entry = LedgerEntry(LedgerKind.SALE, f"ch_{n}", "op", Money(1, "EUR"), at)
        await store.transact(lambda tx: tx.ledger.add(entry))
        os.write(1, f"{n}\\n".encode())

asyncio.run(main())
"""


def test_what_was_committed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "pos.db"
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert child.stdout is not None
    with child.stdout as said:
        acknowledged = [said.readline() for _ in range(50)]
        child.kill()
        acknowledged += said.readlines()
    child.wait(30)
    certain = sum(1 for line in acknowledged if line.endswith(b"\n"))
    with closing(sqlite3.connect(path)) as raw:
        found = [row[0] for row in raw.execute("SELECT stripe_id FROM ledger ORDER BY seq")]
    assert certain >= 50
    assert len(found) in {certain, certain + 1}
    assert found == [f"ch_{n}" for n in range(len(found))]


def test_a_damaged_file_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "pos.db"
    path.write_bytes(b"this is not a database, however long it may be" * 200)
    with pytest.raises(StoreUnavailableError, match="damaged"):
        SqlStore.open(path)


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "pos.db"
    open_engine(path).dispose()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailableError, match="newer version"):
        SqlStore.open(path)
    assert path.read_bytes() == before


def test_a_folder_in_the_way_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "pos.db").mkdir()
    with pytest.raises(StoreUnavailableError, match="database is not available"):
        SqlStore.open(tmp_path / "pos.db")


@pytest.mark.asyncio
async def test_a_full_disk_stores_nothing_and_says_so(tmp_path: Path) -> None:
    store = SqlStore.open(tmp_path / "pos.db")
    await store.transact(lambda tx: tx.notes.put("before", "kept"))

    def no_more_pages(tx: object) -> None:
        connection = tx.notes._connection  # type: ignore[attr-defined]
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    await store.transact(no_more_pages)
    entry = LedgerEntry(LedgerKind.SALE, "ch_" + "x" * 100_000, OpId("o"), Money(1, "EUR"), NOW)
    with pytest.raises(StoreUnavailableError, match="disk is full"):
        await store.transact(lambda tx: tx.ledger.add(entry))
    assert list(await store.transact(lambda tx: tx.ledger.entries())) == []
    assert await store.transact(lambda tx: tx.notes.get("before")) == "kept"
    await store.close()


@pytest.mark.asyncio
async def test_twins_of_one_second_and_one_place_are_both_found(tmp_path: Path) -> None:
    store = SqlStore.open(tmp_path / "pos.db")
    twins = [Customer(CustomerId(key), "Twin", created=NOW) for key in _same_place()]
    for twin in twins:
        await store.transact(lambda tx, twin=twin: tx.customers.put([twin]))
    found = await store.transact(lambda tx: tx.customers.find("twin", 9))
    await store.close()
    assert {twin.id for twin in found} == {twin.id for twin in twins}


def _same_place() -> tuple[str, str]:
    """Two ids whose row number collides (the low 20 bits of their CRC-32 agree)."""
    seen: dict[int, str] = {}
    for n in range(1 << 21):
        key = f"cus_{n * 7919:x}"
        place = zlib.crc32(key.encode()) & 0xFFFFF
        if place in seen:
            return seen[place], key
        seen[place] = key
    raise AssertionError("no collision among more ids than places")
