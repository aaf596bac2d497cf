"""A database older than the one used last is noticed: on it a customer would be charged again."""

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from pos_app.adapters.store.opening import open_or_replace
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.adapters.store.witness import Witness
from pos_app.domain.ids import OpId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.set_aside import NOTE, SetAside

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
OLDER = SetAside("", NOW, older=True)
NAME = "live-acct_1.db"
pytestmark = pytest.mark.asyncio
is_older = pytest.mark.expects_log("is older than it was when last used")


async def _sell(store: SqlStore, *numbers: int) -> None:
    for number in numbers:
        sold = LedgerEntry(LedgerKind.SALE, f"ch_{number}", OpId("op"), Money(1, "EUR"), NOW)
        await store.transact(lambda tx, sold=sold: tx.ledger.add(sold))


async def _day(folder: Path, *numbers: int) -> None:
    store = open_or_replace(folder / NAME, NOW)
    await _sell(store, *numbers)
    await store.close()


async def _killed(folder: Path, *numbers: int) -> None:
    """What a power cut finds on the disk when these have just been sold."""
    used = folder.parent / "used"
    shutil.rmtree(used, ignore_errors=True)
    shutil.copytree(folder, used)
    store = open_or_replace(used / NAME, NOW)
    await _sell(store, *numbers)
    shutil.copytree(used, folder, dirs_exist_ok=True)
    await store.close()


async def _found(folder: Path) -> tuple[SetAside | None, set[str]]:
    store = open_or_replace(folder / NAME, NOW)
    text, entries = await store.transact(lambda tx: (tx.notes.get(NOTE), tx.ledger.entries()))
    await store.close()
    return text and SetAside.read(text), {entry.stripe_id for entry in entries}


def _copy(folder: Path) -> bytes:
    """A backup made by SQLite's own command, also while the app is open."""
    copy = folder.parent / "copy.db"
    with (
        closing(sqlite3.connect(folder / NAME)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    made = copy.read_bytes()
    copy.unlink()
    return made


def _put_back(folder: Path, copy: bytes) -> None:
    """As documented: in the database's place, and the files beside it deleted."""
    (folder / NAME).write_bytes(copy)
    for suffix in ("-wal", "-shm"):
        (folder / f"{NAME}{suffix}").unlink(missing_ok=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


@is_older
@pytest.mark.parametrize("end", [_day, _killed])
async def test_a_copy_that_is_put_back_is_noticed(folder: Path, end: Callable[..., object]) -> None:
    await _day(folder, 1)
    store = open_or_replace(folder / NAME, NOW)
    copy = _copy(folder)
    await _sell(store, 2)
    await store.close()
    await end(folder, 3)
    _put_back(folder, copy)
    assert await _found(folder) == (OLDER, {"ch_1"})


@is_older
async def test_a_copy_of_the_same_day_is_noticed_after_the_day_is_over(folder: Path) -> None:
    store = open_or_replace(folder / NAME, NOW)
    copy = _copy(folder)
    await _sell(store, 1)
    await store.close()
    _put_back(folder, copy)
    assert await _found(folder) == (OLDER, set())


@is_older
async def test_a_copy_that_comes_alone_is_noticed(folder: Path) -> None:
    await _day(folder, 1)
    (folder / f"{NAME}.witness").unlink()
    assert await _found(folder) == (OLDER, {"ch_1"})


@is_older
@pytest.mark.parametrize("emptied", [True, False])
async def test_a_log_that_is_gone_after_a_crash_is_missed(folder: Path, emptied: bool) -> None:
    await _day(folder, 1)
    await _killed(folder, 2)
    log = folder / f"{NAME}-wal"
    log.write_bytes(b"") if emptied else log.unlink()
    assert await _found(folder) == (OLDER, {"ch_1"})


@is_older
@pytest.mark.parametrize("place", [16, 32 + 24 + 2000])
async def test_a_log_that_is_damaged_before_its_end_is_noticed(folder: Path, place: int) -> None:
    await _day(folder, 1)
    await _killed(folder, 2, 3, 4)
    _flip(folder / f"{NAME}-wal", place)
    note, sold = await _found(folder)
    assert note == OLDER
    assert "ch_4" not in sold


async def test_a_commit_that_a_power_cut_has_left_half_written_is_none(folder: Path) -> None:
    """Nobody was told that it succeeded."""
    await _day(folder, 1)
    await _killed(folder, 2, 3)
    log = folder / f"{NAME}-wal"
    _flip(log, log.stat().st_size - 2000)
    assert await _found(folder) == (None, {"ch_1", "ch_2"})


def _flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(content)


@pytest.mark.parametrize("before", [_day, _killed])
@pytest.mark.parametrize("part", ["_write", "_commit", "take", "leave"])
async def test_a_crash_before_any_step_of_marking_is_no_false_alarm(
    folder: Path, monkeypatch: pytest.MonkeyPatch, part: str, before: Callable[..., object]
) -> None:
    await before(folder, 1)
    real, left = getattr(Witness, part), []

    def seen(*arguments: object) -> object:
        left.append(shutil.copytree(folder, folder.parent / f"left-{len(left)}"))
        return real(*arguments)

    with monkeypatch.context() as watched:
        watched.setattr(Witness, part, seen)
        await _day(folder)
    assert left
    for found in left:
        assert await _found(found) == (None, {"ch_1"})


@pytest.mark.expects_log("could not be marked")
@pytest.mark.parametrize("closing", [True, False])
async def test_a_full_disk_keeps_nobody_from_reading_and_is_no_false_alarm(
    folder: Path, monkeypatch: pytest.MonkeyPatch, closing: bool
) -> None:
    await _day(folder, 1)

    def full(*_arguments: object) -> NoReturn:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("disk is full"))

    store = open_or_replace(folder / NAME, NOW) if closing else None
    with monkeypatch.context() as broken:
        broken.setattr(Witness, "_commit", full)
        if store is not None:
            await store.close()
        else:
            assert await _found(folder) == (None, {"ch_1"})
    assert await _found(folder) == (None, {"ch_1"})


@is_older
@settings(max_examples=30)
@given(
    days=st.lists(st.sampled_from([_day, _killed]), min_size=1, max_size=5),
    back=st.none() | st.integers(0, 4),
)
async def test_only_what_is_older_is_called_so(
    tmp_path_factory: pytest.TempPathFactory,
    days: list[Callable[..., object]],
    back: int | None,
) -> None:
    folder = tmp_path_factory.mktemp("history") / "data"
    folder.mkdir()
    copies = []
    for number, day in enumerate(days):
        await day(folder, number)
        copies.append(_copy(folder) if day is _day else b"")
    if back is not None and back < len(copies) - 1 and copies[back]:
        _put_back(folder, copies[back])
        note, _ = await _found(folder)
        assert note == OLDER
    else:
        assert await _found(folder) == (None, {f"ch_{number}" for number in range(len(days))})
