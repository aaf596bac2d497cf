"""The engine comes into a window that is already shown, and goes in order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from tests.support.stub_stripe import StubStripe
from tests.ui.web.conftest import make_view

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(
    os.environ["QT_QPA_PLATFORM"] == "offscreen",
    reason="without a window system no window is ever made anew: POS_APP_TEST_PLATFORM=xcb",
)
def test_window_is_not_made_anew_when_the_page_appears(qtbot: QtBot, stub: StubStripe) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    view = make_view(stub.script_url, stub.origin)
    window.setCentralWidget(view)
    window.show()
    qtbot.waitExposed(window)
    before = int(window.winId())
    view.prewarm()
    qtbot.waitUntil(view.is_warm, timeout=20_000)
    assert int(window.winId()) == before
    view.shutdown()


def test_nothing_of_the_engine_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, pos_app.ui.web.element_view\n"
        "print(sorted(m for m in sys.modules if m.startswith('PySide6.QtWebEngine')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_engine_ends_quietly_with_a_page_shown(tmp_path: Path, stub: StubStripe) -> None:
    """Chromium complains, and has crashed, when a profile goes before its page."""
    code = f"""
from PySide6.QtCore import QTimer
from pos_app.ui.web.chromium import prepare_environment
prepare_environment(root=True)
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.ui.web.conftest import make_view, mount_request
from pos_app.ports.checkout_page import ElementReady
view = make_view({stub.script_url!r}, {stub.origin!r})
view.subscribe(lambda event: isinstance(event, ElementReady) and QTimer.singleShot(0, app.quit))
view.show()
view.mount(mount_request())
app.exec()
view.shutdown()
"""
    program = tmp_path / "program.py"
    program.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Release of profile" not in done.stderr
