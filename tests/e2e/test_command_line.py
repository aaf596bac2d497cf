"""The program from outside: what it prints, how it exits, and what its window says at the start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pos_app import __version__
from pos_app.simulator.standalone import ThreadedSimulator
from tests.e2e.driving.plays import ROOT, Child

pytestmark = pytest.mark.webengine


def _run(*command: str, seconds: int = 90) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )


def test_version() -> None:
    done = _run("pos_app", "--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"pos-app {__version__}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--nonsense",),
        ("frobnicate",),
        ("--simulator-url", "https://api.stripe.com"),
        ("--simulator-url", "http://192.168.1.7:12111"),
        ("simulator", "--customers", "many"),
        ("self-test", "--verbose"),
    ],
)
def test_what_cannot_be_used_gives_one_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    done = _run("pos_app", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("pos-app: ")


def test_listen_says_that_training_needs_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = _run("pos_app", "listen", "--data-dir", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing to set up" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_gives_one_line_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = _run("pos_app", "--data-dir", str(tmp_path / "file" / "data"))
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("pos-app: ")]
    assert done.returncode == 2
    assert "cannot be used" in line


def test_second_start_on_the_same_data_brings_the_first_window_forward(tmp_path: Path) -> None:
    simulator = ThreadedSimulator(customers=20)
    simulator.start()
    try:
        with Child(simulator.api, tmp_path, tmp_path, "starts", "stays_open") as first:
            assert next(iter(first)) == {"reached": True}
            done = _run("pos_app", "--training", "--data-dir", str(tmp_path))
    finally:
        simulator.stop()
    assert (done.returncode, done.stdout) == (0, "")
    assert "pos-app: " not in done.stderr


def test_fresh_install_asks_and_training_leads_to_a_sale(tmp_path: Path) -> None:
    done = _run("tests.e2e.driving.fresh", str(tmp_path))
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["scenario"] for line in said] == ["first_start_to_first_sale"]
    assert not said[0]["problem"], said[0]["problem"]


def test_dead_simulator_is_told_in_the_window(tmp_path: Path, free_port: int) -> None:
    url = f"http://127.0.0.1:{free_port}"
    done = _run("tests.e2e.driving.words", str(tmp_path), url, "simulator")
    assert done.returncode == 0, done.stderr
    assert f"No training simulator answers at {url}" in done.stdout
    assert "pos-app simulator" in done.stdout
    assert "The simulator does not answer" in done.stdout
