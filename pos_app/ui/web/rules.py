"""Where the embedded page may go and what it may fetch. Pure decisions, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from pos_app.domain.modes import Mode

_INSIDE: Final = frozenset({"about", "blob", "data"})
"""Schemes of content that a frame makes itself; they reach nothing new."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_STRIPE: Final = (".stripe.com", ".stripe.network")


class Verdict(Enum):
    """What to do with a navigation."""

    ALLOW = auto()
    REFUSE = auto()
    RETURN = auto()
    """It is the return URL of a redirect method: read it, do not load it."""


@dataclass(frozen=True, slots=True)
class PageRules:
    """The limits of one mode.

    Attributes:
        origin: the page's own https origin.
        script_origin: where stripe.js comes from; in training its port is the simulator's.
    """

    mode: Mode
    origin: str
    script_origin: str

    def judge(self, url: str, *, main_frame: bool, confirming: bool, return_url: str) -> Verdict:
        """Decide about a navigation of the page or of a pop-up.

        The whole page moves only while a confirmation runs, which is when redirect methods leave
        for the bank. Frames may go to any bank (3-D Secure), never to the machine's files.
        """
        parts = _split(url)
        if parts is None:
            return Verdict.REFUSE
        if not main_frame:
            inside = parts.scheme in _INSIDE
            return Verdict.ALLOW if inside or self._outside(parts) else Verdict.REFUSE
        if not confirming:
            return Verdict.REFUSE
        if return_url and _place(parts) == _place(urlsplit(return_url)):
            return Verdict.RETURN
        if self._is_own(parts) or not self._outside(parts):
            return Verdict.REFUSE
        return Verdict.ALLOW

    def may_fetch(self, url: str, *, initiator: str, whole_page: bool) -> bool:
        """Whether a request may leave.

        Requests of our own page go to Stripe alone; those of other frames to any https address,
        because a bank's page loads from hosts nobody can list. In training nothing but the
        simulator is reached.

        Args:
            url: what is asked for.
            initiator: origin of the frame that asks, or empty for a navigation by the app.
            whole_page: it is a navigation of the page itself, on which ``judge`` has decided.
        """
        parts = _split(url)
        if parts is None:
            return False
        if parts.scheme in _INSIDE:
            return True
        if not self._outside(parts):
            return False
        own = initiator.rstrip("/") == self.origin
        if self.mode is Mode.TRAINING or whole_page or not own:
            return True
        return f".{parts.hostname}".endswith(_STRIPE)

    def _outside(self, parts: SplitResult) -> bool:
        loopback = parts.hostname in _LOOPBACK
        if self.mode is Mode.TRAINING:
            simulator = urlsplit(self.script_origin).port
            return parts.scheme == "http" and loopback and parts.port == simulator
        return parts.scheme in {"https", "wss"} and not loopback

    def _is_own(self, parts: SplitResult) -> bool:
        return f"{parts.scheme}://{parts.netloc}" == self.origin


def redirect_status(url: str) -> str:
    """Return ``redirect_status`` of a return URL (``succeeded``, ``pending``, ``failed``) or ''."""
    values = parse_qs(urlsplit(url).query).get("redirect_status", [""])
    return values[0] if values[0] in {"succeeded", "pending", "failed"} else ""


def host_of(url: str) -> str:
    """Return the host of a URL for a person to read, or an empty text."""
    parts = _split(url)
    return "" if parts is None else parts.hostname or ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname  # both raise on nonsense
    except ValueError:
        return None
    if parts.username is not None or parts.password is not None:
        return None
    return parts


def _place(parts: SplitResult) -> tuple[str, str, str]:
    return parts.scheme, parts.netloc, parts.path
