"""Both secret stores keep their promises; what only looks like a keyring is refused."""

from __future__ import annotations

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked, PasswordSetError

from pos_app.adapters.secret_stores import keyring_store
from pos_app.adapters.secret_stores.keyring_store import KeyringStore, untrusted
from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.domain.secret import Secret
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError

KEY = Secret("rk_live_0123456789")


class OsKeyring(KeyringBackend):
    """Stands for the operating system's keyring, which no test may touch."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None

    def _work(self) -> None:
        if self.failure is not None:
            raise self.failure

    def get_password(self, service: str, username: str) -> str | None:
        self._work()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._work()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._work()
        del self.kept[service, username]


class PlaintextKeyring(OsKeyring):
    """Like the one of keyrings.alt."""


@pytest.fixture
def os_keyring(monkeypatch: pytest.MonkeyPatch) -> OsKeyring:
    name = f"{OsKeyring.__module__}.{OsKeyring.__qualname__}"
    monkeypatch.setattr(keyring_store, "_TRUSTED", keyring_store._TRUSTED | {name})
    return OsKeyring()


@pytest.fixture(params=["memory", "keyring"])
def store(request: pytest.FixtureRequest, os_keyring: OsKeyring) -> SecretStore:
    return MemorySecretStore() if request.param == "memory" else KeyringStore(os_keyring)


def test_a_secret_comes_back(store: SecretStore) -> None:
    store.set("secret_key.live", KEY)
    assert store.get("secret_key.live") == KEY
    assert store.get("secret_key.test") is None


def test_the_newest_secret_counts(store: SecretStore) -> None:
    store.set("a", Secret("old"))
    store.set("a", KEY)
    assert store.get("a") == KEY


def test_a_forgotten_secret_is_gone(store: SecretStore) -> None:
    store.set("a", KEY)
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None


def test_two_registers_do_not_share_entries(os_keyring: OsKeyring) -> None:
    KeyringStore(os_keyring, service="one").set("a", KEY)
    assert KeyringStore(os_keyring, service="two").get("a") is None


def _chain(*members: KeyringBackend) -> KeyringBackend:
    class Chain(chainer.ChainerBackend):
        backends = members

    return Chain()


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "freebsd"])
@pytest.mark.parametrize(
    ("backend", "found"),
    [
        (fail.Keyring(), "keyring.backends.fail.Keyring"),
        (null.Keyring(), "keyring.backends.null.Keyring"),
        (PlaintextKeyring(), "PlaintextKeyring"),
        (_chain(), "Chain"),
    ],
)
def test_what_is_no_keyring_is_refused_with_advice(
    backend: KeyringBackend, found: str, platform: str
) -> None:
    store = KeyringStore(backend, platform=platform)
    for use in (
        lambda: store.get("a"),
        lambda: store.set("a", KEY),
        lambda: store.delete("a"),
    ):
        with pytest.raises(SecretStoreUnavailableError) as refused:
            use()
        text = str(refused.value)
        assert found in text
        assert "keyring" in text or "keychain" in text or "Credential Manager" in text
        assert KEY.reveal() not in text


def test_a_chain_is_as_weak_as_its_weakest_member(os_keyring: OsKeyring) -> None:
    plain = PlaintextKeyring()
    assert untrusted(_chain(os_keyring)) == ()
    assert len(untrusted(_chain(os_keyring, plain))) == 1
    with pytest.raises(SecretStoreUnavailableError):
        KeyringStore(_chain(os_keyring, plain)).set("a", KEY)
    assert plain.kept == os_keyring.kept == {}


def test_what_the_library_finds_by_itself_is_checked_too() -> None:
    # tests/conftest.py sets the fail back end for the whole session
    with pytest.raises(SecretStoreUnavailableError, match=r"keyring\.backends\.fail"):
        KeyringStore().get("a")


def test_a_locked_keyring_says_so(os_keyring: OsKeyring) -> None:
    os_keyring.failure = KeyringLocked("Failed to unlock the collection!")
    with pytest.raises(SecretStoreUnavailableError, match="is locked"):
        KeyringStore(os_keyring).get("a")


@pytest.mark.parametrize(
    "failure", [PasswordSetError(KEY.reveal()), OSError(KEY.reveal()), RuntimeError(KEY.reveal())]
)
def test_no_failure_of_a_keyring_shows_the_secret(
    os_keyring: OsKeyring, failure: Exception
) -> None:
    os_keyring.failure = failure
    with pytest.raises(SecretStoreUnavailableError) as refused:
        KeyringStore(os_keyring).set("a", KEY)
    assert KEY.reveal() not in str(refused.value)
    assert refused.value.__suppress_context__
    assert type(failure).__name__ in str(refused.value)
