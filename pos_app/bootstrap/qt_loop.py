"""The one event loop: Qt's, speaking asyncio.

qasync 0.28 gives asyncio on Qt, but schedules with coarse timers that fire early, keeps a Qt timer
alive for every cancelled ``call_later`` and accepts calls after ``close``. This subclass replaces
its scheduling: a queue for ``call_soon``, a heap with one precise Qt timer for ``call_at``.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
import math
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import qasync
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt, QTimer

_MOST_CANCELLED = 100
"""From so many cancelled timers on, when they are also the majority, the heap is swept."""
_WAKE = QEvent.Type(QEvent.registerEventType())


class _Scheduler(QObject):
    """Runs handles in the GUI thread, in order, never early, never from inside another handle."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._ready: deque[asyncio.Handle] = deque()
        self._heap: list[asyncio.TimerHandle] = []
        self._cancelled = 0
        self._thread = threading.get_ident()
        self._called = False
        self._soon = self._single_shot(self._run_ready)
        self._later = self._single_shot(self._run_due)

    def _single_shot(self, run: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(run)
        return timer

    def soon(self, handle: asyncio.Handle) -> None:
        """Run on the next turn; may be called from any thread."""
        self._ready.append(handle)
        if threading.get_ident() != self._thread:
            QCoreApplication.postEvent(self, QEvent(_WAKE))
        elif not self._called:
            self._call()

    def at(self, handle: asyncio.TimerHandle) -> None:
        """Run when the loop's time has reached ``handle.when()``."""
        heapq.heappush(self._heap, handle)
        if self._heap[0] is handle:
            self._arm()

    def note_cancelled(self) -> None:
        """Forget cancelled timers once they are many, so that they do not pile up."""
        self._cancelled += 1
        if self._cancelled > _MOST_CANCELLED and self._cancelled * 2 > len(self._heap):
            self._heap = [handle for handle in self._heap if not handle.cancelled()]
            heapq.heapify(self._heap)
            self._cancelled = 0
            self._arm()

    def pending_timers(self) -> int:
        """How many timers wait, the cancelled ones not yet swept included."""
        return len(self._heap)

    def close(self) -> None:
        """Run nothing any more."""
        self._soon.stop()
        self._later.stop()
        self._ready.clear()
        self._heap.clear()

    def event(self, event: QEvent) -> bool:
        """Wake up for handles queued by another thread."""
        if event.type() == _WAKE:
            self._call()
            return True
        return super().event(event)

    def _arm(self) -> None:
        if not self._heap:
            self._later.stop()
            return
        wait = max(0.0, self._heap[0].when() - self._now())
        self._later.start(math.ceil(wait * 1000))

    def _call(self) -> None:
        self._called = True  # asking the timer whether it runs takes longer than all else here
        self._soon.start(0)

    def _run_ready(self) -> None:
        self._called = False
        # Handles queued by these handles wait for the next turn, so that the window gets its share.
        for _ in range(len(self._ready)):
            self.run(self._ready.popleft())
        if self._ready and not self._called:
            self._call()

    def _run_due(self) -> None:
        now = self._now()
        while self._heap and (self._heap[0].cancelled() or self._heap[0].when() <= now):
            handle = heapq.heappop(self._heap)
            if handle.cancelled():
                self._cancelled = max(0, self._cancelled - 1)
            else:
                self.soon(handle)
        self._arm()

    def run(self, handle: asyncio.Handle) -> None:
        """Run now, unless it was cancelled."""
        if not handle.cancelled():
            handle._run()


class PosEventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """asyncio on Qt with real timer handles; use with ``asyncio.Runner(loop_factory=...)``."""

    def __init__(self, app: QCoreApplication) -> None:
        self._scheduler = _Scheduler(self.time)
        super().__init__(app)
        self.set_default_executor(ThreadPoolExecutor(4, thread_name_prefix="pos-io"))

    def call_soon(
        self,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        """Run ``callback`` on the next turn of the loop."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._scheduler.soon(handle)
        return handle

    def call_soon_threadsafe(
        self,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        """As ``call_soon``, from any thread."""
        return self.call_soon(callback, *args, context=context)

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run ``callback`` after ``delay`` seconds, never earlier."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run ``callback`` when ``loop.time()`` has reached ``when``."""
        self._check_closed()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        handle._scheduled = True  # type: ignore[attr-defined]  # as asyncio's own loops do
        self._scheduler.at(handle)
        return handle

    def pending_timers(self) -> int:
        """How many timers wait; for tests and health."""
        return self._scheduler.pending_timers()

    def _add_reader(self, fd: Any, callback: Callable[..., object], *args: Any) -> asyncio.Handle:
        """Run ``callback`` whenever there is something to read, right when Qt says so.

        qasync would disable the notifier, queue the call, and enable the notifier after it.
        """
        self._check_closed()
        self._remove_reader(fd)
        handle = asyncio.Handle(callback, args, self, None)
        number = fd if isinstance(fd, int) else fd.fileno()
        notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, self._scheduler)
        told = notifier.activated["int"]  # type: ignore[index]  # the stubs know one signature
        told.connect(lambda: self._scheduler.run(handle))
        self._read_notifiers[fd] = notifier
        return handle

    def _remove_reader(self, fd: Any) -> bool:
        if self.is_closed() or (notifier := self._read_notifiers.pop(fd, None)) is None:
            return False
        notifier.setEnabled(False)
        notifier.activated["int"].disconnect()
        notifier.deleteLater()  # it may be the one that is speaking
        return True

    def _timer_handle_cancelled(self, _handle: asyncio.TimerHandle) -> None:
        self._scheduler.note_cancelled()

    def close(self) -> None:
        """Close for good; later calls raise ``RuntimeError`` as asyncio's loops do."""
        if not self.is_closed():
            super().close()
            self._scheduler.close()
