"""Everything the app asks of Stripe with one secret key."""

from __future__ import annotations

import asyncio

from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.checkout import StripeCheckout
from pos_app.adapters.stripe_gateway.client import NETWORK_RETRIES, TIMEOUT_SECONDS, open_client
from pos_app.adapters.stripe_gateway.customers import StripeCustomers
from pos_app.adapters.stripe_gateway.events import StripeEvents
from pos_app.adapters.stripe_gateway.payments import StripePayments
from pos_app.adapters.stripe_gateway.sale_history import StripeSaleHistory
from pos_app.adapters.stripe_gateway.transport import (
    Heard,
    Missed,
    Pause,
    nobody_listens,
    nobody_waits,
)
from pos_app.domain.modes import ForbiddenPairingError, KeyKind, Mode
from pos_app.domain.secret import Secret


class StripeGateway:
    """One key's ports, over one set of connections.

    Used in one event loop. Nothing is sent before the first call; ``close`` ends it.

    Attributes:
        payments: the ``PaymentGateway``.
        checkout: the ``CheckoutGateway``.
        customers: the ``CustomerDirectory``.
        events: the ``EventReader``.
        history: the ``SaleHistory``.
    """

    def __init__(  # noqa: PLR0913 - all but two are the connection's fine points
        self,
        secret_key: Secret,
        *,
        mode: Mode,
        api_url: str | None = None,
        proxy: str = "",
        timeout: float = TIMEOUT_SECONDS,
        max_network_retries: int = NETWORK_RETRIES,
        pause: Pause = asyncio.sleep,
        heard: Heard = nobody_listens,
        missed: Missed = nobody_waits,
    ) -> None:
        """Bind the key.

        Args:
            secret_key: a secret or restricted key.
            mode: what the app runs in; the key must be of this mode.
            api_url: the simulator's address in training; ``None`` is Stripe itself.
            proxy: ``http://host:port``; empty means the system's.
            timeout: seconds for one attempt.
            max_network_retries: further attempts with the same idempotency key.
            pause: waits between two attempts.
            heard: told what time it is at Stripe whenever Stripe answers.
            missed: told of each try that could not even connect.

        Raises:
            ForbiddenPairingError: key, mode and host do not belong together.
        """
        client = open_client(
            secret_key,
            api_url=api_url,
            proxy=proxy,
            timeout=timeout,
            max_network_retries=max_network_retries,
            pause=pause,
            heard=heard,
            missed=missed,
        )
        if client.key.mode is not mode:
            raise ForbiddenPairingError(f"a {client.key.mode} key was given to the {mode} mode")
        if client.key.kind is KeyKind.PUBLISHABLE:
            raise ForbiddenPairingError("a publishable key cannot take payments")
        calls = Calls(livemode=client.livemode, pause=pause)
        self._client = client
        self.payments = StripePayments(client.sdk, calls)
        self.checkout = StripeCheckout(client.sdk, calls)
        self.customers = StripeCustomers(client.sdk, calls)
        self.events = StripeEvents(client.sdk, calls)
        self.history = StripeSaleHistory(client.sdk, calls)

    async def close(self) -> None:
        """Release the connections; later calls end in ``Unknown``."""
        await self._client.close()
