"""Hands and eyes inside the embedded page: real mouse and key events, in whichever frame."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.bootstrap.driver import PATIENCE_SECONDS, NotSeenError
from pos_app.ui.web.popup import BankDialog

_GLANCE_S = 0.05
_ANSWER_S = 2.0
_FRAMES = """JSON.stringify([...document.querySelectorAll('iframe')].map((f) => {
  const r = f.getBoundingClientRect();
  return { url: f.src, x: r.left + f.clientLeft, y: r.top + f.clientTop, w: r.width };
}))"""
_SPOT = """(() => {
  const found = document.querySelector(%s);
  if (!found || document.readyState !== 'complete') return '';
  found.scrollIntoView({ block: 'nearest' });
  const r = found.getBoundingClientRect();
  return r.width ? JSON.stringify([r.left + r.width / 2, r.top + r.height / 2]) : '';
})()"""

_LISTEN = """(() => {
  const found = document.querySelector(%s);
  if (!found) return;
  found.heardTest = false;
  found.addEventListener('click', () => { found.heardTest = true; }, { once: true, capture: true });
})()"""
_HEARD = """(() => {
  const found = document.querySelector(%s);
  return found && found.heardTest === false ? 'silent' : '';
})()"""
_STILL_LOOKS = 2
_HEARD_LOOKS = 20


class PageHands:
    """Works one web view as a person does; looks into frames as only a test may."""

    def __init__(self, view: QWebEngineView) -> None:
        self._view = view

    @property
    def page(self) -> QWebEnginePage:
        """The page on show."""
        return self._view.page()

    def target(self) -> QWidget:
        """The widget that takes the engine's input.

        Raises:
            NotSeenError: there is none.
        """
        inside = self._view.focusProxy()
        if inside is None:
            raise NotSeenError("the page takes no input")
        return inside

    def press(self, key: Qt.Key) -> None:
        """Press a key inside the page."""
        QTest.keyClick(self.target(), key)

    async def click(self, selector: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Click what a CSS selector finds with the mouse, once it is there and stands still.

        A bank's frame moves once it knows its height, and the engine drops clicks on a frame that
        has just moved, so a click that nobody heard is repeated.
        """
        try:
            async with asyncio.timeout(seconds):
                while not await self._click_once(selector):  # noqa: ASYNC110  # no event tells
                    await asyncio.sleep(_GLANCE_S)
        except TimeoutError:
            frames = [frame.url().toString() for frame in every_frame(self.page.mainFrame())]
            raise NotSeenError(f"nothing to click at {selector!r} in {frames}") from None

    async def _click_once(self, selector: str) -> bool:
        spot = await self.spot(selector)
        for _ in range(_STILL_LOOKS):
            await asyncio.sleep(_GLANCE_S)
            if spot is None or spot != await self.spot(selector):
                return False
        assert spot is not None
        await self.ask_all(_LISTEN % json.dumps(selector))
        QTest.mouseClick(
            self.target(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
        )
        for _ in range(_HEARD_LOOKS):
            # A frame that has gone away meanwhile has heard it, too; so has a window.
            if not shiboken6.isValid(self._view):
                return True
            heard = await self.ask_all(_HEARD % json.dumps(selector))
            if "silent" not in heard:
                return True
            await asyncio.sleep(_GLANCE_S)
        return False

    async def until(self, script: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until an expression is true in one of the frames.

        Raises:
            NotSeenError: it is not in time.
        """
        try:
            async with asyncio.timeout(seconds):
                while True not in await self.ask_all(script):  # noqa: ASYNC110  # no event tells
                    await asyncio.sleep(_GLANCE_S)
        except TimeoutError:
            raise NotSeenError(f"never true in the page: {script}") from None

    async def ask_all(self, script: str) -> list[Any]:
        """What an expression comes to in each frame."""
        return [await ask(frame, script) for frame in every_frame(self.page.mainFrame())]

    async def ask(self, script: str) -> Any:
        """What an expression comes to in our own page."""
        return await ask(self.page.mainFrame(), script)

    def hang_frames(self) -> None:
        """Let the processes of Stripe's frames do something for ever; our own page lives on."""
        for frame in self.page.mainFrame().children():
            frame.runJavaScript("for (;;) {}", lambda _: None)

    async def spot(self, selector: str) -> QPoint | None:
        """Where something is, in the coordinates of the view."""
        return await _spot(self.page.mainFrame(), selector, QPoint(0, 0))


def bank_windows() -> list[QWebEngineView]:
    """The views of windows that a bank's page opened."""
    dialogs = (w for w in QApplication.topLevelWidgets() if isinstance(w, BankDialog))
    found = (dialog.findChild(QWebEngineView) for dialog in dialogs if dialog.isVisible())
    return [view for view in found if view is not None]


def every_frame(frame: QWebEngineFrame) -> Iterator[QWebEngineFrame]:
    """A frame and all below it."""
    yield frame
    for child in frame.children():
        yield from every_frame(child)


async def ask(frame: QWebEngineFrame, script: str) -> Any:
    """What an expression comes to in a frame; None if the frame goes away meanwhile."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def told(value: Any) -> None:
        if not answer.done():
            answer.set_result(value)

    frame.runJavaScript(script, told)
    try:
        async with asyncio.timeout(_ANSWER_S):
            return await answer
    except TimeoutError:
        return None


async def _spot(frame: QWebEngineFrame, selector: str, corner: QPoint) -> QPoint | None:
    found = await ask(frame, _SPOT % json.dumps(selector))
    if found:
        x, y = json.loads(found)
        return corner + QPoint(round(x), round(y))
    places = json.loads(await ask(frame, _FRAMES) or "[]")
    for child in frame.children():
        place = next((each for each in places if each["url"] == child.url().toString()), None)
        if place is None or not place["w"]:
            continue
        below = corner + QPoint(round(place["x"]), round(place["y"]))
        if (spot := await _spot(child, selector, below)) is not None:
            return spot
    return None
