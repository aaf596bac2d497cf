"""The index finds whoever fits, also an old customer behind thousands with the same name."""

import asyncio
import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId
from tests.support.newest_schema import migrated

_FIRST_DAY = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)


def _anna(number: int, last_name: str) -> Customer:
    return Customer(
        id=CustomerId(f"cus_{number:012}"),
        name=f"Anna {last_name}",
        created=_FIRST_DAY + dt.timedelta(minutes=number),
    )


@pytest.mark.asyncio
async def test_two_more_letters_find_the_oldest_of_thousands_of_namesakes(tmp_path: Path) -> None:
    store = await asyncio.to_thread(SqlStore.open, tmp_path / "pos.db")
    oldest = _anna(0, "Zweig")
    newer = [_anna(number, "Berg") for number in range(1, 3_000)]
    await store.transact(lambda tx: tx.customers.put([oldest, *newer]))
    found = await store.transact(lambda tx: tx.customers.find("anna zw", 20))
    await store.close()
    assert list(found) == [oldest]


@pytest.mark.asyncio
async def test_an_index_in_an_older_spelling_is_filled_anew(tmp_path: Path) -> None:
    path = await asyncio.to_thread(migrated, tmp_path / "pos.db", "0002")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.executescript(_AS_IT_WAS)
    store = await asyncio.to_thread(SqlStore.open, path)
    assert await store.transact(lambda tx: tx.customers.count()) == 0
    assert await store.transact(lambda tx: tx.notes.get("customers.up_to")) is None
    assert await store.transact(lambda tx: tx.notes.get("other")) == "kept"
    anna = _anna(1, "Müller")
    await store.transact(lambda tx: tx.customers.put([anna]))
    assert list(await store.transact(lambda tx: tx.customers.find("mueler", 9))) == [anna]
    await store.close()


_AS_IT_WAS = """
INSERT INTO customers (seq, id, name, email, phone, description, currency, created, deleted,
    haystack) VALUES (7, 'cus_1', 'Anna', '', '', '', '', 0, 0, 'anna');
INSERT INTO notes (name, text) VALUES ('customers.up_to', '2026-01-01'), ('other', 'kept');
"""
