"""Lines to type in, to copy from, and to keep covered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton

from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import button, icon_button

_EYE = QSize(52, 48)


def line(name: str, title: str, entered: Callable[[], None]) -> QLineEdit:
    """A line to type in; ``entered`` is called when Enter is pressed in it."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.returnPressed.connect(entered)
    return made


def cover(field: QLineEdit) -> None:
    """Show dots instead of what is typed, and let no input method remember it."""
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )


def eye(look: Look, field: QLineEdit, name: str, words: str) -> QPushButton:
    """A button that uncovers a line while it is down."""
    made = icon_button(look.icon("eye", look.tokens.muted), words, name, lambda: None)
    made.setCheckable(True)
    made.setFixedSize(_EYE)

    def show(shown: bool) -> None:  # noqa: FBT001 - a slot's argument
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        field.setEchoMode(mode)

    made.toggled.connect(show)
    return made


def copied_line(name: str, title: str) -> QLineEdit:
    """A line to read and copy."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setReadOnly(True)
    return made


def copy_button(field: QLineEdit, words: str, copied: Callable[[], None]) -> QPushButton:
    """A button that puts a line into the clipboard; without an icon the line has room for a URL."""

    def copy() -> None:
        QGuiApplication.clipboard().setText(field.text())
        copied()

    return button(words, f"copy_{field.objectName()}", copy)
