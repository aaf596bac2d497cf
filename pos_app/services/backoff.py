"""How long to wait between two tries, in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Final

FAST: Final = (1.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 15.0)
"""While the operator waits; then every 15 s, inside Stripe's read allocation.

Source: https://docs.stripe.com/rate-limits
"""
SLOW: Final = (30.0, 60.0, 120.0, 300.0)
"""While nothing is expected to happen soon."""


def endless(steps: tuple[float, ...]) -> Iterator[float]:
    """The steps, then the last one for ever."""
    return chain(steps, repeat(steps[-1]))
