"""A register with its real database and its real way to Stripe; also run as a process that dies.

``python -m tests.support.register_on_disk DATABASE API KEY CUSTOMER DEADLY_STEP`` takes one sale
and kills itself, without any farewell, right after the given transaction is committed.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.adapters.store.opening import open_or_replace
from pos_app.adapters.store.sql_store import SqlStore
from pos_app.adapters.stripe_gateway.client import open_client
from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.adapters.system_clock import SystemClock, SystemIds
from pos_app.domain.ids import CustomerId, OperatorId, RegisterId
from pos_app.domain.modes import Mode
from pos_app.domain.money import Money
from pos_app.domain.payment import SaleOrder
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ports.store import Tx
from pos_app.services.bundle import Services, build_services
from pos_app.services.results import Started
from pos_app.services.settings import SettingsService
from tests.contract.canned_stripe import Pauses
from tests.support.fake_workflow import FakeWorkflow
from tests.support.world import SettingsInMemory

R = TypeVar("R")
DEAD = 9
_HURRY = 0.02


class HurriedClock(SystemClock):
    """Waits a fiftieth of what it is asked to, so that minutes of polling pass in seconds."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds * _HURRY)


class DeadlyStore:
    """Ends the process after its n-th transaction; 0 never."""

    def __init__(self, store: SqlStore, deadly: int) -> None:
        self._store = store
        self._left = deadly

    async def transact(self, work: Callable[[Tx], R]) -> R:
        result = await self._store.transact(work)
        self._left -= 1
        if self._left == 0:
            os._exit(DEAD)
        return result

    async def close(self) -> None:
        await self._store.close()


class Register:
    """Everything of the app below the window."""

    def __init__(
        self,
        database: Path,
        api: str,
        key: str,
        *,
        deadly: int = 0,
        settings: Settings | None = None,
    ) -> None:
        self.errors: list[tuple[str, BaseException]] = []
        self.gateway = StripeGateway(
            Secret(key),
            mode=Mode.TRAINING,
            api_url=api,
            timeout=2,
            pause=Pauses(),
            heard=self._heard,
        )
        opened = open_or_replace(database, SystemClock().now())
        self.store = DeadlyStore(opened, deadly)
        self.services: Services = build_services(
            secrets=MemorySecretStore(),
            hook_runner=FakeWorkflow(),
            mode=Mode.TRAINING,
            gateway=self.gateway.payments,
            checkout_gateway=self.gateway.checkout,
            directory=self.gateway.customers,
            history=self.gateway.history,
            events=self.gateway.events,
            store=self.store,
            clock=HurriedClock(),
            ids=SystemIds(),
            settings=SettingsService(SettingsInMemory(settings)),
            on_error=lambda name, error: self.errors.append((name, error)),
        )

    def _heard(self, date: dt.datetime) -> None:
        self.services.health.heard(date)

    async def close(self) -> None:
        await self.services.close()
        await self.gateway.close()
        await self.store.close()


class Page:
    """Confirms as the embedded page would: with another client, behind the register's back."""

    def __init__(self, api: str, key: str) -> None:
        self._client = open_client(Secret(key), api_url=api)

    async def confirm(self, intent: str, method: str = "pm_card_visa") -> None:
        await self._client.sdk.v1.payment_intents.confirm_async(
            intent, {"payment_method": method, "return_url": "https://pay.example.com/back"}
        )

    async def close(self) -> None:
        await self._client.close()


def order_for(customer: str) -> SaleOrder:
    return SaleOrder(
        CustomerId(customer),
        "Mia Weber",
        Money(4850, "EUR"),
        "Table 4",
        RegisterId("R1"),
        OperatorId("Kim"),
    )


async def sell(register: Register, page: Page, customer: str) -> Started:
    """One sale as the counter drives it."""
    payments = register.services.payments
    started = await payments.start(order_for(customer))
    assert isinstance(started, Started), started
    payment = await payments.confirm_asked(started.payment.op)
    assert payment.intent is not None
    await page.confirm(payment.intent)
    await payments.reported(payment.op, ConfirmReported(payment.intent, "succeeded"))
    return started


async def _die(database: str, api: str, key: str, customer: str, deadly: str) -> None:
    register = Register(Path(database), api, key, deadly=int(deadly))
    page = Page(api, key)
    await sell(register, page, customer)
    await page.close()
    await register.close()


if __name__ == "__main__":
    asyncio.run(_die(*sys.argv[1:]))
