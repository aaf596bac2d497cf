"""The web engine's objects for the checkout page: made together, ended in order.

Importing this module loads the web engine, so ``ElementView`` does it after the first paint.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
from collections.abc import Callable, Mapping
from typing import Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEngineLoadingInfo, QWebEnginePage, QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from pos_app.ui.web.messages import Loaded, MalformedMessageError, read_message
from pos_app.ui.web.page import GuardedPage
from pos_app.ui.web.popup import Popups
from pos_app.ui.web.profile import make_profile, speak
from pos_app.ui.web.rules import PageRules
from pos_app.ui.web.watchdog import Watchdog

_log = logging.getLogger(__name__)

_WORLD: Final = QWebEngineScript.ScriptWorldId.ApplicationWorld.value
_MUTE_LOADS: Final = 3
"""So often in a row a page without its bridge is loaded once more."""
_Ended = QWebEnginePage.RenderProcessTerminationStatus


class _Bridge(QObject):
    """The one object the page's bridge script sees, with its one slot."""

    heard = Signal(str)

    @Slot(str)
    def receive(self, text: str) -> None:
        self.heard.emit(text)


class PageHost(QObject):
    """Profile, page, view and bridge of the checkout page.

    Signals:
        said: a ``messages.Message`` of the page.
        lost: the page's process is gone (``crashed``, ``hung``); load again.
        unreachable: what the page was to show could not be loaded.
        came_back: a redirect method asked for the return URL; the text is that URL.
        left_for: a bank's host, to which the whole page goes.
    """

    said = Signal(object)
    lost = Signal(str)
    unreachable = Signal()
    came_back = Signal(str)
    left_for = Signal(str)
    _process_gone = Signal()

    def __init__(self, html: str, rules: PageRules, parent: QWidget) -> None:
        super().__init__(parent)
        self._html = html
        self._rules = rules
        self._hung = self._ending = self._ended = False
        self._mute_loads = 0
        # The application outlives every page, whatever order windows are deleted in.
        self._profile = make_profile(rules, QCoreApplication.instance() or self)
        self.view = QWebEngineView(parent)
        self.view.setObjectName("checkoutWebView")
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._page = GuardedPage(self._profile, rules, self.view)
        self._channel, self._bridge = self._open_channel()
        self.view.setPage(self._page)
        self._popups = Popups(self._page, self._profile, rules, parent)
        self._watchdog = Watchdog(self._page, rules.script_origin)
        self._connect()

    def _open_channel(self) -> tuple[QWebChannel, _Bridge]:
        channel, bridge = QWebChannel(self._page), _Bridge(self._page)
        channel.registerObject("bridge", bridge)
        self._page.setWebChannel(channel, _WORLD)
        return channel, bridge

    def _connect(self) -> None:
        self._bridge.heard.connect(self._hear)
        self._page.loadingChanged.connect(self._on_loading)
        self._page.renderProcessTerminated.connect(self._on_process_ended)
        self._page.left_for.connect(self.left_for)
        self._page.came_back.connect(self.came_back)
        self._popups.came_back.connect(self.came_back)
        self._watchdog.hung.connect(self._on_hung)
        # Queued: the engine is still at work on what it tells.
        queued = Qt.ConnectionType.QueuedConnection
        self._process_gone.connect(self._on_ended, queued)

    # ------------------------------------------------------------------ what the app does
    def load(self) -> None:
        """Show the checkout page anew, from whatever is shown now."""
        self._watchdog.stop()
        self._popups.close_all()
        self.allow_leaving(None)
        if self._ending:
            return  # a page loaded into a process that is being ended is lost with it
        self._page.show_own(self._html, QUrl(f"{self._rules.origin}/checkout"))

    def renew(self, *, by_force: bool = False) -> None:
        """Load the page in a new process, which gives the memory of the old one back.

        Needed after a crash too: Qt does not inject the profile's scripts, and with them the
        bridge, into the process that it starts in the place of a dead one.

        Args:
            by_force: kill the old one first: it may hang and would do so for ever.
        """
        if by_force:
            self._ending = self.kill()
        if self._ending:
            self.view.hide()
            self.load()
        else:
            self._load_in_a_new_process()

    def _load_in_a_new_process(self) -> None:
        self._ended = False
        self.view.hide()  # a page that is seen cannot be discarded
        self._page.setLifecycleState(QWebEnginePage.LifecycleState.Discarded)
        self._page.setLifecycleState(QWebEnginePage.LifecycleState.Active)
        self.load()
        self.view.show()

    def send(
        self,
        command: str,
        order: Mapping[str, object],
        done: Callable[[bool], None] | None = None,
    ) -> None:
        """Give checkout.js a command.

        The origin is checked in the page at the moment of delivery, so that no secret reaches a
        bank's page that has just replaced ours.

        Args:
            command: name of a function in checkout.js.
            order: its argument.
            done: told whether the page was ours; not called when its process dies first.
        """
        text = json.dumps({"command": command, **order})
        self._page.runJavaScript(
            f"location.origin === {json.dumps(self._rules.origin)} && "
            "(document.dispatchEvent(new CustomEvent('pos-app:command', "
            f"{{detail: {json.dumps(text)}}})), true)",
            _WORLD,
            lambda delivered: done(delivered is True) if done else None,
        )

    def allow_leaving(self, return_url: str | None) -> None:
        """Let the page go to a bank and open windows; ``None`` locks it again."""
        self._page.confirming = return_url is not None
        self._page.return_url = return_url or ""

    def close_popups(self) -> None:
        """Close the bank's windows."""
        self._popups.close_all()

    def paint(self, colour: QColor) -> None:
        """Paint what shows before and around the page, so that nothing flashes white."""
        self._page.setBackgroundColor(colour)

    def speak(self, locale: str) -> None:
        """Ask banks' pages for this language."""
        speak(self._profile, locale)

    def close(self) -> None:
        """End everything: the page before its profile, or Chromium complains and may crash."""
        self._watchdog.stop()
        self._popups.close_all()
        for gone in (self.view, self._profile):
            shiboken6.delete(gone)

    def kill(self) -> bool:
        """End the page's process, which may not answer; whether there was one to end."""
        process = self._page.renderProcessPid()
        if process > 0:
            with contextlib.suppress(OSError):
                os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        return process > 0

    # ------------------------------------------------------------------ what the page does
    def _hear(self, text: str) -> None:
        try:
            message = read_message(text)
        except MalformedMessageError as error:
            _log.warning("Ignored a message of the page: %s", error)
            return
        if isinstance(message, Loaded):
            self._mute_loads = 0
            self._watchdog.start()  # the engine may never come to say that all has loaded
        self.said.emit(message)

    def _on_loading(self, info: QWebEngineLoadingInfo) -> None:
        # Not on "stopped": a bank's page that sends on to the next one ends its own loading.
        if info.status() is QWebEngineLoadingInfo.LoadStatus.LoadFailedStatus:
            self.unreachable.emit()
        elif info.status() is QWebEngineLoadingInfo.LoadStatus.LoadSucceededStatus:
            self._watchdog.start()
            self._look_for_bridge()

    def _look_for_bridge(self) -> None:
        """Load once more if our page is there without its bridge and cannot say so.

        On a busy machine a new process may start before Qt has its scripts ready for it.
        """
        if not self._ending:
            origin = json.dumps(self._rules.origin)
            script = f"location.origin !== {origin} || typeof QWebChannel === 'function'"
            self._page.runJavaScript(script, _WORLD, self._on_bridge_looked_for)

    def _on_bridge_looked_for(self, found: object) -> None:
        if found is False and not self._ending and self._mute_loads < _MUTE_LOADS:
            self._mute_loads += 1
            _log.info("The checkout page came without its bridge; it is loaded once more")
            self._load_in_a_new_process()

    def _on_process_ended(self, status: _Ended, _code: int) -> None:
        # Changing site ends the old page's process too; that is no loss.
        if status is _Ended.NormalTerminationStatus:
            return
        self._watchdog.stop()
        if self._ending:
            self._ending, self._ended, self._hung = False, True, False
            self._process_gone.emit()
            return
        reason, self._hung = ("hung", False) if self._hung else ("crashed", False)
        _log.info("The checkout page's process ended: %s", reason)
        self.lost.emit(reason)

    def _on_ended(self) -> None:
        if self._ended and shiboken6.isValid(self._page):
            self._load_in_a_new_process()

    def _on_hung(self) -> None:
        self._hung = True
        self.kill()
