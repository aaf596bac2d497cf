"""The shape of what is said when the app holds somebody back, and when a manager decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.domain.payment import MoneyTaken
from pos_app.ui.texts.counted import Counted


@dataclass(frozen=True, slots=True)
class Hindrance:
    """An obstacle in words.

    Attributes:
        word: beside the clock, two to four words.
        happened: what is the matter.
        next_step: what helps.
    """

    word: str
    happened: str
    next_step: str


@dataclass(frozen=True, slots=True)
class SafetyTexts:
    """Obstacles, repeated sales, debits that bounced, and the manager's page.

    Attributes:
        no_simulator: none answers at ``{url}``; ``{port}`` is its port.
        over: it is gone, and what was refused because of it was not begun by itself.
        consequence: what an obstacle means, and what it does not.
        lasting: the same of an obstacle that does not end by itself.
        open_again: closes the window and opens it again, which looks at the database anew.
        blocked: under the charge button; ``{word}`` is the obstacle.
        rebuilding: a damaged database is replaced; ``{count}`` sales are back so far.
        charge_anew: begins a sale like an earlier one; nothing is charged yet.
        show_anew: shows the sale that was begun instead of one that bounced.
        money_anew: whether money was taken in ``{this}`` one, and in the one begun instead.
        solved: what became of a sale in doubt that was on no screen, in one line.
        set_aside: where the damaged one lies.
        gone: the same, where there was none any more.
        older: the same, where an older state of it is used.
        by_name: how many of those that are back carry no id of a register.
        namesakes: how many of another register of the same name were left where they are.
        hook_given_up: a program or address of the shop has not taken a message for days.
        repeated: what was sold a moment ago; ``{method}`` begins with a comma, or is empty.
        paid_after_all: what a manager has charged another amount in spite of, paid by now.
        in_the_way: the sale in doubt that has to be solved first.
        differs: what Stripe shows and what was asked for.
        asks: what the manager decides, by kind of decision.
        question_gone: what it was about is known by now; ``{news}`` is one of ``solved``.
        problems: why a PIN or a decision is not accepted, by the services' own names.
    """

    obstacles: Mapping[Obstacle, Hindrance]
    no_simulator: Hindrance
    over: Hindrance
    store: Mapping[StoreTrouble, Hindrance]
    consequence: str
    lasting: str
    open_again: str
    blocked: str
    repeated: str
    paid_after_all: str
    in_the_way: str
    charge_again: str
    charge_anew: str
    show_anew: str
    money_anew: str
    show_earlier: str
    override: str
    accept: str
    failed_later: str
    failed_later_hint: str
    failed_more: str
    seen: str
    solved: Mapping[MoneyTaken, str]
    lapsed: str
    solved_show: str
    solved_read: str
    rebuilding: str
    rebuilt: Counted
    set_aside: str
    gone: str
    older: str
    by_name: Counted
    namesakes: Counted
    hook_given_up: str
    hook_hint: str
    manager_title: str
    asks: Mapping[DecisionKind, str]
    question_gone: str
    differs: str
    other_customer: str
    pin: str
    pin_again: str
    first_pin: str
    reason: str
    reason_placeholder: str
    decide: str
    back: str
    looking: str
    problems: Mapping[str, str]
