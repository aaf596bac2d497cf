"""The settings file: TOML, read strictly, replaced atomically, never a place for secrets."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pos_app.adapters.settings_hooks import merge_hooks
from pos_app.adapters.settings_schema import (
    WrongSettingError,
    as_document,
    read_settings,
    unknown_keys,
)
from pos_app.domain.settings import Settings
from pos_app.ports.settings_store import SettingsUnreadableError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_SECRET: Final = re.compile(r"\b(?:sk|rk|uk)_(?:test|live|org)_\w|\bwhsec_\w|://[^/\s]*:[^/\s]*@")
_HEADER: Final = (
    "Settings of the counter app. Keys are not kept here but in the system's keyring.",
    "Written by the app; comments and entries it does not know are kept.",
)


class SettingsFile:
    """``SettingsStore`` in one TOML file.

    Args:
        path: the file; its folder is created on the first save.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Settings:
        """Return the stored settings, or the defaults where there is no file.

        Raises:
            SettingsUnreadableError: a file is there, but cannot be used.
        """
        text = self._text()
        if text is None:
            return Settings()
        try:
            return read_settings(tomllib.loads(text))
        except tomllib.TOMLDecodeError as broken:
            raise self._unreadable(_located(text, broken)) from None
        except WrongSettingError as wrong:
            line = _line_of(text, wrong.table, wrong.key)
            raise self._unreadable(f"{wrong} (at line {line})") from None

    def unknown(self) -> tuple[str, ...]:
        """Names of entries this version does not know, for a hint to the manager.

        Raises:
            SettingsUnreadableError: a file is there, but cannot be used.
        """
        text = self._text()
        if text is None:
            return ()
        try:
            return unknown_keys(tomllib.loads(text))
        except tomllib.TOMLDecodeError as broken:
            raise self._unreadable(_located(text, broken)) from None

    def save(self, settings: Settings) -> None:
        """Replace the file atomically; comments and unknown entries of the old one stay.

        Raises:
            ValueError: a value looks like a secret; nothing was written.
            SettingsUnreadableError: the old file is damaged; it is left for a person to look at.
            OSError: the folder cannot be written; the old file is unchanged.
        """
        document = self._document()
        _merge(document, as_document(settings))
        merge_hooks(document, settings.hooks)
        text = document.as_string()
        if _SECRET.search(text):
            raise ValueError("a value looks like a secret; secrets belong in the keyring")
        replace_file(self._path, text.encode())

    def _text(self) -> str | None:
        try:
            return self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as broken:
            reason = getattr(broken, "strerror", None) or "it is not UTF-8 text"
            raise self._unreadable(reason) from None

    def _document(self) -> TOMLDocument:
        import tomlkit  # noqa: PLC0415 - 20 ms that a start without a change of settings need not pay
        from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

        text = self._text()
        if text is None:
            document = tomlkit.document()
            for line in _HEADER:
                document.add(tomlkit.comment(line))
            return document
        try:
            return tomlkit.parse(text)
        except TOMLKitError as broken:
            raise self._unreadable(str(broken)) from None

    def _unreadable(self, reason: str) -> SettingsUnreadableError:
        return SettingsUnreadableError(
            f"The settings file {self._path} cannot be used: {reason}. Correct it, or move it away "
            "to start with the defaults.",
            str(self._path),
            reason,
        )


def replace_file(path: Path, content: bytes) -> None:
    """Write a private file so that after a crash either the old or the new content is there.

    Raises:
        OSError: nothing was changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp creates the file with mode 0600 before there is anything to read in it.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # Windows cannot open a folder, and keeps renames by itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _merge(old: Any, new: dict[str, Any]) -> None:
    """Set the values of ``new`` in ``old``, touching only those that differ."""
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            _merge(old[key], value)
        elif key not in old or old[key] != value:
            old[key] = value


def _located(text: str, broken: tomllib.TOMLDecodeError) -> str:
    """The reader's reason, with a line number also where it says "at end of document"."""
    last = max(1, len(text.splitlines()))
    return str(broken).replace("at end of document", f"at line {last}")


def _line_of(text: str, table: str, key: str) -> int:
    """Line in which a key of a table is set, 1 if it is nowhere."""
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            inside = stripped.strip("[] ")
        elif inside == table and re.match(rf'"?{re.escape(key)}"?\s*=', stripped):
            return number
    return 1
