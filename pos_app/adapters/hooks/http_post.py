"""Tells an address: a signed POST, no redirect, no body read, an end."""

from __future__ import annotations

import ssl
from typing import Final

import aiohttp
import truststore

from pos_app import __version__
from pos_app.adapters.hooks.signature import HEADER, signature
from pos_app.domain.hooks import Hook, HookFailure, HookFault, HookMessage
from pos_app.domain.secret import Secret
from pos_app.ports.clock import Clock

SECONDS: Final = 10.0
"""From the name's look-up to the answer's head."""
_LARGEST_HEAD: Final = 8190


class HttpPoster:
    """Posts messages; certificates are checked against what the system trusts.

    Args:
        clock: dates the signature.
        seconds: how long one try may take.
    """

    def __init__(self, clock: Clock, seconds: float = SECONDS) -> None:
        self._clock = clock
        self._seconds = seconds
        self._trust = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    async def deliver(self, hook: Hook, message: HookMessage, secret: Secret) -> HookFault | None:
        """Post once; only 2xx means that it was taken."""
        body = message.body.encode()
        now = int(self._clock.now().timestamp())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"pos_app/{__version__}",
            "Pos-App-Message": message.id,
            HEADER: signature(secret, now, body),
        }
        try:
            status = await self._post(hook.url, body, headers)
        except TimeoutError:
            return HookFault(HookFailure.TIMEOUT, f"{self._seconds:g} s")
        except (aiohttp.ClientSSLError, ssl.SSLError):
            return HookFault(HookFailure.TLS)
        except (aiohttp.ClientError, OSError) as error:
            return HookFault(HookFailure.UNREACHABLE, type(error).__name__)
        return _judged(status)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """The status; the answer's body is of no interest and stays where it is."""
        async with (
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                max_line_size=_LARGEST_HEAD,
                max_field_size=_LARGEST_HEAD,
                trust_env=False,
            ) as session,
            session.post(
                url, data=body, headers=headers, ssl=self._trust, allow_redirects=False
            ) as answer,
        ):
            status = answer.status
            answer.close()
            return status


def _judged(status: int) -> HookFault | None:
    match status // 100:
        case 2:
            return None
        case 3:
            return HookFault(HookFailure.REDIRECT, str(status))
        case _:
            return HookFault(HookFailure.STATUS, str(status))
