"""Why the app cannot start, or cannot take payments since, or starts without a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain.health import StoreTrouble
from pos_app.ports.secret_store import KeyringTrouble


@dataclass(frozen=True, slots=True)
class StartTexts:
    """Each says what to do, too.

    Attributes:
        no_log: the log cannot be written, which keeps nobody from charging; ``no_log_hint`` names
            ``file`` and ``reason``.
        already_open: another window has the folder open, and does not answer.
    """

    store: Mapping[StoreTrouble, str]
    keyring: Mapping[KeyringTrouble, str]
    not_connected: str
    settings: str
    folder: str
    already_open: str
    no_log: str
    no_log_hint: str
