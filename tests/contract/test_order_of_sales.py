"""Lists of sales go by when each was written down: a clock may be set back between two of them."""

import datetime as dt
from dataclasses import replace

import pytest

from pos_app.domain.ids import CustomerId
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment, PaymentState
from pos_app.ports.store import Store
from tests.contract.test_store import MINUTE, NOW, sale

YEAR = dt.timedelta(days=365)


async def _ops(store: Store, limit: int = 9) -> list[str]:
    return [one.op for one in await store.transact(lambda tx: tx.payments.recent(limit))]


async def _sold(store: Store, *sales: Payment) -> None:
    for one in sales:
        await store.transact(lambda tx, one=one: tx.payments.put(one))  # type: ignore[misc]


@pytest.mark.asyncio
async def test_a_clock_set_back_hides_no_sale_below_older_ones(store: Store) -> None:
    await _sold(store, *(sale(f"op_{n}", created=NOW + n * MINUTE) for n in range(3)))
    newest = sale("op_now", created=NOW - YEAR, updated=NOW - YEAR)
    await _sold(store, newest)
    assert await _ops(store, 2) == ["op_now", "op_2"]
    hers = await store.transact(lambda tx: tx.payments.recent(1, CustomerId("cus_1")))
    assert list(hers) == [newest]


@pytest.mark.asyncio
async def test_what_happens_to_a_sale_later_moves_it_nowhere(store: Store) -> None:
    first, second = sale("op_1"), sale("op_2", created=NOW - MINUTE)
    await _sold(store, first, second)
    await _sold(store, replace(first, state=PaymentState.SUCCEEDED, updated=NOW + YEAR))
    assert await _ops(store) == ["op_2", "op_1"]


@pytest.mark.asyncio
async def test_every_other_list_keeps_that_order_too(store: Store) -> None:
    waits = {"state": PaymentState.PROCESSING, "updated": NOW}
    sales = [sale(f"op_{n}", created=NOW - n * MINUTE, **waits) for n in range(3)]
    await _sold(store, *sales)
    assert list(await store.transact(lambda tx: tx.payments.unfinished())) == sales
    assert list(await store.transact(lambda tx: tx.payments.following())) == sales
    euros = Money(4850, "EUR")
    same = await store.transact(lambda tx: tx.payments.same(CustomerId("cus_1"), euros, NOW))
    assert list(same) == sales[::-1]


@pytest.mark.asyncio
async def test_lost_sales_that_come_back_stand_by_their_time_below_what_is_sold_then(
    store: Store,
) -> None:
    lost = [sale(f"op_{n}", created=NOW + n * MINUTE) for n in range(4)]
    for one in (lost[3], lost[2], lost[0], lost[1]):  # the newest ones are found first
        await store.transact(lambda tx, one=one: tx.payments.put_back(one))  # type: ignore[misc]
    await _sold(store, sale("op_now", created=NOW - YEAR))
    assert await _ops(store) == ["op_now", "op_3", "op_2", "op_1", "op_0"]


@pytest.mark.asyncio
async def test_a_lost_sale_comes_back_between_those_that_an_older_copy_still_holds(
    store: Store,
) -> None:
    await _sold(store, sale("op_1", created=NOW), sale("op_3", created=NOW + 2 * MINUTE))
    for op, minutes in (("op_5", 4), ("op_4", 3), ("op_2", 1), ("op_0", -1)):
        back = sale(op, created=NOW + minutes * MINUTE)
        await store.transact(lambda tx, back=back: tx.payments.put_back(back))  # type: ignore[misc]
    assert await _ops(store) == ["op_5", "op_4", "op_3", "op_2", "op_1", "op_0"]


@pytest.mark.asyncio
async def test_a_sale_that_comes_back_twice_stays_where_it_is(store: Store) -> None:
    await _sold(store, sale("op_1", created=NOW), sale("op_2", created=NOW - YEAR))
    known = sale("op_1", created=NOW - 2 * YEAR, state=PaymentState.SUCCEEDED)
    await store.transact(lambda tx: tx.payments.put_back(known))
    assert await _ops(store) == ["op_2", "op_1"]
    assert await store.transact(lambda tx: tx.payments.get(known.op)) == known
