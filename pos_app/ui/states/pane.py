"""The right pane: the Payment Element, what became of it, and the charge button."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.ui.states.common import Tone


class PaneKind(StrEnum):
    """Which page of the right pane is on top."""

    IDLE = "idle"
    LOADING = "loading"
    ELEMENT = "element"
    RESULT = "result"


class ActionId(StrEnum):
    """What a button of a card does."""

    NEW_SALE = "new_sale"
    SAME_CUSTOMER = "same_customer"
    ANEW = "anew"
    SHOW_ANEW = "show_anew"
    CHECK = "check"
    CANCEL = "cancel"
    RETRY = "retry"
    SHOW_BANK = "show_bank"
    NO_RECEIPT = "no_receipt"
    CHARGE_AGAIN = "charge_again"
    SHOW_EARLIER = "show_earlier"
    OVERRIDE = "override"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Action:
    """A button; ``key`` is the shortcut printed on it."""

    id: ActionId
    label: str
    key: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A state of the payment: what happened, was money taken, what next.

    Attributes:
        amount: shown large, or empty.
        money: the answer to "was money taken?", in words; empty only while nothing can have moved.
        happened: what happened, one or two sentences.
        next_step: what the operator does now.
        progress: named step with elapsed or remaining seconds, or empty.
        filled: the whole pane takes the tone's colour (success, unknown).
    """

    tone: Tone
    icon: str
    headline: str
    happened: str = ""
    next_step: str = ""
    money: str = ""
    amount: str = ""
    customer: str = ""
    progress: str = ""
    details: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    filled: bool = False


@dataclass(frozen=True, slots=True)
class ChargeButton:
    """The native button that says exactly what will happen.

    Attributes:
        sentence: the full text, also for screen readers:
            ``Charge EUR 48.50 to M. Weber, Visa 4242``.
        reason: why it is disabled, or empty.
    """

    headline: str
    detail: str
    sentence: str
    enabled: bool
    reason: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class PaneState:
    """The whole right pane above the timeline.

    Attributes:
        roomy: the page shows a bank's question and needs all the room there is.
        calm: seconds for which its buttons count for nothing yet.
        leave_escape: Esc belongs to the page (a bank's dialog may be open).
    """

    kind: PaneKind
    card: Card | None = None
    charge: ChargeButton | None = None
    slow: str = ""
    roomy: bool = False
    calm: float = 0.0
    leave_escape: bool = False


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One fact: icon, word, time and who told us.

    Attributes:
        code: what Stripe calls it, for whoever asks for it.
    """

    icon: str
    tone: Tone
    word: str
    time: str
    source: str
    detail: str = ""
    code: str = ""
