"""Process start to usable counter screen, against a bare window with the web engine imported.

Both clocks start just before the process is made and stop after the first paint in which the field
to type in has the keyboard. The app's window shows the idle counter then, but only its search box
is alive; two more figures say when the whole counter is, and when a name that was typed at that
first moment has found its customers, with simulator, database and index all started by then.
Baseline and app take turns; files are in the system's cache for both.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.bench.processes import Child
from tests.bench.report import Figure, Series

MOST: Final = 1.5


def measure(repeat: int) -> list[Figure]:
    """Start both in turns; a start before and the first pair fill the caches and do not count."""
    bare: list[float] = []
    usable: list[float] = []
    furnished: list[float] = []
    found: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        with Child("app_start", folder, "patient", folder=Path(folder)) as child:
            child.expect("picture")
        for _ in range(repeat + 1):
            with Child("bare_window") as child:
                bare.append(_milliseconds(child, "usable"))
            with Child("app_start", folder, folder=Path(folder)) as child:
                usable.append(_milliseconds(child, "usable"))
                furnished.append(_milliseconds(child, "furnished"))
                found.append(_milliseconds(child, "found"))
    baseline = Series("bare window", "ms", tuple(bare[1:]))
    return [
        _figure("process start to a window that takes what is typed", baseline, usable, MOST),
        _figure("process start to the whole counter on the screen", baseline, furnished),
        _figure("process start to the customers found by typing at once", baseline, found),
    ]


def _figure(
    what: str, baseline: Series, values: list[float], at_most: float | None = None
) -> Figure:
    candidate = Series("counter", "ms", tuple(values[1:]))
    ratio = candidate.median / baseline.median
    return Figure("start", what, baseline, candidate, ratio, at_most=at_most)


def _milliseconds(child: Child, word: str) -> float:
    return float(child.expect(word)["at_ns"] - child.started_ns) / 1e6
