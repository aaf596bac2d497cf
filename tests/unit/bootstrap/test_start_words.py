"""Whatever keeps the app from starting is said in the language of the screen."""

from pathlib import Path

import pytest

from pos_app.bootstrap.paths import UnusableFolderError
from pos_app.bootstrap.session import NotConnectedError
from pos_app.bootstrap.single_instance import AlreadyRunningError
from pos_app.bootstrap.start_words import log_words, start_words
from pos_app.domain.health import StoreTrouble
from pos_app.ports.secret_store import KeyringTrouble, SecretStoreUnavailableError
from pos_app.ports.settings_store import SettingsUnreadableError
from pos_app.ports.store import StoreUnavailableError
from pos_app.ui.texts import texts_for

ENGLISH_WORDS = "in English"
ERRORS = [
    *(StoreUnavailableError(ENGLISH_WORDS, trouble) for trouble in StoreTrouble),
    *(SecretStoreUnavailableError(ENGLISH_WORDS, trouble, "x.Y") for trouble in KeyringTrouble),
    NotConnectedError(ENGLISH_WORDS),
    SettingsUnreadableError(ENGLISH_WORDS, "settings.toml", "line 3"),
    UnusableFolderError(Path("data"), "kein Platz"),
    AlreadyRunningError(Path("data")),
]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_no_reason_is_english_on_a_german_screen(error):
    english, german = (start_words(error, texts_for(spoken)) for spoken in ("en", "de"))
    assert german
    assert german != english
    assert ENGLISH_WORDS not in german + english
    assert "{" not in german + english


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        (SettingsUnreadableError("", "a/settings.toml", "line 3"), ["a/settings.toml", "line 3"]),
        (SecretStoreUnavailableError("", KeyringTrouble.UNTRUSTED, "a.Plain"), ["a.Plain"]),
        (AlreadyRunningError(Path("a")), ["a"]),
        (UnusableFolderError(Path("b"), "read-only"), ["b", "read-only"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_one_needs_to_act_is_named(error, facts):
    for spoken in ("en", "de"):
        assert all(fact in start_words(error, texts_for(spoken)) for fact in facts)


def test_what_has_no_words_is_said_as_it_is():
    assert start_words(OSError("no such device"), texts_for("de")) == "no such device"


def test_the_log_that_cannot_be_written_is_named_with_the_reason():
    refused = PermissionError(13, "Permission denied", "data/logs/pos-app.log")
    (title, detail), (titel, rest) = (log_words(refused, texts_for(s)) for s in ("en", "de"))
    for said in (detail, rest):
        assert "data/logs/pos-app.log" in said
        assert "Permission denied" in said
    assert title != titel
    assert detail != rest
