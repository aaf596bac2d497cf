"""Where secrets live: the operating system's keyring, or memory in training."""

from __future__ import annotations

from typing import Protocol

from pos_app.domain.secret import Secret


class SecretStoreUnavailableError(RuntimeError):
    """No trustworthy keyring: the text says which back end was found and what to do."""


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
