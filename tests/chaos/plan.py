"""What one run is going to do: decided by its seed alone, so that it can be done again."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from pos_app.domain.journal import JournalAction, JournalState


class Errand(StrEnum):
    """What a customer at the counter is here for."""

    CARD = "card"
    BANK_APPROVES = "bank_approves"
    DEBIT = "debit"
    SECOND_METHOD = "second_method"
    """The first card is declined, the second one pays."""
    LEFT = "left"
    """The operator presses charge and goes on to the next customer at once."""
    OVERRIDDEN = "overridden"
    """The bank's question stays open; a manager has the same charged anew, and the customer says
    yes to whatever their bank still asks."""
    BANK_REFUSES = "bank_refuses"
    GIVEN_UP = "given_up"
    """The methods are shown, then the customer thinks better of it."""

    @property
    def is_paid(self) -> bool:
        """Whether the customer wants to have paid in the end."""
        return self not in {Errand.BANK_REFUSES, Errand.GIVEN_UP}


class Blow(StrEnum):
    """What strikes."""

    APP_KILLED = "app_killed"
    APP_CLOSED = "app_closed"
    """The machine goes down: SIGTERM."""
    PAGE_KILLED = "page_killed"
    PAGE_HUNG = "page_hung"
    FRAME_KILLED = "frame_killed"
    NETWORK = "network"


JOURNAL_STEPS: Final = tuple(
    f"{action}.{state}" for action in JournalAction for state in JournalState
)
ASKED: Final = "confirm_asked"
"""It is written down that the page will be told to confirm."""
COMMITS: Final = (*JOURNAL_STEPS, ASKED)
_BEFORE_CHARGING: Final = ("picking", "entered", "shown")
_CHARGING: Final = (*_BEFORE_CHARGING, "charging", "charged", "charged", "charged")
MOMENTS: Final = {
    Errand.CARD: _CHARGING,
    Errand.BANK_APPROVES: (*_CHARGING, "bank_asks", "bank_asks"),
    Errand.DEBIT: _CHARGING,
    Errand.SECOND_METHOD: (*_CHARGING, "declined", "declined"),
    Errand.LEFT: (*_CHARGING, "left", "left"),
    Errand.OVERRIDDEN: (*_CHARGING, "bank_asks", "deciding", "decided", "decided"),
    Errand.BANK_REFUSES: (*_CHARGING, "bank_asks", "declined"),
    Errand.GIVEN_UP: (*_BEFORE_CHARGING, "left", "left"),
}
"""Moments an operator could name."""


@dataclass(frozen=True)
class Strike:
    """One blow.

    Attributes:
        errand: number of the errand during which it falls.
        moment: one of ``MOMENTS`` or ``COMMITS``.
        before: just before the commit instead of right after it; the app is killed then.
        delay_ms: so much later, in the middle of whatever is going on.
        fault: a rule of ``/_sim/faults``.
    """

    errand: int
    moment: str
    blow: Blow
    before: bool = False
    delay_ms: int = 0
    fault: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        when = "before the commit of" if self.before else "at"
        later = f" + {self.delay_ms} ms" if self.delay_ms else ""
        return f"errand {self.errand}, {when} {self.moment}{later}: {self.blow} {self.fault or ''}"


@dataclass(frozen=True)
class Pause:
    """What happens between two lives of the app.

    Attributes:
        closed_s: so long the shop is closed, by everybody's clock.
        clock_s: so much the computer's clock is wrong from the next start on; less than what makes
            the app refuse to charge.
    """

    closed_s: int = 0
    clock_s: int = 0


@dataclass(frozen=True)
class Plan:
    """One run."""

    seed: int
    errands: tuple[Errand, ...]
    strikes: tuple[Strike, ...]
    mishaps: tuple[dict[str, Any], ...]
    """Rules of ``/_sim/webhooks``."""
    hesitates: bool
    """The operator looks at what went wrong for a while before they do anything about it."""
    pauses: tuple[Pause, ...] = (Pause(),)
    """One before each new life, over and over."""

    def __str__(self) -> str:
        lines = [f"seed {self.seed}: {', '.join(self.errands)}", *map(str, self.strikes)]
        lines += [f"webhooks: {each}" for each in self.mishaps]
        return "\n  ".join([*lines, *(f"then {each}" for each in self.pauses)])

    def pause_before(self, life: int) -> Pause:
        """What happens before a life of the run, the second one or a later one."""
        return self.pauses[life % len(self.pauses)]

    def to_json(self) -> dict[str, Any]:
        """Plain data for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Plan:
        """What ``to_json`` made."""
        strikes = tuple(Strike(**{**each, "blow": Blow(each["blow"])}) for each in data["strikes"])
        errands = tuple(Errand(each) for each in data["errands"])
        pauses = tuple(Pause(**each) for each in data["pauses"])
        mishaps = tuple(data["mishaps"])
        return cls(data["seed"], errands, strikes, mishaps, data["hesitates"], pauses)


