"""News of paid sales with real database and gateway: nothing is missed while nobody looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from pos_app.domain.events import PaymentUpdated
from pos_app.domain.ids import EventId, OpId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.outcomes import Ok, Refused
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus
from pos_app.domain.stripe_events import InboxState
from pos_app.services.results import Started
from tests.simulator.conftest import CheckedSimulator
from tests.support.register_on_disk import Page, Register, order_for, sell

pytestmark = pytest.mark.asyncio
LONG_ENOUGH = 20.0
A_DAY = 86_400


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[CheckedSimulator]:
    simulator = CheckedSimulator(customers=5)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest_asyncio.fixture
async def page(sim: CheckedSimulator) -> AsyncIterator[Page]:
    opened = Page(sim.api, sim.secret_key)
    yield opened
    await opened.close()


async def customer_of(register: Register) -> str:
    newest = await register.gateway.customers.newest(1)
    assert isinstance(newest, Ok)
    return newest.value[0].id


async def rows_of(register: Register, op: OpId) -> list[tuple[LedgerKind, int]]:
    rows = await register.store.transact(lambda tx: tx.ledger.of(op))
    return [(row.kind, row.money.minor) for row in rows]


async def inbox_of(register: Register) -> dict[InboxState, int]:
    counts = await register.store.transact(lambda tx: tx.inbox.counts())
    return {state: count for state, count in counts.items() if count}


def begin(register: Register) -> None:
    """What the app starts after recovery."""
    services = register.services
    services.background.launch(services.inbox.run(), name="inbox")
    services.background.launch(services.sweep.run(), name="event sweep")


async def booked(register: Register, op: OpId, count: int) -> None:
    """Wait until a sale has so many rows."""
    changed = asyncio.Event()
    end = register.services.bus.subscribe(PaymentUpdated, lambda _: changed.set())
    async with asyncio.timeout(LONG_ENOUGH):
        while len(await rows_of(register, op)) < count:
            await changed.wait()
            changed.clear()
    end()


async def test_refund_and_dispute_while_closed_are_booked_after_the_next_start(
    sim: CheckedSimulator, page: Page, tmp_path: Path
) -> None:
    register = Register(tmp_path / "pos.db", sim.api, sim.secret_key)
    started = await sell(register, page, await customer_of(register))
    op, intent = started.payment.op, started.payment.intent
    assert intent is not None
    assert await register.services.sweep.sweep() == Ok(None)
    await register.close()

    sdk = page._client.sdk
    await sdk.v1.refunds.create_async({"payment_intent": intent, "amount": 850})
    sim.state.clock.advance(9 * 3600)

    register = Register(tmp_path / "pos.db", sim.api, sim.secret_key)
    await register.services.recovery.run()
    begin(register)
    await booked(register, op, 2)
    assert await rows_of(register, op) == [(LedgerKind.SALE, 4850), (LedgerKind.REFUND, -850)]
    await register.close()
    assert register.errors == []


async def test_after_forty_days_the_cursor_is_gone_and_nothing_is_lost(
    sim: CheckedSimulator, page: Page, tmp_path: Path
) -> None:
    register = Register(tmp_path / "pos.db", sim.api, sim.secret_key)
    payments = register.services.payments
    customer = await customer_of(register)
    started = await payments.start(order_for(customer))
    assert isinstance(started, Started)
    op, intent = started.payment.op, started.payment.intent
    assert intent is not None
    await payments.confirm_asked(op)
    await page.confirm(intent, "pm_card_createDispute")
    assert (await payments.check(op)).money_taken is MoneyTaken.YES
    assert await register.services.sweep.sweep() == Ok(None)

    sim.state.clock.advance(40 * A_DAY)
    cursor = await register.store.transact(lambda tx: tx.notes.get("events_cursor"))
    assert cursor is not None
    gone = await register.gateway.events.page(EventId(cursor.partition(" ")[0]), 10)
    assert isinstance(gone, Refused)
    assert await register.services.sweep.sweep() == Ok(None)
    assert await rows_of(register, op) == [(LedgerKind.SALE, 4850), (LedgerKind.DISPUTE, -4850)]
    await register.close()
    assert register.errors == []


async def test_a_debit_is_settled_by_the_sweep_days_later(
    sim: CheckedSimulator, page: Page, tmp_path: Path
) -> None:
    register = Register(tmp_path / "pos.db", sim.api, sim.secret_key)
    payments = register.services.payments
    started = await payments.start(order_for(await customer_of(register)))
    assert isinstance(started, Started)
    op, intent = started.payment.op, started.payment.intent
    assert intent is not None
    assert await register.services.sweep.sweep() == Ok(None)
    await payments.confirm_asked(op)
    await _confirm_debit(page, intent)
    assert (await payments.check(op)).money_taken is MoneyTaken.PENDING
    (item,) = (await register.services.follow_ups.list()).settling
    assert item.payment.method.type == "sepa_debit"
    assert (item.expected.latest - item.since).days >= 14

    await register.services.watch.stop()
    sim.state.clock.advance(20 * A_DAY)
    seen = await register.gateway.payments.retrieve(intent)
    assert isinstance(seen, Ok)
    assert seen.value.status is PaymentIntentStatus.SUCCEEDED
    begin(register)
    await booked(register, op, 1)
    assert (await register.services.follow_ups.list()).settling == ()
    assert (await inbox_of(register)).get(InboxState.FAILED) is None
    await register.close()
    assert register.errors == []


async def _confirm_debit(page: Page, intent: str) -> None:
    await page._client.sdk.v1.payment_intents.confirm_async(
        intent,
        {
            "payment_method_data": {
                "type": "sepa_debit",
                "sepa_debit": {"iban": "DE89370400440532013000"},
                "billing_details": {"name": "Mia Weber", "email": "mia@example.com"},
            },
            "mandate_data": {
                "customer_acceptance": {
                    "type": "online",
                    "online": {"ip_address": "127.0.0.1", "user_agent": "pos_app"},
                }
            },
            "return_url": "https://pay.example.com/back",
        },
    )
