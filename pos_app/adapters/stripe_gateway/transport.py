"""HTTP below the Stripe SDK: aiohttp, and every broken connection named by its cause.

The SDK's own ``AIOHTTPClient`` reads the body outside its error handling, so that a connection that
drops in the middle of an answer raises a raw aiohttp error and is not retried; it follows
redirects; and it trusts the certificates it ships instead of the system's.
"""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
import stripe
import truststore
from typing_extensions import override

from pos_app.adapters.stripe_gateway.scrub import scrub
from pos_app.domain.outcomes import FailureCause

_CONNECT_SECONDS: Final = 5.0
_READ_SECONDS: Final = 12.0
"""A read is given up sooner than a write: nothing is in doubt, and somebody waits for it."""
_KEEP_ALIVE_SECONDS: Final = 60.0
"""From choosing a customer to charging: long enough that the charge needs no new TLS handshake."""

Pause = Callable[[float], Awaitable[None]]
"""Waits some seconds between two attempts."""
Heard = Callable[[dt.datetime], None]
"""Takes the time at Stripe (aware, UTC)."""
Missed = Callable[[], None]
"""Told of a try that has found no way to Stripe, while its call may still succeed by the next."""


def nobody_listens(_date: dt.datetime) -> None:
    """Where the time is of no interest."""


def nobody_waits() -> None:
    """Where a single try is of no interest."""


class UnreachableError(stripe.APIConnectionError):
    """No answer from Stripe: whether the request had an effect is not known.

    Attributes:
        failure: why.
    """

    def __init__(self, failure: FailureCause, detail: str) -> None:
        # A wrong certificate or proxy stays wrong: say so now instead of two retries later.
        lasting = failure in {FailureCause.TLS, FailureCause.PROXY}
        super().__init__(detail, should_retry=not lasting)  # type: ignore[no-untyped-call]
        self.failure = failure


def failure_cause(error: BaseException) -> FailureCause:
    """Name the cause of a broken connection."""
    match error:
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return FailureCause.PROXY
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return FailureCause.TLS
        case aiohttp.ClientConnectorDNSError():
            return FailureCause.DNS
        case TimeoutError():
            return FailureCause.TIMEOUT
        case _:
            return FailureCause.NETWORK


class HttpTransport(stripe.HTTPClient):
    """The SDK's HTTP client; one per key, used in one event loop.

    Args:
        timeout: seconds for one attempt to write, connecting included; reads get at most 12.
        proxy: ``http://host:port`` or ``None``; the environment is not asked here.
        pause: waits between two attempts.
        heard: told what time it is at Stripe whenever Stripe answers.
        missed: told of each try that could not even connect.
    """

    name = "aiohttp"

    def __init__(
        self,
        *,
        timeout: float,
        proxy: str | None,
        pause: Pause,
        heard: Heard = nobody_listens,
        missed: Missed = nobody_waits,
    ) -> None:
        super().__init__()
        self._heard = heard
        self._missed = missed
        self._write_limit = aiohttp.ClientTimeout(timeout, sock_connect=_CONNECT_SECONDS)
        self._read_limit = aiohttp.ClientTimeout(
            min(timeout, _READ_SECONDS), sock_connect=_CONNECT_SECONDS
        )
        self.proxy = proxy
        self._pause = pause
        self._open: aiohttp.ClientSession | None = None
        self._closed = False

    @override
    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request and read its whole answer.

        Raises:
            UnreachableError: the connection or the answer broke.
        """
        if self._closed:
            raise UnreachableError(FailureCause.NETWORK, "the gateway is closed")
        try:
            async with self._session().request(
                method,
                url,
                headers=headers,
                data=post_data,
                proxy=self.proxy,
                timeout=self._read_limit if method == "get" else self._write_limit,
                allow_redirects=False,  # a key never follows an answer to another host
            ) as response:
                body = await response.read()
                self._tell_the_time(response.headers)
                return body, response.status, response.headers
        except (aiohttp.ClientError, OSError, TimeoutError) as broken:
            detail = scrub(f"{type(broken).__name__}: {broken}")
            if isinstance(broken, aiohttp.ClientConnectorError):
                # A kept connection may be dropped at any time; that none can be made says more.
                self._missed()
            # aiohttp errors may hold the request's headers, hence the key: they end here.
            raise UnreachableError(failure_cause(broken), detail) from None

    @override
    def sleep_async(self, secs: float) -> Awaitable[None]:
        """Wait between two attempts."""
        return self._pause(secs)

    @override
    async def close_async(self) -> None:
        """Close the connections; every later request fails."""
        self._closed = True
        if self._open is not None:
            await self._open.close()
            self._open = None

    def _tell_the_time(self, headers: Mapping[str, str]) -> None:
        # Whatever stands between us and Stripe may have its own idea of the time.
        if "Request-Id" not in headers:
            return
        try:
            date = parsedate_to_datetime(headers.get("Date", ""))
        except ValueError:
            return
        if date.tzinfo is not None:  # "-0000" says that nobody knows whose time it is
            self._heard(date)

    def _session(self) -> aiohttp.ClientSession:
        # Not in the constructor: a session needs the running loop.
        if self._open is None:
            system_trust = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._open = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=system_trust, keepalive_timeout=_KEEP_ALIVE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._open
