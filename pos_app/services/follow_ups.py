"""Sales to come back to: the bank still has them, has refused them later, or nobody knows yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pos_app.domain.events import PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.domain.settlement import Expected, expected_settlement
from pos_app.domain.timeline import FactKind, bounced
from pos_app.ports.store import Tx
from pos_app.services.common import Common
from pos_app.services.late_failures import forget, remembered
from pos_app.services.noted_sales import LAPSED, SOLVED
from pos_app.services.records import sale
from pos_app.services.second_tries import family

UNDER_WAY: Final = dt.timedelta(minutes=1)
"""For so long a sale that was just charged is on the screen, and nobody has to come back to it."""
RECENT: Final = 20
"""So many of the newest sales are looked at for debits that bounced."""
_UNPAID: Final = frozenset({PaymentState.OPEN, PaymentState.CANCELED})


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A sale of which nobody knows yet whether it is paid.

    Attributes:
        since: when its page was told to confirm for the last time (UTC).
    """

    payment: Payment
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A sale whose bank has accepted the order and not settled it yet.

    Attributes:
        payment: the sale; its order names the operator who owns it.
        since: when the bank accepted it (UTC).
        expected: when its answer is expected.
        overdue: whether the answer is later than Stripe documents.
    """

    payment: Payment
    since: dt.datetime
    expected: Expected
    overdue: bool


@dataclass(frozen=True, slots=True)
class FollowUpList:
    """What is open, oldest first.

    Attributes:
        settling: wait for the bank; watched across restarts, nothing is to be done.
        failed: the bank has refused what it had accepted: the customer has not paid, nor may a
            sale that was begun instead have taken it.
        doubtful: may be paid or not; their customers are charged nothing more until that is known.
        solved: were doubtful, and nobody has read yet what became of them.
        lapsed: were reserved on a card and ended uncollected, and nobody has read that yet.
        bounced: recent sales that a bank refused after it had accepted them, seen to or not.
    """

    settling: tuple[FollowUp, ...] = ()
    failed: tuple[Payment, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    solved: tuple[Payment, ...] = ()
    lapsed: tuple[Payment, ...] = ()
    bounced: frozenset[OpId] = frozenset()


class FollowUps:
    """The list behind the counter."""

    def __init__(self, common: Common) -> None:
        self._common = common

    async def list(self) -> FollowUpList:
        """Return what is open.

        Raises:
            StoreUnavailableError: the database cannot be read.
        """
        return await self._common.store.transact(self._read)

    async def acknowledge(self, op: OpId) -> None:
        """Somebody has seen to a sale that failed later.

        Raises:
            StoreUnavailableError: it stays in the list.
        """

        def work(tx: Tx) -> Payment:
            forget(tx, op)
            return sale(tx, op)

        seen_to = await self._common.store.transact(work)
        self._common.bus.publish(PaymentUpdated(seen_to, ()))

    async def read(self, op: OpId) -> None:
        """Somebody has read what became of it.

        Raises:
            StoreUnavailableError: it stays in the list.
        """

        def work(tx: Tx) -> None:
            for noted in (SOLVED, LAPSED):
                noted.drop(tx, op)

        await self._common.store.transact(work)

    def _read(self, tx: Tx) -> FollowUpList:
        later, lapsed = remembered(tx), LAPSED.all(tx)
        solved = (sale(tx, op) for op in SOLVED.all(tx) if op not in {*later, *lapsed})
        settling = tuple(self._settling(tx, payment) for payment in tx.payments.following())
        return FollowUpList(
            settling=settling,
            failed=_unpaid(tx, later),
            doubtful=tuple(self._doubtful(tx, {item.payment.op for item in settling})),
            solved=tuple(payment for payment in solved if not payment.in_doubt),
            lapsed=tuple(sale(tx, op) for op in lapsed),
            bounced=frozenset(p.op for p in tx.payments.recent(RECENT) if _has_bounced(tx, p)),
        )

    def _doubtful(self, tx: Tx, listed: set[OpId]) -> Iterable[Doubtful]:
        for payment in tx.payments.unfinished():
            if payment.in_doubt and payment.op not in listed:
                since = _last(tx, payment, FactKind.CONFIRM_ASKED)
                if abs(self._common.clock.now() - since) >= UNDER_WAY:  # it may be set back
                    yield Doubtful(payment, since)

    def _settling(self, tx: Tx, payment: Payment) -> FollowUp:
        since = _last(tx, payment, FactKind.PROCESSING)
        expected = expected_settlement(payment.method.type, since)
        overdue = self._common.clock.now() > expected.latest
        return FollowUp(payment, since, expected, overdue)


def _has_bounced(tx: Tx, payment: Payment) -> bool:
    unpaid = payment.state in _UNPAID and payment.error is not None
    return unpaid and bounced(tx.payments.facts(payment.op))


def _unpaid(tx: Tx, later: Sequence[OpId]) -> tuple[Payment, ...]:
    """Those for which nothing was taken, and nothing may be: once for each payment to be made.

    One that was tried once more, and bounced once more, is told as the latest of its tries.
    """
    found: list[Payment] = []
    told: set[OpId] = set()
    for op in reversed(later):
        tries = family(tx, op)
        if op not in told and all(one.money_taken is MoneyTaken.NO for one in tries):
            found.append(sale(tx, op))
        told |= {one.op for one in tries}
    return tuple(reversed(found))


def _last(tx: Tx, payment: Payment, kind: FactKind) -> dt.datetime:
    """When this happened to it for the last time, or anything at all."""
    times = [fact.at for fact in tx.payments.facts(payment.op) if fact.kind is kind]
    return times[-1] if times else payment.updated
