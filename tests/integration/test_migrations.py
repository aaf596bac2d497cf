"""A newer version meets an older database: copied first, changed in one piece or not at all."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.adapters.store import backups, engine
from pos_app.adapters.store.engine import HEAD, open_engine
from pos_app.adapters.store.schema import metadata
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.health import StoreTrouble
from pos_app.domain.ids import OpId
from pos_app.ports.store import StoreUnavailableError
from tests.support.newest_schema import migrated, script

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
    migrated(path, version)
    with closing(sqlite3.connect(path)) as raw, raw:
        for statement in _SOLD:
            raw.execute(statement)
    return path


def _rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names


def _schema(path: Path) -> set[tuple[object, ...]]:
    """Tables, columns, constraints, indexes and triggers, each with the text that made it."""
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        inside = {
            (name, pragma, *row)
            for kind, name, _, _ in found
            if kind == "table"
            for pragma in ("table_xinfo", "index_list", "foreign_key_list")
            for row in raw.execute(f"PRAGMA {pragma}({name})").fetchall()
        }
    return {*found, *inside}


def _data(path: Path) -> dict[str, list[tuple[object, ...]]]:
    return {table: _rows(path, table) for table in ("alembic_version", *metadata.tables)}


def test_a_new_database_is_what_the_migrations_make_of_an_empty_file(tmp_path: Path) -> None:
    new, grown = tmp_path / "new.db", migrated(tmp_path / "grown.db")
    written = "python -m tests.support.newest_schema writes it anew"
    assert engine.NEWEST.read_text(encoding="utf-8") == script(grown), written
    open_engine(new).dispose()
    assert _schema(new) == _schema(grown)
    assert _data(new) == _data(grown)
    assert _rows(new, "alembic_version") == [(HEAD,)]


def test_a_new_database_does_not_wait_for_alembic(tmp_path: Path) -> None:
    probe = (
        "import sys; from pathlib import Path; "
        "from pos_app.adapters.store.engine import open_engine; "
        "[open_engine(Path(sys.argv[1])).dispose() for _ in range(2)]; "
        "print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", probe, str(tmp_path / "pos.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_beginning_that_fails_leaves_a_file_that_can_be_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pos.db"
    plain = engine._set_pragmas

    def on_a_full_disk(connection: sqlite3.Connection, record: object) -> None:
        plain(connection, record)
        connection.execute("PRAGMA max_page_count = 10")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "_set_pragmas", on_a_full_disk)
        with pytest.raises(StoreUnavailableError, match="disk is full"):
            open_engine(path)
    assert _schema(path) == set()
    open_engine(path).dispose()
    assert _rows(path, "alembic_version") == [(HEAD,)]


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


@pytest.mark.asyncio
async def test_sales_of_an_older_version_keep_the_order_they_were_shown_in(tmp_path: Path) -> None:
    path = written_by("0001", tmp_path / "pos.db")
    with closing(sqlite3.connect(path)) as raw, raw:
        for op, created in (("op_0", 500_000), ("op_2", 1_500_000)):
            raw.execute(
                _SOLD[0].replace("op_1", op).replace("pi_1", op).replace("1000000", str(created))
            )
    store = SqlStore.open(path)
    found = await store.transact(lambda tx: tx.payments.recent(9))
    await store.close()
    assert [sale.op for sale in found] == ["op_2", "op_1", "op_0"]


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
