"""Python's search for garbage, in the GUI thread only.

By itself it happens in whatever thread has just made an object too many, that of the database too.
A timer, notifier or other object of Qt that is freed there ends the process: Qt lets nobody touch
it outside its own thread.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QCoreApplication, QTimer

LOOK_MS: Final = 1000
"""Milliseconds between two looks at whether there is enough to be worth a search."""


def collect_due() -> None:
    """Search as Python itself would by now: the oldest generation whose threshold is passed."""
    due = zip(gc.get_count(), gc.get_threshold(), strict=True)
    passed = [age for age, (count, threshold) in enumerate(due) if count > threshold > 0]
    if passed:
        gc.collect(passed[-1])


def collect_here(app: QCoreApplication) -> None:
    """From now on search for garbage in the thread of ``app``, as long as it lives."""
    gc.disable()
    look = QTimer(app, interval=LOOK_MS)
    look.timeout.connect(collect_due)
    look.start()
