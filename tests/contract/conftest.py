"""What several contracts are held against."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from pos_app.adapters.store.memory_store import MemoryStore
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.ports.store import Store


@pytest_asyncio.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    store: Store = (
        MemoryStore() if request.param == "memory" else SqlStore.open(tmp_path / "pos.db")
    )
    yield store
    await store.close()
