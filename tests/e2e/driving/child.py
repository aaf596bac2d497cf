"""The whole app in a process of its own, running scenarios; says one JSON line for each.

Usage: child.py SIMULATOR_URL DATA_DIR SHOTS_DIR MODULE SCENARIO...
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pos_app.bootstrap.driver import NotSeenError
from pos_app.bootstrap.life import Running
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions
from tests.e2e.driving.till import Till

_SCENARIO_S: Final = 180.0


def say(**facts: Any) -> None:
    """Write one line for the test that waits."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main(url: str, data_dir: str, shots: str, module: str, *names: str) -> int:
    """Open the app and play the scenarios one after the other."""
    scenarios = importlib.import_module(f"tests.e2e.scenarios.{module}")

    async def script(running: Running) -> None:
        till = Till(running, url)
        for name in names:
            await play(till, name, getattr(scenarios, name), Path(shots))

    options = AppOptions(training=True, data_dir=Path(data_dir), simulator_url=url)
    return run_app(options, script)


async def play(till: Till, name: str, scenario: Any, shots: Path) -> None:
    began = time.monotonic()
    problem = ""
    try:
        async with asyncio.timeout(_SCENARIO_S):
            await scenario(till)
            if not getattr(scenario, "stays_open", False):
                await till.calm_down()
                await till.audit()
    except Exception:  # noqa: BLE001 - whatever goes wrong is what is reported
        problem = traceback.format_exc()
        till.driver.photograph(shots / f"{name}.png")
        problem += f"\non the screen:\n{till.driver.words()}"
        with suppress(NotSeenError):
            await till.calm_down()
    say(scenario=name, problem=problem, seconds=round(time.monotonic() - began, 1))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
