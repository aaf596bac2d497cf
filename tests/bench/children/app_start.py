"""The app in training mode, until its counter screen takes keys. Argument: a data folder."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit

import pos_app.bootstrap.app as bootstrap
from pos_app.bootstrap.entry import run
from pos_app.ui.shell.main_window import MainWindow
from tests.bench.children.speaking import say
from tests.bench.children.usable import Usable

_build = bootstrap.build_ui


def _watched(**parts: Any) -> MainWindow:
    """The window as it is, with an eye on its search field."""
    window = _build(**parts)
    field = window.findChild(QLineEdit, "search")
    if field is None:
        raise LookupError("the counter has no search field")
    Usable(field, partial(_usable, window))
    return window


def _usable(window: MainWindow) -> None:
    say(usable=True)
    window.close()


bootstrap.build_ui = _watched
sys.exit(run(["--training", "--data-dir", sys.argv[1]]))
