"""Memory of all processes with an Element shown, against a bare web view with the same page.

Both show the app's own checkout page with the same saved methods; the simulator runs in a third
process and is not counted. Shared pages are counted by their share (PSS) where the system tells it.
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
    """Show an Element in both in turns."""
    bare: list[float] = []
    app: list[float] = []
    with simulator() as sim:
        for _ in range(repeat):
            bare.append(_bare(sim))
            app.append(_app(sim))
    baseline = Series("bare view", "MB", tuple(bare))
    candidate = Series("counter", "MB", tuple(app))
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


def _app(sim: Json) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        Child("app_sales", folder, sim["api"], folder=Path(folder)) as child,
    ):
        child.expect("usable")
        child.tell({"do": "show"})
        child.expect("ready")
        return child.settled_memory_mb()
