"""Pieces that several screens share."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Tone(StrEnum):
    """The meaning of a colour; every tone also has an icon and a word."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"


class Notice(NamedTuple):
    """One or two lines that tell the operator something about what is beside them."""

    tone: Tone
    text: str
    detail: str = ""