_CREATE: Final = {"method": "POST", "path": "/v1/payment_intents"}
_CANCEL: Final = {"method": "POST", "path": "/v1/payment_intents/*/cancel"}
_CONFIRM: Final = {"method": "POST", "path": "/v1/payment_intents/*/confirm"}
_PLACES: Final = (
    _CREATE,
    _CANCEL,
    _CONFIRM,
    {"method": "GET", "path": "/v1/payment_intents/*"},
    {"method": "POST", "path": "/v1/customer_sessions"},
    {"method": "*", "path": "/v1/elements*"},
    {"method": "GET", "path": "/v1/customers*"},
    {"method": "*", "path": "/v1/*"},
)
_TROUBLES: Final = (
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "error_after", "status": 500},
    {"kind": "error", "status": 500},
    {"kind": "error", "status": 429},
    {"kind": "error", "status": 429, "reason": ""},
    {"kind": "hang", "latency_ms": 4_000},
    {"kind": "latency", "latency_ms": 700},
)
_ON_THE_WAY: Final = 0.6
"""How often a blow in the middle of charging meets a slow bank."""
_RETRIES: Final = 3
"""A call is tried so often before it counts as unanswered."""
_LEADS_TO: Final[dict[str, dict[str, Any]]] = {
    f"{JournalAction.CREATE_PAYMENT}.{JournalState.UNKNOWN}": {"kind": "reset_after", **_CREATE},
    f"{JournalAction.CREATE_PAYMENT}.{JournalState.REJECTED}": {
        "kind": "error", "status": 400, **_CREATE,
    },
    # Without effect: else an event says that it is canceled while the call is tried once more.
    f"{JournalAction.CANCEL_PAYMENT}.{JournalState.UNKNOWN}": {"kind": "reset_before", **_CANCEL},
    f"{JournalAction.CANCEL_PAYMENT}.{JournalState.REJECTED}": {
        "kind": "error", "status": 400, **_CANCEL,
    },
}  # fmt: skip
"""Steps that are reached only when the network fails first."""
_BLOWS_AT_COMMITS: Final = (
    (Blow.APP_KILLED, True),
    (Blow.APP_KILLED, False),
    (Blow.PAGE_KILLED, False),
)
COMMIT_STRIKES: Final = tuple(
    (moment, blow, before) for moment in COMMITS for blow, before in _BLOWS_AT_COMMITS
)
"""App and page die at every step; any 2 x len(COMMIT_STRIKES) seeds in a row hold them all."""
_CLOSED_S: Final = (0, 0, 0, 0, 2 * 60 * 60, 25 * 60 * 60)
"""Mostly just long enough to start again; the longest outlives every idempotency key."""
_WRONG_S: Final = (0, 0, -50, -15, 15, 50)
_MISHAPS: Final = ("drop", "lose", "delay", "duplicate", "reorder")
_TYPES: Final = ("*", "payment_intent.*", "payment_intent.succeeded", "charge.*")


def plan_of(seed: int) -> Plan:
    """The plan of a seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    errands = [chance.choice(tuple(Errand)) for _ in range(chance.choice((2, 2, 3)))]
    strikes = list(_at_a_commit(seed // 2, chance, errands)) if seed % 2 else []
    if seed % 10 == 0:
        errands[0] = chance.choice((Errand.CARD, Errand.DEBIT))
        deadly = Blow.APP_KILLED if seed % 20 else Blow.PAGE_KILLED
        strikes += _while_charging(0, deadly, chance)
    for _ in range(chance.choice((1, 2)) if strikes else chance.choice((1, 2, 2, 3))):
        strikes += _anywhere(chance, errands)
    mishaps = tuple(_mishaps(chance))
    hesitates = chance.random() < 0.5
    pauses = tuple(Pause(chance.choice(_CLOSED_S), chance.choice(_WRONG_S)) for _ in range(3))
    return Plan(seed, tuple(errands), tuple(strikes), mishaps, hesitates, pauses)


def _at_a_commit(number: int, chance: random.Random, errands: list[Errand]) -> list[Strike]:
    """The next of ``COMMIT_STRIKES``, with what leads to it; may change what is wanted."""
    moment, blow, before = COMMIT_STRIKES[number % len(COMMIT_STRIKES)]
    errand = chance.randrange(len(errands))
    if moment.startswith(JournalAction.CANCEL_PAYMENT):
        errands[errand] = Errand.GIVEN_UP
    elif moment == ASKED and errands[errand] is Errand.GIVEN_UP:
        errands[errand] = Errand.CARD
    strikes = [Strike(errand, moment, blow, before)]
    if moment in _LEADS_TO:
        fault = {**_LEADS_TO[moment], "remaining": _RETRIES}
        strikes.append(Strike(errand, "picking", Blow.NETWORK, fault=fault))
    return strikes


def _anywhere(chance: random.Random, errands: list[Errand]) -> list[Strike]:
    errand = chance.randrange(len(errands))
    moment = chance.choice(MOMENTS[errands[errand]])
    blow = chance.choices(tuple(Blow), weights=(4, 1, 2, 1, 1, 6))[0]
    if blow is Blow.NETWORK:
        fault = {**chance.choice(_TROUBLES), **chance.choice(_PLACES)}
        return [Strike(errand, moment, blow, fault={**fault, "remaining": chance.randint(1, 4)})]
    if moment == "charged" and chance.random() < _ON_THE_WAY:
        return _while_charging(errand, blow, chance)
    delay = chance.choice((0, chance.randint(1, 60), chance.randint(1, 600)))
    return [Strike(errand, moment, blow, delay_ms=delay)]


def _while_charging(errand: int, blow: Blow, chance: random.Random) -> list[Strike]:
    """The bank is slow: who confirmed is gone before the money moves."""
    slow = {"kind": "latency", "latency_ms": chance.randint(800, 4_000), **_CONFIRM}
    return [
        Strike(errand, "charging", Blow.NETWORK, fault=slow),
        Strike(errand, "charged", blow, delay_ms=chance.randint(50, 400)),
    ]


def _mishaps(chance: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "kind": chance.choice(_MISHAPS),
            "types": chance.choice(_TYPES),
            "remaining": chance.randint(1, 3),
            "delay_s": chance.randint(1, 5),
        }
        for _ in range(chance.randint(0, 2))
    ]
