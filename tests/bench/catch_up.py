"""A register that was away: 10,000 events of 2,000 sales are read, stored and booked.

The baseline reads the same events with Stripe's SDK alone and throws them away. The other figures
say how often Stripe is asked: per sale while catching up, and per payment at the counter, compared
with the average that Stripe allows (https://docs.stripe.com/rate-limits).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import stripe

from pos_app.domain.event_kinds import SWEPT
from pos_app.domain.ids import METADATA_OPERATION, OpId, PaymentIntentId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.outcomes import Ok
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.stripe_events import InboxState
from pos_app.ports.store import Tx
from tests.bench.orders import CUSTOMER
from tests.bench.processes import simulator
from tests.bench.report import Figure, Series
from tests.support.register_on_disk import Register, order_for
from tests.support.world import World, order

SALES: Final = 2_000
EVENTS: Final = 10_000
ONE_BY_ONE: Final = 13.0
"""Reads per sale if each event caused a look: four of five are about the refund, three reads."""
ALLOWED: Final = 500.0
"""Reads per payment, on average over 30 days."""
MOST: Final = 3.0
_AT_ONCE: Final = 8
_LONG_AGO: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_A_DAY: Final = 86_400


def measure(_repeat: int) -> list[Figure]:
    """Be away, come back."""
    with simulator() as sim, tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_away(Path(folder) / "pos.db", sim))
    return figures + asyncio.run(_at_the_counter())


async def _away(path: Path, sim: dict[str, Any]) -> list[Figure]:
    http = stripe.AIOHTTPClient()
    sdk = stripe.StripeClient(
        sim["secret_key"], base_addresses={"api": sim["api"]}, http_client=http
    )
    register = Register(path, sim["api"], sim["secret_key"])
    try:
        await sdk.v1.customers.create_async({"name": "The event to begin with"})
        assert await register.services.sweep.sweep() == Ok(None)
        begin = await register.store.transact(lambda tx: tx.notes.get("events_cursor"))
        assert begin is not None
        await _happen(sdk, register)
        listed = await _timed(_list(sdk, begin.partition(" ")[0]))
        stored = await _timed(register.services.sweep.sweep())
        reads = _count_reads(register)
        booked = stored + await _timed(_drain(register))
        await _require_all(register)
    finally:
        await register.close()
        await http.close_async()
    baseline = Series("SDK lists them", "s", (listed,))
    return [
        Figure(
            "catch_up",
            f"{EVENTS:,} events read and stored durably, oldest first",
            baseline,
            Series("sweep", "s", (stored,)),
            stored / listed,
            at_most=MOST,
        ),
        Figure(
            "catch_up",
            f"the same until all {SALES:,} sales and refunds are booked",
            baseline,
            Series("sweep and inbox", "s", (booked,)),
            booked / listed,
        ),
        Figure(
            "catch_up",
            "reads per sale while catching up, five events each",
            Series("a look for each event", "reads", (ONE_BY_ONE,)),
            Series("inbox", "reads", (len(reads) / SALES,)),
            len(reads) / SALES,
            "reads",
        ),
    ]


async def _happen(sdk: stripe.StripeClient, register: Register) -> None:
    """Sales that are paid and refunded in part while the register does not look."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> Payment:
        async with slots:
            return await _sold(sdk, OpId(f"bench-{number}"))

    sales = await asyncio.gather(*map(one, range(SALES)))
    await register.store.transact(lambda tx: [tx.payments.put(sale) for sale in sales])


async def _sold(sdk: stripe.StripeClient, op: OpId) -> Payment:
    paid = await sdk.v1.payment_intents.create_async(
        {
            "amount": 4850,
            "currency": "eur",
            "customer": CUSTOMER,
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://pay.example.com/back",
            "metadata": {METADATA_OPERATION: op},
        }
    )
    refund = await sdk.v1.refunds.create_async({"payment_intent": paid.id, "amount": 850})
    for text in ("a", "b"):
        await sdk.v1.refunds.update_async(refund.id, {"metadata": {"note": text}})
    return Payment(
        op=op,
        order=order_for(CUSTOMER),
        state=PaymentState.OPEN,
        created=_LONG_AGO,
        updated=_LONG_AGO,
        intent=PaymentIntentId(paid.id),
        confirming=True,
    )


async def _list(sdk: stripe.StripeClient, after: str) -> None:
    page = await sdk.v1.events.list_async(
        {"types": sorted(SWEPT), "ending_before": after, "limit": 100}
    )
    found = [event.id async for event in page.auto_paging_iter()]
    assert len(found) == EVENTS, len(found)


def _count_reads(register: Register) -> list[str]:
    """Note every read of a sale from now on."""
    reads: list[str] = []
    payments: Any = register.gateway.payments
    for name in ("retrieve", "refunds", "disputes"):
        setattr(payments, name, _noting(getattr(payments, name), reads))
    return reads


def _noting(
    call: Callable[[PaymentIntentId], Awaitable[Any]], reads: list[str]
) -> Callable[[PaymentIntentId], Awaitable[Any]]:
    async def noted(intent: PaymentIntentId) -> Any:
        reads.append(intent)
        return await call(intent)

    return noted


async def _drain(register: Register) -> None:
    services = register.services
    services.background.launch(services.inbox.run(), name="inbox")
    while (await register.store.transact(_states))[InboxState.WAITING]:  # noqa: ASYNC110 - no end is told
        await asyncio.sleep(0.2)


def _states(tx: Tx) -> Mapping[InboxState, int]:
    return tx.inbox.counts()


async def _require_all(register: Register) -> None:
    rows = await register.store.transact(lambda tx: tx.ledger.entries())
    kinds = [row.kind for row in rows]
    assert kinds.count(LedgerKind.SALE) == kinds.count(LedgerKind.REFUND) == SALES
    assert len(kinds) == 2 * SALES
    assert register.errors == []


async def _timed(work: Awaitable[object]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def _at_the_counter() -> list[Figure]:
    """Every read of one payment and of the sweep beside it, on a clock that is moved by hand."""
    allowed = Series("Stripe allows on average", "reads", (ALLOWED,))
    return [
        Figure(
            "catch_up",
            f"reads per payment: {what}",
            allowed,
            Series("counter", "reads", (float(reads),)),
            float(reads),
            "reads",
            at_most=ALLOWED,
        )
        for what, reads in [
            ("card, paid 8 s after Charge", await _reads("pay", 8, 60)),
            ("card, 90 s at the bank", await _reads("pay", 90, 120)),
            ("SEPA debit, settled after 7 days", await _reads("pay", 7 * _A_DAY, 8 * _A_DAY)),
        ]
    ]


async def _reads(ends: str, after: float, until: float) -> int:
    """Count the reads of a sale whose end no page and no webhook announces."""
    world = World()
    sale = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(sale.op)
    if after >= _A_DAY:
        world.stripe.process(sale.intent)
    else:
        world.stripe.require_action(sale.intent)
    await world.payments.check(sale.op)
    await world.clock.advance(after)
    getattr(world.stripe, ends)(sale.intent)
    await world.clock.advance(until - after)
    reads = sum(map(world.stripe.count, ("retrieve", "refunds", "disputes")))
    assert (await world.sale(sale.op)).state is PaymentState.SUCCEEDED
    await world.close()
    return reads
