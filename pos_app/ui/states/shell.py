"""The frame around the counter: header, welcome, connect and settings."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.modes import Mode
from pos_app.domain.settings import Settings
from pos_app.ui.states.common import Notice, Tone


@dataclass(frozen=True, slots=True)
class HeaderState:
    """Mode, place and person, and whether Stripe can be reached."""

    mode: Mode
    badge: str
    register: str
    operator: str
    connection: str
    tone: Tone
    time: str = ""


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One permission of the restricted key, why it is needed, and whether it is there."""

    name: str
    why: str
    tone: Tone = Tone.NEUTRAL
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ConnectState:
    """The connect page.

    Attributes:
        usable: the checked keys may be stored.
        stored: they are; a restart uses them.
    """

    permissions: tuple[PermissionRow, ...]
    key_link: str
    notices: tuple[Notice, ...] = ()
    account: str = ""
    busy: bool = False
    usable: bool = False
    stored: bool = False


@dataclass(frozen=True, slots=True)
class SettingsState:
    """The settings page: the values, and what to say about the last attempt to save."""

    settings: Settings
    currencies: tuple[str, ...]
    notice: Notice | None = None
