"""What a bench hands back, and how it is shown: a Markdown table and JSON."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Series:
    """Repeated measurements of one thing.

    Attributes:
        label: What was measured.
        unit: ``ms`` or ``MB``.
        values: One per repetition, or one per keystroke.
    """

    label: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The value that 95 of 100 do not exceed (nearest rank)."""
        ordered = sorted(self.values)
        return ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]

    def text(self) -> str:
        """Median with minimum and maximum."""
        low, high = min(self.values), max(self.values)
        return f"{_short(self.median)} ({_short(low)} to {_short(high)}) {self.unit}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        bench: Name of the bench.
        what: The figure in words.
        baseline, candidate: What was compared, measured in the same run.
        value: The figure itself, usually a ratio of medians.
        unit: Of the figure; ``x`` for a ratio.
        at_most, at_least: The limit; a figure without one is information.
    """

    bench: str
    what: str
    baseline: Series
    candidate: Series
    value: float
    unit: str = "x"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the limit is kept."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def limit(self) -> str:
        """The limit in words."""
        if self.at_most is not None:
            return f"at most {_short(self.at_most)} {self.unit}"
        if self.at_least is not None:
            return f"at least {_short(self.at_least)} {self.unit}"
        return ""

    @property
    def verdict(self) -> str:
        """``ok`` or ``MISSED``; empty without a limit."""
        if not self.limit:
            return ""
        return "ok" if self.ok else "MISSED"


def markdown(figures: Sequence[Figure]) -> str:
    """All figures as one table."""
    lines = [
        "| What | Baseline | pos_app | Figure | Limit | |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for figure in figures:
        cells = (
            figure.what,
            f"{figure.baseline.label}: {figure.baseline.text()}",
            f"{figure.candidate.label}: {figure.candidate.text()}",
            f"{_short(figure.value)} {figure.unit}",
            figure.limit,
            figure.verdict,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def as_json(figures: Sequence[Figure]) -> str:
    """Machine and figures, all single values included."""
    return json.dumps({"machine": machine(), "figures": [_plain(f) for f in figures]}, indent=2)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    from PySide6 import __version__ as pyside  # noqa: PLC0415 - only the report needs it

    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "pyside6": pyside,
        "window_system": os.environ.get("QT_QPA_PLATFORM", "native"),
    }


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "bench": figure.bench,
        "what": figure.what,
        "value": figure.value,
        "unit": figure.unit,
        "at_most": figure.at_most,
        "at_least": figure.at_least,
        "ok": figure.ok,
        **{
            role: {
                "label": series.label,
                "unit": series.unit,
                "median": series.median,
                "p95": series.p95,
                "values": list(series.values) if len(series.values) <= 100 else len(series.values),
            }
            for role, series in (("baseline", figure.baseline), ("candidate", figure.candidate))
        },
    }


def _short(value: float) -> str:
    """Three figures, no exponent."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
