"""500 payments in a row: what the app keeps of them in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.bench.processes import Child, simulator
from tests.bench.report import Figure, Series

EARLY: Final = 50
LATE: Final = 500
MOST: Final = 1.2


def measure(_repeat: int) -> list[Figure]:
    """Pay, and compare the memory after 50 payments with that after 500."""
    taken: dict[int, float] = {}
    with (
        simulator() as sim,
        tempfile.TemporaryDirectory() as folder,
        Child("app_sales", folder, sim["api"], folder=Path(folder)) as child,
    ):
        child.expect("usable")
        for count in range(1, LATE + 1):
            child.tell({"do": "pay"})
            for word in ("entered", "ready", "paid"):
                child.expect(word)
            if count in {EARLY, LATE}:
                taken[count] = child.settled_memory_mb()
    baseline = Series(f"after {EARLY}", "MB", (taken[EARLY],))
    candidate = Series(f"after {LATE}", "MB", (taken[LATE],))
    return [
        Figure(
            "growth",
            f"memory of all processes after {LATE} payments in a row",
            baseline,
            candidate,
            candidate.median / baseline.median,
            at_most=MOST,
        )
    ]
