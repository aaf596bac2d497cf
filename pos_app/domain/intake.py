"""What the webhook listener tells about itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Refusal(StrEnum):
    """Why a delivery was not taken."""

    NO_SECRET = "no_secret"  # noqa: S105 - a word, not a secret
    """No signing secret is stored, so nobody can be trusted."""
    UNSIGNED = "unsigned"
    BAD_SIGNATURE_HEADER = "bad_signature_header"
    WRONG_SIGNATURE = "wrong_signature"
    """Signed with a secret that is not ours, or changed on the way."""
    TOO_OLD = "too_old"
    FROM_THE_FUTURE = "from_the_future"
    UNREADABLE = "unreadable"
    """Signed, but not an event as Stripe documents it."""
    OTHER_MODE = "other_mode"
    """An event of live mode while testing, or the other way round."""
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    BROKEN_OFF = "broken_off"
    WRONG_PLACE = "wrong_place"
    """Another path, method or kind of content, or asked by a web page."""
    NOT_HTTP = "not_http"
    TOO_MANY = "too_many"
    """More connections at a time than are served."""
    NOT_STORED = "not_stored"
    """Genuine, but the database could not be written; the sender is told to try again."""


class ListenerState(StrEnum):
    """Whether deliveries can arrive."""

    OFF = "off"
    LISTENING = "listening"
    PORT_TAKEN = "port_taken"
    """Another program uses the port."""
    STOPPED = "stopped"
    """Not started yet, or ended."""


@dataclass(frozen=True, slots=True)
class ListenerHealth:
    """How the listener is doing.

    Attributes:
        url: where deliveries are taken; empty while none are.
        secrets: how many signing secrets are in use.
        accepted: events stored for the first time since the start.
        duplicates: genuine deliveries of events that were known already.
        refused: deliveries refused since the start, by reason.
        last_event: when a genuine delivery arrived last (UTC).
        last_type: its type, e.g. ``payment_intent.succeeded``.
    """

    state: ListenerState = ListenerState.STOPPED
    url: str = ""
    secrets: int = 0
    accepted: int = 0
    duplicates: int = 0
    refused: Mapping[Refusal, int] = field(default_factory=dict)
    last_event: dt.datetime | None = None
    last_type: str = ""
