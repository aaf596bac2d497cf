"""When a window can be worked with: its field is painted and takes what is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit


class Usable(QObject):
    """Calls back once, after the first paint in which the field has the keyboard."""

    def __init__(self, field: QLineEdit, done: Callable[[], None]) -> None:
        super().__init__(field)
        self._field = field
        self._done = done
        self._waiting = True
        field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        ready = event.type() is QEvent.Type.Paint and self._field.hasFocus()
        if ready and self._waiting and self._field.isEnabled():
            self._waiting = False
            QTimer.singleShot(0, self._done)
        return False
