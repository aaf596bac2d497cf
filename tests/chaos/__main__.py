"""Chaos from the command line: ``python -m tests.chaos --runs 200 --seed 1``.

A seed decides what is done and what strikes when; it does not decide how fast app, engine and disk
are. What happens in the same thousandth of a second may happen in another order the next time, so
a run that failed may have to be repeated, best with the machine as busy as it was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.campaign import Campaign, report


def main() -> int:
    """Run; 0 if nothing went wrong."""
    parser = argparse.ArgumentParser(
        prog="tests.chaos",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    parser.add_argument("--at-once", type=int, default=2, help="shops side by side")
    parser.add_argument("--keep", type=Path, help="where the traces of failed runs stay")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="chaos-"))
    began = time.monotonic()
    campaign = Campaign(folder, at_once=given.at_once)
    for story, seconds in campaign.run(range(given.seed, given.seed + given.runs)):
        print(report(story, seconds), flush=True)  # noqa: T201
    print(campaign.summary(time.monotonic() - began))  # noqa: T201
    return 1 if campaign.failed else 0


if __name__ == "__main__":
    sys.exit(main())
