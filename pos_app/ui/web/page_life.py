"""The life of the checkout page: cold, loading, warm, away at a bank, broken, and anew."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from pos_app.ui.web import messages
from pos_app.ui.web.rules import PageRules

if TYPE_CHECKING:
    from pos_app.ui.web.host import PageHost

LOAD_TIMEOUT_MS: Final = 15_000
"""From loading the page until stripe.js counts as out of reach."""
SALES_PER_PAGE: Final = 20
"""After so many Elements the page gives its memory back: 1 to 2 MB for each, mostly garbage."""
_CRASHES: Final = 3
_CRASH_WINDOW_S: Final = 60.0


class _State(Enum):
    COLD = auto()
    """No web engine yet."""
    LOADING = auto()
    WARM = auto()
    """stripe.js runs; an Element can be mounted."""
    AWAY = auto()
    """A bank shows its page in the place of ours."""
    BROKEN = auto()
    """The page could not be loaded; ``ensure`` tries again."""
    CLOSED = auto()


@dataclass(frozen=True, slots=True)
class PageSource:
    """What the page is made of, known once the mode's addresses and keys are.

    Attributes:
        html: what ``render_checkout`` returned.
        rules: what the page may reach.
        publishable_key: the ``pk_`` key stripe.js is started with.
    """

    html: str
    rules: PageRules
    publishable_key: str


class PageLife(QObject):
    """Keeps a checkout page with a started stripe.js at hand.

    Signals:
        warm: stripe.js is started; orders can be sent.
        failed: stage (``script``, ``timeout``) and message; nothing loads until asked again.
        said: a ``messages.SaleMessage``.
        lost: the page died, hung or got stuck at a bank (reason); it is being loaded anew.
        left_for: the bank's host that the page goes to.
        came_back: return URL of a redirect method; it is not loaded, our page is.
    """

    warm = Signal()
    failed = Signal(str, str)
    said = Signal(object)
    lost = Signal(str)
    left_for = Signal(str)
    came_back = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._source: PageSource | None = None
        self._widget = parent
        self._host: PageHost | None = None
        self._state = _State.COLD
        self._load = self._elements = 0
        self._needs_new_process = self._is_stuck = self._is_new = False
        self._locale = "en"
        self._colour = parent.palette().color(QPalette.ColorRole.Base)
        self._crashes: deque[float] = deque(maxlen=_CRASHES)
        self._patience = QTimer(self, singleShot=True, interval=LOAD_TIMEOUT_MS)
        self._patience.timeout.connect(self._give_up)

    # ------------------------------------------------------------------ asked by the widget
    @property
    def is_warm(self) -> bool:
        """Whether an Element can be mounted at once."""
        return self._state is _State.WARM

    @property
    def is_away(self) -> bool:
        """Whether a bank's page is shown."""
        return self._state is _State.AWAY

    @property
    def view(self) -> QWidget | None:
        """The web view, once there is one."""
        return self._host.view if self._host else None

    def serve(self, source: PageSource) -> None:
        """Say what the page is made of; once, before it is needed."""
        self._source = source

    def ensure(self) -> None:
        """See to it that the page is or becomes warm.

        Raises:
            RuntimeError: nobody has said what the page is made of.
        """
        if self._state in {_State.COLD, _State.BROKEN, _State.AWAY}:
            self.reload()

    def reload(self) -> None:
        """Load the page anew, which ends whatever runs in it."""
        if self._state is _State.CLOSED:
            return
        self._is_new = self._host is None
        host = self._host or self._start_engine(self._known_source())
        self._state = _State.LOADING
        self._load += 1
        self._patience.start()
        if self._needs_new_process or self._elements >= SALES_PER_PAGE:
            self._is_new = True
            self._needs_new_process, self._elements = False, 0
            host.renew(by_force=self._is_stuck)
            self._is_stuck = False
        else:
            host.load()

    def replace(self) -> None:
        """Load the page anew and end every process behind the old one."""
        if self._is_new and self._state is _State.LOADING:
            return  # nothing runs in it yet, and a load that is cut off comes back without bridge
        self._needs_new_process = self._is_stuck = True
        self.reload()

    def recycle(self) -> None:
        """Give memory back if the page has shown many Elements; only while none is shown."""
        if self._elements >= SALES_PER_PAGE:
            self.reload()

    def send(
        self,
        command: str,
        order: Mapping[str, object],
        done: Callable[[bool], None] | None = None,
    ) -> None:
        """Give a warm page a command; see ``PageHost.send``."""
        if not self._host or self._state is not _State.WARM:
            return
        if command in {"mount", "prepare"}:
            self._elements += 1
        self._host.send(command, order, done)

    def allow_leaving(self, return_url: str | None) -> None:
        """Let the page leave for a bank until ``None`` is given."""
        if self._host:
            self._host.allow_leaving(return_url)

    def close_popups(self) -> None:
        """Close the bank's windows."""
        if self._host:
            self._host.close_popups()

    def dress(self, colour: QColor | None, locale: str) -> None:
        """Set background and language, now and for pages loaded later."""
        self._colour = colour or self._colour
        self._locale = locale
        if self._host:
            self._host.paint(self._colour)
            self._host.speak(locale)

    def close(self) -> None:
        """End the web engine for good."""
        self._state = _State.CLOSED
        self._patience.stop()
        if self._host:
            self._host.close()
            self._host = None

    # ------------------------------------------------------------------ told by the page
    def _known_source(self) -> PageSource:
        if self._source is None:
            raise RuntimeError("the checkout page was asked for before its source was known")
        return self._source

    def _start_engine(self, source: PageSource) -> PageHost:
        from pos_app.ui.web.host import PageHost  # noqa: PLC0415  # loads the web engine

        host = self._host = PageHost(source.html, source.rules, self._widget)
        host.said.connect(self._on_message)
        # Queued: the engine is still at work on what it tells, and the answer loads another page.
        queued = Qt.ConnectionType.QueuedConnection
        host.lost.connect(self._on_lost, queued)
        host.unreachable.connect(self._on_unreachable, queued)
        host.came_back.connect(self._on_came_back, queued)
        host.left_for.connect(self._on_left_for)
        self.dress(None, self._locale)
        layout = self._widget.layout()
        if layout is not None:
            layout.addWidget(host.view)
        return host

    def _on_message(self, message: messages.Message) -> None:
        match message:
            case messages.Loaded():
                self._on_loaded()
            case messages.Warm(load):
                if load == self._load and self._state is _State.LOADING:
                    self._state = _State.WARM
                    self._patience.stop()
                    self.warm.emit()
            case messages.ScriptFailed(load, text):
                if load == self._load:
                    self._break("script", text)
            case messages.Confirmed() if self._state is _State.AWAY:
                self._state = _State.WARM  # it did not leave after all
                self.said.emit(message)
            case _:
                self.said.emit(message)

    def _on_loaded(self) -> None:
        if self._host and self._state is _State.LOADING:
            key = self._known_source().publishable_key
            order = {"load": self._load, "key": key, "locale": self._locale}
            self._host.send("start", order)

    def _on_left_for(self, host: str) -> None:
        self._state = _State.AWAY
        self.left_for.emit(host)

    def _on_came_back(self, address: str) -> None:
        self.reload()
        self.came_back.emit(address)

    def _on_lost(self, reason: str) -> None:
        if self._state is _State.CLOSED:
            return
        self._needs_new_process = True
        if self._crashes_too_often():
            self._state = _State.BROKEN
            self._patience.stop()
        else:
            self.reload()
        self.lost.emit(reason)

    def _on_unreachable(self) -> None:
        if self._state is _State.AWAY:
            self._on_lost("bank_page")

    def _crashes_too_often(self) -> bool:
        now = time.monotonic()
        often = len(self._crashes) == _CRASHES and now - self._crashes[0] < _CRASH_WINDOW_S
        self._crashes.append(now)
        return often

    def _give_up(self) -> None:
        # Perhaps it is not the network: a process that hangs loads nothing, however often.
        self._needs_new_process = self._is_stuck = True
        self._break("timeout", "")

    def _break(self, stage: str, message: str) -> None:
        self._state = _State.BROKEN
        self._patience.stop()
        self.failed.emit(stage, message)
