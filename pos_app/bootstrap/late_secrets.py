"""The keyring, imported when it is first asked: training never does, and starts sooner."""

from __future__ import annotations

from functools import cached_property

from pos_app.domain.secret import Secret
from pos_app.ports.secret_store import SecretStore


class LateKeyring:
    """``SecretStore`` of the operating system; see ``KeyringStore`` for what it raises."""

    def get(self, name: str) -> Secret | None:
        """Return the secret, or ``None``."""
        return self._store.get(name)

    def set(self, name: str, secret: Secret) -> None:
        """Store the secret."""
        self._store.set(name, secret)

    def delete(self, name: str) -> None:
        """Forget the secret."""
        self._store.delete(name)

    @cached_property
    def _store(self) -> SecretStore:
        from pos_app.adapters.secret_stores.keyring_store import KeyringStore  # noqa: PLC0415

        return KeyringStore()
