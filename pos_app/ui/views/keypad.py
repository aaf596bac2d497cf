"""Twelve large keys for the amount."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import button

_KEYS = ("7", "8", "9", "4", "5", "6", "1", "2", "3")
_ROWS = 4
_GAP = 4
_USUAL_KEY = 48
_SMALL_KEY = 38
_ROOMY_KEY = 96
_LARGEST_KEY = 104


class Keypad(QWidget):
    """Digits, the decimal key and "delete"; keys never take the focus.

    Signals:
        key: a digit or the decimal key.
        erased: the last character goes.
    """

    key = Signal(str)
    erased = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("keypad")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(_GAP)
        for place, digit in enumerate(_KEYS):
            grid.addWidget(self._digit(digit), place // 3, place % 3)
        self._decimal = self._digit(".")
        self._decimal.setObjectName("key_decimal")
        grid.addWidget(self._decimal, 3, 0)
        grid.addWidget(self._digit("0"), 3, 1)
        erase = button("", "key_erase", self.erased.emit, role="digit")
        erase.setAccessibleName(look.texts.sale.backspace)
        erase.setIcon(look.icon("delete", look.tokens.text, 24))
        erase.setIconSize(QSize(24, 24))
        _grow(erase)
        grid.addWidget(erase, 3, 2)
        self.setMaximumHeight(_high(_LARGEST_KEY))
        self.show_size(large=False, small=False)

    def show_size(self, *, large: bool, small: bool) -> None:
        """Insist on higher keys, or make do with lower ones."""
        lowest = _ROOMY_KEY if large else _SMALL_KEY if small else _USUAL_KEY
        self.setMinimumHeight(_high(lowest))

    def show_separator(self, separator: str) -> None:
        """Label the decimal key; a currency without decimals has none."""
        self._decimal.setText(separator)
        self._decimal.setEnabled(bool(separator) and self.isEnabled())

    def _digit(self, text: str) -> QPushButton:
        made = button(text, f"key_{text}", lambda: self.key.emit(made.text()), role="digit")
        _grow(made)
        return made


def _high(key: int) -> int:
    return _ROWS * key + (_ROWS - 1) * _GAP


def _grow(key: QPushButton) -> None:
    key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    key.setMaximumHeight(_LARGEST_KEY)
