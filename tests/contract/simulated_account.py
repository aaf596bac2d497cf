"""The simulator behind the real gateway, and the hand of the account's owner beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from stripe import StripeClient

from pos_app.adapters.stripe_gateway.client import open_client
from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.domain.ids import CustomerId, PaymentIntentId
from pos_app.domain.modes import Mode
from pos_app.domain.secret import Secret
from pos_app.simulator.server import Simulator

_BACK = "https://pay.example.com/back"


@dataclass(frozen=True)
class SimulatedAccount:
    """One account.

    Attributes:
        gateway: as the app has it.
        sdk: what is done elsewhere: in the page, in the Dashboard.
    """

    simulator: Simulator
    gateway: StripeGateway
    sdk: StripeClient

    async def add_customer(self, name: str) -> CustomerId:
        """Make a customer in the Dashboard."""
        return CustomerId((await self.sdk.v1.customers.create_async({"name": name})).id)

    async def confirm(self, intent: PaymentIntentId, method: str) -> None:
        """Confirm with a published test method, as a page does."""
        await self.sdk.v1.payment_intents.confirm_async(
            intent, {"payment_method": method, "return_url": _BACK}
        )


@asynccontextmanager
async def simulated_account() -> AsyncIterator[SimulatedAccount]:
    """An account without customers, for as long as the context lasts."""
    simulator = Simulator(customers=0)
    await simulator.start()
    key = Secret(simulator.secret_key)
    gateway = StripeGateway(key, mode=Mode.TRAINING, api_url=simulator.api)
    owner = open_client(key, api_url=simulator.api)
    try:
        yield SimulatedAccount(simulator, gateway, owner.sdk)
    finally:
        await gateway.close()
        await owner.close()
        await simulator.stop()
