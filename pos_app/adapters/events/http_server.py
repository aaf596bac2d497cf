"""A small HTTP server for one address: few connections, short waits, nothing unpacked or logged."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
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
_TURNS: Final = 3
"""Of the loop, from a connection's arrival to its being served."""
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
        self.note = note
        self.limits = limits

    @property
    def full(self) -> bool:
        """Whether no further connection is served."""
        return len(self.connections) >= self.limits.connections

    @override
    def __call__(self) -> web.RequestHandler:
        return _Connection(self)


class _Connection(web.RequestHandler):
    """One connection. Its first headers have as long to arrive as a later request may wait."""

    __slots__ = ("_server",)

    def __init__(self, server: HttpServer) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # aiohttp's own way to switch it off
            logger=_log,
            keepalive_timeout=server.limits.idle,
            lingering_time=1.0,
            auto_decompress=False,
            read_bufsize=64 * 1024,
        )
        self._server = server

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._server.full and isinstance(transport, asyncio.Transport):
            self._server.note(Refusal.TOO_MANY)
            transport.write(_TOO_MANY)
            transport.close()
            return
        super().connection_made(transport)

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
        self._server.note(Refusal.NOT_HTTP)
        response = web.Response(status=400)
        response.force_close()
        return response


class Site:
    """A server on one port of this machine's loopback address."""

    def __init__(self, server: HttpServer) -> None:
        self._runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_SECONDS)
        self._socket: socket.socket | None = None

    async def open(self, port: int) -> int:
        """Listen; 0 takes a free port.

        Returns:
            The port.

        Raises:
            OSError: the port is taken.
        """
        self._socket = socket.create_server(("127.0.0.1", port))
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()
        taken: int = self._socket.getsockname()[1]
        return taken

    async def close(self) -> None:
        """Take no new connection, let requests under way end."""
        if self._socket is not None:
            await _hand_over(self._socket)
        await self._runner.cleanup()


async def _hand_over(listening: socket.socket) -> None:
    """Let connections that are being taken arrive: asyncio forgets them when it closes a server."""
    with contextlib.suppress(NotImplementedError):  # Windows takes them in another way
        # By its number: Qt's loop does not find a reader by its socket.
        asyncio.get_running_loop().remove_reader(listening.fileno())
    for _ in range(_TURNS):
        await asyncio.sleep(0)
