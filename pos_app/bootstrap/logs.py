"""The log: rotating, readable by its owner alone, free of secrets and card numbers.

Nobody is kept from charging by a log that cannot be written.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pos_app.domain.masking import mask_all

Unwritten = Callable[[OSError], None]
"""Told of a file that cannot be opened."""


class RedactingFormatter(logging.Formatter):
    """Masks the finished line, so that arguments, tracebacks and stack texts are covered alike."""

    def format(self, record: logging.LogRecord) -> str:
        """Format and mask one record."""
        return mask_all(super().format(record))


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    def _open(self):  # type: ignore[no-untyped-def]
        return open(  # only builtin open takes an opener
            self.baseFilename, self.mode, encoding=self.encoding, opener=_owner_only
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say once that the disk refuses, and nothing of the record: it is not masked here."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._told:
            self._told = True
            tell_unwritten(error)

    _told = False


def tell_unwritten(error: OSError) -> None:
    """Say on stderr, where there is one, that a file of the log cannot be written."""
    if sys.stderr is not None:
        sys.stderr.write(f"pos-app: the log cannot be written: {error}\n")


def start_logging(folder: Path, unwritten: Unwritten) -> logging.Handler:
    """Write the log to ``folder/pos-app.log``, 5 files of 1 MB, or else to stderr.

    Args:
        folder: made if it is missing.
        unwritten: told if the file cannot be opened.

    Returns:
        The handler, for ``stop_logging``.
    """
    handler = _open(folder, unwritten)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # aiohttp's access lines and the SDK's request lines may carry ids and bodies.
    for noisy in ("aiohttp.access", "stripe", "asyncio", "qasync"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return handler


def _open(folder: Path, unwritten: Unwritten) -> logging.Handler:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _PrivateFileHandler(
            folder / "pos-app.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8"
        )
    except OSError as error:
        unwritten(error)
    # Without any handler Python writes warnings to stderr by itself, and masks nothing.
    return logging.NullHandler() if sys.stderr is None else logging.StreamHandler()


def stop_logging(handler: logging.Handler) -> None:
    """Flush and close the log."""
    logging.getLogger().removeHandler(handler)
    with suppress(OSError):  # what a full disk has not taken is tried once more
        handler.close()
