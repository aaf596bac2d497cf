"""Where the window was left, for the next start; imported before the first paint."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class PlaceFile:
    """Size, position and whether the window filled its screen, in Qt's own form.

    Args:
        path: the file, which may be missing or deleted.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, window: QWidget) -> None:
        """Put a window that is not shown yet where it was; Qt moves it to a screen that is there.

        On a screen that has no room for it at all it stays as it is, else it would be shrunk.
        """
        room = window.screen().availableGeometry().size()
        if room.expandedTo(window.minimumSize()) == room:
            with contextlib.suppress(OSError):
                window.restoreGeometry(self._path.read_bytes())

    def keep(self, window: QWidget) -> None:
        """Keep where a window is; a place that cannot be written is no reason to say a word."""
        fresh = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):
            fresh.touch(mode=0o600)
            fresh.write_bytes(window.saveGeometry().data())
            fresh.replace(self._path)
