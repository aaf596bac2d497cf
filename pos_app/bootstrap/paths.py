"""Where the app keeps its files."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pos_app.domain.modes import Mode


class UnusableFolderError(RuntimeError):
    """The data directory cannot be made or written.

    Attributes:
        folder: which.
        reason: what the system says.
    """

    def __init__(self, folder: Path, reason: str) -> None:
        """Say so in English; the window says it in its own language."""
        super().__init__(f"The folder {folder} cannot be used: {reason}.")
        self.folder = folder
        self.reason = reason


class DataPaths(NamedTuple):
    """One data directory: settings, logs, and a database per mode and account."""

    root: Path

    @classmethod
    def at(cls, chosen: Path | None) -> DataPaths:
        """Use the chosen folder, or the user's own."""
        if chosen is not None:
            return cls(chosen)
        import platformdirs  # noqa: PLC0415 - counts until the first paint

        return cls(Path(platformdirs.user_data_dir("pos-app", appauthor=False)))

    def create(self) -> None:
        """Make the folder, for its owner alone.

        Raises:
            UnusableFolderError: it cannot be made or written; the text names it.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            with contextlib.suppress(FileExistsError):  # a file in its place is told in the window
                self.logs.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UnusableFolderError(self.root, reason) from None

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "settings.toml"

    @property
    def outline(self) -> Path:
        """The picture of the idle counter, which may be missing or deleted."""
        return self.root / "counter.look"

    @property
    def place(self) -> Path:
        """Where the window was left, which may be missing or deleted."""
        return self.root / "window.place"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.root / "logs"

    def database(self, mode: Mode, account: str) -> Path:
        """The database of one mode and account: books of two accounts never mix."""
        safe = re.sub(r"[^A-Za-z0-9_]", "", account) or "default"
        return self.root / f"{mode.value}-{safe}.db"
