"""The sales somebody has to come back to, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pos_app.domain.ids import OpId
from pos_app.domain.payment import Payment
from pos_app.services.follow_ups import Doubtful, FollowUp, FollowUpList
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.facts import recent_row
from pos_app.ui.states.common import Tone
from pos_app.ui.states.search import RecentRow
from pos_app.ui.texts import Texts


def follow_up_rows(found: FollowUpList, texts: Texts) -> tuple[RecentRow, ...]:
    """Sales in doubt first, then bounced ones, then those at the bank, oldest first."""
    return (
        *(_doubtful_row(item, texts) for item in found.doubtful),
        *(_bounced_row(payment, texts) for payment in found.failed),
        *(_settling_row(item, texts) for item in found.settling),
    )


def recent_rows(
    recent: Iterable[Payment], found: FollowUpList, texts: Texts
) -> tuple[RecentRow, ...]:
    """Recent sales; what stands above them as well is called the same in both places.

    One that bounced says so also when somebody has seen to it.
    """
    failed = {payment.op for payment in found.failed} | found.bounced
    doubtful = {item.payment.op for item in found.doubtful}

    def row(payment: Payment) -> RecentRow:
        if payment.op in failed:
            return _bounced_row(payment, texts)
        known = recent_row(payment, texts)
        return _in_doubt(known, texts.pane.state_unknown) if payment.op in doubtful else known

    return tuple(row(payment) for payment in recent)


def marked(rows: tuple[RecentRow, ...], op: OpId | None) -> tuple[RecentRow, ...]:
    """The same rows; the one of the sale on the right pane says so."""
    return tuple(replace(row, on_show=row.op == op) for row in rows)


def _doubtful_row(item: Doubtful, texts: Texts) -> RecentRow:
    """Its day stands where the others have their time; beside the words there is no room for it."""
    writing = Formatting(texts)
    row = replace(recent_row(item.payment, texts), time=writing.day(item.since))
    return _in_doubt(row, texts.search.doubtful.format(time=writing.clock(item.since)))


def _in_doubt(row: RecentRow, word: str) -> RecentRow:
    return replace(row, word=word, icon="circle-help", tone=Tone.WARN)


def _bounced_row(payment: Payment, texts: Texts) -> RecentRow:
    row = recent_row(payment, texts)
    return replace(row, word=texts.search.bounced, icon="circle-x", tone=Tone.DANGER)


def _settling_row(item: FollowUp, texts: Texts) -> RecentRow:
    writing = Formatting(texts)
    words = texts.search.overdue if item.overdue else texts.search.settling
    return replace(
        recent_row(item.payment, texts),
        word=words.format(
            operator=item.payment.order.operator, date=writing.day(item.expected.latest)
        ),
        time=writing.day(item.since),
        icon="triangle-alert" if item.overdue else "hourglass",
        tone=Tone.WARN if item.overdue else Tone.INFO,
    )
