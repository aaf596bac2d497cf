"""A database that cannot be opened, or breaks: the app goes on without being started by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_app.adapters.settings_file import SettingsFile
from pos_app.simulator.standalone import ThreadedSimulator
from tests.e2e.driving.plays import CUSTOMERS, ENGLISH, ROOT

pytestmark = pytest.mark.webengine


@pytest.fixture
def simulator() -> Iterator[ThreadedSimulator]:
    started = ThreadedSimulator(customers=CUSTOMERS)
    started.start()
    yield started
    started.stop()


def _steps(play: str, simulator: ThreadedSimulator, data: Path) -> list[dict[str, Any]]:
    SettingsFile(data / "settings.toml").save(ENGLISH)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.driving.disk_child", play, simulator.api, str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_a_disk_that_is_usable_again_needs_no_new_start(
    simulator: ThreadedSimulator, tmp_path: Path
) -> None:
    steps = _steps("blocked", simulator, tmp_path)
    assert steps == [{"step": "stopped", "read": True}, {"step": "sold"}]


def test_a_simulator_that_comes_up_later_needs_no_new_start(
    simulator: ThreadedSimulator, tmp_path: Path
) -> None:
    assert _steps("sold", simulator, tmp_path) == [{"step": "sold"}]
    simulator.stop()
    steps = _steps("late", simulator, tmp_path)
    assert steps == [{"step": "stopped", "bars": 1, "cable": False}, {"step": "sold"}]


def test_a_database_that_breaks_is_brought_back_by_a_button(
    simulator: ThreadedSimulator, tmp_path: Path
) -> None:
    steps = _steps("damaged", simulator, tmp_path)
    assert steps == [{"step": "broken"}, {"step": "back"}]
    assert list(tmp_path.glob("*.corrupt-*.db"))
