"""The two calls behind `stripe listen` of Stripe's official command-line client.

The client asks for a session, opens the session's web socket and gets every event there, already
signed with the session's secret; it forwards them to the developer's own endpoint.
Source: https://docs.stripe.com/cli/listen and the observed traffic of version 1.52.
"""

from __future__ import annotations

import json
import secrets
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSMsgType, web

from pos_app.simulator.params import Param
from pos_app.simulator.routing import Call, Route
from pos_app.simulator.state import API_VERSION
from pos_app.simulator.webhook_delivery import sign

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

Obj = dict[str, Any]

_PROTOCOL: Final = "stripecli-devproxy-v1"
_PATH: Final = "/_stripecli"
_RECONNECT_SECONDS: Final = 10


def routes() -> list[Route]:
    """Open a session."""
    accepted: dict[str, Param] = {
        name: Param(nullable=True)
        for name in (
            "device_name",
            "forward_to_url",
            "forward_connect_to_url",
            "forward_thin_to_url",
            "forward_thin_connect_to_url",
            "filters",
            "websocket_features",
            "websocket_feature",
            "use_configured_webhooks",
        )
    }
    return [Route("POST", "/v1/stripecli/sessions", open_session, accepted)]


def mount(app: web.Application, sim: Simulator) -> None:
    """Add the web socket."""
    app.router.add_get(_PATH, partial(_listen, sim))


def open_session(call: Call) -> Obj:
    """POST /v1/stripecli/sessions."""
    websocket_id = f"cliws_{secrets.token_hex(12)}"
    call.sim.webhooks.cli_sessions.add(websocket_id)
    return {
        "object": "stripecli.session",
        "websocket_id": websocket_id,
        "websocket_url": f"{call.sim.api.replace('http', 'ws', 1)}{_PATH}",
        "websocket_authorized_feature": "webhooks",
        "secret": call.sim.webhook_secret,
        "reconnect_delay": _RECONNECT_SECONDS,
        "default_version": API_VERSION,
        "latest_version": API_VERSION,
        "display_connect_filter_warning": False,
    }


async def _listen(sim: Simulator, request: web.Request) -> web.StreamResponse:
    """Push events until the client goes away; its acknowledgements need no answer."""
    if request.headers.get("Websocket-Id") not in sim.webhooks.cli_sessions:
        raise web.HTTPUnauthorized
    socket = web.WebSocketResponse(protocols=(_PROTOCOL,), heartbeat=20)
    await socket.prepare(request)

    async def push(event: Obj) -> None:
        if not socket.closed:
            await socket.send_str(_message(event, sim.webhook_secret))

    sim.webhooks.listeners.append(push)
    try:
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
    finally:
        sim.webhooks.listeners.remove(push)
    return socket


def _message(event: Obj, secret: str) -> str:
    payload = json.dumps(event, indent=2, ensure_ascii=False)
    # The receiver compares with its own clock, so the signature carries wall time.
    signature = sign(payload, secret, time.time_ns() // 1_000_000_000)
    return json.dumps(
        {
            "type": "webhook_event",
            "event_payload": payload,
            "http_headers": {
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": signature,
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            },
            "endpoint": {"api_version": None},
            "webhook_id": f"wh_{event['id'][4:]}",
            "webhook_conversation_id": f"wc_{secrets.token_hex(8)}",
        }
    )
