"""The way of a request: key, faults, parameters, idempotency, handler, answer."""

import asyncio
import email.utils
import hashlib
import json
import re
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any

from aiohttp import web

from pos_app.simulator import expandable
from pos_app.simulator.auth import Key, KeyKind, require
from pos_app.simulator.errors import ApiError
from pos_app.simulator.expand import render
from pos_app.simulator.faults import Fault, FaultKind
from pos_app.simulator.form_codec import MalformedFormError, Raw, decode_form
from pos_app.simulator.idempotency import Answer
from pos_app.simulator.params import Array, Param, Params, Str, parse
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import API_VERSION

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

Obj = dict[str, Any]

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.\w+)?")
_PAGE_FIELDS = frozenset(
    {"key", "_stripe_version", "_stripe_account", "client_attribution_metadata", "referrer",
     "payment_user_agent", "time_on_page", "guid", "muid", "sid"}
)  # fmt: skip
"""What Stripe.js adds to its calls; accepted from a page and ignored."""

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, HEAD, OPTIONS, DELETE",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Allow-Private-Network": "true",
    "Access-Control-Expose-Headers": "Request-Id, Stripe-Version, Idempotency-Key",
    "Access-Control-Max-Age": "300",
}


class Dispatcher:
    """Executes one request against one route."""

    def __init__(self, sim: "Simulator") -> None:
        self._sim = sim

    async def __call__(self, route: Route, request: web.Request) -> web.StreamResponse:
        """Answer a request to ``route``, or reset the connection if a fault says so."""
        fault = self._sim.faults.pick(request.method, request.path)
        if fault and fault.kind is FaultKind.RESET_BEFORE:
            return _reset(request)
        request_id = self._sim.state.new_id("req", 14)
        text = await request.text() if request.body_exists else request.query_string
        delay_ms = self._sim.faults.delay_ms(request.method, request.path)
        await _wait(delay_ms / 2)
        try:
            if fault and fault.kind is FaultKind.ERROR:
                raise _injected(fault)
            answer = await self._answer(route, request, text, request_id, fault, delay_ms / 2)
        except ApiError as error:
            answer = _failure(error, request_id)
            return _respond(request, answer, request_id, {**self._date(), **error.headers})
        if fault and fault.kind is FaultKind.RESET_AFTER:
            return _reset(request)
        if fault and fault.kind is FaultKind.HANG:
            await _wait(fault.latency_ms)
        return _respond(request, answer, request_id, self._date())

    def _date(self) -> dict[str, str]:
        return {"Date": email.utils.formatdate(self._sim.state.told_time(), usegmt=True)}

    async def _answer(
        self,
        route: Route,
        request: web.Request,
        text: str,
        request_id: str,
        fault: Fault | None,
        delay_ms: float,
    ) -> Answer:
        call, paths = self._read(route, request, text, request_id)
        idempotency_key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or not idempotency_key:
            await _wait(delay_ms)
            return self._execute(route, call, paths, None, fault)
        cache, now = self._sim.idempotency, self._sim.state.clock.now()
        replay = cache.begin(idempotency_key, request.path, _fingerprint(text), now)
        if replay is not None:
            await _wait(delay_ms)
            return replay
        try:
            # A second request with the same key must be able to arrive while this one "runs".
            await _wait(delay_ms)
            answer = self._execute(route, call, paths, idempotency_key, fault)
        except BaseException:
            cache.release(idempotency_key)
            raise
        cache.finish(idempotency_key, answer)
        return answer

    def _read(
        self, route: Route, request: web.Request, text: str, request_id: str
    ) -> tuple[Call, list[str]]:
        """Authenticate and validate."""
        state = self._sim.state
        raw = _decode(text)
        page_key = raw.get("key") if route.publishable else None
        key = self._sim.keys.authenticate(
            request.headers.get("Authorization"), page_key if isinstance(page_key, str) else None
        )
        require(
            key,
            permission=route.permission,
            writes=route.needs_write,
            publishable=route.publishable,
            account=state.account_id,
        )
        version = _version(request.headers.get("Stripe-Version"))
        typed = parse(_declared(route, key), _without_page_fields(raw, key))
        paths: list[str] = typed.pop("expand", None) or []
        expandable.check(route.path, paths)
        return Call(self._sim, key, request.match_info, typed, raw, request_id, version), paths

    def _execute(
        self, route: Route, call: Call, paths: list[str], key: str | None, fault: Fault | None
    ) -> Answer:
        """Run the handler; its refusals are answers, too (an idempotency key replays them)."""
        state = self._sim.state
        state.clock.run_due()
        state.cause.request_id, state.cause.idempotency_key = call.request_id, key
        try:
            body = render(state, route.handler(call), paths, call.key)
            answer = Answer(200, json.dumps(body, indent=2), call.request_id)
        except ApiError as error:
            if error.before_execution:
                raise
            answer = _failure(error, call.request_id)
        finally:
            state.cause.request_id = state.cause.idempotency_key = None
        if fault and fault.kind is FaultKind.ERROR_AFTER:
            answer = _failure(_injected(fault), call.request_id)
        return answer


