"""The window before the app: painted and typed into while everything else is imported."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QApplication

from pos_app.ui.shell.early_page import EarlyPage
from pos_app.ui.shell.main_window import MainWindow
from pos_app.ui.shell.outline import OutlineFile
from pos_app.ui.shell.place import PlaceFile
from pos_app.ui.theme.theme import ThemeManager


class Early(NamedTuple):
    """A window to be furnished, and its look.

    Attributes:
        outline: takes the picture that this start had wanted; ``None`` if there is no need of one.
        place: keeps where the window is left; ``None`` if that is of no interest.
    """

    window: MainWindow
    theme: ThemeManager
    outline: OutlineFile | None = None
    place: PlaceFile | None = None

    def again(self) -> Early:
        """Another window in the place of this one, which is closed."""
        return Early(_placed(self.place), self.theme, None, self.place)


def open_early(
    app: QApplication,
    resources: Path,
    theme: str,
    painted: Callable[[], None],
    picture: Path,
    about: str,
    place: Path,
) -> Early:
    """Show the window with a search box that takes keys.

    Args:
        app: the application.
        resources: the folder with ``fonts`` and ``icons``.
        theme: ``light``, ``dark`` or empty for what the system says.
        painted: called once the window can be seen.
        picture: file of the counter's picture; see ``OutlineFile``.
        about: what the counter looks like, apart from the theme.
        place: file of the window's place; see ``PlaceFile``.
    """
    kept = PlaceFile(place)
    window, look = _placed(kept), ThemeManager(app, resources, theme)
    look.dress(window)
    outline = OutlineFile(picture, f"{about}\n{look.tokens}")
    page = EarlyPage(outline.load())
    page.painted.connect(painted)
    window.show_early(page)
    window.setWindowTitle("pos_app")
    window.show()
    return Early(window, look, None if page.shows_counter else outline, kept)


def _placed(place: PlaceFile | None) -> MainWindow:
    """A window where the last one was left, whose own place is kept when it is closed."""
    window = MainWindow()
    if place is not None:
        place.put(window)
        window.when_closed.append(partial(place.keep, window))
    return window
