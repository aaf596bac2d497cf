"""Opens the SDK for one key, after checking that this key may go to this host."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import stripe

import pos_app
from pos_app.adapters.stripe_gateway.transport import (
    Heard,
    HttpTransport,
    Missed,
    Pause,
    nobody_listens,
    nobody_waits,
)
from pos_app.domain.modes import (
    STRIPE_API,
    ForbiddenPairingError,
    KeyInfo,
    KeyProblem,
    Mode,
    read_key,
    require_host,
)
from pos_app.domain.secret import Secret

TIMEOUT_SECONDS: Final = 25.0
NETWORK_RETRIES: Final = 2


@dataclass(frozen=True, slots=True)
class OpenClient:
    """The SDK bound to one key, and what its key is."""

    sdk: stripe.StripeClient = field(repr=False)
    transport: HttpTransport = field(repr=False)
    key: KeyInfo

    @property
    def livemode(self) -> bool:
        """What ``livemode`` every object of this key must have."""
        return self.key.mode is Mode.LIVE

    async def close(self) -> None:
        """Release the connections."""
        await self.transport.close_async()


def open_client(  # noqa: PLR0913 - the fine points of the connection
    key: Secret,
    *,
    api_url: str | None = None,
    proxy: str = "",
    timeout: float = TIMEOUT_SECONDS,
    max_network_retries: int = NETWORK_RETRIES,
    pause: Pause = asyncio.sleep,
    heard: Heard = nobody_listens,
    missed: Missed = nobody_waits,
) -> OpenClient:
    """Open the SDK; sends nothing.

    Args:
        key: a secret, restricted or publishable key.
        api_url: where Stripe is; ``None`` means https://api.stripe.com.
        proxy: ``http://host:port``; empty means the system's.
        timeout: seconds for one attempt.
        max_network_retries: further attempts with the same idempotency key.
        pause: waits between two attempts.
        heard: told what time it is at Stripe whenever Stripe answers.
        missed: told of each try that could not even connect.

    Raises:
        ForbiddenPairingError: the text is no API key, or this key must never meet this host.
    """
    info = read_key(key.reveal())
    if isinstance(info, KeyProblem):
        raise ForbiddenPairingError(f"not an API key: {info}")
    url = (api_url or STRIPE_API).rstrip("/")
    require_host(info, url)
    _keep_the_sdk_quiet()
    transport = HttpTransport(
        timeout=timeout,
        proxy=_proxy_for(info.mode, url, proxy),
        pause=pause,
        heard=heard,
        missed=missed,
    )
    sdk = stripe.StripeClient(
        key.reveal(),
        http_client=transport,
        max_network_retries=max_network_retries,
        # All four, so that a training key cannot reach Stripe by any of them.
        base_addresses={"api": url, "files": url, "connect": url, "meter_events": url},
    )
    return OpenClient(sdk, transport, info)


def _keep_the_sdk_quiet() -> None:
    """Switch off what the SDK would send, store or print about us.

    Telemetry also writes an id file into the user's folder; the debug log prints request bodies
    and answers, client secrets included.
    """
    stripe.enable_telemetry = False
    stripe.log = None
    stripe._util.STRIPE_LOG = None  # read from the environment at import; no public switch
    logging.getLogger("stripe").setLevel(logging.WARNING)
    stripe.set_app_info("pos_app", version=pos_app.__version__)


def _proxy_for(mode: Mode, url: str, chosen: str) -> str | None:
    if mode is Mode.TRAINING:
        return None
    if chosen:
        return chosen
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    found = getproxies().get(parts.scheme, "")
    return found if found.startswith(("http://", "https://")) else None
