"""Sales the operator has walked away from: cancelled as soon as that is safe."""

from __future__ import annotations

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


class Abandon:
    """Cancels an abandoned sale that waits for a method; leaves alone one that may be paid yet."""

    def __init__(
        self, *, common: Common, canceling: Canceling, repeats: Repeats, confirming: Confirming
    ) -> None:
        self._common = common
        self._canceling = canceling
        self._repeats = repeats
        self._confirming = confirming
        self._left: dict[OpId, FactSource] = {}
        common.bus.subscribe(PaymentUpdated, self._updated)

    def walk_away(self, op: OpId, source: FactSource = FactSource.OPERATOR) -> None:
        """Nobody will continue this sale; the work is done in the background.

        While the app is closing nothing is done: the next start finds the sale.

        Args:
            op: the sale; one that is not written down yet is cancelled when it appears.
            source: who walks away.
        """
        self._left[op] = source
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
        self._act(payment, seen=self._left[op] is FactSource.OPERATOR)

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
        if payment.state.terminal:
            self._left.pop(payment.op, None)
        elif payment.state is PaymentState.OPEN and not payment.in_doubt:
            source = self._left.pop(payment.op)
            cancel = self._cancel(payment.op, source, seen=seen)
            self._common.money.launch(cancel, name=f"abandon {payment.op}")

    async def _cancel(self, op: OpId, source: FactSource, *, seen: bool) -> None:
        try:
            if not seen:
                await self._tell_bounce(op)
            attempt = await self._canceling.send(op, ABANDONED, source)
        except StoreUnavailableError:
            self._repeats.cancel(op, ABANDONED, source)
            return
        if not attempt.settled:
            self._repeats.cancel(op, ABANDONED, source)
        elif not attempt.payment.state.terminal:
            self._left[op] = source  # somebody confirmed it meanwhile; look again when that ends

    async def _tell_bounce(self, op: OpId) -> None:
        """Whoever has left the sale does not see that its bank has taken the acceptance back."""
        bounced = await self._common.store.transact(lambda tx: remember_bounce(tx, op))
        if bounced is not None:
            self._common.bus.publish(PaymentFailedLater(bounced))
