"""Nothing fails in silence: unexpected errors reach the log, and the window where there is one."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from pos_app.bootstrap.logs import Unwritten

_log = logging.getLogger("pos_app.crash")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashHooks:
    """Installed from start to end of the app.

    Args:
        logs: folder for ``fault.log``, which takes the native stack of a hard crash.
        unwritten: told if that file cannot be opened; then nothing takes it.
    """

    def __init__(self, logs: Path, unwritten: Unwritten) -> None:
        self._listener: Callable[[str, BaseException], None] | None = None
        self._fault: IO[str] | None = None
        try:
            logs.mkdir(parents=True, exist_ok=True)
            self._fault = (logs / "fault.log").open("a", encoding="utf-8")
        except OSError as error:
            unwritten(error)

    def install(self) -> None:
        """Hook Python, threads, native faults and Qt's messages."""
        if self._fault is not None:
            faulthandler.enable(self._fault)
        sys.excepthook = self._python
        threading.excepthook = self._thread
        qInstallMessageHandler(_qt)

    def remove(self) -> None:
        """Put everything back."""
        qInstallMessageHandler(None)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()

    def listen(self, listener: Callable[[str, BaseException], None] | None) -> None:
        """Tell the window of unexpected errors, too."""
        self._listener = listener

    def report(self, where: str, error: BaseException) -> None:
        """Log an unexpected error and tell the window."""
        _log.error("unexpected error in %s", where, exc_info=error)
        if self._listener is not None:
            self._listener(where, error)

    def loop_error(self, _loop: object, context: dict[str, object]) -> None:
        """Take what asyncio's exception handler gets."""
        error = context.get("exception")
        message = str(context.get("message", "event loop"))
        if isinstance(error, BaseException):
            self.report(message, error)
        else:
            _log.error("event loop: %s", message)

    def _python(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        self.report("the window", error)

    def _thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            name = arguments.thread.name if arguments.thread else "a thread"
            self.report(name, arguments.exc_value)


def _qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("pos_app.qt").log(
        _QT_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "qt", text
    )
