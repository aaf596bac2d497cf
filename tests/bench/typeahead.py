"""Type-ahead over 100,000 customers: what one keystroke costs in the local index.

Measured is what the counter awaits: one transaction on the database thread with up to 20 customers
read. The baseline reads the same table of the same file by a LIKE scan, keystroke by keystroke in
turn with the index.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId
from pos_app.domain.lookup import words
from pos_app.simulator.seed_bulk import Bulk
from tests.bench.report import Figure, Series

CUSTOMERS: Final = 100_000
PEOPLE: Final = 40
"""How many customers are looked up, each in several ways."""
LIMIT_MS: Final = 10.0
_SEED: Final = 20
_BATCH: Final = 5_000
_SHOWN: Final = 20
_FIRST_DAY: Final = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)


def measure(_repeat: int) -> list[Figure]:
    """Fill an index and type."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder) / "training.db"))


async def _measure(path: Path) -> list[Figure]:
    bulk = Bulk(_SEED, CUSTOMERS)
    store = await asyncio.to_thread(SqlStore.open, path)
    try:
        await _fill(store, bulk)
        keystrokes = list(_keystrokes(bulk))
        index, scan = await _type(store, path, keystrokes)
    finally:
        await store.close()
    count = f"{len(keystrokes)} keystrokes"
    baseline = Series(f"LIKE scan, {count}, p95 {_percentile(scan):.1f} ms", "ms", tuple(scan))
    candidate = Series(f"index, p95 {_percentile(index):.2f} ms", "ms", tuple(index))
    what = f"type-ahead over {CUSTOMERS:,} customers, 95th percentile per keystroke"
    return [
        Figure("typeahead", what, baseline, candidate, candidate.p95, "ms", at_most=LIMIT_MS),
        Figure(
            "typeahead",
            "the same as a ratio: scan to index, 95th percentiles",
            baseline,
            candidate,
            baseline.p95 / candidate.p95,
        ),
    ]


def _percentile(values: list[float]) -> float:
    return Series("", "ms", tuple(values)).p95


async def _fill(store: SqlStore, bulk: Bulk) -> None:
    for start in range(0, CUSTOMERS, _BATCH):
        batch = [_customer(bulk, rank) for rank in range(start, start + _BATCH)]
        await store.transact(lambda tx, batch=batch: tx.customers.put(batch))


def _customer(bulk: Bulk, rank: int) -> Customer:
    row = bulk.row(rank)
    return Customer(
        id=CustomerId(bulk.customer_id(rank)),
        name=row.name,
        email=row.email or "",
        phone=row.phone or "",
        currency=row.currency.upper(),
        created=_FIRST_DAY + dt.timedelta(minutes=20 * rank),
    )


def _keystrokes(bulk: Bulk) -> Iterator[str]:
    """What stands in the search field after each key, for several ways to look people up."""
    chance = random.Random(_SEED)  # noqa: S311 - a repeatable choice, no secret
    for rank in chance.sample(range(CUSTOMERS), PEOPLE):
        row = bulk.row(rank)
        first, _, last = row.name.partition(" ")
        typed = [
            row.name,
            f"{last} {first}",
            f"{first[:1]} {last}",
            (row.phone or "").removeprefix("+"),
            row.phone or "",
            f"{last}xq",  # a slip of the finger: no hit
        ]
        if row.email:
            typed.append(row.email)
        for text in typed:
            yield from (text[:length] for length in range(1, len(text) + 1))


async def _type(
    store: SqlStore, path: Path, keystrokes: list[str]
) -> tuple[list[float], list[float]]:
    """Milliseconds per keystroke: index, scan."""
    index: list[float] = []
    scan: list[float] = []
    reader = sqlite3.connect(path)
    try:
        for text in keystrokes:
            started = time.perf_counter()
            await store.transact(lambda tx, text=text: tx.customers.find(text, _SHOWN))
            index.append((time.perf_counter() - started) * 1000)
            started = time.perf_counter()
            _scan(reader, text)
            scan.append((time.perf_counter() - started) * 1000)
    finally:
        reader.close()
    return index, scan


def _scan(reader: sqlite3.Connection, text: str) -> list[tuple[str]]:
    wanted = [f"%{pattern[0]}%" for pattern in words(text)]
    if not wanted:
        return []
    condition = " AND ".join("haystack LIKE ?" for _ in wanted)
    query = f"SELECT * FROM customers WHERE {condition} ORDER BY seq DESC LIMIT {_SHOWN}"  # noqa: S608
    return reader.execute(query, wanted).fetchall()
