"""Opens the webhook listener, and in training tells the simulator where it is."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pos_app.bootstrap.peer import Peer
from pos_app.domain.intake import ListenerState
from pos_app.domain.modes import Mode
from pos_app.ports.clock import Clock
from pos_app.ports.secret_store import SecretStore
from pos_app.services.webhooks import Webhooks, secrets_name

if TYPE_CHECKING:
    from pos_app.adapters.events.webhook_listener import Accept, WebhookListener

_log = logging.getLogger(__name__)
_ANSWER_SECONDS: Final = 5


async def open_webhooks(
    webhooks: Webhooks, accept: Accept, clock: Clock, peer: Peer, *, mode: Mode, data: Path
) -> None:
    """Take deliveries from now on; whatever prevents it, the app goes on without them.

    Args:
        webhooks: the service that holds the listener.
        accept: stores an event.
        clock: the time.
        peer: in training, the simulator that shall deliver.
        mode: what the money is.
        data: the data folder; tells this app from others at the same simulator.
    """
    listener = await asyncio.to_thread(_make_listener, accept, clock, mode)
    state = await webhooks.open(listener)
    if mode is not Mode.TRAINING or state is not ListenerState.LISTENING:
        return
    try:
        await asyncio.to_thread(_announce, peer, webhooks.health().url, data)
    except (OSError, ValueError) as error:
        _log.info("the simulator does not deliver webhooks: %s", error)


def keep_training_secret(secrets: SecretStore, peer: Peer) -> None:
    """Believe the simulator, as long as the app runs."""
    if peer.webhook_secret is not None:
        secrets.set(secrets_name(Mode.TRAINING), peer.webhook_secret)


# Importing the HTTP server takes a tenth of a second: in a thread, after the first paint.
def _make_listener(accept: Accept, clock: Clock, mode: Mode) -> WebhookListener:
    from pos_app.adapters.events.webhook_listener import WebhookListener  # noqa: PLC0415

    return WebhookListener(accept=accept, clock=clock, livemode=mode is Mode.LIVE)


def _announce(peer: Peer, url: str, data: Path) -> None:
    """Replace the address that an earlier run from the same folder has left.

    Raises:
        OSError: no simulator answers, or it refuses.
        ValueError: it answers something else.
    """
    name = f"pos_app {hashlib.sha256(str(data).encode()).hexdigest()[:16]}"
    known = _call(peer, "GET", "/v1/webhook_endpoints?limit=100")
    for endpoint in known["data"]:
        if endpoint["description"] == name:
            _call(peer, "DELETE", f"/v1/webhook_endpoints/{endpoint['id']}")
    _call(peer, "POST", "/_sim/webhooks/endpoint", {"url": url, "description": name})


def _call(peer: Peer, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """One request to the simulator, past any proxy."""
    request = urllib.request.Request(  # noqa: S310 - a loopback address, checked by ``peer``
        f"{peer.api_url}{path}",
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Authorization": f"Bearer {peer.secret_key.reveal()}"},
        method=method,
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=_ANSWER_SECONDS) as answer:
        return json.loads(answer.read())
