"""Whether there is a screen for a window; without one Qt ends the process on its own."""

from __future__ import annotations

import os
import sys


def has_display() -> bool:
    """Whether a window can be shown, as far as the environment tells; always outside Linux."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
