"""The self-test proves an installation, and never claims what it has not tried."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SELF_TEST = "import sys; from pos_app.bootstrap.entry import run; sys.exit(run(sys.argv[1:]))"
_CLOSED_MIDWAY = f"""
import asyncio
from pos_app.bootstrap.self_test_steps import Steps

async def close(steps):
    steps._running.window.close()
    await asyncio.Event().wait()

Steps._saved_card = close
{_SELF_TEST}
"""

pytestmark = pytest.mark.webengine


def _self_test(code: str, folder: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and the report that ends stdout, of a run that puts its files into a folder."""
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    done = subprocess.run(
        [sys.executable, "-c", code, "self-test", "--json"],
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.stdout, done.stderr
    assert ":ERROR:" not in done.stderr  # the engine's lines about what a register may lack
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_takes_three_payments_and_leaves_nothing_behind(tmp_path: Path) -> None:
    code, report = _self_test(_SELF_TEST, tmp_path)
    assert (code, report["ok"], report["mode"]) == (0, True, "training"), report
    assert [check["name"] for check in report["checks"] if check["ok"]] == [
        "open the window",
        "find a customer by typing",
        "charge a saved card",
        "charge a card that asks the bank",
        "meet a decline",
        "check the books",
    ]
    assert list(tmp_path.iterdir()) == []


def test_closed_midway_has_proved_nothing(tmp_path: Path) -> None:
    code, report = _self_test(_CLOSED_MIDWAY, tmp_path)
    assert (code, report["ok"]) == (1, False)
    assert [check["name"] for check in report["checks"] if not check["ok"]] == ["finish"]
    assert "charge a saved card" not in {check["name"] for check in report["checks"]}
