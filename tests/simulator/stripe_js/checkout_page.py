"""A shop's checkout page in the real web engine, driven as a person would drive it."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete
from typing_extensions import override

SHOP = "https://pos.example.com"
RETURN_URL = f"{SHOP}/return?sale=7"

_PAINTED = "performance.getEntriesByType('paint').length === 2"
"""Chromium drops keys and clicks until a page has painted something."""
_TAKES_KEYS = f"{_PAINTED} && document.activeElement !== document.body"
_FOCUSED = f"{_TAKES_KEYS} && document.hasFocus()"

_HTML = """<!doctype html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
  script-src 'unsafe-inline' %(origin)s; frame-src %(origin)s; style-src 'unsafe-inline'">
<style>body { margin: 16px; font-family: sans-serif; }</style>
<script src="%(script)s"></script></head>
<body><h1>Checkout</h1><form id="form"><div id="element"></div></form>
<script>
const NAMES = ['ready', 'change', 'focus', 'blur', 'escape', 'loaderstart', 'loaderror',
  'savedpaymentmethodupdate', 'savedpaymentmethodremove', 'availablepaymentmethodschange'];
window.log = [];
window.submits = 0;
document.getElementById('form').addEventListener('submit', (event) => {
  event.preventDefault();
  window.submits += 1;
});
const stripe = Stripe('%(key)s', { locale: '%(locale)s' });
let elements, element;
function mount(groupOptions, elementOptions) {
  window.log = [];
  window.mountedAt = performance.now();
  elements = stripe.elements(groupOptions);
  element = elements.create('payment', elementOptions || {});
  for (const name of NAMES) {
    element.on(name, (event) => {
      window.log.push({ name, at: performance.now() - window.mountedAt, event });
    });
  }
  element.mount('#element');
}
function keep(promise) {
  window.outcome = null;
  promise.then((value) => { window.outcome = { value }; },
    (problem) => { window.outcome = { thrown: `${problem.name}: ${problem.message}` }; });
}
function confirm(more) {
  keep(stripe.confirmPayment({
    elements, redirect: 'if_required', confirmParams: { return_url: '%(return_url)s' }, ...more,
  }));
}
function thrownBy(action) {
  try { action(); } catch (problem) { return `${problem.name}: ${problem.message}`; }
  return null;
}
</script></body></html>
"""


def _json(code: str) -> str:
    return f"JSON.stringify(({code}) ?? null)"


def _frames(frame: QWebEngineFrame) -> Iterator[QWebEngineFrame]:
    yield frame
    for child in frame.children():
        yield from _frames(child)


class _Page(QWebEnginePage):
    """Traps the way back to the shop, lets everything else on loopback through."""

    def __init__(self, profile: QWebEngineProfile, owner: "CheckoutPage") -> None:
        super().__init__(profile, owner.view)
        self._owner = owner

    @override
    def acceptNavigationRequest(
        self, url: QUrl | str, type: QWebEnginePage.NavigationType, isMainFrame: bool
    ) -> bool:
        text = url if isinstance(url, str) else url.toString()
        if isMainFrame:
            self._owner.visited.append(text)
        return not (isMainFrame and text.startswith(f"{SHOP}/return"))

    @override
    def createWindow(self, type: QWebEnginePage.WebWindowType) -> QWebEnginePage:
        popup = QWebEngineView(self.profile(), self._owner.view.window())
        popup.setWindowFlag(Qt.WindowType.Window)
        popup.resize(480, 560)
        popup.show()
        popup.page().windowCloseRequested.connect(popup.close)
        self._owner.popups.append(popup)
        return popup.page()

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,
        sourceID: str,
    ) -> None:
        self._owner.console.append(f"{level.name} {sourceID}:{lineNumber} {message}")


class CheckoutPage:
    """The page, and what happened on it.

    Attributes:
        view: The widget.
        visited: Addresses the main frame wanted to go to.
        popups: Windows that pages opened.
        console: What pages wrote to the console.
    """

    def __init__(self, qtbot: QtBot, profile: QWebEngineProfile) -> None:
        self.visited: list[str] = []
        self.popups: list[QWebEngineView] = []
        self.console: list[str] = []
        self._qtbot = qtbot
        self.window = QWidget()
        self.view = QWebEngineView(self.window)
        self.view.setPage(_Page(profile, self))
        self.window.resize(460, 760)
        self.view.resize(460, 760)
        self.window.show()

    def load(self, script: str, key: str, *, locale: str = "en", origin: str = SHOP) -> None:
        """Show the checkout page on the shop's own origin, Stripe() already called."""
        html = _HTML % {
            "origin": script.partition("/js/")[0],
            "script": script,
            "key": key,
            "locale": locale,
            "return_url": RETURN_URL,
        }
        with self._qtbot.waitSignal(self.view.loadFinished, timeout=15_000):
            self.view.setHtml(html, QUrl(f"{origin}/checkout"))
        self.until(_PAINTED)

    def run(self, code: str) -> Any:
        """The value of a JavaScript expression on the page (never inside a frame)."""
        answers: list[Any] = []
        self.view.page().runJavaScript(f"JSON.stringify({code})", 0, answers.append)
        self._qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        return json.loads(answers[0]) if answers[0] else None

    def until(self, code: str, *, timeout: int = 10_000) -> Any:
        """Wait until an expression is true; returns it."""
        found: list[Any] = []

        def looked() -> bool:
            value = self.run(code)
            if value:
                found.append(value)
            return bool(value)

        try:
            self._qtbot.waitUntil(looked, timeout=timeout)
        except Exception as problem:
            seen = self.run("[window.log, window.outcome]")
            raise AssertionError(f"never true: {code}\n{seen}\n{self.console}") from problem
        return found[0]

    def mount(self, group: dict[str, Any], options: dict[str, Any] | None = None) -> None:
        """Mount the Element and wait until it is ready."""
        self.start_mount(group, options)
        self.until("window.log.some((entry) => entry.name === 'ready')")

    def start_mount(self, group: dict[str, Any], options: dict[str, Any] | None = None) -> None:
        """Mount the Element and do not wait."""
        self.run(f"mount({json.dumps(group)}, {json.dumps(options or {})})")

    def inside(self, code: str) -> Any:
        """The value of an expression inside the Element's frame: tests only, no app may do this."""
        frames = [
            frame
            for frame in _frames(self.view.page().mainFrame())
            if "/elements/frame" in frame.url().toString()
        ]
        for frame in frames:
            answer = self._value(frame, f"document.querySelector('.Footer') && {_json(code)}")
            if answer:
                return json.loads(answer)
        raise AssertionError("the Element has no frame")

    def inside_click(self, selector: str) -> None:
        """Click something in the Element's frame."""
        self.inside(f"document.querySelector({selector!r}).click()")

    def until_inside(self, code: str) -> None:
        """Wait until an expression is true inside the Element's frame."""
        self.wait(lambda: bool(self.inside(code)))

    def events(self, name: str) -> list[dict[str, Any]]:
        """The events of one name, oldest first."""
        entries = self.run(f"window.log.filter((entry) => entry.name === {name!r})")
        return [entry["event"] for entry in entries]

    def outcome(self, *, timeout: int = 15_000) -> dict[str, Any]:
        """What the last kept promise came to."""
        # In a list, since an outcome without members is as good as any.
        outcomes: list[Any] = self.until("window.outcome && [window.outcome]", timeout=timeout)
        result: dict[str, Any] = outcomes[0]
        return result

    def until_asked_for(self, part: str) -> str:
        """Wait for a navigation of the main frame to an address that contains ``part``."""
        self._qtbot.waitUntil(lambda: any(part in url for url in self.visited), timeout=10_000)
        return next(url for url in reversed(self.visited) if part in url)

    @property
    def _target(self) -> QWidget:
        proxy = self.view.focusProxy()
        assert proxy is not None
        return proxy

    def click(self, x: int, y: int) -> None:
        """A left click at a point of the view."""
        QTest.mouseClick(self._target, Qt.MouseButton.LeftButton, pos=QPoint(x, y))

    def type(self, text: str) -> None:
        """Type letter by letter, each a press and a release with its text."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                code = ord(letter.upper()) if letter.isascii() else 0
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self._target, event)

    def press(self, *keys: Qt.Key) -> None:
        """Press named keys such as Tab, one after the other."""
        for key in keys:
            QTest.keyClick(self._target, key)

    def press_in(self, part: str, *keys: Qt.Key) -> None:
        """Press keys once a control has the focus in the frame whose address contains ``part``."""
        self.wait(lambda: self._has_focus(part))
        self.press(*keys)

    def press_back(self) -> None:
        """Shift and Tab."""
        QTest.keyClick(self._target, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)

    def focus(self) -> None:
        """Put the keyboard into the Element."""
        self.run("element.focus()")
        self.wait(lambda: self._has_focus("/elements/frame"))

    def press_in_popup(self, popup: QWebEngineView, *keys: Qt.Key) -> None:
        """Press keys in a window of its own."""
        self.wait(lambda: self._value(popup.page().mainFrame(), _TAKES_KEYS) is True)
        for key in keys:
            target = popup.focusProxy()
            assert target is not None
            QTest.keyClick(target, key)

    def _has_focus(self, part: str) -> bool:
        frames = [f for f in _frames(self.view.page().mainFrame()) if part in f.url().toString()]
        return any(self._value(frame, _FOCUSED) is True for frame in frames)

    def _value(self, frame: QWebEngineFrame, code: str) -> Any:
        """What a test may ask inside a frame; None if the frame goes away meanwhile."""
        answers: list[Any] = []
        frame.runJavaScript(code, answers.append)
        with suppress(TimeoutError):
            self._qtbot.waitUntil(lambda: bool(answers), timeout=1_000)
        return answers[0] if answers else None

    def wait(self, condition: Callable[[], bool], *, timeout: int = 10_000) -> None:
        """Wait for something outside the page."""
        self._qtbot.waitUntil(condition, timeout=timeout)

    def close(self) -> None:
        """Give the page back before its profile goes."""
        for popup in self.popups:
            delete(popup)  # it owns its page
        delete(self.view.page())
        self.window.close()
        delete(self.window)
