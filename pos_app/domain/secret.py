"""A secret that cannot be printed by accident."""

from __future__ import annotations

import hmac

from pos_app.domain.overriding import override


class Secret:
    """Text that shows as ``***`` everywhere but through ``reveal``."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text; only where it leaves the app (HTTP header, page call, keyring)."""
        return self._text

    @override
    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    @override
    def __format__(self, spec: str) -> str:
        return "***"

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    @override
    def __hash__(self) -> int:
        return hash(self._text)

    @override
    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a secret is not pickled")
