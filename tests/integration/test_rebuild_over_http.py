"""A register whose database is destroyed, with real files and a real way to Stripe."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from pos_app.domain.events import DatabaseReplaced
from pos_app.domain.ids import ChargeId, RegisterId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.outcomes import Ok
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError
from tests.simulator.conftest import CheckedSimulator
from tests.support.register_on_disk import Page, Register, sell

pytestmark = pytest.mark.asyncio
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
READ_BACK = "INSERT OR REPLACE INTO notes VALUES ('rebuild.set_aside', 'restored')"


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[CheckedSimulator]:
    simulator = CheckedSimulator(customers=5)
    await simulator.start()
    yield simulator
    await simulator.stop()


def _register(sim: CheckedSimulator, path: Path) -> Register:
    opened = Register(path, sim.api, sim.secret_key)
    settings = opened.services.settings
    assert settings.save(replace(settings.current, register=RegisterId("R1"))) == ()
    return opened


async def _damaged(
    register: Register, path: Path, sim: CheckedSimulator
) -> tuple[Register, DatabaseReplaced]:
    """The register starts on what is left of its file, and reads its sales back."""
    settings = register.services.settings.current
    await register.close()
    assert register.errors == []
    _destroy(path)
    opened = Register(path, sim.api, sim.secret_key, settings=settings)
    told: list[DatabaseReplaced] = []
    opened.services.bus.subscribe(DatabaseReplaced, told.append)
    lost = await opened.services.taking_up.run(_no_trouble)
    assert lost is not None
    await opened.services.rebuild.run(lost)
    return opened, told[-1]


def _destroy(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def _restore(copy: Path, path: Path) -> None:
    """As docs/operations.md says."""
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()
    shutil.copy(copy, path)


def _have_it_read_back(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(READ_BACK)


def _no_trouble(refusal: StoreUnavailableError) -> None:
    raise AssertionError(refusal)


async def _books(register: Register) -> tuple[set[LedgerEntry], dict[str, Payment]]:
    rows = await register.store.transact(lambda tx: set(tx.ledger.entries()))
    sales = await register.services.payments.recent()
    return rows, {str(sale.op): sale for sale in sales}


async def _refund(page: Page, charge: ChargeId, minor: int) -> None:
    await page._client.sdk.v1.refunds.create_async({"charge": charge, "amount": minor})


@pytest.mark.expects_log("is damaged and is moved aside")
async def test_a_destroyed_database_comes_back_from_stripe(
    sim: CheckedSimulator, tmp_path: Path
) -> None:
    path = tmp_path / "pos.db"
    register, page = _register(sim, path), Page(sim.api, sim.secret_key)
    newest = await register.gateway.customers.newest(3)
    assert isinstance(newest, Ok)
    for customer in newest.value:
        await sell(register, page, customer.id)
    refunded = (await register.services.payments.recent())[0]
    assert refunded.charge is not None
    assert refunded.intent is not None
    await _refund(page, refunded.charge, 850)
    await register.services.reconcile.after_sale(refunded.intent, FactSource.POLL)
    rows, sales = await _books(register)
    await register.close()
    assert sorted(row.kind for row in rows) == [LedgerKind.REFUND, *[LedgerKind.SALE] * 3]
    _destroy(path)

    register = _register(sim, path)
    lost = await register.services.rebuild.begin()
    assert lost is not None
    assert path.with_name(lost.file).read_bytes().strip(b"\xff") == b""
    await register.services.recovery.run()
    await register.services.rebuild.run(lost)
    rebuilt_rows, rebuilt = await _books(register)
    names = {customer.id: customer.title for customer in newest.value}
    assert rebuilt_rows == rows
    assert rebuilt.keys() == sales.keys()
    for op, sale in rebuilt.items():
        assert sale.state is PaymentState.SUCCEEDED
        assert sale.amount_refunded == sales[op].amount_refunded
        assert sale.order == replace(sales[op].order, customer_title=names[sale.order.customer])
    await register.close()
    await page.close()
    assert register.errors == []


@pytest.mark.expects_log("is damaged and is moved aside")
async def test_two_registers_of_one_name_do_not_adopt_each_others_sales(
    sim: CheckedSimulator, tmp_path: Path
) -> None:
    page = Page(sim.api, sim.secret_key)
    here, there = _register(sim, tmp_path / "here.db"), _register(sim, tmp_path / "there.db")
    newest = await here.gateway.customers.newest(2)
    assert isinstance(newest, Ok)
    sold = {}
    for register, customer in zip((here, there), newest.value, strict=True):
        await register.services.taking_up.run(_no_trouble)
        started = await sell(register, page, customer.id)
        sold[register] = started.payment.op
    current = here.services.settings.current
    renamed = replace(current, register=RegisterId("Bar"))
    assert here.services.settings.save(renamed) == ()
    for register, file, namesakes in ((here, "here.db", 0), (there, "there.db", 1)):
        opened, told = await _damaged(register, tmp_path / file, sim)
        assert (told.found, told.by_name, told.namesakes) == (1, 0, namesakes)
        _, sales = await _books(opened)
        assert sales.keys() == {sold[register]}
        await opened.close()
    await page.close()


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(_have_it_read_back, id="by the documented step"),
        pytest.param(
            lambda _path: None,
            id="by itself",
            marks=pytest.mark.expects_log("is older than it was when last used"),
        ),
    ],
)
async def test_a_restored_copy_learns_what_was_sold_since(
    sim: CheckedSimulator, tmp_path: Path, step: Callable[[Path], None]
) -> None:
    assert f'"{READ_BACK}"' in OPERATIONS.read_text(encoding="utf-8")
    path, copy = tmp_path / "pos.db", tmp_path / "copy.db"
    register, page = _register(sim, path), Page(sim.api, sim.secret_key)
    newest = await register.gateway.customers.newest(2)
    assert isinstance(newest, Ok)
    before, since = newest.value
    await sell(register, page, before.id)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    await sell(register, page, since.id)
    books = await _books(register)
    settings = register.services.settings.current
    await register.close()
    _restore(copy, path)
    step(path)

    register = Register(path, sim.api, sim.secret_key, settings=settings)
    lost = await register.services.taking_up.run(_no_trouble)
    assert lost is not None
    await register.services.rebuild.run(lost)
    rows, sales = await _books(register)
    assert rows == books[0]
    assert sales.keys() == books[1].keys()
    await register.close()
    await page.close()
    assert register.errors == []
