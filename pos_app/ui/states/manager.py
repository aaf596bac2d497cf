"""The page on which a manager decides."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.ui.states.common import Notice


@dataclass(frozen=True, slots=True)
class ManagerState:
    """What is to be decided, and what is missing.

    Attributes:
        asks: what the decision does, in one or two sentences.
        detail: what the manager has to see for it, or empty.
        first_use: a PIN is chosen now, by typing it twice.
        busy: the PIN or Stripe is being asked; nothing can be pressed.
        gone: nothing is left to decide; there is only the way back.
    """

    asks: str
    detail: str = ""
    first_use: bool = False
    notice: Notice | None = None
    busy: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a manager.

    Attributes:
        asks: what the decision does, in words.
        detail: what to see for it.
    """

    asks: str
    detail: str = ""
