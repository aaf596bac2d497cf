"""The page about the shop's own programs."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.webhooks import HealthRow


@dataclass(frozen=True, slots=True)
class HookFields:
    """The form as it stands on the screen.

    Attributes:
        target: a program with its arguments in one line, or an address.
        events: names of what it is told of.
    """

    name: str
    target: str
    events: tuple[str, ...]
    training: bool


@dataclass(frozen=True, slots=True)
class HookRow:
    """One hook in the list."""

    name: str
    target: str
    word: str
    tone: Tone
    chosen: bool


@dataclass(frozen=True, slots=True)
class HooksState:
    """Everything but what is being typed.

    Attributes:
        title: of the form.
        adding: the form is about a new hook, which has no history.
        save: what the form's button says; ``remove`` and ``make_secret`` likewise, empty for none.
        troubled: messages that were not taken, and why.
        can_try: something waits or was given up.
        busy: a test message is under way.
    """

    rows: tuple[HookRow, ...]
    title: str
    adding: bool
    save: str
    remove: str
    make_secret: str
    health: tuple[HealthRow, ...]
    troubled: tuple[HealthRow, ...]
    can_try: bool
    busy: bool
    notice: Notice | None = None