def _fingerprint(text: str) -> str:
    """Stands for the parameters, in whatever order the client wrote them."""
    return hashlib.sha256(json.dumps(_decode(text), sort_keys=True).encode()).hexdigest()


def _decode(text: str) -> dict[str, Raw]:
    try:
        return decode_form(text)
    except MalformedFormError as error:
        raise ApiError(
            400, f"Invalid request: malformed parameter name {error.args[0]}", before_execution=True
        ) from error


_EXPAND: dict[str, Param] = {"expand": Array(of=Str())}
_CLIENT_SECRET: dict[str, Param] = {"client_secret": Str()}


def _declared(route: Route, key: Key) -> Params:
    by_page = key.kind is KeyKind.PUBLISHABLE
    return {**_EXPAND, **(_CLIENT_SECRET if by_page else {}), **route.params}


def _without_page_fields(raw: dict[str, Raw], key: Key) -> dict[str, Raw]:
    if key.kind is not KeyKind.PUBLISHABLE:
        return raw
    return {name: value for name, value in raw.items() if name not in _PAGE_FIELDS}


def _version(asked: str | None) -> str:
    if asked is None:
        return API_VERSION
    if not _VERSION.fullmatch(asked):
        raise ApiError(400, f"Invalid Stripe API version: {asked}.", before_execution=True)
    return asked


def _failure(error: ApiError, request_id: str) -> Answer:
    return Answer(error.status, json.dumps(error.envelope(request_id), indent=2), request_id)


def _respond(
    request: web.Request, answer: Answer, request_id: str, extra: dict[str, str]
) -> web.Response:
    headers = {
        "Request-Id": request_id,
        "Stripe-Version": request.headers.get("Stripe-Version", API_VERSION),
        **CORS,
        **extra,
    }
    key = request.headers.get("Idempotency-Key")
    if key:
        headers["Idempotency-Key"] = key
        headers["Original-Request"] = answer.request_id
        if answer.request_id != request_id:
            headers["Idempotent-Replayed"] = "true"
    return web.Response(
        status=answer.status, text=answer.body, content_type="application/json", headers=headers
    )


def _injected(fault: Fault) -> ApiError:
    if fault.status == 429:
        headers = {"Stripe-Rate-Limited-Reason": fault.reason} if fault.reason else {}
        return ApiError(
            429,
            "Request rate limit exceeded. You can learn more about rate limits here "
            "https://stripe.com/docs/rate-limits.",
            code="rate_limit" if fault.reason else "lock_timeout",
            headers=headers,
            before_execution=True,
        )
    return ApiError(
        fault.status,
        "An unknown error occurred",
        type_="api_error",
        before_execution=True,
    )


def _reset(request: web.Request) -> web.Response:
    """Cut the connection hard (RST), so that the client cannot take it for a normal end."""
    transport = request.transport
    if transport is not None:
        peer: socket.socket | None = transport.get_extra_info("socket")
        if peer is not None:
            layout = "hh" if sys.platform == "win32" else "ii"
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(layout, 1, 0))
        transport.abort()
    return web.Response()


async def _wait(milliseconds: float) -> None:
    if milliseconds > 0:
        await asyncio.sleep(milliseconds / 1000)
