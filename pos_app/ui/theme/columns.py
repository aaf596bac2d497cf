"""How wide the counter's outer columns are; the sale takes what is left between them."""

from __future__ import annotations

from typing import Final

SEARCH_WIDTH: Final = 320
PAYMENT_WIDTH: Final = 440
_USUAL: Final = 1366
_SEARCH_GROWS: Final = 100
_PAYMENT_GROWS: Final = 140


def column_widths(window: int) -> tuple[int, int]:
    """Return the widths of search and payment in a window of this width; all in pixels."""
    more = max(0, window - _USUAL)
    return (
        SEARCH_WIDTH + min(_SEARCH_GROWS, more * 3 // 20),
        PAYMENT_WIDTH + min(_PAYMENT_GROWS, more * 5 // 20),
    )
