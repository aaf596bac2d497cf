"""What a fact's detail says in the language of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pos_app.domain.currencies import CURRENCIES
from pos_app.domain.money import Money, TypingStyle, read_amount
from pos_app.domain.outcomes import FailureCause
from pos_app.domain.payment import PaymentState
from pos_app.domain.timeline import AFTER_DOUBT, Fact, FactKind
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.declines import GROUP_OF
from pos_app.ui.texts import DeclineGroup, Texts

_OF_MONEY: Final = {FactKind.INTENDED, FactKind.RECORDED, FactKind.CONTRADICTED}
_UNANSWERED: Final = {FactKind.CREATE_UNKNOWN, FactKind.UNKNOWN}
_CANCELED: Final = {FactKind.CANCEL_ASKED, FactKind.CANCELED}
_IN_WORDS: Final = {FactKind.CREATE_REFUSED, FactKind.ACCEPTED}
_AGREED: Final = {FactKind.CONFIRM_ASKED, FactKind.BAR_LIFTED}
_LINKED: Final = {FactKind.INSTEAD_OF, FactKind.CHARGED_ANEW}
_LOST: Final = "page lost"
_ABANDONED: Final = "abandoned"


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact as it is said.

    Attributes:
        detail: what is said about it, or empty.
        code: Stripe's own words, or empty where they are said.
    """

    word: str
    detail: str = ""
    code: str = ""


def fact_words(fact: Fact, texts: Texts) -> FactWords:
    """Say a fact; ids and codes are kept as its code.

    Codes of a plain decline are not: whether a card was stolen is no business of the counter's.
    """
    word = texts.pane.facts[fact.kind]
    if fact.kind in _OF_MONEY:
        return FactWords(word, _money(fact.detail, Formatting(texts)))
    if fact.kind in _IN_WORDS:
        return FactWords(word, fact.detail)
    if fact.kind in _AGREED:
        return FactWords(word, _agreed(fact, texts))
    if fact.kind in _LINKED:
        return FactWords(word)
    code = "" if _group(fact.detail) is DeclineGroup.GENERIC else fact.detail
    return FactWords(_word(fact, texts) or word, _said(fact, texts), code)


def _word(fact: Fact, texts: Texts) -> str:
    """What the detail of a fact makes of its name; empty if nothing."""
    if fact.kind is FactKind.DECLINED:
        return _declined(fact.detail, texts)
    if _page_lost(fact):
        return texts.facts.page_lost
    return texts.facts.given_up if given_up(fact) else ""


def _agreed(fact: Fact, texts: Texts) -> str:
    if fact.kind is FactKind.CONFIRM_ASKED:
        return texts.facts.after_doubt if fact.detail == AFTER_DOUBT else ""
    return texts.facts.lifted.get(fact.detail.partition(" ")[0], "")


def _page_lost(fact: Fact) -> bool:
    return fact.kind is FactKind.PAGE_REPORTED and fact.detail.startswith(_LOST)


def given_up(fact: Fact) -> bool:
    """Whether the app itself cancels, because nobody goes on with the sale."""
    return fact.kind is FactKind.CANCEL_ASKED and fact.detail == _ABANDONED


def refused_later(said: FactWords, texts: Texts) -> FactWords:
    """A decline of what the bank had accepted before; why, if it gave a reason."""
    plain = {
        texts.pane.facts[FactKind.DECLINED],
        texts.pane.declines[DeclineGroup.GENERIC].headline,
    }
    reason = "" if said.word in plain else said.word
    return FactWords(texts.facts.bounced, reason, said.code)


def _said(fact: Fact, texts: Texts) -> str:
    codes = fact.detail.split()
    if fact.kind is FactKind.PAGE_REPORTED:
        return "" if _page_lost(fact) else _reported(fact.detail, texts)
    if fact.kind is FactKind.DISPUTE_CLOSED:
        return next((texts.facts.disputes[c] for c in codes if c in texts.facts.disputes), "")
    if fact.kind in _CANCELED:
        return texts.facts.reasons.get(fact.detail, "")
    if fact.kind in _UNANSWERED and fact.detail in set(FailureCause):
        return texts.pane.causes[FailureCause(fact.detail)]
    if fact.kind is FactKind.RESOLVED and fact.detail in set(PaymentState):
        return texts.pane.states[PaymentState(fact.detail)]
    return ""


def _reported(detail: str, texts: Texts) -> str:
    known = (texts.facts.reports.get(code) for code in detail.split())
    return next(filter(None, known), "") or _declined(detail, texts)


def _declined(detail: str, texts: Texts) -> str:
    group = _group(detail)
    return texts.pane.declines[group].headline if group else ""


def _group(detail: str) -> DeclineGroup | None:
    """The group of the last code that has one: Stripe names the issuer's code last."""
    groups = (GROUP_OF.get(code) for code in reversed(detail.split()))
    return next(filter(None, groups), None)


def _money(detail: str, writing: Formatting) -> str:
    """A fact keeps an amount as ``EUR -2500.00``, whatever the language of the screen."""
    code, _, figures = detail.partition(" ")
    amount = figures.removeprefix("-")
    money = read_amount(amount, code, TypingStyle.WHOLE) if code in CURRENCIES else None
    if not isinstance(money, Money):
        return detail
    return writing.money(money if amount == figures else Money(-money.minor, code))
