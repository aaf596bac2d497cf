"""A damaged database is noticed, kept, and replaced by one that knows it has sales to read back."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from pos_app.adapters.store import opening
from pos_app.adapters.store.opening import CHECK_EVERY, open_or_replace
from pos_app.adapters.store.sql_store import SqlStore, damage_mark
from pos_app.domain.health import StoreTrouble
from pos_app.domain.ids import OpId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.set_aside import NOTE, SetAside
from pos_app.ports.store import StoreUnavailableError

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ASIDE = "test-acct_1.corrupt-20261122T120000.db"
pytestmark = pytest.mark.asyncio
moved_aside = pytest.mark.expects_log("is damaged and is moved aside")


def _sold(number: int) -> LedgerEntry:
    return LedgerEntry(LedgerKind.SALE, f"ch_{number}", OpId("op"), Money(1, "EUR"), NOW)


async def _filled(path: Path) -> None:
    store = open_or_replace(path, NOW)
    await store.transact(lambda tx: [tx.ledger.add(_sold(number)) for number in range(500)])
    await store.close()


async def _count(store: SqlStore) -> int:
    return len(await store.transact(lambda tx: tx.ledger.entries()))


async def _note(store: SqlStore) -> SetAside | None:
    text = await store.transact(lambda tx: tx.notes.get(NOTE))
    return None if text is None else SetAside.read(text)


def _files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.suffix != ".witness")


def _spoil(path: Path, table: str) -> None:
    """Overwrite the last page of a table, as a dying disk does."""
    with closing(sqlite3.connect(path)) as raw:
        query = "SELECT max(pageno) FROM dbstat WHERE name = ?"
        try:
            (page,) = raw.execute(query, (table,)).fetchone()
        except sqlite3.OperationalError:  # built without dbstat
            (page,) = raw.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
            ).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)


@moved_aside
@pytest.mark.parametrize("content", [b"no database, however long " * 400, b"\xff" * 8192])
async def test_what_is_no_database_is_kept_and_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "test-acct_1.db"
    path.write_bytes(content)
    store = open_or_replace(path, NOW)
    assert await _note(store) == SetAside(ASIDE, NOW)
    await store.close()
    assert (tmp_path / ASIDE).read_bytes() == content


@moved_aside
async def test_damage_is_found_by_the_check_after_an_unclean_end(tmp_path: Path) -> None:
    path = tmp_path / "test-acct_1.db"
    await _filled(path)
    _spoil(path, "ledger")
    # A run that dies leaves its log behind.
    dying = SqlStore.open(path)
    await dying.transact(lambda tx: tx.notes.put("a", "b"))
    survived = {name: (tmp_path / name).read_bytes() for name in (path.name, f"{path.name}-wal")}
    await dying.close()
    for name, content in survived.items():
        (tmp_path / name).write_bytes(content)
    store = open_or_replace(path, NOW)
    assert await _note(store) == SetAside(ASIDE, NOW)
    assert await _count(store) == 0
    await store.close()
    assert (tmp_path / ASIDE).exists()


@moved_aside
async def test_damage_met_while_the_app_runs_is_repaired_by_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "test-acct_1.db"
    await _filled(path)
    again = open_or_replace(path, NOW)  # checked: the next one has no reason to
    await again.close()
    _spoil(path, "ledger")
    store = open_or_replace(path, NOW)
    with pytest.raises(StoreUnavailableError, match="damaged") as refused:
        await store.transact(lambda tx: tx.ledger.entries())
    assert refused.value.trouble is StoreTrouble.DAMAGED
    await store.close()
    store = open_or_replace(path, NOW)
    assert await _note(store) == SetAside(ASIDE, NOW)
    await store.close()
    assert not damage_mark(path).exists()


async def test_a_sound_database_that_was_suspected_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "test-acct_1.db"
    await _filled(path)
    damage_mark(path).touch()
    store = open_or_replace(path, NOW)
    assert await _note(store) is None
    assert await _count(store) == 500
    await store.close()
    assert _files(tmp_path) == [path.name]


async def test_the_check_is_made_after_an_unclean_end_and_every_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "test-acct_1.db"
    checks: list[bool] = []
    real = opening.check

    def counted(connection: sqlite3.Connection, *, thorough: bool = False) -> str:
        checks.append(thorough)
        return real(connection, thorough=thorough)

    monkeypatch.setattr(opening, "check", counted)
    await _filled(path)
    for days, expected in ((0, 1), (1, 1), (6, 1), (8, 2), (9, 2), (-30, 3)):
        store = open_or_replace(path, NOW + days * dt.timedelta(days=1))
        await store.close()
        assert len(checks) == expected, days
    assert dt.timedelta(days=6) < CHECK_EVERY <= dt.timedelta(days=7)
    assert not any(checks)


@pytest.mark.parametrize("moves", range(4))
async def test_a_crash_while_replacing_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """Power fails after so many renames; the note that brings the sales back must not get lost."""
    path = tmp_path / "test-acct_1.db"
    path.write_bytes(b"damaged " * 1000)
    path.with_name(f"{path.name}-wal").write_bytes(b"its log")
    path.with_name(f"{path.name}-shm").write_bytes(b"its index")
    damage_mark(path).write_text(SetAside(ASIDE, NOW).text(), encoding="utf-8")
    left = iter(range(moves))
    rename = Path.replace

    class PowerFailureError(Exception):
        pass

    def failing(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise PowerFailureError
        return rename(self, target)

    def no_engine(path: Path) -> None:
        raise PowerFailureError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        patch.setattr(opening, "open_engine", no_engine)
        with pytest.raises(PowerFailureError):
            open_or_replace(path, NOW)
    store = open_or_replace(path, NOW + dt.timedelta(days=1))
    assert await _note(store) == SetAside(ASIDE, NOW)
    await store.close()
    assert (tmp_path / ASIDE).read_bytes() == b"damaged " * 1000
    assert (tmp_path / f"{ASIDE}-wal").read_bytes() == b"its log"


async def test_half_a_mark_is_only_a_suspicion(tmp_path: Path) -> None:
    path = tmp_path / "test-acct_1.db"
    await _filled(path)
    damage_mark(path).write_text('{"at": "2026', encoding="utf-8")
    store = open_or_replace(path, NOW)
    assert await _count(store) == 500
    await store.close()
    assert not damage_mark(path).exists()


async def test_a_database_of_a_newer_version_is_neither_moved_nor_replaced(tmp_path: Path) -> None:
    path = tmp_path / "test-acct_1.db"
    await _filled(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    with pytest.raises(StoreUnavailableError, match="newer version"):
        open_or_replace(path, NOW)
    assert _files(tmp_path) == [path.name]


async def _used(path: Path) -> dict[str, bytes]:
    """What a power cut finds on the disk, the log included."""
    store = open_or_replace(path, NOW)
    await store.transact(lambda tx: tx.ledger.add(_sold(1)))
    found = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    await store.close()
    return found


@moved_aside
@pytest.mark.parametrize(("left", "log"), [(0, True), *((n, False) for n in (0, 1, 99, 512, 4096))])
async def test_a_file_that_a_power_cut_has_emptied_or_cut_short_is_replaced(
    tmp_path: Path, left: int, log: bool
) -> None:
    path = tmp_path / "test-acct_1.db"
    found = await _used(path)
    if log:
        path.with_name(f"{path.name}-wal").write_bytes(found[f"{path.name}-wal"])
    path.write_bytes(path.read_bytes()[:left])
    store = open_or_replace(path, NOW, expected=not log)
    assert await _note(store) == SetAside(ASIDE, NOW)
    await store.close()
    assert (tmp_path / ASIDE).stat().st_size == left
    assert not log or (tmp_path / f"{ASIDE}-wal").stat().st_size > 0


@moved_aside
async def test_a_log_whose_file_is_gone_is_kept_and_the_sales_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "test-acct_1.db"
    log = (await _used(path))[f"{path.name}-wal"]
    path.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(log)
    store = open_or_replace(path, NOW)
    assert await _note(store) == SetAside(ASIDE, NOW)
    await store.close()
    assert (tmp_path / f"{ASIDE}-wal").read_bytes() == log


@pytest.mark.expects_log("is gone")
@pytest.mark.parametrize("crash", [True, False])
async def test_a_file_that_is_missed_has_sales_to_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash: bool
) -> None:
    path = tmp_path / "test-acct_1.db"
    if crash:
        with monkeypatch.context() as broken:
            broken.setattr(opening, "open_engine", _power_cut)
            with pytest.raises(KeyboardInterrupt):
                open_or_replace(path, NOW, expected=True)
    store = open_or_replace(path, NOW, expected=not crash)
    assert await _note(store) == SetAside("", NOW)
    await store.close()
    assert _files(tmp_path) == [path.name]


def _power_cut(_path: Path) -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.parametrize("interrupted", [True, False])
async def test_a_first_start_has_nothing_to_read_back(tmp_path: Path, interrupted: bool) -> None:
    if interrupted:
        (tmp_path / "test-acct_1.db").touch()
    store = open_or_replace(tmp_path / "test-acct_1.db", NOW)
    assert await _note(store) is None
    await store.close()
