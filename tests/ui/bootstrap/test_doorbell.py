"""A second start of the app reaches the first, and only an app that answers."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.bootstrap.doorbell import Doorbell, ring
from pos_app.bootstrap.qt_loop import PosEventLoop

_RING = """
import pathlib, sys
from pos_app.bootstrap.doorbell import ring
print(ring(pathlib.Path(sys.argv[1])))
"""


def _another_process_rings(folder):
    command = [sys.executable, "-c", _RING, str(folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60, cwd=_ROOT
    )
    return done.stdout.strip()


_ROOT = Path(__file__).parents[3]


@pytest.fixture
def in_loop(qapp):
    def run(scenario):
        with asyncio.Runner(loop_factory=lambda: PosEventLoop(qapp)) as runner:
            return runner.run(scenario)

    return run


def test_who_rings_is_answered_and_the_window_comes(in_loop, tmp_path):
    came = []

    async def scenario():
        bell = Doorbell(tmp_path, lambda: came.append("forward"))
        try:
            for _ in range(2):
                assert await asyncio.to_thread(_another_process_rings, tmp_path) == "True"
        finally:
            bell.close()

    in_loop(scenario())
    assert came == ["forward", "forward"]


def test_another_folder_has_another_bell(in_loop, tmp_path):
    async def scenario():
        bell = Doorbell(tmp_path, lambda: None)
        try:
            return ring(tmp_path / "other", 0.0)
        finally:
            bell.close()

    assert not in_loop(scenario())


def test_nobody_answers_where_nothing_runs(tmp_path):
    assert not ring(tmp_path, 0.0)
