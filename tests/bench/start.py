"""Process start to usable counter screen, against a bare window with the web engine imported.

Both clocks start just before the process is made and stop after the first paint in which the field
to type in has the keyboard. Baseline and app take turns; files are in the system's cache for both.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.bench.processes import Child
from tests.bench.report import Figure, Series

MOST: Final = 1.5


def measure(repeat: int) -> list[Figure]:
    """Start both in turns; the first pair fills the caches and is not counted."""
    bare: list[float] = []
    app: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(repeat + 1):
            bare.append(_milliseconds(Child("bare_window")))
            app.append(_milliseconds(Child("app_start", folder, folder=Path(folder))))
    baseline = Series("bare window", "ms", tuple(bare[1:]))
    candidate = Series("counter screen", "ms", tuple(app[1:]))
    return [
        Figure(
            "start",
            "process start to a counter screen that takes what is typed",
            baseline,
            candidate,
            candidate.median / baseline.median,
            at_most=MOST,
        )
    ]


def _milliseconds(child: Child) -> float:
    with child:
        return float(child.hear()["at_ns"] - child.started_ns) / 1e6
