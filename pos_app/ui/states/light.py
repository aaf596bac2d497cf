"""Beside the clock: whether Stripe can be reached."""

from __future__ import annotations

from enum import StrEnum


class Light(StrEnum):
    """What the header shows."""

    REACHABLE = "reachable"
    WAITING = "waiting"
    """An answer is owed for longer than usual; sales can begin all the same."""
    AWAY = "away"
