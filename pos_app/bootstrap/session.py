"""One mode's adapters, from opening to closing."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pos_app.adapters.system_clock import SystemClock
from pos_app.bootstrap.options import AppOptions
from pos_app.bootstrap.paths import DataPaths
from pos_app.bootstrap.peer import Peer, PeerUnavailableError, join_simulator, start_simulator
from pos_app.domain.modes import STRIPE_API, Mode
from pos_app.domain.settings import Settings
from pos_app.ports.secret_store import SecretStore
from pos_app.ports.store import Store, StoreUnavailableError
from pos_app.services.connect import secret_name
from pos_app.services.taking_up import AGAIN

if TYPE_CHECKING:
    from pos_app.adapters.hooks.runner import LocalHookRunner
    from pos_app.adapters.stripe_gateway.gateway import StripeGateway

Heard = Callable[[dt.datetime], None]
Missed = Callable[[], None]
Refusal = Callable[[StoreUnavailableError | PeerUnavailableError], None]
TRAINING_CUSTOMERS: Final = 200
TRAINING_SEED: Final = 42


class NotConnectedError(RuntimeError):
    """The configured mode has no keys on this computer; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Session:
    """What the services and the page work with while one mode lasts."""

    peer: Peer
    gateway: StripeGateway
    store: Store
    hook_runner: LocalHookRunner
    checkout_html: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What outlives a session.

    Attributes:
        unwritten: what keeps the log from being written, if anything does.
    """

    options: AppOptions
    paths: DataPaths
    secrets: SecretStore
    resources: Path
    unwritten: OSError | None = None


async def open_session(  # noqa: PLR0913 - whom to tell of what
    stack: AsyncExitStack,
    around: Surroundings,
    settings: Settings,
    mode: Mode,
    *,
    heard: Heard,
    missed: Missed,
    refused: Refusal,
    readable: Callable[[Store], None],
) -> Session:
    """Open gateway and store of one mode; ``stack`` closes them in reverse order.

    A disk that is full, read-only or held is tried again until it is not, and so is a simulator
    that was started elsewhere, or is about to be.

    Args:
        stack: closes what is opened.
        around: what outlives the session.
        settings: the settings in force.
        mode: what the money is.
        heard: told what time it is at Stripe whenever Stripe answers.
        missed: told of each try that has found no way to Stripe.
        refused: told of each refusal that may pass.
        readable: given the database as soon as it is open; the simulator may still be missing.

    Raises:
        NotConnectedError: keys are missing.
        StoreUnavailableError: the database cannot be used, and that does not pass by itself.
        SecretStoreUnavailableError: the keyring cannot be used.
    """
    find = partial(asyncio.to_thread, _find_peer, around, settings, mode)
    peer = await _find(find, refused)
    if peer is not None:
        stack.push_async_callback(asyncio.to_thread, peer.stop)
    store = await _open_in_the_end(around, settings, mode, refused)
    stack.push_async_callback(store.close)
    readable(store)
    while peer is None:
        await asyncio.sleep(AGAIN)
        peer = await _find(find, refused)
    gateway = await asyncio.to_thread(_open_gateway, peer, settings, mode, heard, missed)
    stack.push_async_callback(gateway.close)
    hook_runner = await asyncio.to_thread(_open_hook_runner)
    stack.push_async_callback(hook_runner.close)
    html = await asyncio.to_thread(_render, around, peer, settings, mode)
    return Session(peer, gateway, store, hook_runner, html)


async def _find(find: Callable[[], Awaitable[Peer]], refused: Refusal) -> Peer | None:
    try:
        return await find()
    except PeerUnavailableError as error:
        refused(error)
        return None


async def _open_in_the_end(
    around: Surroundings, settings: Settings, mode: Mode, refused: Refusal
) -> Store:
    while True:
        try:
            return await asyncio.to_thread(_open_store, around, settings, mode)
        except StoreUnavailableError as error:
            if not error.trouble.may_pass:
                raise
            refused(error)
        await asyncio.sleep(AGAIN)


def _find_peer(around: Surroundings, settings: Settings, mode: Mode) -> Peer:
    if mode is Mode.TRAINING:
        url = around.options.simulator_url
        if url is not None:
            return join_simulator(url)
        return start_simulator(customers=TRAINING_CUSTOMERS, seed=TRAINING_SEED)
    secret = around.secrets.get(secret_name(mode))
    if secret is None or not settings.publishable_key:
        raise NotConnectedError("The keys of this Stripe account are not on this computer.")
    return Peer(None, settings.stripe_js, settings.publishable_key, secret, _nothing_to_stop)


def _nothing_to_stop() -> None:
    """Stripe itself is not started by us."""


# The SDK and SQLAlchemy take half a second to import: in a thread, after the first paint.
def _open_store(around: Surroundings, settings: Settings, mode: Mode) -> Store:
    from pos_app.adapters.store.opening import open_or_replace  # noqa: PLC0415

    path = _database(around, settings, mode)
    books = lasting_books(around, settings, mode)
    if not books:
        for suffix in ("", "-wal", "-shm", ".damaged", ".witness"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    known = books in settings.identity.books
    return open_or_replace(path, SystemClock().now(), expected=known)


def _database(around: Surroundings, settings: Settings, mode: Mode) -> Path:
    return around.paths.database(mode, settings.account if mode is not Mode.TRAINING else "")


def lasting_books(around: Surroundings, settings: Settings, mode: Mode) -> str:
    """Name the database of this mode and account; empty if its sales end with this run.

    The built-in simulator forgets everything when the app ends; its books end with it.
    """
    if mode is Mode.TRAINING and around.options.simulator_url is None:
        return ""
    return _database(around, settings, mode).stem


def _open_gateway(
    peer: Peer, settings: Settings, mode: Mode, heard: Heard, missed: Missed
) -> StripeGateway:
    from pos_app.adapters.stripe_gateway.gateway import StripeGateway  # noqa: PLC0415

    return StripeGateway(
        peer.secret_key,
        mode=mode,
        api_url=peer.api_url,
        proxy=settings.proxy,
        heard=heard,
        missed=missed,
    )


def _open_hook_runner() -> LocalHookRunner:
    from pos_app.adapters.hooks.runner import LocalHookRunner  # noqa: PLC0415

    return LocalHookRunner(SystemClock())


def _render(around: Surroundings, peer: Peer, settings: Settings, mode: Mode) -> str:
    from pos_app.adapters.checkout_page import render_checkout  # noqa: PLC0415

    return render_checkout(
        around.resources,
        mode=mode,
        script_url=peer.stripe_js,
        api_origin=peer.api_url or STRIPE_API,
        locale=settings.language or "en",
    )
