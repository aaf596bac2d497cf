"""Memory of all processes with an Element shown, against a bare web view with the same page.

Both show the app's own checkout page with the same saved methods; the simulator runs in a third
process and is not counted. Pages that several processes share are counted once.
The app's database exists already, as on every day but the first.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from tests.bench.orders import mount_order
from tests.bench.processes import Child, Json, simulator
from tests.bench.report import Figure, Series

MOST: Final = 1.25


def measure(repeat: int) -> list[Figure]:
    """Show an Element in both in turns; the first pair makes the database and is not counted."""
    bare: list[float] = []
    app: list[float] = []
    with simulator() as sim, tempfile.TemporaryDirectory() as folder:
        for _ in range(repeat + 1):
            bare.append(_bare(sim))
            app.append(_app(sim, folder))
    baseline = Series("bare view", "MB", tuple(bare[1:]))
    candidate = Series("counter", "MB", tuple(app[1:]))
    return [
        Figure(
            "memory",
            "memory of all processes with the Element shown",
            baseline,
            candidate,
            candidate.median / baseline.median,
            at_most=MOST,
        )
    ]


def _bare(sim: Json) -> float:
    with Child("bare_view", sim["stripe_js"], sim["api"]) as child:
        child.hear()
        child.tell(mount_order(sim))
        child.expect("shown")
        return child.settled_memory_mb()


def _app(sim: Json, folder: str) -> float:
    with Child("app_sales", folder, sim["api"], folder=Path(folder)) as child:
        child.expect("usable")
        child.tell({"do": "show"})
        child.expect("entered")
        child.expect("ready")
        return child.settled_memory_mb()
