"""Secrets for as long as the app runs: training, tests, and "do not remember this key"."""

from __future__ import annotations

from pos_app.domain.secret import Secret


class MemorySecretStore:
    """``SecretStore`` in memory."""

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    def get(self, name: str) -> Secret | None:
        """Return the secret, or ``None``."""
        return self._secrets.get(name)

    def set(self, name: str, secret: Secret) -> None:
        """Keep the secret."""
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        """Forget the secret."""
        self._secrets.pop(name, None)
