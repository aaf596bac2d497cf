"""Opens the app as a person does and prints what its window says, once it says a certain word.

Usage: words.py DATA_DIR SIMULATOR_URL WORD. Exit code 1 if the word does not appear.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_app.bootstrap import opening
from pos_app.bootstrap.driver import Driver
from pos_app.bootstrap.options import AppOptions
from pos_app.ui.shell.main_window import MainWindow

_EVERY_MS: Final = 100
_MOST_LOOKS: Final = 300


class _Reader:
    """Looks ten times a second."""

    def __init__(self, word: str) -> None:
        self.found = False
        self._word = word
        self._looks = 0

    def look(self) -> None:
        """Look at the window; look again later, or print what it says and close it."""
        self._looks += 1
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        said = "\n".join(Driver(window).words() for window in windows)
        self.found = self._word in said
        if not self.found and self._looks < _MOST_LOOKS:
            QTimer.singleShot(_EVERY_MS, self.look)
            return
        sys.stdout.write(said)
        for window in windows:
            window.close()


def main(data_dir: str, url: str, word: str) -> int:
    """Run the app until the word was seen."""
    reader = _Reader(word)
    opened = vars(opening)["open_early"]

    def open_early(*arguments: object) -> object:
        QTimer.singleShot(_EVERY_MS, reader.look)
        return opened(*arguments)

    vars(opening)["open_early"] = open_early
    options = AppOptions(training=True, data_dir=Path(data_dir), simulator_url=url)
    return opening.run_app(options) or (0 if reader.found else 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
