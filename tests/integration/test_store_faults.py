"""Disk full, read-only, held by another program: named, nothing half stored, over when it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.events import HealthChanged
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.domain.outcomes import Ok
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.simulator.conftest import CheckedSimulator
from tests.support.register_on_disk import Register, order_for

NOBODY = 65_534
_HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


def _pragma(text: str) -> object:
    """A transaction that changes the connection, so that SQLite itself refuses."""

    def work(tx: Tx) -> object:
        connection = tx.notes._connection  # type: ignore[attr-defined]
        found = connection.exec_driver_sql(f"PRAGMA {text}")
        return found.scalar() if found.returns_rows else None

    return work


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an ordinary user may enter, unlike root's."""
    made = Path(tempfile.mkdtemp())
    if _is_root():
        os.chown(made, NOBODY, NOBODY)
    yield made
    made.chmod(0o700)
    shutil.rmtree(made)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def _as_an_ordinary_user() -> Iterator[None]:
    """Permissions mean nothing to root."""
    if not _is_root():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def _held_by_another_program(path: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.stdin.write(b"\n")
        holder.stdin.close()


async def _stores(store: SqlStore, text: str) -> None:
    await store.transact(lambda tx: tx.notes.put("a", text))
    assert await store.transact(lambda tx: tx.notes.get("a")) == text


@pytest.mark.asyncio
async def test_a_file_held_by_another_program_is_named_and_works_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "pos.db"
    store = SqlStore.open(path)
    await _stores(store, "before")
    await store.transact(_pragma("busy_timeout = 50"))  # type: ignore[arg-type]
    with _held_by_another_program(path):
        with pytest.raises(StoreUnavailableError, match="another program") as refused:
            await store.transact(lambda tx: tx.notes.put("a", "b"))
        assert refused.value.trouble is StoreTrouble.LOCKED
        assert await store.transact(lambda tx: tx.notes.get("a")) == "before"
    await _stores(store, "later")
    await store.close()


@pytest.mark.asyncio
async def test_a_file_that_became_read_only_is_named_and_works_afterwards(tmp_path: Path) -> None:
    store = SqlStore.open(tmp_path / "pos.db")
    await _stores(store, "before")
    await store.transact(_pragma("query_only = ON"))  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailableError, match="cannot be written") as refused:
        await store.transact(lambda tx: tx.notes.put("a", "b"))
    assert refused.value.trouble is StoreTrouble.READ_ONLY
    assert await store.transact(lambda tx: tx.notes.get("a")) == "before"
    await store.transact(_pragma("query_only = OFF"))  # type: ignore[arg-type]
    await _stores(store, "later")
    await store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
@pytest.mark.asyncio
@pytest.mark.parametrize("existing", [True, False])
async def test_a_folder_without_permission_is_named_and_works_afterwards(
    folder: Path, existing: bool
) -> None:
    path = folder / "pos.db"
    with _as_an_ordinary_user():
        if existing:
            await SqlStore.open(path).close()
            path.chmod(0o400)
        os.chmod(folder, 0o500)  # noqa: PTH101
        with pytest.raises(StoreUnavailableError, match="cannot be written") as refused:
            SqlStore.open(path)
        assert refused.value.trouble is StoreTrouble.READ_ONLY
        os.chmod(folder, 0o700)  # noqa: PTH101
        if existing:
            path.chmod(0o600)
        store = SqlStore.open(path)
        await _stores(store, "later")
        await store.close()


def _unwritten(result: object) -> bool:
    return isinstance(result, NotStarted) and result.reason is NotStartedReason.STORE_UNAVAILABLE


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[CheckedSimulator]:
    simulator = CheckedSimulator(customers=3)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.mark.asyncio
async def test_a_full_disk_stops_charging_and_the_register_returns_by_itself(
    sim: CheckedSimulator, tmp_path: Path
) -> None:
    register = Register(tmp_path / "pos.db", sim.api, sim.secret_key)
    services, told = register.services, list[HealthChanged]()
    services.bus.subscribe(HealthChanged, told.append)
    newest = await register.gateway.customers.newest(1)
    assert isinstance(newest, Ok)
    order = order_for(newest.value[0].id)
    pages = await register.store.transact(_pragma("page_count"))  # type: ignore[arg-type]
    await register.store.transact(_pragma(f"max_page_count = {pages}"))  # type: ignore[arg-type]
    refused = await services.payments.start(order)
    while not _unwritten(refused):
        refused = await services.payments.start(order)
    assert services.health.trouble is StoreTrouble.DISK_FULL
    before = len(sim.state.payment_intents)
    assert isinstance(await services.payments.start(order), NotStarted)
    assert len(sim.state.payment_intents) == before
    await register.store.transact(_pragma("max_page_count = 1000000"))  # type: ignore[arg-type]
    while services.health.obstacle is not None:
        await services.health.look()
    assert isinstance(await services.payments.start(order), Started)
    assert [event.obstacle for event in told if event.obstacle is Obstacle.STORE]
    assert told[-1].obstacle is None
    await register.close()
    assert register.errors == []
