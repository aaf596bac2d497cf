"""The amount being typed: a small machine without clock or network."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.currencies import CURRENCIES, currency
from pos_app.domain.money import (
    AmountProblem,
    Money,
    TypingProblem,
    TypingStyle,
    charge_problem,
    read_amount,
)
from pos_app.domain.references import reference_problem
from pos_app.domain.settings import AmountPolicy
from pos_app.services.guards import needs_retype
from pos_app.ui.formatting import Formatting
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.sale import AmountState, QuickAmount
from pos_app.ui.texts import Texts

_LONGEST = 13
_ROUND = 1000
"""Minor units; a whole number of steps in every currency."""


class AmountEntry:
    """What was typed, what it means, and what is wrong with it.

    Attributes:
        text: the keys as typed, with ``.`` for either separator.
        code: the currency's ISO code.
        reference: order number or note.
    """

    def __init__(self, policy: AmountPolicy, texts: Texts) -> None:
        self._policy = policy
        self.text = ""
        self.code = policy.currency
        self.reference = ""
        self._likely: tuple[str, ...] = (policy.currency,)
        self._first: Money | None = None
        self._differs: Money | None = None
        self._complain = self._left_over = False
        self.use(policy, texts)

    def use(self, policy: AmountPolicy, texts: Texts) -> None:
        """Follow changed settings; what is typed stays."""
        if policy.currency != self._policy.currency:
            self.code = policy.currency
        self._policy = policy
        self._texts = texts
        self._format = Formatting(texts)

    # ------------------------------------------------------------------ typing
    def key(self, char: str) -> None:
        """Take a digit, a comma or a point; the first one replaces what was left over."""
        if self._left_over:
            self._take("")
        char = "." if char in ",." else char
        if char == "." and ("." in self.text or not currency(self.code).shown_decimals):
            return
        longer = self.text + char
        fraction = longer.partition(".")[2]
        if len(longer) > _LONGEST or len(fraction) > currency(self.code).shown_decimals:
            return
        self._take(longer.lstrip("0") if longer.isdigit() else longer)

    def erase(self) -> None:
        """Take the last key back."""
        self._take(self.text[:-1])

    def clear(self) -> None:
        """Take everything back."""
        self._take("")

    def paste(self, text: str) -> None:
        """Take a whole amount; anything that is not one leaves a message."""
        self._take(text.strip()[: _LONGEST + 3].replace(",", "."))
        self._complain = True

    def quick(self, minor: int) -> None:
        """Take an amount in minor units."""
        self._take(Money(minor, self.code).decimal_text())

    def choose_currency(self, code: str) -> None:
        """Charge another currency; the typed keys stay if they still make sense."""
        if code not in CURRENCIES:
            return
        self.code = code
        self._first = self._differs = None
        if isinstance(self.money, TypingProblem):
            self.text = ""

    def prefer(self, code: str) -> None:
        """Offer a customer's own currency; it is not chosen by itself."""
        self._likely = tuple(dict.fromkeys((self._policy.currency, code or self._policy.currency)))

    def leave_over(self) -> None:
        """Keep what is there for another customer, unless a figure is typed."""
        if self._first is not None:
            self.back()  # twice is twice for one customer
        self._left_over = bool(self.text)

    def reset(self) -> None:
        """Begin the next sale."""
        self.text = self.reference = ""
        self.code = self._policy.currency
        self._likely = (self._policy.currency,)
        self._first = self._differs = None
        self._complain = self._left_over = False

    # ------------------------------------------------------------------ meaning
    @property
    def money(self) -> Money | TypingProblem:
        """The amount typed so far."""
        return read_amount(self.text, self.code, self._style)

    @property
    def likely(self) -> Money:
        """What will be charged, as far as one can tell by now; else a round amount."""
        money, rules = self.money, currency(self.code)
        if isinstance(money, Money) and charge_problem(money) is None:
            return money
        return Money(max(_ROUND, rules.minimum or 0), self.code)

    @property
    def retyping(self) -> bool:
        """Whether the amount is being typed a second time."""
        return self._first is not None

    def accept(self) -> Money | None:
        """Press Enter: the amount to charge, or ``None`` with a message to show.

        From the soft limit on the amount must be typed twice; the first Enter begins the second
        typing.
        """
        self._complain = True
        money = self.money
        if self._problem() or self._reference_problem() or isinstance(money, TypingProblem):
            return None
        if self._first is None:
            if not needs_retype(money, self._policy):
                return money
            self._first, self.text, self._complain = money, "", False
            return None
        if money != self._first:
            self._differs, self.text, self._complain = money, "", False
            return None
        self._first = self._differs = None
        return money

    def back(self) -> bool:
        """Press Esc: give up the second typing, or clear the amount; False if there was nothing."""
        if self._first is not None:
            self.text = self._first.decimal_text()
            self._first = self._differs = None
            return True
        if self.text:
            self.clear()
            return True
        return False

    # ------------------------------------------------------------------ showing
    def state(self, *, locked: bool, can_change: bool = True, waiting: bool = False) -> AmountState:
        """What the centre pane shows."""
        texts, money = self._texts.sale, self.money
        known = money if isinstance(money, Money) else None
        proceed = texts.proceed_retype if self.retyping else texts.proceed
        if waiting:
            proceed = texts.preparing
        elif locked:
            proceed = texts.change_amount
        return AmountState(
            currency=self.code,
            amount=self._shown(known),
            spoken=self._format.money(known) if known else "",
            empty=not self.text,
            currencies=self._currencies(),
            quick=self._quick(),
            separator=self._separator(self.code),
            title=texts.amount_again if self.retyping else texts.amount,
            notice=None if locked else self._notice(),
            reference=self.reference,
            reference_label=texts.reference_required
            if self._policy.reference_required
            else texts.reference,
            reference_notice=None if locked else self._reference_notice(),
            locked=locked,
            ready=can_change if locked else bool(self.text),
            left_over=self._left_over and not locked,
            proceed=proceed,
            proceed_key="Esc" if locked else "Enter",
        )

    def of_sale(self, state: AmountState, charged: Money) -> AmountState:
        """What it shows of the sale that is on: settings changed since do not change that."""
        if self.money == charged:
            return state
        of = self.of(charged, self.reference)
        return replace(
            state,
            currency=of.currency,
            currencies=of.currencies,
            amount=of.amount,
            spoken=of.spoken,
            separator=of.separator,
        )

    def of(self, money: Money, reference: str) -> AmountState:
        """What the centre pane shows of an earlier sale: nothing of it can be changed."""
        return AmountState(
            currency=money.code,
            amount=self._format.number(money),
            spoken=self._format.money(money),
            empty=False,
            currencies=(money.code,),
            separator=self._separator(money.code),
            title=self._texts.sale.amount,
            reference=reference,
            reference_label=self._texts.sale.reference,
            locked=True,
            proceed=self._texts.sale.change_amount,
            proceed_key="Esc",
        )

    def _separator(self, code: str) -> str:
        return self._format.decimal if currency(code).shown_decimals else ""

    def _shown(self, money: Money | None) -> str:
        if money is None:
            return self.text or self._format.zero(self.code)
        if "." in self.text:
            # Decimals being typed are shown as typed: "48," and "48,5" are on their way.
            major = self._format.number(Money(money.minor, money.code)).split(self._format.decimal)
            return major[0] + self._format.decimal + self.text.partition(".")[2]
        if self._style is TypingStyle.WHOLE and currency(self.code).shown_decimals:
            return self._format.number(money).split(self._format.decimal)[0]
        return self._format.number(money)

    def _currencies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._likely, self.code, *sorted(CURRENCIES))))

    def _quick(self) -> tuple[QuickAmount, ...]:
        if self.retyping or self.code != self._policy.currency:
            return ()
        offered = (Money(minor, self.code) for minor in self._policy.quick_amounts)
        return tuple(QuickAmount(money.minor, self._format.short(money)) for money in offered)

    def _notice(self) -> Notice | None:
        if self._complain and (problem := self._problem()):
            return Notice(Tone.DANGER, problem)
        if self._first is None:
            return None
        first = self._format.money(self._first)
        if self._differs is not None and not self.text:
            typed = self._format.money(self._differs)
            words = self._texts.sale.retype_differs.format(typed=typed, first=first)
            return Notice(Tone.DANGER, words)
        limit = self._format.money(Money(self._policy.limit_in(self.code), self.code))
        words = self._texts.sale.above_limit.format(amount=first, limit=limit)
        return Notice(Tone.WARN, words)

    def _problem(self) -> str:
        """What is wrong with the amount, in words, or empty."""
        texts, rules, money = self._texts.sale, currency(self.code), self.money
        if isinstance(money, TypingProblem):
            words = texts.typing_problems[money] or texts.amount_problems[AmountProblem.ZERO]
            return words.format(currency=self.code, decimals=rules.shown_decimals)
        problem = charge_problem(money)
        if problem is None:
            return ""
        return texts.amount_problems[problem].format(
            minimum=self._format.money(Money(rules.minimum or 0, self.code)),
            maximum=self._format.money(Money(rules.maximum, self.code)),
            step=self._format.money(Money(rules.step, self.code)),
            currency=self.code,
        )

    def _reference_problem(self) -> str:
        problem = reference_problem(self.reference, required=self._policy.reference_required)
        return self._texts.sale.reference_problems[problem] if problem else ""

    def _reference_notice(self) -> Notice | None:
        # A card number must be pointed out at once, a missing reference only on Enter.
        if not (problem := self._reference_problem()):
            return None
        return Notice(Tone.DANGER, problem) if self.reference or self._complain else None

    @property
    def _style(self) -> TypingStyle:
        return self._policy.typing

    def _take(self, text: str) -> None:
        self.text = text
        self._complain = self._left_over = False
