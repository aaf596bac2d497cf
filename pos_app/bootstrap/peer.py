"""Training mode's Stripe: the simulator inside this process, or one that already runs."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pos_app.domain.modes import KeyInfo, Mode, host_allowed, read_key, script_allowed
from pos_app.domain.secret import Secret

_ANSWER_SECONDS = 5


class PeerUnavailableError(RuntimeError):
    """No usable simulator yet; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Where the API and stripe.js are, and the keys that belong to them.

    Attributes:
        stop: ends what was started for this peer; blocking.
        webhook_secret: what the simulator signs its deliveries with; Stripe's is in the keyring.
    """

    api_url: str | None
    stripe_js: str
    publishable_key: str
    secret_key: Secret
    stop: Callable[[], None]
    webhook_secret: Secret | None = None

    @property
    def script_origin(self) -> str:
        """Scheme, host and port that stripe.js comes from."""
        parts = urlsplit(self.stripe_js)
        return f"{parts.scheme}://{parts.netloc}"


def start_simulator(*, customers: int, seed: int) -> Peer:
    """Start the built-in simulator in a thread of its own; blocking."""
    from pos_app.simulator.standalone import ThreadedSimulator  # noqa: PLC0415

    simulator = ThreadedSimulator(customers=customers, seed=seed)
    simulator.start()
    return Peer(
        simulator.api,
        simulator.stripe_js,
        simulator.publishable_key,
        Secret(simulator.secret_key),
        simulator.stop,
        Secret(simulator.webhook_secret),
    )


def join_simulator(url: str) -> Peer:
    """Use a simulator that already runs on this machine; blocking.

    Raises:
        PeerUnavailableError: nothing answers there, or it is not a pos_app simulator.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/_sim/connection", timeout=_ANSWER_SECONDS) as answer:
            said = json.loads(answer.read())
        peer = Peer(
            str(said["api"]),
            str(said["stripe_js"]),
            str(said["publishable_key"]),
            Secret(str(said["secret_key"])),
            lambda: None,
            Secret(str(said["webhook_secret"])),
        )
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise PeerUnavailableError(
            f"No simulator answers at {url} ({reason}): start one with 'pos-app simulator'."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise PeerUnavailableError(f"What answers at {url} is not a pos_app simulator.") from None
    _require_training(peer, url)
    return peer


def _require_training(peer: Peer, url: str) -> None:
    keys = (read_key(peer.publishable_key), read_key(peer.secret_key.reveal()))
    trains = all(isinstance(key, KeyInfo) and key.mode is Mode.TRAINING for key in keys)
    local = host_allowed(Mode.TRAINING, peer.api_url or "") and script_allowed(
        Mode.TRAINING, peer.stripe_js
    )
    if not (trains and local):
        raise PeerUnavailableError(f"What answers at {url} is not a training simulator.")
