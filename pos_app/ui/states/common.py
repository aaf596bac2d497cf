"""Pieces that several screens share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The meaning of a colour; every tone also has an icon and a word."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Notice:
    """One or two lines that tell the operator something about what is beside them."""

    tone: Tone
    text: str
    detail: str = ""
