"""Takes Stripe's webhook deliveries on this machine: verify, store, answer; acting comes later.

A delivery is answered with 2xx only after its event is stored durably: what is answered is never
delivered again (https://docs.stripe.com/webhooks#handle-webhook-events).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiohttp import web

from pos_app.adapters.events.http_server import HttpServer, Limits, Site
from pos_app.adapters.events.signature import verify
from pos_app.adapters.stripe_gateway.event_mapping import stripe_event
from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.domain.intake import ListenerHealth, ListenerState, Refusal
from pos_app.domain.secret import Secret
from pos_app.domain.stripe_events import StripeEvent
from pos_app.ports.clock import Clock
from pos_app.ports.store import StoreUnavailableError

_log = logging.getLogger(__name__)

Accept = Callable[[StripeEvent], Awaitable[bool]]
"""Stores an event durably; False if it was known already. Raises ``StoreUnavailableError``."""

PATH: Final = "/stripe/webhook"
HEALTH_PATH: Final = "/stripe/health"
_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")
_STATUS: Final = {
    Refusal.TOO_LARGE: 413,
    Refusal.TOO_SLOW: 408,
    Refusal.NO_SECRET: 503,
    Refusal.NOT_STORED: 503,
}
"""Every other reason is answered with 400. 503 asks the sender to try again."""


class _RefusedError(Exception):
    """A delivery is not taken."""

    def __init__(self, why: Refusal, status: int | None = None) -> None:
        super().__init__(why.value)
        self.why = why
        self.status = status or _STATUS.get(why, 400)


class WebhookListener:
    """``ports.webhooks.WebhookIntake`` over HTTP on the loopback address.

    Args:
        accept: stores an event; the sender has its answer when it returns.
        clock: the time, to judge the age of signatures.
        livemode: whether this app works with real money; events of the other world are refused.
        limits: of bodies, connections and waits.
    """

    def __init__(
        self, *, accept: Accept, clock: Clock, livemode: bool, limits: Limits | None = None
    ) -> None:
        self._accept = accept
        self._clock = clock
        self._livemode = livemode
        self._limits = limits or Limits()
        self._secrets: tuple[Secret, ...] = ()
        self._refused: Counter[Refusal] = Counter()
        self._taken: Counter[bool] = Counter()
        self._last: tuple[dt.datetime | None, str] = (None, "")
        self._state = ListenerState.STOPPED
        self._url = ""
        self._site: Site | None = None

    def use(self, secrets: Sequence[Secret]) -> None:
        """Trust what is signed with one of these from now on."""
        self._secrets = tuple(secrets)

    def health(self) -> ListenerHealth:
        """How it is doing now."""
        last_event, last_type = self._last
        return ListenerHealth(
            state=self._state,
            url=self._url,
            secrets=len(self._secrets),
            accepted=self._taken[True],
            duplicates=self._taken[False],
            refused=dict(self._refused),
            last_event=last_event,
            last_type=last_type,
        )

    async def start(self, port: int) -> ListenerState:
        """Listen on this port, 0 for a free one; whether that worked is returned."""
        await self.stop()
        site = Site(HttpServer(self._answer, self._note, self._limits))
        try:
            taken = await site.open(port)
        except OSError as error:
            _log.warning("cannot listen for webhooks on port %d: %s", port, error.strerror)
            self._state = ListenerState.PORT_TAKEN
        else:
            self._site, self._url = site, delivery_url(taken)
            self._state = ListenerState.LISTENING
        return self._state

    async def stop(self) -> None:
        """Take no delivery any more; those under way are stored and answered first."""
        site, self._site = self._site, None
        if site is not None:
            await site.close()
        self._state, self._url = ListenerState.STOPPED, ""

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            if request.path == HEALTH_PATH:
                return self._tell_health(request)
            _require_delivery(request)
            event = self._genuine(await self._body(request), request)
            await self._store(event)
        except _RefusedError as refused:
            return self._refuse(refused)
        return web.Response()

    def _refuse(self, refused: _RefusedError) -> web.Response:
        self._note(refused.why)
        # No reason in the answer: it would tell a forger how near they came.
        response = web.Response(status=refused.status)
        if refused.why in {Refusal.TOO_LARGE, Refusal.TOO_SLOW, Refusal.BROKEN_OFF}:
            response.force_close()
        return response

    def _note(self, why: Refusal) -> None:
        self._refused[why] += 1
        if self._refused[why] == 1:  # the counter tells the rest; a flood must not fill the log
            _log.info("webhook delivery refused: %s", why.value)

    async def _body(self, request: web.BaseRequest) -> bytes:
        if (request.content_length or 0) > self._limits.body:
            raise _RefusedError(Refusal.TOO_LARGE)
        try:
            if request.content.is_eof():  # all of it came with the headers, as is usual
                body = request.content.read_nowait()
            else:
                async with asyncio.timeout(self._limits.read):
                    body = await self._arriving(request)
        except TimeoutError:
            raise _RefusedError(Refusal.TOO_SLOW) from None
        except (web.RequestPayloadError, OSError):
            raise _RefusedError(Refusal.BROKEN_OFF) from None
        if len(body) > self._limits.body:
            raise _RefusedError(Refusal.TOO_LARGE)
        return body

    async def _arriving(self, request: web.BaseRequest) -> bytes:
        """Collect the body, no further than one piece beyond what is allowed."""
        body = bytearray()
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > self._limits.body:
                break
        return bytes(body)

    def _genuine(self, body: bytes, request: web.BaseRequest) -> StripeEvent:
        signatures = request.headers.getall("Stripe-Signature", [])
        why = verify(body, signatures, self._secrets, self._clock.now())
        if why is not None:
            raise _RefusedError(why)
        try:
            event = stripe_event(Fields(json.loads(body.decode())))
        except (UnreadableAnswerError, ValueError, RecursionError):
            raise _RefusedError(Refusal.UNREADABLE) from None
        if event.livemode is not self._livemode:
            raise _RefusedError(Refusal.OTHER_MODE)
        return event

    async def _store(self, event: StripeEvent) -> None:
        try:
            new = await self._accept(event)
        except StoreUnavailableError:
            raise _RefusedError(Refusal.NOT_STORED) from None
        self._taken[new] += 1
        self._last = (self._clock.now(), event.type)

    def _tell_health(self, request: web.BaseRequest) -> web.Response:
        """For ``pos-app listen``: nothing in it is secret, yet no web page shall read it."""
        local = _LOOPBACK.fullmatch(request.headers.get("Host", "")) is not None
        if request.method != "GET" or not local or _by_a_page(request):
            raise _RefusedError(Refusal.WRONG_PLACE, 403)
        health = self.health()
        said = {
            "pos_app": True,
            "livemode": self._livemode,
            "secrets": health.secrets,
            "accepted": health.accepted,
            "duplicates": health.duplicates,
            "refused": {why.value: count for why, count in health.refused.items()},
            "last_event": health.last_event.isoformat() if health.last_event else None,
        }
        return web.json_response(said)


def _require_delivery(request: web.BaseRequest) -> None:
    wrong = Refusal.WRONG_PLACE
    if request.path != PATH:
        raise _RefusedError(wrong, 404)
    if request.method != "POST":
        raise _RefusedError(wrong, 405)
    if _by_a_page(request):
        raise _RefusedError(wrong, 403)
    if request.content_type != "application/json":
        raise _RefusedError(wrong, 415)


def _by_a_page(request: web.BaseRequest) -> bool:
    """Whether a browser asks on behalf of a page; Stripe and its tools send none of these."""
    return "Origin" in request.headers or "Sec-Fetch-Site" in request.headers


def delivery_url(port: int) -> str:
    """Where deliveries are taken."""
    return f"http://127.0.0.1:{port}{PATH}"
