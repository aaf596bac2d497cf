"""The window stands where it was left, and always where it can be seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_LARGE = {"name": "large", "x": 0, "y": 0, "width": 1920, "height": 1080}
_BESIDE = {"name": "beside", "x": 1920, "y": 0, "width": 1920, "height": 1080}
_LAPTOP = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768}
_TINY = {"name": "tiny", "x": 0, "y": 0, "width": 800, "height": 800}
_USUAL = [1366, 768]

_OPEN_AND_CLOSE = """
import json
import sys
from PySide6.QtGui import QGuiApplication
from pos_app.bootstrap import opening
from pos_app.bootstrap.entry import run
from pos_app.ui.shell.main_window import MainWindow

show = opening.open_early

def place(window):
    at = window.geometry()
    seen = any(s.availableGeometry().contains(at) for s in QGuiApplication.screens())
    return {
        "maximized": window.isMaximized(), "at": [at.x(), at.y()],
        "size": [at.width(), at.height()], "seen": seen,
    }

def shown(app, resources, theme, painted, *others):
    early = show(app, resources, theme, lambda: (leave(early), painted()), *others)
    return early

def leave(early):
    window, (act, *numbers) = early.window, json.loads(sys.argv[2])
    said = [place(window)]
    if act == "maximize":
        window.showMaximized()
    elif act == "put":
        window.setGeometry(*numbers)
    QGuiApplication.processEvents()
    window.close()
    if act == "again":
        window = early.again().window
        window.show()
        said.append(place(window))
    print(json.dumps(said[-1]))

opening.open_early = shown
sys.exit(run(["--training", "--data-dir", sys.argv[1]]))
"""


@pytest.fixture
def start(tmp_path: Path) -> Any:
    """Start the app on these screens, leave its window somehow, and tell where it had appeared."""

    def run(*screens: dict[str, Any], leave: tuple[Any, ...] = ("close",)) -> dict[str, Any]:
        desktop = tmp_path / "screens.json"
        desktop.write_text(json.dumps({"screens": screens}), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", _OPEN_AND_CLOSE, str(tmp_path / "data"), json.dumps(leave)],
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={desktop}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return run


def test_a_window_that_was_maximized_is_so_at_the_next_start(start: Any) -> None:
    assert not start(_LARGE, leave=("maximize",))["maximized"]
    assert start(_LARGE)["maximized"]
    assert start(_LARGE)["maximized"]


def test_a_window_taken_back_to_a_size_of_its_own_keeps_it_on_a_small_screen(start: Any) -> None:
    assert start(_LAPTOP, leave=("put", 20, 40, 1200, 640))["maximized"]


def test_size_and_position_are_those_of_the_last_time(start: Any) -> None:
    start(_LARGE, leave=("put", 300, 120, 1500, 900))
    again = start(_LARGE)
    assert (again["at"], again["size"]) == ([300, 120], [1500, 900])
    assert not again["maximized"]


def test_it_comes_back_on_the_second_screen(start: Any) -> None:
    start(_LARGE, _BESIDE, leave=("put", 2100, 120, 1500, 900))
    assert start(_LARGE, _BESIDE)["at"] == [2100, 120]


def test_without_the_second_screen_it_is_seen_on_the_first(start: Any) -> None:
    start(_LARGE, _BESIDE, leave=("put", 2100, 120, 1500, 900))
    again = start(_LARGE)
    assert again["seen"]
    assert again["size"] == [1500, 900]


def test_a_window_of_a_large_screen_fits_a_small_one(start: Any) -> None:
    start(_LARGE, leave=("put", 300, 120, 1500, 900))
    assert start(_LAPTOP)["seen"]


def test_a_screen_too_small_for_any_window_changes_nothing(start: Any) -> None:
    start(_LARGE, leave=("put", 300, 120, 1500, 900))
    assert start(_TINY)["size"] == _USUAL


def test_an_account_that_was_just_connected_opens_where_the_window_was(start: Any) -> None:
    start(_LARGE, leave=("put", 300, 120, 1500, 900))
    assert start(_LARGE, leave=("again",))["at"] == [300, 120]


@pytest.mark.parametrize("content", [b"", b"not a place", bytes(66)])
def test_a_file_that_is_no_place_is_passed_over(start: Any, tmp_path: Path, content: bytes) -> None:
    start(_LARGE, leave=("put", 300, 120, 1500, 900))
    (tmp_path / "data" / "window.place").write_bytes(content)
    assert start(_LARGE)["size"] == _USUAL
