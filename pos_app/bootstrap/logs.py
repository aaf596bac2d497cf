"""The log: rotating, readable by its owner alone, free of secrets and card numbers."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path

from pos_app.domain.masking import mask_all


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


def start_logging(folder: Path) -> logging.Handler:
    """Write the log to ``folder/pos-app.log``, 5 files of 1 MB; return the handler."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = _PrivateFileHandler(
        folder / "pos-app.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8"
    )
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # aiohttp's access lines and the SDK's request lines may carry ids and bodies.
    for noisy in ("aiohttp.access", "stripe", "asyncio", "qasync"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Flush and close the log."""
    logging.getLogger().removeHandler(handler)
    handler.close()
