"""The services with real database and gateway against the simulator: faults and sudden death."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from pos_app.domain.customer import Customer
from pos_app.domain.events import PaymentUpdated
from pos_app.domain.journal import JournalEntry
from pos_app.domain.outcomes import Ok
from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.services.results import AlreadyPaid, Canceled, Started, StartUnknown
from pos_app.simulator.faults import Fault, FaultKind
from tests.simulator.conftest import CheckedSimulator
from tests.support.register_on_disk import DEAD, Page, Register, order_for, sell

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).parents[2]
INTENTS = "/v1/payment_intents"
LONG_ENOUGH = 20.0


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[CheckedSimulator]:
    simulator = CheckedSimulator(customers=40)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest_asyncio.fixture
async def register(sim: CheckedSimulator, tmp_path: Path) -> AsyncIterator[Register]:
    opened = Register(tmp_path / "pos.db", sim.api, sim.secret_key)
    yield opened
    await opened.close()
    assert opened.errors == []


@pytest_asyncio.fixture
async def page(sim: CheckedSimulator) -> AsyncIterator[Page]:
    opened = Page(sim.api, sim.secret_key)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def customer(register: Register) -> Customer:
    newest = await register.gateway.customers.newest(1)
    assert isinstance(newest, Ok)
    return newest.value[0]


async def until(register: Register, true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is true after one of the announced changes."""
    changed = asyncio.Event()
    end = register.services.bus.subscribe(PaymentUpdated, lambda _: changed.set())
    async with asyncio.timeout(LONG_ENOUGH):
        while not await true():
            await changed.wait()
            changed.clear()
    end()


async def only_sale(register: Register) -> Payment:
    (payment,) = await register.services.payments.recent()
    return payment


async def ended(register: Register) -> bool:
    return all(payment.state.terminal for payment in await register.services.payments.recent())


async def open_entries(register: Register) -> list[JournalEntry]:
    return await register.store.transact(lambda tx: list(tx.journal.open_entries()))


async def intents(register: Register, customer: Customer) -> list[Payment]:
    payment = await only_sale(register)
    found = await register.gateway.payments.find(payment.op, customer.id, payment.created)
    assert isinstance(found, Ok)
    return list(found.value)


async def test_a_sale_is_paid_recorded_and_still_there_tomorrow(
    sim: CheckedSimulator, register: Register, page: Page, customer: Customer, tmp_path: Path
) -> None:
    started = await sell(register, page, customer.id)
    assert started.customer_session is not None
    payment = await only_sale(register)
    assert payment.money_taken is MoneyTaken.YES
    assert payment.method.last4 == "4242"
    tomorrow = Register(tmp_path / "pos.db", sim.api, sim.secret_key)
    assert (await tomorrow.services.recovery.run()).watched == ()
    rows = await tomorrow.store.transact(lambda tx: list(tx.ledger.entries()))
    assert [(row.op, row.stripe_id, row.money.minor) for row in rows] == [
        (payment.op, payment.charge, 4850)
    ]
    await tomorrow.close()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.RESET_BEFORE, "POST", INTENTS, remaining=4),
        Fault(FaultKind.RESET_AFTER, "POST", INTENTS, remaining=4),
        Fault(FaultKind.ERROR_AFTER, "POST", INTENTS, remaining=1),
        Fault(FaultKind.ERROR, "POST", INTENTS, remaining=20, status=429),
    ],
    ids=lambda fault: fault.kind.value,
)
async def test_a_creation_without_answer_ends_in_one_payable_sale(
    sim: CheckedSimulator, register: Register, page: Page, customer: Customer, fault: Fault
) -> None:
    sim.faults.add(fault)
    unknown = await register.services.payments.start(order_for(customer.id))
    assert isinstance(unknown, StartUnknown)
    op = unknown.payment.op

    async def is_open() -> bool:
        return (await only_sale(register)).state is PaymentState.OPEN

    await until(register, is_open)
    assert len(await intents(register, customer)) == 1
    resumed = await register.services.payments.resume(op)
    assert isinstance(resumed, Started)
    payment = await register.services.payments.confirm_asked(op)
    assert payment.intent is not None
    await page.confirm(payment.intent)
    assert (await register.services.payments.check(op)).money_taken is MoneyTaken.YES


async def test_cancelled_and_too_late_to_cancel(
    register: Register, page: Page, customer: Customer
) -> None:
    payments = register.services.payments
    first = await payments.start(order_for(customer.id))
    assert isinstance(first, Started)
    assert isinstance(await payments.cancel(first.payment.op), Canceled)
    second = await payments.start(order_for(customer.id))
    assert isinstance(second, Started)
    payment = await payments.confirm_asked(second.payment.op)
    assert payment.intent is not None
    await page.confirm(payment.intent)
    result = await payments.cancel(payment.op)
    assert isinstance(result, AlreadyPaid)
    assert result.payment.money_taken is MoneyTaken.YES


async def test_a_cancellation_without_answer_is_repeated(
    sim: CheckedSimulator, register: Register, customer: Customer
) -> None:
    started = await register.services.payments.start(order_for(customer.id))
    assert isinstance(started, Started)
    sim.faults.add(Fault(FaultKind.RESET_AFTER, "POST", f"{INTENTS}/*/cancel", remaining=4))
    await register.services.payments.leave(started.payment.op)
    await until(register, lambda: ended(register))
    assert (await only_sale(register)).state is PaymentState.CANCELED


async def test_the_index_is_filled_and_finds_who_came_a_second_ago(
    register: Register, customer: Customer
) -> None:
    await register.services.customers.sync()
    word = customer.title.split()[-1]
    assert customer.id in {c.id for c in await register.services.customers.find(word)}
    found = await register.services.customers.find_everywhere(word)
    assert customer.id in {c.id for c in found.customers}
    assert found.remote is None


@pytest.mark.slow
@pytest.mark.parametrize("deadly", range(1, 9))
async def test_a_register_that_dies_at_any_step_is_set_right_by_the_next_start(
    sim: CheckedSimulator, register: Register, customer: Customer, tmp_path: Path, deadly: int
) -> None:
    died = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.register_on_disk",
        str(tmp_path / "pos.db"), sim.api, sim.secret_key, customer.id, str(deadly), cwd=ROOT,
    )  # fmt: skip
    async with asyncio.timeout(60):
        assert await died.wait() == DEAD
    await register.services.recovery.run()
    await until(register, lambda: ended(register))
    payment = await only_sale(register)
    found = await intents(register, customer)
    assert len(found) <= 1
    paid = [seen for seen in found if seen.amount_received]
    rows = await register.store.transact(lambda tx: list(tx.ledger.entries()))
    assert [row.money.minor for row in rows] == [seen.amount_received for seen in paid]
    assert payment.money_taken is (MoneyTaken.YES if paid else MoneyTaken.NO)
    await register.services.money.drain(5)
    assert await open_entries(register) == []
