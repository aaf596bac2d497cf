"""Training, test, live: which keys and which hosts belong together, decided only here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit


class Mode(StrEnum):
    """What the money in this app is."""

    TRAINING = "training"
    """The built-in simulator; nothing is real."""
    TEST = "test"
    """Stripe's sandbox."""
    LIVE = "live"
    """Real money."""


class KeyKind(StrEnum):
    """What a Stripe API key may do in principle (https://docs.stripe.com/keys)."""

    PUBLISHABLE = "publishable"
    SECRET = "secret"  # noqa: S105 - a word, not a secret
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What a key's prefix tells, without the key itself."""

    kind: KeyKind
    mode: Mode


class KeyProblem(StrEnum):
    """Why a text is not a usable key."""

    EMPTY = "empty"
    NOT_A_KEY = "not_a_key"
    WEBHOOK_SECRET = "webhook_secret"  # noqa: S105 - a word, not a secret
    ORGANIZATION_KEY = "organization_key"
    USER_KEY = "user_key"
    TOO_SHORT = "too_short"


_PREFIX: Final = re.compile(
    r"(?P<kind>pk|sk|rk)_(?P<mode>test|live)_(?P<training>training_)?(?P<rest>[A-Za-z0-9_]+)"
)
_KINDS: Final = {"pk": KeyKind.PUBLISHABLE, "sk": KeyKind.SECRET, "rk": KeyKind.RESTRICTED}
_FOREIGN: Final = {
    "whsec_": KeyProblem.WEBHOOK_SECRET,
    "sk_org": KeyProblem.ORGANIZATION_KEY,
    "uk_": KeyProblem.USER_KEY,
}


def read_key(text: str) -> KeyInfo | KeyProblem:
    """Read kind and mode from a key's prefix; says nothing about whether Stripe knows the key."""
    if not text:
        return KeyProblem.EMPTY
    for prefix, problem in _FOREIGN.items():
        if text.startswith(prefix):
            return problem
    match = _PREFIX.fullmatch(text)
    if match is None:
        return KeyProblem.NOT_A_KEY
    if len(match["rest"]) < 8:
        return KeyProblem.TOO_SHORT
    live = match["mode"] == "live"
    if match["training"]:
        return KeyProblem.NOT_A_KEY if live else KeyInfo(_KINDS[match["kind"]], Mode.TRAINING)
    return KeyInfo(_KINDS[match["kind"]], Mode.LIVE if live else Mode.TEST)


STRIPE_API: Final = "https://api.stripe.com"
STRIPE_JS_HOST: Final = "js.stripe.com"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def _split(url: str) -> SplitResult:
    """The parts of an address; one that cannot be read has none and is allowed nowhere."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_loopback_http(url: str) -> bool:
    """Whether the URL is plain http on this machine, which is where a simulator may live."""
    parts = _split(url)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.username is None


def host_allowed(mode: Mode, api_url: str) -> bool:
    """Whether keys of this mode may be sent to this address.

    A live or test key goes to Stripe alone; a training key goes to loopback alone.
    """
    if mode is Mode.TRAINING:
        return is_loopback_http(api_url)
    parts = _split(api_url)
    return (parts.scheme, parts.netloc) == ("https", "api.stripe.com")


def script_allowed(mode: Mode, script_url: str) -> bool:
    """Whether a page of this mode may load this stripe.js."""
    if mode is Mode.TRAINING:
        return is_loopback_http(script_url)
    parts = _split(script_url)
    return (parts.scheme, parts.netloc) == ("https", STRIPE_JS_HOST)


class ForbiddenPairingError(RuntimeError):
    """A key was about to meet a host it must never meet; always a bug, never shown the key."""


def require_host(key: KeyInfo, api_url: str) -> None:
    """Stop the app before a key of one world meets a host of another.

    Raises:
        ForbiddenPairingError: live or test key with a foreign host, or a training key with Stripe.
    """
    if not host_allowed(key.mode, api_url):
        host = _split(api_url).hostname or "an unreadable address"
        raise ForbiddenPairingError(f"a {key.mode} key must not be sent to {host}")
