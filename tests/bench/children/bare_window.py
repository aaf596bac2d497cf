"""The least a PySide6 app with a web engine can be: the engine imported, a window, a field."""

from __future__ import annotations

import sys

from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from tests.bench.children.speaking import say
from tests.bench.children.usable import Usable

_ENGINE = QWebEngineView


def _usable() -> None:
    say(usable=True)
    app.quit()


app = QApplication(sys.argv)
window = QMainWindow()
field = QLineEdit(window)
window.setCentralWidget(field)
window.resize(1366, 768)
field.setFocus()
watch = Usable(field, _usable)
window.show()
sys.exit(app.exec())
