"""Why the app cannot start, or starts without a log, in the language of the screen."""

from __future__ import annotations

from pos_app.bootstrap.paths import UnusableFolderError
from pos_app.bootstrap.session import NotConnectedError
from pos_app.bootstrap.single_instance import AlreadyRunningError
from pos_app.ports.secret_store import SecretStoreUnavailableError
from pos_app.ports.settings_store import SettingsUnreadableError
from pos_app.ports.store import StoreUnavailableError
from pos_app.ui.texts import Texts


def start_words(error: Exception, texts: Texts) -> str:
    """Say it with what to do; what has no words here is said as it is."""
    said = texts.starting
    match error:
        case StoreUnavailableError():
            words = said.store[error.trouble]
        case SecretStoreUnavailableError():
            words = said.keyring[error.trouble].format(found=error.found)
        case NotConnectedError():
            words = said.not_connected
        case SettingsUnreadableError():
            words = said.settings.format(file=error.file, reason=error.reason)
        case UnusableFolderError():
            words = said.folder.format(folder=error.folder, reason=error.reason)
        case AlreadyRunningError():
            words = said.already_open.format(folder=error.folder)
        case _:
            words = str(error)
    return words


def log_words(error: OSError, texts: Texts) -> tuple[str, str]:
    """Say that the log cannot be written: a title, and which file, why, and what to do."""
    said = texts.starting
    reason = error.strerror or type(error).__name__
    return said.no_log, said.no_log_hint.format(file=error.filename, reason=reason)
