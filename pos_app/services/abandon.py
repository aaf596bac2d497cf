"""Sales the operator has walked away from: cancelled as soon as that is safe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pos_app.domain.events import PaymentFailedLater, PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.backoff import FAST, endless
from pos_app.services.canceling import ABANDONED, Canceling
from pos_app.services.common import Common
from pos_app.services.confirming import Confirming
from pos_app.services.late_failures import remember_bounce
from pos_app.services.repeats import Repeats

_REFUSED: Final = (1.0, 5.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
"""Seconds between two tries, for Stripe has said why not, and that may take a person."""


@dataclass(slots=True, eq=False)
class _Left:
    """A sale that nobody continues.

    Attributes:
        busy: its cancellation is on its way, or repeated until Stripe has answered.
        waits: Stripe has refused, and is asked again after one of the ``pauses``.
    """

    source: FactSource
    busy: bool = False
    waits: bool = False
    pauses: Iterator[float] = field(default_factory=lambda: endless(_REFUSED))


class Abandon:
    """Cancels an abandoned sale that waits for a method; leaves alone one that may be paid yet.

    As long as it can be paid it is cancelled again, each time with another key: Stripe repeats a
    refusal that it keeps for one.
    """

    def __init__(
        self, *, common: Common, canceling: Canceling, repeats: Repeats, confirming: Confirming
    ) -> None:
        self._common = common
        self._canceling = canceling
        self._repeats = repeats
        self._confirming = confirming
        self._left: dict[OpId, _Left] = {}
        repeats.cancellation_answered = self._answered
        common.bus.subscribe(PaymentUpdated, self._updated)

    def walk_away(self, op: OpId, source: FactSource = FactSource.OPERATOR) -> None:
        """Nobody will continue this sale; the work is done in the background.

        While the app is closing nothing is done: the next start finds the sale.

        Args:
            op: the sale; one that is not written down yet is cancelled when it appears.
            source: who walks away.
        """
        self._left.setdefault(op, _Left(source)).source = source
        if not self._common.background.closed:
            self._common.background.launch(self._check(op), name=f"check abandoned {op}")

    def take_back(self, op: OpId) -> None:
        """Somebody continues this sale after all."""
        self._left.pop(op, None)
        self._repeats.take_back(op)

    async def _check(self, op: OpId) -> None:
        payment = await self._read(op)
        if payment is None or op not in self._left:
            return
        if payment.confirming and payment.intent is not None:
            # Its page is gone. If the disk was unreadable then, nobody has taken note of that.
            self._confirming.expect_end(op, payment.intent)
        self._act(payment, seen=self._left[op].source is FactSource.OPERATOR)

    async def _read(self, op: OpId) -> Payment | None:
        pauses = endless(FAST)
        while True:
            try:
                return await self._common.store.transact(lambda tx: tx.payments.get(op))
            except StoreUnavailableError:
                await self._common.clock.sleep(next(pauses))

    def _updated(self, event: PaymentUpdated) -> None:
        if event.payment.op in self._left:
            self._act(event.payment, seen=False)

    def _act(self, payment: Payment, *, seen: bool) -> None:
        left = self._left[payment.op]
        if payment.state.terminal:
            del self._left[payment.op]
        elif not left.busy and payment.state is PaymentState.OPEN and not payment.in_doubt:
            left.busy = True
            cancel = self._cancel(payment.op, left, seen=seen)
            self._common.money.launch(cancel, name=f"abandon {payment.op}")

    async def _cancel(self, op: OpId, left: _Left, *, seen: bool) -> None:
        try:
            if not seen:
                await self._tell_bounce(op)
            if self._left.get(op) is not left:
                return  # somebody has taken it up meanwhile
            attempt = await self._canceling.send(op, ABANDONED, left.source)
        except StoreUnavailableError:
            if self._left.get(op) is left:
                self._repeats.cancel(op, ABANDONED, left.source)
            return
        if attempt.settled:
            self._answered(op)
        else:  # it is written down, so it is gone on with, whoever has taken the sale up meanwhile
            self._repeats.cancel(op, ABANDONED, left.source)

    def _answered(self, op: OpId) -> None:
        """Look again in a while, unless it is over, or somebody continues it."""
        left = self._left.get(op)
        if left is None:
            return
        left.busy = False
        if not left.waits and not self._common.background.closed:
            left.waits = True
            self._common.background.launch(self._again(op, left), name=f"abandon {op} again")

    async def _again(self, op: OpId, left: _Left) -> None:
        await self._common.clock.sleep(next(left.pauses))
        left.waits = False
        payment = await self._read(op)
        if payment is not None and self._left.get(op) is left:
            # One that somebody has confirmed meanwhile is looked at when that ends.
            self._act(payment, seen=left.source is FactSource.OPERATOR)

    async def _tell_bounce(self, op: OpId) -> None:
        """Whoever has left the sale does not see that its bank has taken the acceptance back."""
        bounced = await self._common.store.transact(lambda tx: remember_bounce(tx, op))
        if bounced is not None:
            self._common.bus.publish(PaymentFailedLater(bounced))
