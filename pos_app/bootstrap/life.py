"""One life of the window: it is there first, then what is slow; at the end all in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final

import shiboken6
from PySide6.QtCore import QLocale, QTimer

from pos_app import __version__
from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.adapters.system_clock import SystemClock, SystemIds
from pos_app.bootstrap.chronicle import keep_chronicle
from pos_app.bootstrap.crash import CrashHooks
from pos_app.bootstrap.doorbell import Doorbell
from pos_app.bootstrap.late import Late
from pos_app.bootstrap.network import use_proxy
from pos_app.bootstrap.options import AppOptions
from pos_app.bootstrap.peer import PeerUnavailableError
from pos_app.bootstrap.session import (
    NotConnectedError,
    Session,
    Surroundings,
    lasting_books,
    open_session,
)
from pos_app.bootstrap.start_words import log_words, start_words
from pos_app.bootstrap.webhooks import keep_training_secret, open_webhooks
from pos_app.domain.events import HealthChanged
from pos_app.domain.health import Obstacle
from pos_app.domain.modes import Mode
from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.ports.gateway import AccountProbe
from pos_app.ports.secret_store import SecretStoreUnavailableError
from pos_app.ports.store import Store, StoreUnavailableError
from pos_app.services.bundle import Services, build_services
from pos_app.services.connect import Connect
from pos_app.services.settings import SettingsService
from pos_app.services.task_scope import TaskScope
from pos_app.services.webhooks import Webhooks
from pos_app.ui.build import build_ui
from pos_app.ui.shell.early import Early
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.shell.outline import take_outline
from pos_app.ui.texts import Texts, texts_for
from pos_app.ui.web.element_view import ElementView

_log: Final = logging.getLogger("pos_app.start")
_SYNC_SECONDS: Final = 900.0
"""Between two looks for new customers, whom events announce sooner; an idle look is one read."""
_CANNOT_START: Final = (NotConnectedError, SecretStoreUnavailableError)
_NO_PEER: Final = Unknown(FailureCause.NETWORK)


@dataclass(frozen=True, slots=True)
class Running:
    """The app at work, for the self-test and for tests that drive the real thing."""

    window: MainWindow
    services: Services
    session: Session


Script = Callable[[Running], Awaitable[None]]
"""Drives the app; when it returns, the app closes."""


class Life:
    """One life of the window; a newly connected account begins another."""

    def __init__(
        self,
        around: Surroundings,
        settings: SettingsService,
        hooks: CrashHooks,
        script: Script | None,
        early: Early,
    ) -> None:
        self._around = around
        self._settings = settings
        self._hooks = hooks
        self._script = script
        self._early = early
        self._refusal = ""
        chosen = settings.current.mode
        self._mode = Mode.TRAINING if around.options.training or chosen is None else chosen
        self._welcome = chosen is None and not around.options.training

    async def run(self) -> AppOptions | None:
        """Open, work, close; with what the app shall start again, if it shall."""
        asyncio.get_running_loop().set_exception_handler(self._hooks.loop_error)
        self._session: Late[Session] = Late()
        self._store: Late[Store] = Late()
        probe: Late[AccountProbe] = Late()
        self._screens = TaskScope("screens", self._hooks.report)
        _log.info("mode %s", self._mode)
        # Training keeps no secrets: it takes no money, and it must work without a keyring.
        training = self._mode is Mode.TRAINING
        self._secrets = MemorySecretStore() if training else self._around.secrets
        self._services = self._build_services()
        forget = keep_chronicle(self._services.bus)
        self._services.recovery.expect()
        self._webhooks = Webhooks(
            secrets=self._secrets,
            settings=self._settings,
            bus=self._services.bus,
            mode=self._mode,
        )
        self._element = ElementView()
        self._window = build_ui(
            services=self._services,
            page=self._element,
            settings=self._settings.current,
            mode=self._mode,
            scope=self._screens,
            clock=SystemClock(),
            version=__version__,
            resources=self._around.resources,
            connect=Connect(
                probe=probe.port(), secrets=self._around.secrets, settings=self._settings
            ),
            webhooks=self._webhooks,
            welcome=self._welcome,
            early=self._early,
            simulator=self._around.options.simulator_url or "",
        )
        async with AsyncExitStack() as stack:
            stack.callback(forget)
            self._take_signals(stack)
            self._hooks.listen(self._show_bug)
            stack.callback(self._hooks.listen, None)
            self._window.show()
            self._tell_unlogged()
            self._screens.launch(self._work(stack, probe), name="open")
            await self._window.closed()
            await self._close()
        again = self._again()
        shiboken6.delete(self._window)
        return again

    def _again(self) -> AppOptions | None:
        if not self._window.wants_restart:
            return None
        options = self._around.options
        # The account that was just connected, also where the app was started with --training.
        return options if self._window.as_before else options._replace(training=False)

    def _build_services(self) -> Services:
        late = self._session
        return build_services(
            gateway=late.port(lambda session: session.gateway.payments, delayed=_NO_PEER),
            checkout_gateway=late.port(lambda session: session.gateway.checkout, delayed=_NO_PEER),
            directory=late.port(lambda session: session.gateway.customers, delayed=_NO_PEER),
            history=late.port(lambda session: session.gateway.history, delayed=_NO_PEER),
            events=late.port(lambda session: session.gateway.events, delayed=_NO_PEER),
            store=self._store.port(),
            clock=SystemClock(),
            ids=SystemIds(),
            settings=self._settings,
            secrets=self._secrets,
            hook_runner=late.port(lambda session: session.hook_runner),
            mode=self._mode,
            on_error=self._hooks.report,
            books=lasting_books(self._around, self._settings.current, self._mode),
        )

    async def _work(self, stack: AsyncExitStack, probe: Late[AccountProbe]) -> None:
        await self._first_paint()
        self._remember_counter()
        bell = Doorbell(self._around.paths.root, self._window.come_forward)
        stack.callback(bell.close)
        try:
            session = await self._open(stack)
            if session is not None and self._script is not None:
                await self._script(Running(self._window, self._services, session))
        finally:
            if self._script is not None:
                self._close_now()
        await self._offer_probe(stack, probe)

    async def _open(self, stack: AsyncExitStack) -> Session | None:
        """Open what the window waits for; ``None`` if that cannot be: the window says why."""
        try:
            use_proxy(self._settings.current.proxy, self._mode)
            session = await open_session(
                stack,
                self._around,
                self._settings.current,
                self._mode,
                heard=self._services.health.heard,
                missed=self._services.reach.missed,
                refused=self._not_opened,
                readable=self._readable,
            )
            self._session.give(session)
            await self._services.health.look()
            self._element.serve(
                html=session.checkout_html,
                origin=self._settings.current.checkout_origin,
                script_origin=session.peer.script_origin,
                mode=self._mode,
                publishable_key=session.peer.publishable_key,
            )
        except StoreUnavailableError as error:
            self._not_opened(error)
            return None
        except _CANNOT_START as error:
            self._window.show_stopped(start_words(error, self._texts))
            self._services.bus.publish(HealthChanged(Obstacle.NETWORK))
            if isinstance(error, NotConnectedError):
                self._window.show_page("connect")
            return None
        lost = await self._services.taking_up.run(self._tell_refused)
        _log.info("register %s", self._settings.current.identity.installation)
        self._window.withdraw_fault(self._texts.shell.stopped_title)
        self._element.prewarm()
        background = self._services.background
        if lost is not None:
            background.launch(self._services.rebuild.run(lost), name="rebuild")
        background.launch(self._keep_index_fresh(), name="customer index")
        background.launch(self._services.inbox.run(), name="inbox")
        background.launch(self._services.sweep.run(), name="event sweep")
        self._services.hooks.start()
        await self._take_deliveries(session)
        # What was imported and made for it stays: looking it through costs the window 90 ms a time.
        gc.freeze()
        return session

    def _not_opened(self, error: StoreUnavailableError | PeerUnavailableError) -> None:
        if isinstance(error, PeerUnavailableError):
            self._log_once(error)
            self._session.delay()
            self._services.reach.note(_NO_PEER)
        else:
            self._tell_refused(error)
            self._services.health.opening(error.trouble)

    def _tell_unlogged(self) -> None:
        """Payments need no log, but whoever looks for the cause of something will."""
        if (error := self._around.unwritten) is not None:
            self._window.show_fault(*log_words(error, self._texts))

    def _readable(self, store: Store) -> None:
        """Earlier sales can be read from now on, whether Stripe is there or not."""
        self._services.health.opening(None)
        self._window.withdraw_fault(self._texts.shell.stopped_title)
        self._store.give(store)

    def _tell_refused(self, error: StoreUnavailableError) -> None:
        self._log_once(error)
        self._window.show_stopped(start_words(error, self._texts))

    def _log_once(self, error: Exception) -> None:
        if str(error) != self._refusal:  # it is tried again every few seconds
            self._refusal = str(error)
            _log.info("%s", error)

    async def _take_deliveries(self, session: Session) -> None:
        keep_training_secret(self._secrets, session.peer)
        await open_webhooks(
            self._webhooks,
            self._services.inbox.accept,
            SystemClock(),
            session.peer,
            mode=self._mode,
            data=self._around.paths.root,
        )

    @property
    def _texts(self) -> Texts:
        return texts_for(self._settings.current.language or QLocale.system().name())

    async def _first_paint(self) -> None:
        """Let the window appear and take keys before anything slow begins."""
        painted = asyncio.Event()
        QTimer.singleShot(0, self._window, painted.set)
        await painted.wait()

    def _remember_counter(self) -> None:
        """Keep a picture of the idle counter for the next start, if this one had none that fits."""
        window, outline = self._window, self._early.outline
        if outline is None or window.page_name or window.counter.search.box.text():
            return
        inside = window.centralWidget()
        taken = take_outline(inside) if inside else None
        if taken is not None:
            self._screens.launch(_save(partial(outline.save, *taken)), name="picture")

    async def _keep_index_fresh(self) -> None:
        while True:
            await self._services.customers.sync()
            await asyncio.sleep(_SYNC_SECONDS)

    async def _offer_probe(self, stack: AsyncExitStack, probe: Late[AccountProbe]) -> None:
        made = await asyncio.to_thread(_make_probe, self._settings.current.proxy)
        stack.push_async_callback(made.close)
        probe.give(made)

    def _take_signals(self, stack: AsyncExitStack) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(name, self._close_now)
                stack.callback(loop.remove_signal_handler, name)

    def _close_now(self) -> None:
        """Close without asking, as when the machine goes down; nothing is lost by it."""
        self._window.may_close = lambda: ""
        self._window.close()

    def _show_bug(self, where: str, error: BaseException) -> None:
        self._window.show_bug(f"{where}: {type(error).__name__}")

    async def _close(self) -> None:
        """Input has ended: let money calls end, then take everything down in reverse order."""
        await self._screens.close()
        await self._webhooks.close()
        await self._services.close()
        self._element.shutdown()


async def _save(picture: Callable[[], None]) -> None:
    with contextlib.suppress(OSError):  # without it the next start shows empty panes
        await asyncio.to_thread(picture)


def _make_probe(proxy: str) -> AccountProbe:
    from pos_app.adapters.stripe_gateway.probe import StripeProbe  # noqa: PLC0415

    return StripeProbe(proxy=proxy)
