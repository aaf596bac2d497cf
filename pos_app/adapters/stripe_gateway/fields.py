"""Typed reading of what Stripe answered: wrong shapes are found here and nowhere later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping


class UnreadableAnswerError(ValueError):
    """The answer is not what Stripe documents: a captive portal, or a field of another type."""


class Fields:
    """One JSON object of an answer."""

    __slots__ = ("_data",)

    def __init__(self, data: object) -> None:
        """Wrap a JSON object.

        Raises:
            UnreadableAnswerError: it is none.
        """
        # A Mapping that is no dict is rare, and asking for it takes ten times as long.
        if not isinstance(data, dict) and not isinstance(data, Mapping):
            raise UnreadableAnswerError(f"an object was expected, not {type(data).__name__}")
        self._data = data

    def text(self, name: str) -> str:
        """Text, empty where unset."""
        value = self._data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def need_text(self, name: str) -> str:
        """Text that must be there."""
        value = self.text(name)
        if not value:
            raise self._wrong(name)
        return value

    def whole(self, name: str) -> int:
        """Integer, 0 where unset."""
        value = self._data.get(name)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(name)
        return value

    def need_whole(self, name: str) -> int:
        """Integer that must be there."""
        if self._data.get(name) is None:
            raise self._wrong(name)
        return self.whole(name)

    def flag(self, name: str) -> bool:
        """Boolean, false where unset."""
        value = self._data.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def need_flag(self, name: str) -> bool:
        """Boolean that must be there."""
        if self._data.get(name) is None:
            raise self._wrong(name)
        return self.flag(name)

    def need_time(self, name: str) -> dt.datetime:
        """Unix seconds that must be there, as UTC."""
        try:
            return dt.datetime.fromtimestamp(self.need_whole(name), dt.UTC)
        except (OverflowError, OSError, ValueError):
            raise self._wrong(name) from None

    def reference(self, name: str) -> str:
        """Id of another object, expanded or not; empty where unset."""
        value = self._data.get(name)
        return Fields(value).need_text("id") if isinstance(value, Mapping) else self.text(name)

    def part(self, name: str) -> Fields | None:
        """Object inside, ``None`` where unset or not expanded."""
        value = self._data.get(name)
        return None if value is None or isinstance(value, str) else Fields(value)

    def need_items(self, name: str) -> tuple[Fields, ...]:
        """List of objects that must be there."""
        value = self._data.get(name)
        if not isinstance(value, list):
            raise self._wrong(name)
        return tuple(Fields(item) for item in value)

    def texts(self, name: str) -> tuple[tuple[str, str], ...]:
        """Object of texts (metadata) as sorted pairs."""
        inside = self.part(name)
        if inside is None:
            return ()
        return tuple((key, inside.text(key)) for key in sorted(inside._data))

    def _wrong(self, name: str) -> UnreadableAnswerError:
        # Never the value: it may be a secret.
        return UnreadableAnswerError(f"{name} is missing or of an unexpected type")
