"""Whether Stripe can be reached, learnt from the calls that are made anyway."""

from __future__ import annotations

from typing import Any, Final

from pos_app.domain.events import ConnectionChanged
from pos_app.domain.outcomes import FailureCause, Outcome, Unknown
from pos_app.services.event_bus import EventBus

_BUSY: Final = frozenset({FailureCause.RATE_LIMITED, FailureCause.CONFLICT})
"""Stripe answered, it just did not want to do it now."""


class Reachability:
    """Announces each change once."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._cause: FailureCause | None = None

    @property
    def cause(self) -> FailureCause | None:
        """Why Stripe could not be reached last time, or ``None``."""
        return self._cause

    def note(self, outcome: Outcome[Any]) -> None:
        """Learn from how a call to Stripe ended."""
        lost = isinstance(outcome, Unknown) and outcome.cause not in _BUSY
        cause = outcome.cause if lost and isinstance(outcome, Unknown) else None
        if cause is not self._cause:
            self._cause = cause
            self._bus.publish(ConnectionChanged(cause))
