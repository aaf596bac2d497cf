"""What a register reads back from Stripe: every page, only its own, from no earlier than asked."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from pos_app.adapters.stripe_gateway.client import open_client
from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.adapters.system_clock import SystemClock
from pos_app.domain.identity import Identity, Whose
from pos_app.domain.ids import InstallationId, PaymentIntentId, RegisterId
from pos_app.domain.modes import Mode
from pos_app.domain.outcomes import Ok
from pos_app.domain.secret import Secret
from pos_app.ports.sale_history import SalesPage
from pos_app.simulator.server import Simulator

pytestmark = pytest.mark.asyncio
MANY = 250
BEGINNING = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
WHOSE = Whose(
    RegisterId("Bar"),
    Identity(
        InstallationId("reg_2"), (InstallationId("reg_1"),), (RegisterId("Till"), RegisterId("Bar"))
    ),
)
KINDS = (
    {"pos_register": "Bar", "pos_installation": "reg_2"},  # own
    {"pos_register": "Anything", "pos_installation": "reg_1"},  # own, from before the settings
    {"pos_register": "Till"},  # own, by the name it had before there were ids
    {"pos_register": "Bar", "pos_installation": "reg_9"},  # another register of the same name
    {"pos_register": "Till", "pos_installation": "reg_9"},  # another one with our former name
    {"pos_register": "Roof"},
)


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(customers=1)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest_asyncio.fixture
async def gateway(sim: Simulator) -> AsyncIterator[StripeGateway]:
    opened = StripeGateway(Secret(sim.secret_key), mode=Mode.TRAINING, api_url=sim.api)
    yield opened
    await opened.close()


async def _sold(sim: Simulator, gateway: StripeGateway, many: int = MANY) -> list[tuple[str, int]]:
    """Many PaymentIntents: their ids, each with the number of its kind; -1 for not this app's."""
    newest = await gateway.customers.newest(1)
    assert isinstance(newest, Ok)
    client = open_client(Secret(sim.secret_key), api_url=sim.api)
    at_once = asyncio.Semaphore(8)

    async def one(number: int) -> tuple[str, int]:
        kind = number % (len(KINDS) + 1) - 1
        marks = {"pos_operation": f"op_{number}", **KINDS[kind]} if kind >= 0 else {"shop": "web"}
        async with at_once:
            made = await client.sdk.v1.payment_intents.create_async(
                {
                    "amount": 100 + number,
                    "currency": "eur",
                    "customer": newest.value[0].id,
                    "metadata": marks,
                }
            )
        return made.id, kind

    made = await asyncio.gather(*(one(number) for number in range(many)))
    await client.close()
    return list(made)


async def _pages(gateway: StripeGateway, since: dt.datetime) -> list[SalesPage]:
    pages: list[SalesPage] = []
    after: PaymentIntentId | None = None
    while not pages or after is not None:
        outcome = await gateway.history.page(WHOSE, since, after)
        assert isinstance(outcome, Ok)
        pages.append(outcome.value)
        after = outcome.value.next_after
    return pages


async def test_every_own_sale_of_many_pages_is_found_once_and_no_other(
    sim: Simulator, gateway: StripeGateway
) -> None:
    made = await _sold(sim, gateway)
    pages = await _pages(gateway, BEGINNING)
    assert len(pages) == 3
    sales = [sale for page in pages for sale in page.sales]
    assert sorted(sale.seen.id for sale in sales) == sorted(
        intent for intent, kind in made if kind in {0, 1, 2}
    )
    by_name = {sale.seen.id for sale in sales if sale.by_name}
    assert by_name == {intent for intent, kind in made if kind == 2}
    left = [intent for page in pages for intent in page.namesakes]
    assert sorted(left) == sorted(intent for intent, kind in made if kind == 3)
    for sale in sales:
        assert sale.order.money.minor == 100 + int(sale.op.removeprefix("op_"))


async def test_what_is_older_than_asked_for_is_not_read(
    sim: Simulator, gateway: StripeGateway
) -> None:
    await _sold(sim, gateway, 3)
    tomorrow = SystemClock().now() + dt.timedelta(days=1)
    assert await _pages(gateway, tomorrow) == [SalesPage((), None)]
