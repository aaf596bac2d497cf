"""Notices a page that no longer answers: Chromium sends no signal when a script runs for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEnginePage, QWebEngineScript

INTERVAL_MS: Final = 2_500
MISSED: Final = 4
"""Unanswered pings in a row until the page, or a frame of it, counts as hung: ten seconds."""
_WORLD: Final = QWebEngineScript.ScriptWorldId.ApplicationWorld.value


@dataclass(slots=True)
class _Watched:
    """One of Stripe's frames and how many pings in a row it left unanswered."""

    frame: QWebEngineFrame
    unanswered: int = 0

    def ping(self) -> None:
        self.unanswered += 1
        self.frame.runJavaScript("1", _WORLD, self._answered)

    def _answered(self, _answer: object) -> None:
        self.unanswered = 0


class Watchdog(QObject):
    """Pings a page while it is loaded, and Stripe's frames in it.

    The frames have processes of their own. When one of them dies, the engine tells nobody: the page
    lives on, with a form that never answers.

    Signals:
        hung: the page or a frame answered none of the last pings; sent once, then the watchdog
            rests.
    """

    hung = Signal()

    def __init__(self, page: QWebEnginePage, script_origin: str) -> None:
        super().__init__(page)
        self._page = page
        self._script_origin = script_origin
        self._unanswered = 0
        self._frames: list[_Watched] = []
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
        self._frames = self._known_frames()
        if max(self._unanswered, *(each.unanswered for each in self._frames), 0) >= MISSED:
            self.stop()
            self.hung.emit()
            return
        self._unanswered += 1
        self._page.runJavaScript("1", _WORLD, self._answered)
        for each in self._frames:
            each.ping()

    def _answered(self, answer: object) -> None:
        # A dying page gives an empty answer to what it was still asked.
        if answer == 1:
            self._unanswered = 0

    def _known_frames(self) -> list[_Watched]:
        """Those known before that are still there, and new ones."""
        there = self._page.mainFrame().children()
        known = [each for each in self._frames if each.frame in there]
        seen = [each.frame for each in known]
        new = (frame for frame in there if frame not in seen and self._is_watched(frame))
        return known + [_Watched(frame) for frame in new]

    def _is_watched(self, frame: QWebEngineFrame) -> bool:
        """Not a bank's frame, which may be slow; one whose process died has no address any more."""
        address = frame.url()
        return address.isEmpty() or address.toString().startswith(f"{self._script_origin}/")
