"""The words for a paid sale whose money was given back, or collected only in part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReturnTexts:
    """In the list (``row_``), and as the answer to whether money was taken (``money_``)."""

    row_refunded: str
    row_partly_refunded: str
    row_in_part: str
    money_refunded: str
    money_partly_refunded: str
    money_in_part: str
    money_in_part_refunded: str
