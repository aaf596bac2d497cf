"""Works the real window as a person does, with keys, clicks and eyes: for self-test and tests."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from pos_app.ui.presenters import calm

W = TypeVar("W", bound=QWidget)
PATIENCE_SECONDS: Final = 20.0
_GLANCE_SECONDS: Final = 0.01
_STILL_SECONDS: Final = 0.3
_MOST_LOOKS: Final = 10
_HEADLINES: Final = ("result_headline", "compact_headline")


class NotSeenError(AssertionError):
    """What was waited for did not appear; the text says what, and what was to be seen instead."""


class Driver:
    """One window under one pair of hands.

    Attributes:
        keys: how many keys have been pressed so far.
    """

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.keys = 0

    def widget(self, kind: type[W], name: str) -> W:
        """Return a widget by its object name.

        Raises:
            NotSeenError: there is none.
        """
        found = self.window.findChild(kind, name)
        if found is None:
            raise NotSeenError(f"no {kind.__name__} called {name!r}")
        return found

    def named(self, name: str) -> QWidget:
        """Return a widget of whatever kind by its object name.

        Raises:
            NotSeenError: there is none.
        """
        return self.widget(QWidget, name)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """Press one key where the keyboard is now."""
        self.keys += 1
        QTest.keyClick(self._focus(), key, modifiers or Qt.KeyboardModifier.NoModifier)

    def press_in_page(self, key: Qt.Key) -> None:
        """Press one key inside the web page, wherever the keyboard is otherwise."""
        self.keys += 1
        view = self.window.findChild(QWebEngineView)
        inside = view.focusProxy() if view is not None else None
        if inside is None:
            raise NotSeenError("no web page")
        inside.setFocus()
        QTest.keyClick(inside, key)

    def write(self, text: str) -> None:
        """Type a text, letter by letter, where the keyboard is now."""
        for letter in text:
            self.keys += 1
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                code = ord(letter.upper()) if letter.isascii() else 0
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self._focus(), event)

    def click(self, name: str, kind: type[QWidget] = QPushButton) -> None:
        """Click a widget in its middle."""
        QTest.mouseClick(self.widget(kind, name), Qt.MouseButton.LeftButton)

    def click_at(self, widget: QWidget, spot: QPoint) -> None:
        """Click a widget at a place of its own."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)

    def words(self) -> str:
        """All text a person can read in the window now; not what stands inside the web page."""
        seen: list[str] = []
        for widget in self.window.findChildren(QWidget):
            if not widget.isVisible():
                continue
            if isinstance(widget, QLabel | QPushButton | QLineEdit):
                seen.append(re.sub(r"<[^>]+>", " ", widget.text()))
            elif widget.accessibleName():
                seen.append(widget.accessibleName())
        return "\n".join(text for text in seen if text.strip())

    async def until(
        self, what: str, check: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Look until something is so.

        Raises:
            NotSeenError: it is not so in time.
        """
        try:
            async with asyncio.timeout(seconds):
                while not check():  # noqa: ASYNC110  # no event tells what a person sees
                    await asyncio.sleep(_GLANCE_SECONDS)
        except TimeoutError:
            raise NotSeenError(
                f"{what} within {seconds:g} s; on the screen:\n{self.words()}"
            ) from None

    async def until_read(self, *texts: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Look until all these texts stand in the window."""
        await self.until(
            f"reading {texts}", lambda: all(text in self.words() for text in texts), seconds=seconds
        )

    @property
    def headline(self) -> str:
        """What the right pane says first, above the Element or in its place."""
        labels = (self.widget(QLabel, name) for name in _HEADLINES)
        return next((label.text() for label in labels if label.isVisible()), "")

    async def read(self) -> None:
        """Read the card on show, as a person does before they press anything because of it.

        Its buttons say of themselves when they count; words without any are looked at for a moment,
        which is long enough if they are still to be painted.
        """
        if self._waits():
            await self.until("buttons that count", lambda: not self._waits())
        elif self.headline:
            end = time.monotonic() + 2 * calm.REACTION
            await self.until("the end of reading", lambda: time.monotonic() > end)

    def _waits(self) -> bool:
        buttons = self.window.findChildren(QPushButton)
        return any(press.isVisible() and press.property("waiting") == "true" for press in buttons)

    async def photograph_still(self, path: Path) -> None:
        """Save the window as PNG once nothing moves in it any more, a web page least of all.

        Raises:
            OSError: the file cannot be written.
        """
        shown, before = self.window.grab().toImage(), None
        for _ in range(_MOST_LOOKS):
            if shown == before:
                break
            await asyncio.sleep(_STILL_SECONDS)
            shown, before = self.window.grab().toImage(), shown
        if not shown.save(str(path)):
            raise OSError(f"{path} cannot be written")

    def photograph(self, path: Path) -> None:
        """Save the window as PNG.

        Raises:
            OSError: the file cannot be written.
        """
        if not self.window.grab().save(str(path), "PNG"):
            raise OSError(f"{path} cannot be written")

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window
