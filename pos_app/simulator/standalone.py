"""The simulator by itself: as a command, or in a thread of its own."""

import asyncio
import json
import signal
import sys
import threading

from pos_app.simulator.server import Simulator


class ThreadedSimulator:
    """A simulator with its own thread and loop, so that it does not load the caller's loop.

    Attributes:
        simulator: The simulator; touch its state only from its own thread or over HTTP.
    """

    def __init__(
        self, *, port: int = 0, customers: int = 60, latency_ms: int = 0, seed: int = 42
    ) -> None:
        """Take the arguments of ``Simulator``; nothing runs before ``start``."""
        self._arguments = {
            "port": port, "customers": customers, "latency_ms": latency_ms, "seed": seed
        }  # fmt: skip
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._failure: BaseException | None = None
        self.simulator: Simulator | None = None

    @property
    def api(self) -> str:
        """Base address."""
        return self._running().api

    @property
    def publishable_key(self) -> str:
        """The key a page may hold."""
        return self._running().publishable_key

    @property
    def secret_key(self) -> str:
        """The key with full access."""
        return self._running().secret_key

    @property
    def webhook_secret(self) -> str:
        """The signing secret of the announced webhook endpoint."""
        return self._running().webhook_secret

    @property
    def stripe_js(self) -> str:
        """Address of the stand-in script."""
        return self._running().stripe_js

    def start(self) -> None:
        """Start the thread and wait until the server answers.

        Raises:
            OSError: If the port is taken.
        """
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            self._thread = None
            raise self._failure

    def stop(self) -> None:
        """Stop the server and wait for its thread; may be called twice."""
        if self._thread is None:
            return
        if self._loop is not None and self._end is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self._thread = None

    def _running(self) -> Simulator:
        if self.simulator is None:
            raise RuntimeError("the simulator has not been started")
        return self.simulator

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits in start()
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self.simulator = Simulator(**self._arguments)
        try:
            await self.simulator.start()
            self._ready.set()
            await self._end.wait()
        finally:
            await self.simulator.stop()


def run_standalone(*, port: int, customers: int, latency_ms: int, seed: int) -> int:
    """Serve until SIGINT or SIGTERM; the first line on stdout is the announcement as JSON.

    Returns:
        The exit code: 0, or 1 if the port is taken.
    """
    simulator = Simulator(port=port, customers=customers, latency_ms=latency_ms, seed=seed)
    try:
        asyncio.run(_serve_until_signal(simulator))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"pos-app simulator: cannot listen on port {port}: {error.strerror}\n")
        return 1
    return 0


async def _serve_until_signal(simulator: Simulator) -> None:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(name, end.set)
        except NotImplementedError:  # Windows: Ctrl+C arrives as KeyboardInterrupt
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(end.set))
    await simulator.start()
    sys.stdout.write(json.dumps(simulator.announcement()) + "\n")
    sys.stdout.flush()
    try:
        await end.wait()
    finally:
        await simulator.stop()
