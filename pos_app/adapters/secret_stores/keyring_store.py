"""Secrets in the operating system's keyring, and in nothing that merely looks like one.

The keyring library takes whatever back end it finds. With the package keyrings.alt installed that
is one that writes passwords to a plain file, so only back ends that ask the operating system count.

The library takes a tenth of a second to import and training mode never asks it, so it is imported
when it is needed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from pos_app.domain.secret import Secret
from pos_app.ports.secret_store import KeyringTrouble, SecretStoreUnavailableError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "pos_app"

_TRUSTED: Final = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }
)
_ADVICE: Final = {
    "linux": (
        "Install gnome-keyring or KWallet, log in to a desktop session so that it is unlocked, "
        "and uninstall the Python package keyrings.alt if it is there."
    ),
    "darwin": "Log in to a desktop session and unlock the login keychain in Keychain Access.",
    "win32": "Start the app from a desktop session; the service Credential Manager must run.",
}


class KeyringStore:
    """``SecretStore`` in the OS keyring.

    Args:
        backend: a keyring back end; ``None`` takes the one the library chooses.
        service: groups our entries in the keyring.
        platform: ``sys.platform``, for the advice in messages.
    """

    def __init__(
        self,
        backend: KeyringBackend | None = None,
        *,
        service: str = SERVICE,
        platform: str = sys.platform,
    ) -> None:
        self._chosen = backend
        self._service = service
        self._platform = platform

    def get(self, name: str) -> Secret | None:
        """Return the secret, or ``None``.

        Raises:
            SecretStoreUnavailableError: no trustworthy back end, or it is locked.
        """
        with self._opened() as backend:
            text = backend.get_password(self._service, name)
        return None if text is None else Secret(text)

    def set(self, name: str, secret: Secret) -> None:
        """Store the secret.

        Raises:
            SecretStoreUnavailableError: no trustworthy back end, or it is locked.
        """
        with self._opened() as backend:
            backend.set_password(self._service, name, secret.reveal())

    def delete(self, name: str) -> None:
        """Forget the secret; nothing happens if there is none.

        Raises:
            SecretStoreUnavailableError: no trustworthy back end, or it is locked.
        """
        if self.get(name) is None:
            return
        with self._opened() as backend:
            backend.delete_password(self._service, name)

    @contextmanager
    def _opened(self) -> Iterator[KeyringBackend]:
        backend = self._backend()
        try:
            yield backend
        except Exception as failed:  # noqa: BLE001 - each back end has errors of its own
            # Without their text: nobody promises that it holds no secret.
            raise self._unusable(backend, failed) from None

    def _backend(self) -> KeyringBackend:
        import keyring  # noqa: PLC0415

        backend = self._chosen or keyring.get_keyring()
        strangers = untrusted(backend)
        if strangers:
            found = ", ".join(strangers)
            raise SecretStoreUnavailableError(
                f"No safe place for the key: this computer offers {found}, which "
                f"is not the operating system's own keyring. {self._advice()}",
                KeyringTrouble.UNTRUSTED,
                found,
            )
        return backend

    def _unusable(self, backend: KeyringBackend, failed: Exception) -> SecretStoreUnavailableError:
        from keyring.errors import InitError, KeyringLocked  # noqa: PLC0415

        locked = isinstance(failed, KeyringLocked | InitError)
        state = "is locked" if locked else f"failed ({type(failed).__name__})"
        return SecretStoreUnavailableError(
            f"{_name(backend)} {state}. {self._advice()}",
            KeyringTrouble.LOCKED if locked else KeyringTrouble.FAILED,
            _name(backend),
        )

    def _advice(self) -> str:
        return _ADVICE.get(self._platform, _ADVICE["linux"])


def untrusted(backend: KeyringBackend) -> tuple[str, ...]:
    """Names of the back ends in use that are not the operating system's keyring."""
    from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415

    if isinstance(backend, ChainerBackend):
        members = tuple(backend.backends)
        return tuple(name for one in members for name in untrusted(one)) or (
            () if members else (_name(backend),)
        )
    return () if _name(backend) in _TRUSTED else (_name(backend),)


def _name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"
