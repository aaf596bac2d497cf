"""The facts of a payment, each with its time and where we know it from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

AFTER_DOUBT: Final = "after_doubt"
"""Detail of a ``CONFIRM_ASKED``: how the confirmation before had ended was not known then."""


class FactSource(StrEnum):
    """Who told us."""

    OPERATOR = "operator"
    PAGE = "page"
    """The web page: a hint, never proof."""
    API_CALL = "api_call"
    """Stripe's answer to our own request."""
    POLL = "poll"
    WEBHOOK = "webhook"
    EVENTS_API = "events_api"
    RECOVERY = "recovery"


class FactKind(StrEnum):
    """What happened."""

    INTENDED = "intended"
    BAR_LIFTED = "bar_lifted"
    """Somebody agreed to it although an earlier sale stood in the way: what, and which sale."""
    INSTEAD_OF = "instead_of"
    """It is begun instead of a debit that bounced: which."""
    CHARGED_ANEW = "charged_anew"
    """It had bounced, and another sale was begun instead: which."""
    CREATED = "created"
    CREATE_REFUSED = "create_refused"
    CREATE_UNKNOWN = "create_unknown"
    ELEMENT_READY = "element_ready"
    CONFIRM_ASKED = "confirm_asked"
    PAGE_REPORTED = "page_reported"
    REQUIRES_ACTION = "requires_action"
    BANK_SHOWN = "bank_shown"
    """The page was to show once more what the bank asks."""
    PROCESSING = "processing"
    DECLINED = "declined"
    AUTHORISED = "authorised"
    SUCCEEDED = "succeeded"
    CANCEL_ASKED = "cancel_asked"
    CANCELED = "canceled"
    UNKNOWN = "unknown"
    CONTRADICTED = "contradicted"
    """Stripe shows another amount, currency or customer than the sale."""
    ACCEPTED = "accepted"
    """A manager took the sale as Stripe says."""
    RESOLVED = "resolved"
    RECORDED = "recorded"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_CLOSED = "dispute_closed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the timeline.

    Attributes:
        at: when we learnt it (UTC).
        detail: safe plain text (a Stripe id, a decline code); never a secret or a card number.
    """

    kind: FactKind
    source: FactSource
    at: dt.datetime
    detail: str = ""


def only_one_under_way(facts: Sequence[Fact]) -> bool:
    """Whether a confirmation that is under way can only be the last one that was asked for.

    False, too, if none is on record: whoever confirmed then may have done so more than once.

    Args:
        facts: the sale's, oldest first.
    """
    asked = (fact for fact in reversed(facts) if fact.kind is FactKind.CONFIRM_ASKED)
    last = next(asked, None)
    return last is not None and last.detail != AFTER_DOUBT


_BOUNCE: Final = (FactKind.PROCESSING, FactKind.DECLINED)
_BANKS_PART: Final = frozenset({FactKind.CONFIRM_ASKED, *_BOUNCE})


def bounced(facts: Sequence[Fact]) -> bool:
    """Whether the bank has refused what it had accepted in the last attempt.

    Args:
        facts: the sale's, oldest first.
    """
    steps = [fact.kind for fact in facts if fact.kind in _BANKS_PART]
    return tuple(steps[-2:]) == _BOUNCE


def contradiction(facts: Sequence[Fact]) -> str:
    """The amount with which Stripe contradicts the sale; empty if it does not (any more).

    Args:
        facts: the sale's, oldest first.
    """
    ends = {FactKind.CONTRADICTED, FactKind.ACCEPTED, FactKind.RESOLVED}
    last = next((fact for fact in reversed(facts) if fact.kind in ends), None)
    return last.detail if last is not None and last.kind is FactKind.CONTRADICTED else ""
