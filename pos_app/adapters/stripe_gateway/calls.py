"""One call to Stripe, from request to ``Outcome``."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

import stripe

from pos_app.adapters.stripe_gateway.errors import outcome_of, unreadable
from pos_app.adapters.stripe_gateway.fields import Fields, UnreadableAnswerError
from pos_app.adapters.stripe_gateway.transport import Pause
from pos_app.domain.outcomes import (
    FailureCause,
    Ok,
    Outcome,
    RefusalKind,
    Refused,
    Unknown,
)

R = TypeVar("R")

RATE_LIMIT_RESTS: Final = (0.5, 1.5, 3.0)
"""Seconds to rest after a 429, which the SDK does not repeat (https://docs.stripe.com/rate-limits)."""

_dice = secrets.SystemRandom()


class Calls:
    """Turns SDK calls into outcomes for one key.

    Args:
        livemode: what every object must say; another value is refused as ``WRONG_MODE``.
        pause: waits between two attempts.
    """

    def __init__(self, *, livemode: bool, pause: Pause = asyncio.sleep) -> None:
        self._livemode = livemode
        self._pause = pause

    async def ask(
        self,
        request: Callable[[], Awaitable[stripe.StripeObject]],
        read: Callable[[Fields], R],
    ) -> Outcome[R]:
        """Send, back off while Stripe limits the rate, and read the answer.

        Args:
            request: starts the SDK call; called again, with the same key, after a 429.
            read: makes the result; raises ``UnreadableAnswerError`` for an answer not Stripe's.
        """
        outcome = await self._once(request, read)
        for rest in RATE_LIMIT_RESTS:
            if not (isinstance(outcome, Unknown) and outcome.cause is FailureCause.RATE_LIMITED):
                break
            await self._pause(rest * _dice.uniform(0.7, 1.3))
            outcome = await self._once(request, read)
        return outcome

    async def _once(
        self,
        request: Callable[[], Awaitable[stripe.StripeObject]],
        read: Callable[[Fields], R],
    ) -> Outcome[R]:
        try:
            answer = await request()
            plain = answer.to_dict()
        except stripe.StripeError as error:
            return outcome_of(error)
        except (AttributeError, TypeError, KeyError, ValueError) as confused:
            # The SDK stumbles over JSON that is not Stripe's, e.g. {"error": "blocked by policy"}.
            return unreadable(confused)
        if self._foreign(plain):
            return Refused(RefusalKind.WRONG_MODE, message="the object is of the other mode")
        try:
            return Ok(read(Fields(plain)))
        except UnreadableAnswerError as wrong:
            return unreadable(wrong)

    def _foreign(self, answer: Mapping[str, Any]) -> bool:
        listed = answer.get("data")
        objects = [answer, *(listed if isinstance(listed, list) else ())]
        return any(
            isinstance(one, Mapping) and one.get("livemode", self._livemode) is not self._livemode
            for one in objects
        )
