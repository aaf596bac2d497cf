"""The app opens its database as soon as the disk lets it, without being started again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.adapters.store import engine
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.bootstrap import session
from pos_app.bootstrap.options import AppOptions
from pos_app.bootstrap.paths import DataPaths
from pos_app.bootstrap.peer import PeerUnavailableError
from pos_app.bootstrap.resources import resources_dir
from pos_app.bootstrap.session import Session, Surroundings, open_session
from pos_app.domain import set_aside
from pos_app.domain.health import StoreTrouble
from pos_app.domain.identity import Identity
from pos_app.domain.modes import Mode
from pos_app.domain.outcomes import Ok
from pos_app.domain.settings import Settings
from pos_app.ports.store import Store, StoreUnavailableError
from pos_app.simulator.standalone import ThreadedSimulator

pytestmark = pytest.mark.asyncio
NOBODY = 65_534


@pytest.fixture
def simulator() -> Iterator[ThreadedSimulator]:
    started = ThreadedSimulator(customers=1)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of an ordinary user, as whom the database is opened: root may write everywhere."""
    made = Path(tempfile.mkdtemp())
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(made, NOBODY, NOBODY)
        monkeypatch.setattr(session, "_open_store", _as_an_ordinary_user(session._open_store))
    yield made
    made.chmod(0o700)
    shutil.rmtree(made)


def _as_an_ordinary_user(work: Callable[..., Store]) -> Callable[..., Store]:
    def done(*arguments: object) -> Store:
        os.seteuid(NOBODY)
        try:
            return work(*arguments)
        finally:
            os.seteuid(0)

    return done


class Patience:
    """Counts the refusals; the third one ends the trouble."""

    def __init__(self, end: Callable[[], None]) -> None:
        self.refusals: list[StoreUnavailableError | PeerUnavailableError] = []
        self._end = end

    @property
    def troubles(self) -> list[StoreTrouble]:
        return [
            refused.trouble
            for refused in self.refusals
            if isinstance(refused, StoreUnavailableError)
        ]

    def refused(self, error: StoreUnavailableError | PeerUnavailableError) -> None:
        self.refusals.append(error)
        if len(self.refusals) == 3:
            self._end()


async def _open(
    stack: AsyncExitStack,
    simulator: ThreadedSimulator,
    folder: Path,
    patience: Patience,
    settings: Settings | None = None,
) -> Session:
    options = AppOptions(training=True, data_dir=folder, simulator_url=simulator.api)
    around = Surroundings(options, DataPaths.at(folder), MemorySecretStore(), resources_dir())
    return await open_session(
        stack,
        around,
        settings or Settings(),
        Mode.TRAINING,
        heard=lambda _date: None,
        missed=lambda: None,
        refused=patience.refused,
        readable=lambda _store: None,
    )


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "AGAIN", 0.01)


async def _works(opened: Session) -> None:
    await opened.store.transact(lambda tx: tx.notes.put("a", "b"))
    assert await opened.store.transact(lambda tx: tx.notes.get("a")) == "b"


@pytest.mark.skipif(os.name == "nt", reason="Windows folders have no such permission bits")
async def test_a_folder_that_may_be_written_again(
    simulator: ThreadedSimulator, folder: Path
) -> None:
    (forbid, allow) = (partial(folder.chmod, mode) for mode in (0o500, 0o700))
    forbid()
    patience = Patience(allow)
    async with AsyncExitStack() as stack:
        await _works(await _open(stack, simulator, folder, patience))
    assert patience.troubles == [StoreTrouble.READ_ONLY] * 3


async def test_a_disk_that_has_room_again(
    simulator: ThreadedSimulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = engine._set_pragmas

    def on_a_full_disk(connection: sqlite3.Connection, record: object) -> None:
        plain(connection, record)
        connection.execute("PRAGMA max_page_count = 10")

    monkeypatch.setattr(engine, "_set_pragmas", on_a_full_disk)
    patience = Patience(lambda: monkeypatch.setattr(engine, "_set_pragmas", plain))
    async with AsyncExitStack() as stack:
        await _works(await _open(stack, simulator, tmp_path, patience))
    assert patience.troubles == [StoreTrouble.DISK_FULL] * 3


async def test_what_does_not_pass_is_not_waited_for(
    simulator: ThreadedSimulator, tmp_path: Path
) -> None:
    path = DataPaths.at(tmp_path).database(Mode.TRAINING, "")
    await SqlStore.open(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    patience = Patience(lambda: None)
    async with AsyncExitStack() as stack:
        with pytest.raises(StoreUnavailableError) as refused:
            await _open(stack, simulator, tmp_path, patience)
    assert refused.value.trouble is StoreTrouble.NEWER
    assert patience.refusals == []


@pytest.mark.expects_log("is gone")
@pytest.mark.parametrize("books", [("training-default",), ("live-acct_1",)])
async def test_books_that_are_gone_are_missed_by_the_settings(
    tmp_path: Path, simulator: ThreadedSimulator, books: tuple[str, ...]
) -> None:
    async with AsyncExitStack() as stack:
        settings = Settings(identity=Identity(books=books))
        opened = await _open(stack, simulator, tmp_path, Patience(lambda: None), settings)
        missed = await opened.store.transact(lambda tx: tx.notes.get(set_aside.NOTE)) is not None
        assert missed == (books == ("training-default",))


async def test_a_simulator_that_comes_up_later_while_the_books_are_open(tmp_path: Path) -> None:
    past = ThreadedSimulator(customers=1)
    past.start()
    url = past.api
    past.stop()
    late = ThreadedSimulator(port=int(url.rpartition(":")[2]), customers=1)
    patience = Patience(late.start)
    books: list[Store] = []
    seen_at: list[int] = []

    def readable(store: Store) -> None:
        books.append(store)
        seen_at.append(len(patience.refusals))

    options = AppOptions(training=True, data_dir=tmp_path, simulator_url=url)
    around = Surroundings(options, DataPaths.at(tmp_path), MemorySecretStore(), resources_dir())
    async with AsyncExitStack() as stack:
        stack.callback(late.stop)
        opened = await open_session(
            stack,
            around,
            Settings(),
            Mode.TRAINING,
            heard=lambda _date: None,
            missed=lambda: None,
            refused=patience.refused,
            readable=readable,
        )
        assert await opened.gateway.payments.ping() == Ok(None)
    assert [type(refused) for refused in patience.refusals] == [PeerUnavailableError] * 3
    assert (books, seen_at) == ([opened.store], [1])
