"""Whether Stripe can be reached and lets us in, learnt from the calls that are made anyway."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Final, TypeVar

from pos_app.domain.events import ConnectionChanged
from pos_app.domain.outcomes import FailureCause, Ok, Outcome, RefusalKind, Refused, Unknown
from pos_app.services.event_bus import EventBus
from pos_app.services.silence import Silence

T = TypeVar("T")
_BUSY: Final = frozenset({FailureCause.RATE_LIMITED, FailureCause.CONFLICT})
"""Stripe answered, it just did not want to do it now."""


class Reachability:
    """Announces each change once."""

    def __init__(self, bus: EventBus, silence: Silence) -> None:
        self._bus = bus
        self._silence = silence
        self._cause: FailureCause | None = None
        self._refusal: RefusalKind | None = None

    @property
    def cause(self) -> FailureCause | None:
        """Why Stripe could not be reached last time, or ``None``."""
        return self._cause

    @property
    def refusal(self) -> RefusalKind | None:
        """``KEY_REJECTED`` or ``NOT_PERMITTED`` if Stripe lets this key take no payments."""
        return self._refusal

    async def hear(self, call: Awaitable[Outcome[T]], *, essential: bool = True) -> Outcome[T]:
        """Wait for one request to Stripe; learn from its end, and from having to wait.

        Args:
            call: one request; of several in a row nobody can say what is unusually long.
            essential: as for ``note``.
        """
        with self._silence.waiting():
            outcome = await call
            self.note(outcome, essential=essential)
        return outcome

    def missed(self) -> None:
        """One try of a call under way has found no way to Stripe; another one follows."""
        self._silence.missed()

    def note(self, outcome: Outcome[Any], *, essential: bool = True) -> None:
        """Learn from how a call to Stripe ended.

        Args:
            outcome: its end.
            essential: no payment can be taken without this kind of call. What a customer search
                may not do, or what fails inside Stripe for it alone, keeps nobody from paying.
        """
        if _answered(outcome):
            self._silence.broken()
        match outcome:
            case Unknown(FailureCause.STRIPE_DOWN) if not essential:
                return
            case Unknown(cause):
                self._learn(None if cause in _BUSY else cause, self._refusal)
            case Refused(RefusalKind.KEY_REJECTED):
                self._learn(None, RefusalKind.KEY_REJECTED)
            case Refused(RefusalKind.NOT_PERMITTED) if essential:
                self._learn(None, RefusalKind.NOT_PERMITTED)
            case Ok() | Refused():
                forbidden = self._refusal is RefusalKind.NOT_PERMITTED
                keeps = forbidden and not essential
                self._learn(None, self._refusal if keeps else None)

    def _learn(self, cause: FailureCause | None, refusal: RefusalKind | None) -> None:
        if (cause, refusal) == (self._cause, self._refusal):
            return
        self._cause, self._refusal = cause, refusal
        self._bus.publish(ConnectionChanged(cause, refusal))


def _answered(outcome: Outcome[Any]) -> bool:
    """Whether Stripe has said anything at all."""
    match outcome:
        case Unknown(cause):
            return cause in _BUSY or cause is FailureCause.STRIPE_DOWN
        case _:
            return True
