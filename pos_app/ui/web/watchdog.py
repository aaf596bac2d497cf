"""Notices a page that no longer answers: Chromium sends no signal when a script runs for ever."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEnginePage, QWebEngineScript

INTERVAL_MS: Final = 2_500
MISSED: Final = 4
"""Unanswered pings in a row until the page counts as hung: ten seconds."""


class Watchdog(QObject):
    """Pings a page while it is loaded, and looks whether Stripe's frames in it are alive.

    The frames have processes of their own. When one of them dies, the engine tells nobody: the page
    lives on, with a form that never answers. A frame is known by its address, which it loses with
    its process; no script of ours runs inside.

    Signals:
        hung: the page answered none of the last pings, or a frame died; sent once, then the
            watchdog rests.
    """

    hung = Signal()

    def __init__(self, page: QWebEnginePage, script_origin: str) -> None:
        super().__init__(page)
        self._page = page
        self._script_origin = script_origin
        self._unanswered = 0
        self._frames: list[QWebEngineFrame] = []
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._ping)

    def start(self) -> None:
        """Begin anew with a freshly loaded page."""
        self._unanswered = 0
        self._frames.clear()
        self._timer.start()

    def stop(self) -> None:
        """Rest: a page that is loading or gone answers nothing."""
        self._timer.stop()

    def _ping(self) -> None:
        if self._unanswered >= MISSED or self._frame_died():
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

    def _frame_died(self) -> bool:
        """Whether one of Stripe's frames seen before is still there without an address."""
        there = self._page.mainFrame().children()
        died = any(frame.url().isEmpty() and frame in self._frames for frame in there)
        stripes = f"{self._script_origin}/"
        self._frames = [frame for frame in there if frame.url().toString().startswith(stripes)]
        return died
