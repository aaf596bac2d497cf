"""One mode's adapters and services, from opening to closing."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from pos_app.bootstrap.crash import CrashHooks
from pos_app.bootstrap.options import AppOptions
from pos_app.bootstrap.paths import DataPaths
from pos_app.bootstrap.peer import Peer, join_simulator, start_simulator
from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.ports.secret_store import SecretStore
from pos_app.ports.store import Store
from pos_app.services.bundle import Services
from pos_app.services.connect import secret_name
from pos_app.services.settings import SettingsService

TRAINING_CUSTOMERS = 200
TRAINING_SEED = 42


class NotConnectedError(RuntimeError):
    """The configured mode has no usable keys; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the window works with while one mode lasts."""

    mode: Mode
    peer: Peer
    services: Services
    checkout_html: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What outlives a session."""

    options: AppOptions
    paths: DataPaths
    settings: SettingsService
    secrets: SecretStore
    resources: Path
    hooks: CrashHooks


def import_adapters() -> None:
    """Import what is heavy (the SDK, SQLAlchemy, the HTTP server) where it does not hold up the window."""
    import pos_app.adapters.store.sql_store  # noqa: PLC0415
    import pos_app.adapters.stripe_gateway.gateway  # noqa: PLC0415, F401


async def open_session(
    stack: AsyncExitStack, around: Surroundings, settings: Settings, mode: Mode
) -> Session:
    """Open gateway, store and services of one mode; ``stack`` closes them in reverse order.

    Raises:
        NotConnectedError: keys are missing.
        PeerUnavailableError: the simulator cannot be reached.
        StoreUnavailableError: the database cannot be used.
        SecretStoreUnavailableError: the keyring cannot be used.
    """
    await asyncio.to_thread(import_adapters)
    from pos_app.adapters.checkout_page import render_checkout  # noqa: PLC0415
    from pos_app.adapters.stripe_gateway.gateway import StripeGateway  # noqa: PLC0415
    from pos_app.adapters.system_clock import SystemClock, SystemIds  # noqa: PLC0415
    from pos_app.services.bundle import build_services  # noqa: PLC0415

    peer = await asyncio.to_thread(_find_peer, around, settings, mode)
    stack.push_async_callback(asyncio.to_thread, peer.stop)
    store = await _open_store(stack, around, settings, mode)
    gateway = StripeGateway(peer.secret_key, mode=mode, api_url=peer.api_url, proxy=settings.proxy)
    stack.push_async_callback(gateway.close)
    services = build_services(
        gateway=gateway.payments,
        checkout_gateway=gateway.checkout,
        directory=gateway.customers,
        store=store,
        clock=SystemClock(),
        ids=SystemIds(),
        settings=around.settings,
        on_error=around.hooks.report,
    )
    stack.push_async_callback(services.close)
    html = render_checkout(
        around.resources,
        mode=mode,
        script_url=peer.stripe_js,
        api_origin=peer.api_url or "https://api.stripe.com",
        locale=settings.language or "en",
    )
    return Session(mode, peer, services, html)


async def _open_store(
    stack: AsyncExitStack, around: Surroundings, settings: Settings, mode: Mode
) -> Store:
    from pos_app.adapters.store.sql_store import SqlStore  # noqa: PLC0415

    path = around.paths.database(mode, settings.account if mode is not Mode.TRAINING else "")
    if mode is Mode.TRAINING and around.options.simulator_url is None:
        # The built-in simulator forgets everything when the app ends; its books end with it.
        _forget(path)
    store = await asyncio.to_thread(SqlStore.open, path)
    stack.push_async_callback(store.close)
    return store


def _forget(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _find_peer(around: Surroundings, settings: Settings, mode: Mode) -> Peer:
    if mode is Mode.TRAINING:
        url = around.options.simulator_url
        if url is not None:
            return join_simulator(url)
        return start_simulator(customers=TRAINING_CUSTOMERS, seed=TRAINING_SEED)
    secret = around.secrets.get(secret_name(mode))
    if secret is None or not settings.publishable_key:
        raise NotConnectedError(
            "The keys of this Stripe account are not on this computer: connect it."
        )
    return Peer(None, settings.stripe_js, settings.publishable_key, secret, _nothing_to_stop)


def _nothing_to_stop() -> None:
    """Stripe itself is not started by us."""
