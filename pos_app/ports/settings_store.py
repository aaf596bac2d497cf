"""The settings file."""

from __future__ import annotations

from typing import Protocol

from pos_app.domain.settings import Settings


class SettingsUnreadableError(RuntimeError):
    """The settings file is unreadable; the text names the file, the line and what to do.

    Attributes:
        file: its path.
        reason: what the reader of the format says.
    """

    def __init__(self, text: str, file: str = "", reason: str = "") -> None:
        """Keep the parts beside the text."""
        super().__init__(text)
        self.file = file
        self.reason = reason


class SettingsStore(Protocol):
    """Load and save the settings, durably."""

    def load(self) -> Settings:
        """Return the stored settings, or the defaults on a fresh install.

        Raises:
            SettingsUnreadableError: a file is there, but cannot be used.
        """
        ...

    def save(self, settings: Settings) -> None:
        """Replace the file atomically."""
        ...
