"""Pages in one place, above one that stays shown below them."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from pos_app.domain.overriding import override
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import column


class PaneStack(QWidget):
    """Covers its lowest page instead of hiding it.

    The web engine draws nothing for a page that is hidden, so an Element that is prepared there
    might never become ready.
    """

    def __init__(self, look: Look, lowest: QWidget) -> None:
        """Show ``lowest``, until ``cover`` is called."""
        super().__init__()
        self._look = look
        self._lowest = lowest
        self._sheets: dict[QWidget, _Sheet] = {}
        self._layers = QStackedLayout(self)
        self._layers.setStackingMode(QStackedLayout.StackingMode.StackAll)
        self._layers.addWidget(lowest)

    def add(self, page: QWidget) -> None:
        """Let ``show_page`` cover the lowest page with this one."""
        sheet = _Sheet(self._look.tokens.surface)
        column(sheet).addWidget(page)
        sheet.hide()
        self._sheets[page] = sheet
        self._layers.addWidget(sheet)

    def tint(self, colour: str) -> None:
        """Give the covering pages another ground."""
        for sheet in self._sheets.values():
            sheet.tint(colour)

    def show_page(self, page: QWidget) -> None:
        """Show the lowest page, or one of those that cover it."""
        # Nobody shall get to covered fields with the Tab key.
        self._lowest.setEnabled(page is self._lowest)
        for each, sheet in self._sheets.items():
            sheet.setVisible(each is page)
        if page in self._sheets:
            self._sheets[page].raise_()


class _Sheet(QWidget):
    """Nothing shines through."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = QColor(colour)

    def tint(self, colour: str) -> None:
        self._colour = QColor(colour)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colour)
        painter.end()
