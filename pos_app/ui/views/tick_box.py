"""A check box whose mark follows the theme."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from pos_app.domain.overriding import override
from pos_app.ui.views.look import Look


class TickBox(QCheckBox):
    """The mark is painted: a style sheet can only show files, and files have one colour."""

    def __init__(self, look: Look, name: str, words: str) -> None:
        super().__init__(words)
        self._mark = look.icons.pixmap("check", look.tokens.on_accent, 18)
        self.setObjectName(name)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.drawPixmap(box.center().x() - 8, box.center().y() - 8, self._mark)
        painter.end()
