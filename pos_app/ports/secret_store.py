"""Where secrets live: the operating system's keyring, or memory in training."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from pos_app.domain.secret import Secret


class KeyringTrouble(StrEnum):
    """Why the keyring cannot be used."""

    UNTRUSTED = "untrusted"
    """What there is is not the operating system's own."""
    LOCKED = "locked"
    FAILED = "failed"


class SecretStoreUnavailableError(RuntimeError):
    """No trustworthy keyring: the text says which back end was found and what to do.

    Attributes:
        trouble: what is wrong.
        found: the back end's name.
    """

    def __init__(
        self, text: str, trouble: KeyringTrouble = KeyringTrouble.FAILED, found: str = ""
    ) -> None:
        """Keep what is wrong beside the text."""
        super().__init__(text)
        self.trouble = trouble
        self.found = found


class SecretStore(Protocol):
    """Named secrets."""

    def get(self, name: str) -> Secret | None:
        """Return the secret, or ``None``.

        Raises:
            SecretStoreUnavailableError: no trustworthy back end, or it is locked.
        """
        ...

    def set(self, name: str, secret: Secret) -> None:
        """Store the secret.

        Raises:
            SecretStoreUnavailableError: no trustworthy back end, or it is locked.
        """
        ...

    def delete(self, name: str) -> None:
        """Forget the secret; nothing happens if there is none."""
        ...
