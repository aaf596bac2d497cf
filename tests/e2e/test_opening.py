"""The first second: keys count before the app behind the window is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_LATER = (
    "asyncio", "sqlalchemy", "stripe", "aiohttp", "keyring", "PySide6.QtWebEngineCore",
    "pos_app.services", "pos_app.ui.views", "pos_app.ui.texts",
)  # fmt: skip

_CLOSE_EARLY = """
import sys
from pos_app.bootstrap import opening
from pos_app.bootstrap.entry import run

show = opening.open_early

def shown(app, resources, theme, painted, *others):
    early = show(app, resources, theme, lambda: (early.window.close(), painted()), *others)
    return early

opening.open_early = shown
sys.exit(run(["--training", "--data-dir", sys.argv[1]]))
"""

_CONNECT_AND_RESTART = """
import sys
from dataclasses import replace
from pathlib import Path
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions
from pos_app.domain.modes import Mode

async def script(running):
    print("training", flush=True)
    settings = running.services.settings
    if settings.current.mode is None:
        settings.save(replace(settings.current, mode=Mode.TEST, publishable_key="pk_test_abcdefgh"))
        running.window.restart()

sys.exit(run_app(AppOptions(True, Path(sys.argv[1]), None), script))
"""

_COUNT_WHAT_IS_LOOKED_THROUGH = """
import gc
import sys
from pathlib import Path
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions

gc.disable()  # as the command line does

async def script(running):
    print(len(gc.get_objects()), flush=True)

sys.exit(run_app(AppOptions(True, Path(sys.argv[1]), None), script))
"""

_FREE_WHILE_A_THREAD_WORKS = """
import asyncio
import sys
import threading
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions

async def script(running):
    freed_in = asyncio.Queue()

    def tell():
        freed_in.put_nowait(threading.current_thread() is threading.main_thread())

    def leave_a_timer():
        timer = QTimer(interval=10_000)
        timer.owner = timer
        timer.destroyed.connect(tell, Qt.ConnectionType.DirectConnection)
        timer.start()

    leave_a_timer()
    kept = await asyncio.to_thread(lambda: [[] for _ in range(100_000)])
    async with asyncio.timeout(20):
        print("freed in the window's thread:", await freed_in.get(), flush=True)
    kept.clear()

sys.exit(run_app(AppOptions(True, Path(sys.argv[1]), None), script))
"""

_WITHOUT_ITS_LOG = """
import logging
import sys
from pathlib import Path
from PySide6.QtWidgets import QLabel
from pos_app.bootstrap.opening import run_app
from pos_app.bootstrap.options import AppOptions

async def script(running):
    print(running.window.findChild(QLabel, "fault_title").text())
    print(running.window.findChild(QLabel, "fault_detail").text(), flush=True)
    logging.getLogger("pos_app.test").warning("of sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc")

sys.exit(run_app(AppOptions(True, Path(sys.argv[1]), None), script))
"""


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    code = "import sys, pos_app.bootstrap.opening; print(*sys.modules)"
    imported = set(_python("-c", code).stdout.split())
    assert "PySide6.QtWidgets" in imported
    assert sorted(imported & set(_LATER)) == []


@pytest.mark.webengine
def test_what_is_typed_at_the_first_paint_finds_the_customer(tmp_path: Path) -> None:
    done = _python("-m", "tests.bench.children.app_start", str(tmp_path))
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line.keys() - {"at_ns"} for line in said] == [{"usable"}, {"furnished"}, {"found"}], (
        done.stderr
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.webengine
def test_the_search_for_garbage_leaves_out_what_the_start_has_made(tmp_path: Path) -> None:
    """Looking through 60,000 objects, of which none was garbage, held the window up for 90 ms."""
    done = _python("-c", _COUNT_WHAT_IS_LOOKED_THROUGH, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) < 10_000


@pytest.mark.webengine
def test_what_qt_owns_is_freed_in_the_windows_thread_however_busy_others_are(
    tmp_path: Path,
) -> None:
    """A timer freed by the search for garbage in another thread ends the process."""
    done = _python("-c", _FREE_WHILE_A_THREAD_WORKS, str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "freed in the window's thread: True\n"), (
        done.stderr
    )


@pytest.mark.webengine
@pytest.mark.parametrize("name", ["logs/pos-app.log", "logs/fault.log", "logs"])
def test_a_log_that_cannot_be_opened_is_told_in_the_window_and_stops_nobody(
    tmp_path: Path, name: str
) -> None:
    """It belongs to root after one start with sudo, or another program holds it."""
    if name == "logs":
        (tmp_path / name).touch()
    else:
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "settings.toml").write_text("language = 'en'\n", encoding="utf-8")
    done = _python("-c", _WITHOUT_ITS_LOG, str(tmp_path))
    assert done.returncode == 0, done.stderr
    title, detail = done.stdout.splitlines()
    assert title == "The log cannot be written"
    assert str(tmp_path / name) in detail
    assert str(tmp_path / name) in done.stderr
    assert "Traceback" not in done.stderr
    # What would stand in the log is masked wherever it goes instead.
    assert "4eC39HqLyjWDarjtT1zdp7dc" not in done.stderr


def test_a_window_closed_before_the_app_is_there_ends_it(tmp_path: Path) -> None:
    done = _python("-c", _CLOSE_EARLY, str(tmp_path))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert not list(tmp_path.glob("*.db"))


def test_unreadable_settings_are_told_and_nothing_is_opened(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("theme = 'dark'\nregister = \n", encoding="utf-8")
    done = _python("-m", "pos_app", "--training", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert "settings.toml" in done.stderr
    assert not list(tmp_path.glob("*.db"))


@pytest.mark.webengine
def test_a_connected_account_is_used_after_the_restart_even_after_a_start_in_training(
    tmp_path: Path,
) -> None:
    done = _python("-c", _CONNECT_AND_RESTART, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["training"]  # there is no keyring here: the second life has none
