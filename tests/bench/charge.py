"""Enter in the amount to an Element that is ready, against the source document's own sequence.

The simulator holds back every request by 150 ms. Baseline and app run side by side, one sale after
the other in turns, the web engine of both running already. Three ways to look at it:

* everything late: scripts and frames too, and the document's page finds nothing in a cache, as a
  page that is opened for the first time;
* only the API late, the document's page the first time;
* only the API late, script and frames of the document's page in its cache.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.bench.orders import CUSTOMER
from tests.bench.processes import Child, Json, simulator
from tests.bench.report import Figure, Series

LATENCY_MS: Final = 150
LEAST: Final = 2.5


def measure(repeat: int) -> list[Figure]:
    """Sell in turns, under each of the three conditions."""
    return [
        _compare(
            repeat, "every request 150 ms late, page opened anew", everywhere=True, least=LEAST
        ),
        _compare(repeat, "API calls 150 ms late, page opened anew"),
        _compare(repeat, "API calls 150 ms late, page opened anew with a full cache", cache=True),
    ]


def _compare(
    repeat: int,
    what: str,
    *,
    everywhere: bool = False,
    cache: bool = False,
    least: float | None = None,
) -> Figure:
    document: list[float] = []
    app: list[float] = []
    with ExitStack() as stack:
        sim = stack.enter_context(simulator(latency_ms=LATENCY_MS, everywhere=everywhere))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        keys = (sim["secret_key"], sim["publishable_key"], sim["stripe_js"])
        seller = stack.enter_context(Child("document_sale", sim["api"], *keys, CUSTOMER))
        till = stack.enter_context(Child("app_sales", folder, sim["api"], folder=Path(folder)))
        seller.expect("warm")
        till.expect("usable")
        for _ in range(repeat + 1):
            document.append(_between(seller, {"cache": cache}))
            app.append(_between(till, {"do": "show"}))
    baseline = Series("document", "ms", tuple(document[1:]))
    candidate = Series("counter", "ms", tuple(app[1:]))
    ratio = baseline.median / candidate.median
    return Figure(
        "charge", f"charge to Element ready: {what}", baseline, candidate, ratio, at_least=least
    )


def _between(child: Child, order: Json) -> float:
    """Milliseconds from ``entered`` to ``ready``."""
    child.tell(order)
    entered, ready = child.expect("entered"), child.expect("ready")
    return float(ready["at_ns"] - entered["at_ns"]) / 1e6
