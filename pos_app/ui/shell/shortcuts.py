"""Keys that work wherever the keyboard is, also inside the Payment Element."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class Shortcuts:
    """One object per key; Esc can be left to the page while a bank's dialog may be open there."""

    def __init__(self, window: QWidget, actions: Mapping[str, Callable[[], None]]) -> None:
        self._made = {keys: _shortcut(window, keys, act) for keys, act in actions.items()}

    def leave_escape(self, *, to_page: bool) -> None:
        """Give Esc to the page, or take it back."""
        self._made["Esc"].setEnabled(not to_page)


def _shortcut(window: QWidget, keys: str, act: Callable[[], None]) -> QShortcut:
    made = QShortcut(QKeySequence(keys), window)
    made.setContext(Qt.ShortcutContext.ApplicationShortcut)
    # A key that is held down must not charge twice or leave two sales.
    made.setAutoRepeat(False)
    made.activated.connect(act)
    return made
