"""A window that a bank's page opens: shown in a dialog of the app, closed by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWebEngineCore import QWebEngineNewWindowRequest, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from pos_app.ui.web.page import GuardedPage
from pos_app.ui.web.rules import PageRules

_SIZE = QSize(480, 640)
_LEAVING_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_F8)
"""The counter's own; they close the window without an answer to the bank."""


class BankDialog(QDialog):
    """One pop-up, in the same profile as the page that opened it.

    Signals:
        came_back: the return URL was asked for inside the pop-up.
    """

    came_back = Signal(str)

    def __init__(
        self, profile: QWebEngineProfile, rules: PageRules, return_url: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bankDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._view = QWebEngineView(self)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.page = GuardedPage(profile, rules, self._view)
        self.page.confirming = True
        self.page.return_url = return_url
        self._view.setPage(self.page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        for key in _LEAVING_KEYS:
            # Shortcuts come before the page, which would keep the keys, above all when it hangs.
            QShortcut(QKeySequence(key), self).activated.connect(self.close)
        self.page.windowCloseRequested.connect(self.close)
        self.page.came_back.connect(self._on_came_back)
        self.page.urlChanged.connect(lambda url: self.setWindowTitle(url.host()))

    def _on_came_back(self, address: str) -> None:
        self.came_back.emit(address)
        self.close()


class Popups(QObject):
    """Opens and closes the pop-ups of one page.

    Signals:
        came_back: the return URL was asked for inside a pop-up.
    """

    came_back = Signal(str)

    def __init__(
        self, page: GuardedPage, profile: QWebEngineProfile, rules: PageRules, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._profile = profile
        self._rules = rules
        self._parent = parent
        self._open: list[BankDialog] = []
        page.newWindowRequested.connect(self._show)

    def _show(self, request: QWebEngineNewWindowRequest) -> None:
        # An unanswered request is blocked, so nothing opens outside a running confirmation.
        if not self._page.confirming:
            return
        dialog = BankDialog(self._profile, self._rules, self._page.return_url, self._parent)
        dialog.came_back.connect(self.came_back)
        # Where no window manager does it, e.g. in a kiosk, the counter's keys would stay dead.
        dialog.finished.connect(lambda _: self._parent.window().activateWindow())
        dialog.destroyed.connect(lambda: self._open.remove(dialog))
        self._open.append(dialog)
        request.openIn(dialog.page)
        dialog.open()

    def close_all(self) -> None:
        """Close what is still open."""
        for dialog in list(self._open):
            dialog.close()
