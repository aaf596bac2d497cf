"""A newer version meets an older database: copied first, changed in one piece or not at all."""

import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event

from pos_app.adapters.store import backups, engine
from pos_app.adapters.store.engine import HEAD, open_engine
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.health import StoreTrouble
from pos_app.domain.ids import OpId
from pos_app.ports.store import StoreUnavailableError

RELEASED = ("0001",)
"""The versions that are in shops; each has to find its way to the newest."""
_SOLD = (
    "INSERT INTO payments VALUES ('op_1', 'pi_1', 'cus_1', 'Mia Weber', 4850, 'EUR', 'Table 4',"
    " 'R1', 'Kim', 'succeeded', 'ch_1', 'card', 'visa', '4242', NULL, NULL, NULL, NULL, '',"
    " NULL, 0, 4850, 0, 1000000, 2000000)",
    "INSERT INTO facts VALUES (1, 'op_1', 'succeeded', 'poll', 2000000, 'ch_1')",
    "INSERT INTO journal VALUES (1, 'op_1', 'create_payment', 'k', 'confirmed', '{}', 1, 2, '')",
    "INSERT INTO ledger VALUES (1, 'sale', 'ch_1', 'op_1', 4850, 'EUR', 2000000)",
    "INSERT INTO notes VALUES ('events_cursor', 'evt_9')",
)


def written_by(version: str, path: Path) -> Path:
    """A database as that version left it, with a sale in it."""
    old = create_engine(f"sqlite:///{path}")
    event.listen(old, "connect", engine._set_pragmas)
    event.listen(old, "begin", engine._begin)
    config = Config()
    folder = Path(engine.__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    with old.begin() as connection:
        for statement in _SOLD:
            connection.exec_driver_sql(statement)
    old.dispose()
    return path


def _rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names


def _schema(path: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
        columns = {
            (name, *column[1:4], column[5])
            for kind, name, _ in found
            if kind == "table"
            for column in raw.execute(f"PRAGMA table_info({name})").fetchall()
        }
    return {*found, *columns}


@pytest.mark.asyncio
@pytest.mark.parametrize("version", RELEASED)
async def test_every_released_version_finds_its_way_and_keeps_its_sales(
    version: str, tmp_path: Path
) -> None:
    path = written_by(version, tmp_path / "test-acct_1.db")
    tables = ("facts", "journal", "ledger", "notes")
    before = {table: _rows(path, table) for table in tables}
    store = SqlStore.open(path)
    sale = await store.transact(lambda tx: tx.payments.get(OpId("op_1")))
    await store.close()
    assert sale is not None
    assert (sale.order.customer_title, sale.amount_received) == ("Mia Weber", 4850)
    assert sale.order.receipt_email == ""
    assert {table: _rows(path, table) for table in tables} == before


@pytest.mark.parametrize("version", RELEASED)
def test_a_database_that_grew_is_built_like_a_new_one(version: str, tmp_path: Path) -> None:
    old = written_by(version, tmp_path / "old.db")
    open_engine(old).dispose()
    open_engine(tmp_path / "new.db").dispose()
    assert _schema(old) == _schema(tmp_path / "new.db")


def test_before_a_change_a_sound_copy_is_put_aside(tmp_path: Path) -> None:
    path = written_by("0001", tmp_path / "test-acct_1.db")
    open_engine(path).dispose()
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name == f"test-acct_1.before-{HEAD}.db"
    assert _rows(copy, "alembic_version") == [("0001",)]
    assert _rows(copy, "ledger") == _rows(path, "ledger")
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_new_or_current_database_is_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        open_engine(tmp_path / "pos.db").dispose()
    assert not (tmp_path / "backups").exists()


@pytest.mark.expects_log("the database stays at version 0001")
@pytest.mark.asyncio
async def test_a_change_that_fails_leaves_the_old_database_working(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written_by("0001", tmp_path / "pos.db")
    migrations = tmp_path / "migrations"
    shutil.copytree(engine._MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (last,) = (migrations / "versions").glob(f"v{HEAD}_*.py")
    with last.open("a", encoding="utf-8") as script:
        script.write('    op.execute("DROP TABLE nowhere")\n')
    before = _schema(path), _rows(path, "ledger"), _rows(path, "alembic_version")
    with monkeypatch.context() as patch:
        patch.setattr(engine, "_MIGRATIONS", migrations)
        with pytest.raises(StoreUnavailableError, match="as it was before") as refused:
            SqlStore.open(path)
    assert refused.value.trouble is StoreTrouble.NOT_MIGRATED
    assert (_schema(path), _rows(path, "ledger"), _rows(path, "alembic_version")) == before
    store = SqlStore.open(path)  # the repaired version finds everything
    assert await store.transact(lambda tx: tx.payments.get(OpId("op_1"))) is not None
    await store.close()


@pytest.mark.expects_log("the database stays at version 0001")
def test_a_disk_that_fills_up_during_the_change_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written_by("0001", tmp_path / "pos.db")
    plain = engine._set_pragmas

    def on_a_full_disk(connection: sqlite3.Connection, record: object) -> None:
        plain(connection, record)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "_set_pragmas", on_a_full_disk)
        with pytest.raises(StoreUnavailableError, match="disk is full"):
            SqlStore.open(path)
    assert _rows(path, "alembic_version") == [("0001",)]
    open_engine(path).dispose()
    assert _rows(path, "alembic_version") == [(HEAD,)]


def test_a_damaged_database_is_not_changed(tmp_path: Path) -> None:
    path = written_by("0001", tmp_path / "pos.db")
    with closing(sqlite3.connect(path)) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ledger'").fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
        raw.execute("PRAGMA journal_mode = DELETE")
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)
    with pytest.raises(StoreUnavailableError, match="damaged") as refused:
        SqlStore.open(path)
    assert refused.value.trouble is StoreTrouble.DAMAGED
    assert list((tmp_path / "backups").iterdir()) == []


def test_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "live-acct_1.db"
    other = tmp_path / "test-acct_1.db"
    for made in (path, other):
        open_engine(made).dispose()
    kept = backups.back_up(other, "before-0002")
    copies = [backups.back_up(path, f"before-{number:04}") for number in range(3)]
    copies += [backups.back_up(path, "before-0002") for _ in range(4)]
    assert len(set(copies)) == 7
    assert {copy for copy in copies if copy.exists()} == set(copies[-backups.KEPT :])
    assert kept.exists()


def test_a_copy_contains_what_is_committed_while_the_database_is_open(tmp_path: Path) -> None:
    path = tmp_path / "pos.db"
    opened = open_engine(path)
    with opened.begin() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES ('a', 'b')")
    copy = backups.back_up(path, "by-hand")
    opened.dispose()
    assert _rows(copy, "notes") == [("a", "b")]
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
