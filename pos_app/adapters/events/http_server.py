"""A small HTTP server for one address: few connections, short waits, nothing unpacked or logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from typing_extensions import override

from pos_app.domain.intake import Refusal

_log = logging.getLogger(__name__)

Note = Callable[[Refusal], None]
Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

_SHUTDOWN_SECONDS: Final = 5.0
"""For deliveries whose commit is under way when the app closes."""
_TOO_MANY: Final = (
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one sender, or all together, may take.

    Attributes:
        body: largest body in bytes; Stripe's largest events are a tenth of it.
        connections: served at a time.
        idle: seconds until a request must have begun and its headers have arrived.
        read: seconds until the body must have arrived.
    """

    body: int = 256 * 1024
    connections: int = 64
    idle: float = 30.0
    read: float = 5.0


class HttpServer(web.Server):
    """Hands well-formed requests to ``answer``; counts what is not HTTP, and who comes too many."""

    def __init__(self, answer: Answer, note: Note, limits: Limits) -> None:
        super().__init__(answer)
        self._note = note
        self._limits = limits

    @override
    def __call__(self) -> web.RequestHandler:
        return _Connection(self, self._note, self._limits)

    @override
    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        if len(self.connections) >= self._limits.connections:
            self._note(Refusal.TOO_MANY)
            transport.write(_TOO_MANY)
            transport.close()
            return
        super().connection_made(handler, transport)


class _Connection(web.RequestHandler):
    """One connection. Its first headers have as long to arrive as a later request may wait."""

    __slots__ = ("_note",)

    def __init__(self, server: HttpServer, note: Note, limits: Limits) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # aiohttp's own way to switch it off
            logger=_log,
            keepalive_timeout=limits.idle,
            lingering_time=1.0,
            auto_decompress=False,
            read_bufsize=64 * 1024,
        )
        self._note = note

    @override
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status >= 500:
            return super().handle_error(request, status, exc, message)
        # What is no HTTP is answered without quoting it, in the log as well.
        self._note(Refusal.NOT_HTTP)
        response = web.Response(status=400)
        response.force_close()
        return response


class Site:
    """A server on one port of this machine's loopback address."""

    def __init__(self, server: HttpServer) -> None:
        self._runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_SECONDS)

    async def open(self, port: int) -> int:
        """Listen; 0 takes a free port.

        Returns:
            The port.

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        return site.port

    async def close(self) -> None:
        """Take no new connection, let requests under way end."""
        await self._runner.cleanup()
