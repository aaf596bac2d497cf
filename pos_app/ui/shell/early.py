"""The window before the app: painted and typed into while everything else is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_app.ui.shell.early_page import EarlyPage
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.theme.theme import ThemeManager


@dataclass(frozen=True, slots=True)
class Early:
    """A window to be furnished, and its look."""

    window: MainWindow
    theme: ThemeManager


def open_early(
    app: QApplication, resources: Path, theme: str, painted: Callable[[], None]
) -> Early:
    """Show the window with a search box that takes keys.

    Args:
        app: the application.
        resources: the folder with ``fonts`` and ``icons``.
        theme: ``light``, ``dark`` or empty for what the system says.
        painted: called once the window can be seen.
    """
    early = Early(MainWindow(), ThemeManager(app, resources, theme))
    early.theme.dress(early.window)
    page = EarlyPage()
    page.painted.connect(painted)
    early.window.show_early(page)
    early.window.setWindowTitle("pos_app")
    early.window.show()
    return early
