"""Timeline lines and recent sales in words."""

from __future__ import annotations

from typing import Final

from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import Fact, FactKind, FactSource, bounced
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.fact_words import fact_words, given_up, refused_later
from pos_app.ui.presenters.paid import PAID_LOOK, paid_as, row_word
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import TimelineRow
from pos_app.ui.states.search import RecentRow
from pos_app.ui.texts import Situation, Texts

_FACT_LOOK: Final = {
    FactKind.BAR_LIFTED: ("triangle-alert", Tone.WARN),
    FactKind.INSTEAD_OF: ("history", Tone.INFO),
    FactKind.CHARGED_ANEW: ("history", Tone.INFO),
    FactKind.CREATE_REFUSED: ("circle-x", Tone.DANGER),
    FactKind.CREATE_UNKNOWN: ("circle-help", Tone.WARN),
    FactKind.ELEMENT_READY: ("credit-card", Tone.NEUTRAL),
    FactKind.CONFIRM_ASKED: ("send", Tone.NEUTRAL),
    FactKind.PAGE_REPORTED: ("globe", Tone.NEUTRAL),
    FactKind.REQUIRES_ACTION: ("smartphone", Tone.INFO),
    FactKind.BANK_SHOWN: ("smartphone", Tone.INFO),
    FactKind.PROCESSING: ("hourglass", Tone.INFO),
    FactKind.DECLINED: ("circle-x", Tone.DANGER),
    FactKind.AUTHORISED: ("pause", Tone.INFO),
    FactKind.SUCCEEDED: ("circle-check", Tone.OK),
    FactKind.CANCEL_ASKED: ("ban", Tone.NEUTRAL),
    FactKind.CANCELED: ("ban", Tone.NEUTRAL),
    FactKind.UNKNOWN: ("circle-help", Tone.WARN),
    FactKind.CONTRADICTED: ("triangle-alert", Tone.WARN),
    FactKind.RECORDED: ("receipt", Tone.OK),
    FactKind.REFUNDED: ("undo-2", Tone.INFO),
    FactKind.REFUND_FAILED: ("triangle-alert", Tone.WARN),
    FactKind.DISPUTE_OPENED: ("triangle-alert", Tone.DANGER),
    FactKind.DISPUTE_CLOSED: ("check", Tone.NEUTRAL),
}
_OF_THE_FORM: Final = {FactKind.ELEMENT_READY, FactKind.PAGE_REPORTED}
_STATE_LOOK: Final = {
    PaymentState.INTENDED: ("loader", Tone.NEUTRAL),
    PaymentState.REFUSED: ("circle-x", Tone.DANGER),
    PaymentState.OPEN: ("circle-dot", Tone.NEUTRAL),
    PaymentState.REQUIRES_ACTION: ("smartphone", Tone.INFO),
    PaymentState.PROCESSING: ("hourglass", Tone.INFO),
    PaymentState.REQUIRES_CAPTURE: ("pause", Tone.INFO),
    PaymentState.SUCCEEDED: ("circle-check", Tone.OK),
    PaymentState.CANCELED: ("ban", Tone.NEUTRAL),
}


def timeline_rows(facts: tuple[Fact, ...], texts: Texts) -> tuple[TimelineRow, ...]:
    """The facts of a sale, oldest first."""
    writing = Formatting(texts)
    rows = []
    for place, fact in enumerate(facts):
        icon, tone = _FACT_LOOK.get(fact.kind, ("check", Tone.NEUTRAL))
        said = fact_words(fact, texts)
        if fact.kind is FactKind.DECLINED and bounced(facts[: place + 1]):
            said = refused_later(said, texts)
        rows.append(
            TimelineRow(
                icon=icon,
                tone=tone,
                word=said.word,
                time=writing.clock_with_seconds(fact.at),
                source=_who(fact, texts),
                detail=said.detail,
                code=said.code,
            )
        )
    return tuple(rows)


def recent_row(payment: Payment, texts: Texts) -> RecentRow:
    """One recent sale."""
    writing = Formatting(texts)
    icon, tone = _STATE_LOOK[payment.state]
    word = texts.pane.states[payment.state]
    if payment.state is PaymentState.SUCCEEDED:
        (tone, icon), word = PAID_LOOK[paid_as(payment)], row_word(payment, texts)
    elif payment.unknown_since is not None and not payment.state.terminal:
        icon, tone, word = "circle-help", Tone.WARN, texts.pane.state_unknown
    elif payment.state is PaymentState.OPEN and payment.in_doubt:
        icon, tone = "loader", Tone.INFO
        word = texts.pane.situations[Situation.WORKING].headline
    elif payment.state is PaymentState.OPEN and payment.error is not None:
        icon, tone, word = "circle-x", Tone.DANGER, texts.pane.declined_word
    return RecentRow(
        op=payment.op,
        customer=payment.order.customer,
        title=payment.order.customer_title,
        amount=writing.money(payment.order.money),
        time=writing.clock(payment.created),
        word=word,
        icon=icon,
        tone=tone,
        open=not payment.state.terminal,
    )


def _who(fact: Fact, texts: Texts) -> str:
    """Who vouches for a fact: the form for its own report, Stripe for the rest."""
    if given_up(fact):
        return texts.facts.app
    hinted = fact.source is FactSource.PAGE and fact.kind not in _OF_THE_FORM
    return texts.pane.sources[FactSource.API_CALL if hinted else fact.source]
