"""Injected faults: what ``/_sim`` configures and the dispatcher applies."""

import random
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase


class FaultKind(Enum):
    """What goes wrong."""

    LATENCY = "latency"
    """The answer takes ``latency_ms`` longer."""
    ERROR = "error"
    """HTTP ``status`` without any effect."""
    RESET_BEFORE = "reset_before"
    """The connection is reset and nothing has happened."""
    RESET_AFTER = "reset_after"
    """The effect has happened, the connection is reset before the answer."""
    ERROR_AFTER = "error_after"
    """The effect has happened, the answer is ``status`` and is what an idempotency key replays."""
    HANG = "hang"
    """The effect has happened, the answer comes ``latency_ms`` later (for client time-outs)."""


@dataclass(slots=True)
class Fault:
    """One rule; the first that matches and has hits left applies (latency rules add up).

    Attributes:
        kind: What goes wrong.
        method: HTTP method, or ``*``.
        path: Shell pattern of the path, e.g. ``/v1/payment_intents*``.
        remaining: How many matching requests it still hits; None for all.
        rate: Share of the matching requests that are hit, 0 to 1.
        latency_ms: Delay of LATENCY and HANG.
        status: HTTP status of ERROR and ERROR_AFTER.
        reason: ``Stripe-Rate-Limited-Reason`` of a 429; empty means a lock time-out.
    """

    kind: FaultKind
    method: str = "*"
    path: str = "*"
    remaining: int | None = 1
    rate: float = 1.0
    latency_ms: int = 0
    status: int = 500
    reason: str = "global-rate"

    def matches(self, method: str, path: str) -> bool:
        """Whether the rule speaks of this request and is not used up."""
        return self.remaining != 0 and self.method in {"*", method} and fnmatchcase(path, self.path)


class FaultPlan:
    """The rules in force and the general latency.

    Attributes:
        latency_ms: Delay of every API call.
    """

    def __init__(self, *, latency_ms: int = 0, seed: int = 0) -> None:
        self.latency_ms = latency_ms
        self._base_latency = latency_ms
        self._rules: list[Fault] = []
        self._random = random.Random(seed)  # noqa: S311 - repeatable chaos, no secret

    def add(self, fault: Fault) -> None:
        """Put a rule in force after the existing ones."""
        self._rules.append(fault)

    def clear(self) -> None:
        """Drop all rules and return to the latency of the start."""
        self._rules.clear()
        self.latency_ms = self._base_latency

    def active(self) -> list[Fault]:
        """The rules that still can hit."""
        return [rule for rule in self._rules if rule.remaining != 0]

    def delay_ms(self, method: str, path: str) -> int:
        """How long this request is held back before it is executed."""
        rules = [r for r in self._rules if r.kind is FaultKind.LATENCY]
        return self.latency_ms + sum(r.latency_ms for r in rules if self._hit(r, method, path))

    def pick(self, method: str, path: str) -> Fault | None:
        """The fault that hits this request, if any; uses up one of its hits."""
        for rule in self._rules:
            if rule.kind is not FaultKind.LATENCY and self._hit(rule, method, path):
                return rule
        return None

    def _hit(self, rule: Fault, method: str, path: str) -> bool:
        if not rule.matches(method, path):
            return False
        if rule.rate < 1.0 and self._random.random() >= rule.rate:
            return False
        if rule.remaining is not None:
            rule.remaining -= 1
        return True
