"""A second start brings the window that is open to the front, instead of complaining."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER: Final = b"here"
_PATIENCE_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.1
_ANSWER_MS: Final = 1_000


class Doorbell(QObject):
    """Answers while the app runs; only its owner's own programs are heard."""

    def __init__(self, data_dir: Path, rung: Callable[[], None]) -> None:
        """Listen; whoever holds the lock of the folder may take over what a crash left.

        Args:
            data_dir: the folder that is open.
            rung: called when the app was started again.
        """
        super().__init__()
        self._rung = rung
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(_name(data_dir))
        self._server.listen(_name(data_dir))

    def close(self) -> None:
        """Hear nothing any more."""
        self._server.close()

    def _answer(self) -> None:
        caller = self._server.nextPendingConnection()
        caller.disconnected.connect(caller.deleteLater)
        caller.write(_ANSWER)
        caller.disconnectFromServer()
        self._rung()


def ring(data_dir: Path, patience: float = _PATIENCE_SECONDS) -> bool:
    """Call the app that has this folder open; blocking.

    Args:
        data_dir: the folder.
        patience: seconds; an app that has just been started answers a moment later.

    Returns:
        Whether it has answered.
    """
    end = time.monotonic() + patience
    while not _answered(_name(data_dir)):
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def _answered(name: str) -> bool:
    caller = QLocalSocket()
    caller.connectToServer(name)
    if not caller.waitForConnected(_ANSWER_MS):
        return False
    caller.waitForReadyRead(_ANSWER_MS)
    return bytes(caller.readAll().data()) == _ANSWER


def _name(data_dir: Path) -> str:
    """A folder's own name for its bell; sockets have short names."""
    place = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()
    return f"pos-app-{place[:24]}"
