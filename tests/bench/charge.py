"""Enter in the amount to an Element that is ready, against the source document's own sequence.

Every request is held back by 150 ms. Two moments, under two conditions each:

* the first sale after start: following the document, the web view is opened for it; the app has
  warmed its page up beforehand;
* a later sale: the engine runs in both.

* everything late: scripts and frames too, and the document's page finds none of them in a cache;
* only API calls late, the stand-in stripe.js's own call for the Element among them; in a later sale
  script and frames of the document's page are in its cache.

Two calls are needed: the PaymentIntent, and what stripe.js asks for the Element. The document makes
one after the other. The app has an Element prepared for the customer while a practised hand types
the amount, with 120 ms from key to key, and brings it up to date beside the PaymentIntent.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.bench.orders import CUSTOMER
from tests.bench.processes import Child, Json, simulator
from tests.bench.report import Figure, Series

LATENCY_MS: Final = 150
LEAST: Final = 2.5


def measure(repeat: int) -> list[Figure]:
    """Sell in turns."""
    return [
        _first_sale(repeat, everywhere=True, least=LEAST),
        _first_sale(repeat, everywhere=False),
        _later_sale(repeat, everywhere=True),
        _later_sale(repeat, everywhere=False),
    ]


def _first_sale(repeat: int, *, everywhere: bool, least: float | None = None) -> Figure:
    """One sale per process."""
    document: list[float] = []
    app: list[float] = []
    with simulator(latency_ms=LATENCY_MS, everywhere=everywhere) as sim:
        for _ in range(repeat):
            with _document(sim) as seller:
                document.append(_sell(seller))
            with _till(sim) as till:
                app.append(_sell(till))
    return _figure("first sale", document, app, everywhere=everywhere, least=least)


def _later_sale(repeat: int, *, everywhere: bool) -> Figure:
    """One sale after the other; the first pair is not counted."""
    document: list[float] = []
    app: list[float] = []
    with (
        simulator(latency_ms=LATENCY_MS, everywhere=everywhere) as sim,
        _document(sim) as seller,
        _till(sim) as till,
    ):
        for _ in range(repeat + 1):
            document.append(_sell(seller, cache=not everywhere))
            app.append(_sell(till))
    return _figure("later sale", document[1:], app[1:], everywhere=everywhere)


def _figure(
    sale: str,
    document: list[float],
    app: list[float],
    *,
    everywhere: bool,
    least: float | None = None,
) -> Figure:
    late = "every request" if everywhere else "API calls"
    baseline = Series("document", "ms", tuple(document))
    candidate = Series("counter", "ms", tuple(app))
    return Figure(
        "charge",
        f"charge to Element ready, {sale}, {late} {LATENCY_MS} ms late",
        baseline,
        candidate,
        baseline.median / candidate.median,
        at_least=least,
    )


@contextmanager
def _document(sim: Json) -> Iterator[Child]:
    keys = (sim["secret_key"], sim["publishable_key"], sim["stripe_js"])
    with Child("document_sale", sim["api"], *keys, CUSTOMER) as child:
        child.expect("usable")
        yield child


@contextmanager
def _till(sim: Json) -> Iterator[Child]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Child("app_sales", folder, sim["api"], folder=Path(folder)) as child,
    ):
        child.expect("usable")
        yield child


def _sell(child: Child, *, cache: bool = False) -> float:
    """Milliseconds from ``entered`` to ``ready``."""
    child.tell({"do": "show", "cache": cache})
    entered, ready = child.expect("entered"), child.expect("ready")
    return float(ready["at_ns"] - entered["at_ns"]) / 1e6
