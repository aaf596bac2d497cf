"""The frame around the counter: header, welcome, connect and settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_app.domain.modes import Mode
from pos_app.ui.states.common import Notice, Tone


@dataclass(frozen=True, slots=True)
class HeaderState:
    """Mode, place and person."""

    mode: Mode
    badge: str
    register: str
    operator: str


@dataclass(frozen=True, slots=True)
class Banner:
    """A bar below the header, for as long as it is true.

    Attributes:
        icon: name of an icon.
        actions: object names and labels of its buttons.
        calm: seconds for which its buttons count for nothing yet.
    """

    tone: Tone
    icon: str
    title: str
    text: str
    detail: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    calm: float = field(default=0.0, compare=False)


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
class SettingsFields:
    """The form of the settings page as it stands on the screen.

    Attributes:
        repeat_minutes: whole minutes as typed.
        soft_limit: an amount as typed; ``quick_amounts`` several, separated by blanks.
        filters: ``allow_redisplay`` values that are shown.
    """

    register: str
    operator: str
    language: str
    theme: str
    sound: bool
    receipts: bool
    currency: str
    typing: str
    soft_limit: str
    repeat_minutes: str
    quick_amounts: str
    reference_required: bool
    filters: tuple[str, ...]
    save_methods: bool
    remove_methods: bool
    proxy: str


@dataclass(frozen=True, slots=True)
class SettingsState:
    """The settings page: the form, and what to say about the last attempt to save.

    Attributes:
        badge: the mode of the window.
        switches: the mode to go to, and what the button says; or nothing.
    """

    fields: SettingsFields
    currencies: tuple[str, ...]
    badge: str = ""
    switches: tuple[Mode, str] | None = None
    notice: Notice | None = None
