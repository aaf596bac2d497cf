"""A paid sale as its money stands: kept, given back, or collected only in part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pos_app.domain.money import Money
from pos_app.domain.payment import Payment
from pos_app.ui.formatting import Formatting
from pos_app.ui.states.common import Tone
from pos_app.ui.texts import Situation, Texts

_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
PAID_LOOK: Final = {
    Situation.SUCCEEDED: (Tone.OK, "circle-check"),
    Situation.REFUNDED: (Tone.INFO, "undo-2"),
    Situation.PARTLY_REFUNDED: (Tone.INFO, "undo-2"),
    Situation.PAID_IN_PART: (Tone.WARN, "circle-alert"),
}


def paid_as(payment: Payment) -> Situation:
    """What a sale that succeeded has come to; what was not collected goes before what was returned.

    Only what Stripe has told counts: one of which no received amount is known is simply paid.
    """
    taken, given = payment.amount_received, payment.amount_refunded
    if 0 < taken <= given:
        return Situation.REFUNDED
    if 0 < taken < payment.order.money.minor:
        return Situation.PAID_IN_PART
    return Situation.PARTLY_REFUNDED if given else Situation.SUCCEEDED


def figures(payment: Payment | None, writing: Formatting) -> Mapping[str, str]:
    """The amounts the texts name: asked for, taken, missing, given back and kept.

    No line breaks between a currency and its figures.
    """
    if payment is None:
        return {}
    asked, taken, given = (
        payment.order.money.minor,
        payment.amount_received,
        payment.amount_refunded,
    )
    amounts = {
        "asked": asked,
        "taken": taken,
        "missing": asked - taken,
        "given": given,
        "kept": taken - given,
    }
    code = payment.order.money.code
    return {
        name: writing.money(Money(minor, code)).replace(" ", _NO_BREAK)
        for name, minor in amounts.items()
    }


def money_said(payment: Payment, texts: Texts) -> str:
    """The answer to "was money taken?" of a sale that succeeded."""
    returns = texts.returns
    match paid_as(payment):
        case Situation.REFUNDED:
            words = returns.money_refunded
        case Situation.PARTLY_REFUNDED:
            words = returns.money_partly_refunded
        case Situation.PAID_IN_PART if payment.amount_refunded:
            words = returns.money_in_part_refunded
        case Situation.PAID_IN_PART:
            words = returns.money_in_part
        case _:
            words = texts.pane.money[payment.money_taken]
    return words.format(**figures(payment, Formatting(texts)))


def row_word(payment: Payment, texts: Texts) -> str:
    """What the list calls a sale that succeeded."""
    returns = texts.returns
    return {
        Situation.REFUNDED: returns.row_refunded,
        Situation.PARTLY_REFUNDED: returns.row_partly_refunded,
        Situation.PAID_IN_PART: returns.row_in_part,
    }.get(paid_as(payment), texts.pane.states[payment.state])
