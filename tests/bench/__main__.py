"""Measures what the app promises about speed and memory: ``python -m tests.bench``.

Every figure compares the app with a baseline measured in the same run, so that it means the same on
a fast machine and on a slow one. The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path

from tests.bench.report import Figure, as_json, markdown

BENCHES = ("start", "charge", "typeahead", "catch_up", "memory", "growth", "webhooks")


def main() -> int:
    """Run the named benches, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all values there")
    parser.add_argument("--repeat", type=int, default=7, metavar="N", help="repetitions (7)")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - set(BENCHES))
    if unknown or chosen.repeat < 1:
        parser.error(f"unknown bench: {', '.join(unknown)}" if unknown else "--repeat is below 1")
    figures: list[Figure] = []
    for name in [bench for bench in BENCHES if bench in (chosen.names or BENCHES)]:
        figures += _run(name, chosen.repeat)
    _say(f"\nall\n{markdown(figures)}")
    if chosen.json:
        chosen.json.write_text(as_json(figures) + "\n", encoding="utf-8")
    return 0 if all(figure.ok for figure in figures) else 1


def _run(name: str, repeat: int) -> list[Figure]:
    _say(f"{name} ...")
    started = time.monotonic()
    figures: list[Figure] = importlib.import_module(f"tests.bench.{name}").measure(repeat)
    _say(f"{name}: {time.monotonic() - started:.0f} s\n{markdown(figures)}")
    return figures


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
