"""The index finds whoever fits, also an old customer behind thousands with the same name."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from pos_app.adapters.store.sql_store import SqlStore
from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId

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
