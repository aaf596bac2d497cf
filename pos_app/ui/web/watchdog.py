"""Notices a page that no longer answers: Chromium sends no signal when a script runs for ever."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript

INTERVAL_MS: Final = 2_500
MISSED: Final = 4
"""Unanswered pings in a row until the page counts as hung: ten seconds."""


class Watchdog(QObject):
    """Pings a page while it is loaded.

    Signals:
        hung: the page answered none of the last pings; sent once, then the watchdog rests.
    """

    hung = Signal()

    def __init__(self, page: QWebEnginePage) -> None:
        super().__init__(page)
        self._page = page
        self._unanswered = 0
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._ping)

    def start(self) -> None:
        """Begin anew with a freshly loaded page."""
        self._unanswered = 0
        self._timer.start()

    def stop(self) -> None:
        """Rest: a page that is loading or gone answers nothing."""
        self._timer.stop()

    def _ping(self) -> None:
        if self._unanswered >= MISSED:
            self.stop()
            self.hung.emit()
            return
        self._unanswered += 1
        world = QWebEngineScript.ScriptWorldId.ApplicationWorld.value
        self._page.runJavaScript("1", world, self._answered)

    def _answered(self, answer: object) -> None:
        # A dying page gives an empty answer to what it was still asked.
        if answer == 1:
            self._unanswered = 0
