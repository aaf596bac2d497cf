"""Messages to the shop's own workflow (a command, an HTTP address) and their delivery."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from pos_app.domain.ids import OpId
from pos_app.domain.modes import is_loopback_http
from pos_app.domain.overriding import override

_NAME: Final = re.compile(r"[a-z0-9_-]{1,40}")


class HookKind(StrEnum):
    """What a message tells; the names are part of the documented interface."""

    SALE_SUCCEEDED = "sale.succeeded"
    SALE_PROCESSING = "sale.processing"
    SALE_FAILED = "sale.failed"
    SALE_CANCELED = "sale.canceled"
    SALE_AUTHORISED = "sale.authorised"
    REFUND_RECORDED = "refund.recorded"
    REFUND_FAILED = "refund.failed"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_CLOSED = "dispute.closed"
    PING = "ping"
    """Somebody tries the wiring; tells of no sale and is sent to one target only."""


OCCASIONS: Final = tuple(kind for kind in HookKind if kind is not HookKind.PING)
"""All that a hook can be told of by itself."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A program or an address that the shop wants told; exactly one of the two is given.

    Attributes:
        name: what the settings call it.
        events: what it is told of; empty for everything.
        command: program and arguments; no shell reads them.
        url: ``https://...``, or ``http://`` on this machine.
        training: whether it is told of training sales, too.
    """

    name: str
    events: tuple[HookKind, ...] = ()
    command: tuple[str, ...] = ()
    url: str = ""
    training: bool = False

    def wants(self, kind: HookKind) -> bool:
        """Whether it is told of this."""
        return not self.events or kind in self.events


def hook_name_allowed(name: str) -> bool:
    """Whether a hook may be called so: it stands in files, logs and the keyring."""
    return _NAME.fullmatch(name) is not None


def hook_url_allowed(url: str) -> bool:
    """Whether messages may be posted there: nobody on the way reads them, no password in it."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, an unclosed bracket
        return False
    safe = parts.scheme == "https" or is_loopback_http(url)
    return named and safe and "@" not in parts.netloc and url.isascii() and url.isprintable()


class HookFailure(StrEnum):
    """Why a delivery was not taken."""

    TIMEOUT = "timeout"
    """No end, or no answer, within the time given."""
    NOT_FOUND = "not_found"
    """There is no such program."""
    NOT_STARTED = "not_started"
    """The system refuses to run it."""
    EXIT = "exit"
    STATUS = "status"
    REDIRECT = "redirect"
    """Another address was answered; it is not followed, the settings have to name it."""
    UNREACHABLE = "unreachable"
    TLS = "tls"
    """The certificate is not trusted."""
    NO_SECRET = "no_secret"  # noqa: S105 - a word, not a secret
    """There is nothing to sign with."""
    REMOVED = "removed"
    """The settings do not name the target any more."""
    BROKEN = "broken"
    """A mistake of ours; the log has it."""


@dataclass(frozen=True, slots=True)
class HookFault:
    """How one delivery failed.

    Attributes:
        detail: exit code, HTTP status or the system's reason; safe plain text.
    """

    failure: HookFailure
    detail: str = ""

    @override
    def __str__(self) -> str:
        return f"{self.failure} {self.detail}".strip()

    @classmethod
    def read(cls, text: str) -> HookFault | None:
        """Read what ``str`` wrote; ``None`` if it is something else."""
        word, _, detail = text.partition(" ")
        try:
            return cls(HookFailure(word), detail)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class HookMessage:
    """One message, the same for every target and every repetition.

    Attributes:
        id: ``hook_...``, unique; receivers use it to see repetitions.
        body: JSON text, free of secrets and card numbers.
        created: when it was written down, together with what it tells (UTC).
    """

    id: str
    kind: HookKind
    op: OpId
    body: str
    created: dt.datetime


class OutboxState(StrEnum):
    """How far one delivery came."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """The delivery of one message to one target.

    Attributes:
        target: name of the configured hook.
        attempts: how often delivery failed.
        due: not to be tried before; once it is settled, when that was (UTC).
        detail: what the last attempt ended in, in safe plain text.
    """

    message: HookMessage
    target: str
    state: OutboxState
    attempts: int
    due: dt.datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for one target.

    Attributes:
        count: how many deliveries.
        due: when the next one may be tried (UTC).
    """

    count: int
    due: dt.datetime


@dataclass(frozen=True, slots=True)
class HookReport:
    """How one hook is doing.

    Attributes:
        told: whether it is told anything in the present mode.
        waiting: deliveries that are tried again by themselves.
        next_try: when the first of them may be (UTC).
        given_up: deliveries among the newest that are not tried any more.
        taken: when it took a message last, as far as the newest tell (UTC).
        troubled: deliveries not taken that were tried in vain, newest first.
    """

    hook: Hook
    told: bool
    waiting: int = 0
    next_try: dt.datetime | None = None
    given_up: int = 0
    taken: dt.datetime | None = None
    troubled: tuple[OutboxItem, ...] = ()


def hook_report(
    hook: Hook, *, told: bool, newest: Sequence[OutboxItem], backlog: Backlog | None
) -> HookReport:
    """Sum up how a hook is doing.

    Args:
        hook: which.
        told: whether it is told anything in the present mode.
        newest: deliveries of whatever targets, newest first.
        backlog: what waits for it.
    """
    own = [item for item in newest if item.target == hook.name]
    taken = [item.due for item in own if item.state is OutboxState.DELIVERED]
    return HookReport(
        hook=hook,
        told=told,
        waiting=backlog.count if backlog else 0,
        next_try=backlog.due if backlog else None,
        given_up=sum(item.state is OutboxState.GIVEN_UP for item in own),
        taken=max(taken, default=None),
        troubled=tuple(item for item in own if item.detail),
    )
