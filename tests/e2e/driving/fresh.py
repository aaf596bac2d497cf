"""A fresh install opened without any option: what a new user sees. Usage: fresh.py DATA_DIR."""

from __future__ import annotations

import sys
from pathlib import Path

from pos_app.bootstrap.life import Running
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions
from tests.e2e.driving.child import play
from tests.e2e.driving.till import Till
from tests.e2e.scenarios.starts import first_start_to_first_sale


async def _script(running: Running) -> None:
    till = Till(running, running.session.peer.api_url or "")
    await play(till, "first_start_to_first_sale", first_start_to_first_sale, Path(sys.argv[1]))


sys.exit(
    run_app(AppOptions(training=False, data_dir=Path(sys.argv[1]), simulator_url=None), _script)
)
