"""The simulator's server.

How the parts fit:

* A **resource module** declares its calls in ``routes() -> list[Route]`` (see ``routing.Route``):
  path, handler, accepted parameters (``params``), permission stem, whether a page may call it. The
  handler is a plain function ``(call: Call) -> dict``; it reads ``call.params``, ``call.path`` and
  ``call.state``, changes stored objects in place (then ``collection.changed(obj)``), tells of it
  with ``call.state.emit(type, obj, previous)`` and returns the stored object; copying, ``expand``
  and JSON are done for it. It refuses by raising ``errors.ApiError`` (``invalid``, ``no_such``).
  Lists: ``pagination.page(collection, call.params, url=..., keep=..., within=...)``.
* A **page module** has ``mount(app, sim)`` and adds plain aiohttp routes.
* A module that must listen or seed has ``start(sim)``.
* All three are named in ``registry``.

What may be awaited (webhook deliveries, sockets) runs by ``sim.background.spawn(coroutine,
name=...)``; what shall happen later runs by ``state.clock.after(seconds, function)``.
"""

import asyncio
import secrets
from functools import partial
from typing import Any

from aiohttp import web

from pos_app.simulator import registry
from pos_app.simulator.auth import KeyRing
from pos_app.simulator.background import Background
from pos_app.simulator.dispatch import CORS, Dispatcher
from pos_app.simulator.errors import ApiError
from pos_app.simulator.faults import FaultPlan
from pos_app.simulator.idempotency import IdempotencyCache
from pos_app.simulator.state import State
from pos_app.simulator.webhook_delivery import Deliverer

_TICK_SECONDS = 1.0
_LOOPBACK = "127.0.0.1"
_HOSTS = frozenset({"127.0.0.1", "localhost"})


class Simulator:
    """One simulated account behind one loopback port.

    Attributes:
        api: Base address, ``http://127.0.0.1:P``; empty until started.
        publishable_key, secret_key, webhook_secret: The account's keys.
        customers: How many customers are seeded.
        state, keys, faults, idempotency, background, webhooks: The parts, for tests and ``/_sim``.
    """

    def __init__(
        self, *, port: int = 0, customers: int = 60, latency_ms: int = 0, seed: int = 42
    ) -> None:
        """Prepare an account.

        Args:
            port: TCP port on 127.0.0.1; 0 takes a free one.
            customers: How many customers to seed, 0 for none.
            latency_ms: Delay of every API call.
            seed: Same seed, same ids, keys and customers.
        """
        self._port = port
        self.customers = customers
        self.seed = seed
        self.api = ""
        self.state = State(seed=seed)
        self.keys = KeyRing(seed)
        self.faults = FaultPlan(latency_ms=latency_ms, seed=seed)
        self.idempotency = IdempotencyCache()
        self.background = Background()
        self.webhooks = Deliverer(self.state, self.background)
        self._runner: web.AppRunner | None = None
        self._populate()

    @property
    def publishable_key(self) -> str:
        """The key a page may hold."""
        return self.keys.publishable_key

    @property
    def secret_key(self) -> str:
        """The key with full access."""
        return self.keys.secret_key

    @property
    def webhook_secret(self) -> str:
        """The signing secret of the announced webhook endpoint."""
        return self.keys.webhook_secret

    @property
    def stripe_js(self) -> str:
        """Address of the stand-in script."""
        return f"{self.api}/js/endive/stripe.js"

    def announcement(self) -> dict[str, str]:
        """What ``pos-app simulator`` prints in its first line."""
        return {
            "api": self.api,
            "publishable_key": self.publishable_key,
            "secret_key": self.secret_key,
            "webhook_secret": self.webhook_secret,
            "stripe_js": self.stripe_js,
        }

    async def start(self, port: int | None = None) -> None:
        """Begin to listen on 127.0.0.1.

        Raises:
            OSError: If the port is taken.
        """
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, _LOOPBACK, self._port if port is None else port)
        await site.start()
        self.api = f"http://{_LOOPBACK}:{self._runner.addresses[0][1]}"
        self.state.base_url = self.api
        self.background.spawn(self._tick(), name="simulator clock")

    async def stop(self) -> None:
        """Stop listening and end all tasks; may be called twice."""
        await self.background.close()
        await self.webhooks.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def reset(self) -> None:
        """Return to the account as it was seeded; keys and address stay."""
        self.state.clear()
        self.idempotency.clear()
        self.faults.clear()
        self.keys.revoke_secret_key(revoked=False)
        self._populate()

    def _populate(self) -> None:
        for start in registry.STARTERS:
            start(self)

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=4 * 2**20)
        dispatch = Dispatcher(self)
        for routes in registry.RESOURCES:
            for route in routes():
                app.router.add_route(route.method, route.path, partial(dispatch.__call__, route))
        for mount in registry.PAGES:
            mount(app, self)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Answer only to loopback names, pre-flights and known addresses."""
        if request.url.host not in _HOSTS:
            raise web.HTTPMisdirectedRequest
        if request.method == "OPTIONS":
            return web.Response(status=204, headers=CORS)
        try:
            response: web.StreamResponse = await handler(request)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
            if not request.path.startswith("/v"):
                raise
            return self._unknown_address(request)
        return response

    def _unknown_address(self, request: web.Request) -> web.Response:
        error = ApiError(
            404,
            f"Unrecognized request URL ({request.method}: {request.path}). If you are trying to "
            "list objects, remove the trailing slash. If you are trying to retrieve an object, "
            "make sure you passed a valid (non-empty) identifier in your code. Please see "
            "https://stripe.com/docs or we can help at https://support.stripe.com/.",
        )
        request_id = f"req_{secrets.token_hex(7)}"
        return web.json_response(
            error.envelope(request_id), status=404, headers={**CORS, "Request-Id": request_id}
        )

    async def _tick(self) -> None:
        """Let due jobs happen also when nobody calls."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self.state.clock.run_due()
