"""What the settings file says about the looks, before anybody reads all of it."""

from __future__ import annotations

import contextlib
from pathlib import Path


def theme(settings: Path) -> str:
    """``light``, ``dark``, or empty: as the system."""
    return _said(settings, "theme", {"light", "dark"})


def language(settings: Path) -> str:
    """``en``, ``de``, or empty: as the system."""
    return _said(settings, "language", {"en", "de"})


def _said(settings: Path, name: str, known: set[str]) -> str:
    """One word, if the file says it plainly; its faults are told by who reads all of it."""
    with contextlib.suppress(OSError, ValueError):
        text = settings.read_text(encoding="utf-8")
        import tomllib  # noqa: PLC0415 - not on a fresh install

        chosen = tomllib.loads(text).get(name)
        if chosen in known:
            return str(chosen)
    return ""
