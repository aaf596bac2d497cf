"""Starts the app and types a name as soon as that can be done; see ``app_start``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_app.bootstrap import opening
from pos_app.bootstrap.entry import run
from pos_app.bootstrap.paths import DataPaths
from pos_app.ui.shell.early import Early
from tests.bench.children.speaking import say
from tests.bench.children.usable import Usable

_NAME: Final = "maria"
_GLANCE_MS: Final = 5
_open = opening.open_early


class Patient(QObject):
    """Types nothing, and leaves once the app has its picture of the idle counter."""

    def __init__(self, window: QWidget, picture: Path) -> None:
        super().__init__(window)
        self._window = window
        self._picture = picture
        self._look = QTimer(self, interval=_GLANCE_MS)
        self._look.timeout.connect(self._leave)
        self._look.start()

    def _leave(self) -> None:
        if self._picture.exists():
            self._look.stop()
            say(picture=True)
            self._window.close()


class Impatient(QObject):
    """Types as soon as the search box is there."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        box = window.findChild(QLineEdit, "early_search")
        if box is None:
            raise LookupError("the window has no search box")
        Usable(box, self._type)
        self._furnished = False
        self._look = QTimer(self, interval=_GLANCE_MS)
        self._look.timeout.connect(self._find)

    def _type(self) -> None:
        say(usable=True)
        from PySide6.QtCore import QEvent, Qt  # noqa: PLC0415 - not on the app's account
        from PySide6.QtGui import QKeyEvent  # noqa: PLC0415

        for letter in _NAME:
            code = ord(letter.upper())
            event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(QApplication.focusWidget() or self._window, event)
        self._look.start()

    def _find(self) -> None:
        box = self._window.findChild(QLineEdit, "search")
        if not self._furnished and box is not None and box.isVisible():
            self._furnished = True
            say(furnished=True)
        row = self._window.findChild(QWidget, "customer_0")
        if row is not None and row.isVisible():
            self._look.stop()
            say(found=True)
            self._window.close()


def _watched(*arguments: Any) -> Early:
    early = _open(*arguments)
    if "patient" in sys.argv:
        Patient(early.window, DataPaths.at(Path(sys.argv[1])).outline)
    else:
        Impatient(early.window)
    return early


def start() -> int:
    """Run the app in training mode with the data folder named by the first argument."""
    opening.open_early = _watched
    return run(["--training", "--data-dir", sys.argv[1]])
