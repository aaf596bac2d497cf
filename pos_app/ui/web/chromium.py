"""What has to stand before the first Qt object: Chromium's switches, read once per process."""

from __future__ import annotations

import os
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt

_FLAGS: Final = (
    # The bank's and Stripe's frames never share a process with our page.
    "--site-per-process",
    # Fatal errors alone reach the terminal (https://doc.qt.io/qt-6/qtwebengine-debugging.html): the
    # others are about a bus or GPU that a register may lack, and look alarming to who installs it.
    # The page's console and the end of its processes are told by signals, whatever the level.
    "--log-level=3",
)
_OPEN_DOORS: Final = (
    # A local program could drive the page through them.
    "QTWEBENGINE_REMOTE_DEBUGGING",
    "QTWEBENGINE_DISABLE_SANDBOX",
    "QTWEBENGINEPROCESS_PATH",
)


def prepare_environment(*, root: bool) -> None:
    """Set the web engine's switches; call before ``QApplication`` exists.

    Whatever the surroundings say about switches and remote debugging is overwritten.

    Args:
        root: whether the process runs as root, where Chromium refuses to start with its sandbox.
    """
    for name in _OPEN_DOORS:
        os.environ.pop(name, None)
    flags = [*_FLAGS, "--no-sandbox"] if root else [*_FLAGS]
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(flags)
    # The engine is imported after the first paint; without this that would be too late.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
