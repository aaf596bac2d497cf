"""The amount: 56 px figures that are written by keys, not edited as text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_app.domain.overriding import override
from pos_app.ui.views.parts import restyle

_ROOM = 12
"""Pixels that the field takes beside its text."""


class AmountField(QLineEdit):
    """Shows what the presenter made of the keys.

    Signals:
        key: one character of an amount: a digit, a comma or a point.
        erased: the last character goes.
        cleared: everything goes.
        pasted: a whole text from the clipboard.
        entered: Enter.
        focused: the field has (or no longer has) the focus.
    """

    key = Signal(str)
    erased = Signal()
    cleared = Signal()
    pasted = Signal(str)
    entered = Signal()
    focused = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._left_over = False
        self.setObjectName(name)
        self.setProperty("role", "amount")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)

    def show_amount(self, text: str, spoken: str, *, empty: bool, left_over: bool) -> None:
        """Show an amount; the cursor stays behind the last figure, or all is selected."""
        self._left_over = left_over
        self.setText(text)
        self._select()
        self.setAccessibleDescription(spoken)
        restyle(self, empty=empty)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Figures that have no room at their usual size are smaller: no figure is cut off."""
        restyle(self, long=False)
        needed = self.fontMetrics().horizontalAdvance(self.text()) + _ROOM
        restyle(self, long=needed > self.width())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QApplication.clipboard().text())
        elif typed and typed in "0123456789,.":
            self._clear_selected()
            self.key.emit(typed)
        elif event.key() == Qt.Key.Key_Backspace and not self._clear_selected():
            self.erased.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.cleared.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self.entered.emit()
        else:
            event.ignore()

    def _clear_selected(self) -> bool:
        """What is selected is always the whole amount; the next key takes its place."""
        if not self.hasSelectedText():
            return False
        self.cleared.emit()
        return True

    def _select(self) -> None:
        """What the next figure replaces is selected, so that this is seen before."""
        self.deselect()
        self.setCursorPosition(len(self.text()))
        if self._left_over:
            self.selectAll()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._select()
        self.focused.emit(self.hasFocus())

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(self.hasFocus())
