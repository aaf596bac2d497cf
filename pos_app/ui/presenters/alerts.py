"""Debits that bounced after the sale was left: told until somebody has seen to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from pos_app.domain.events import PaymentFailedLater, PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.payment import MoneyTaken, Payment, SaleOrder
from pos_app.ports.clock import Clock
from pos_app.services.follow_ups import FollowUpList
from pos_app.services.task_scope import TaskScope
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.sale import Sale
from pos_app.ui.presenters.view_protocols import CounterView
from pos_app.ui.states.common import Tone
from pos_app.ui.states.shell import Banner
from pos_app.ui.states.spots import Sound
from pos_app.ui.texts import Texts

AGAIN = "again"
SEEN = "seen"
_UNREAD: Final = 0.5
"""Seconds for which nobody can have read what the bar says by now."""


class FollowUpActions(Protocol):
    """``services.FollowUps`` as the counter uses it."""

    async def list(self) -> FollowUpList:
        """What is open."""
        ...

    async def acknowledge(self, op: OpId) -> None:
        """Somebody has seen to it."""
        ...


class Alerts:
    """One bar, for the oldest of them; the others wait behind it.

    Attributes:
        charge_again: fills in customer and amount of a sale like the one that bounced.
        on_show: says which sale is on the right pane.
        seen: called when somebody has seen to one.
    """

    def __init__(
        self,
        *,
        follow_ups: FollowUpActions,
        view: CounterView,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
    ) -> None:
        self._follow_ups = follow_ups
        self._view = view
        self._scope = scope
        self._clock = clock
        self._failed: tuple[Payment, ...] = ()
        self._shown_at = 0.0
        self._instead: dict[OpId, OpId] = {}
        self.charge_again: Callable[[Payment], None] = lambda _bounced: None
        self.on_show: Callable[[], Sale | None] = lambda: None
        self.seen: Callable[[], None] = lambda: None
        self.use(texts)

    def use(self, texts: Texts) -> None:
        """Write in another language."""
        self._texts = texts
        self._format = Formatting(texts)

    def open(self) -> None:
        """Read what is open from earlier days."""
        self._scope.launch(self._read(), name="failed later")

    def failed(self, _event: PaymentFailedLater) -> None:
        """The bank has refused what it had accepted before."""
        self._view.play(Sound.FAILED)
        self.open()

    def pressed(self, name: str) -> None:
        """A button of the bar; one that came in beneath a double click was not read."""
        if not self._failed or self._clock.monotonic() - self._shown_at < _UNREAD:
            return
        oldest = self._failed[0]
        if name == SEEN:
            self._scope.launch(self._acknowledge(oldest.op), name="seen to")
        else:
            self.charge_again(oldest)

    def updated(self, event: PaymentUpdated) -> None:
        """What was to be charged again has been seen to only once just that sale is paid."""
        payment, sale = event.payment, self.on_show()
        if sale is not None and sale.payment is not None and sale.op == payment.op:
            self._note(sale)
        if payment.money_taken not in {MoneyTaken.NO, MoneyTaken.NOT_KNOWN_YET}:
            bounced = self._instead.pop(payment.op, None)
            if bounced is not None:
                self._scope.launch(self._acknowledge(bounced), name="charged again")

    def render(self) -> None:
        """Show the bar again."""
        self._view.show_alert(self._banner())

    def _note(self, sale: Sale) -> None:
        bounced = sale.instead_of
        if bounced is not None and _same(bounced.order, sale.order):
            self._instead[sale.op] = bounced.op

    async def _read(self) -> None:
        before, self._failed = self._failed[:1], (await self._follow_ups.list()).failed
        if [payment.op for payment in before] != [payment.op for payment in self._failed[:1]]:
            self._shown_at = self._clock.monotonic()
        self.render()

    async def _acknowledge(self, op: OpId) -> None:
        await self._follow_ups.acknowledge(op)
        await self._read()
        self.seen()

    def _banner(self) -> Banner | None:
        if not self._failed:
            return None
        oldest, texts = self._failed[0], self._texts.safety
        amount = self._format.money(oldest.order.money)
        more = len(self._failed) - 1
        return Banner(
            tone=Tone.WARN,
            icon="circle-alert",
            title=texts.failed_later.format(
                customer=oldest.order.customer_title,
                amount=amount,
                time=self._format.moment(oldest.created),
            ),
            text=texts.failed_later_hint,
            detail=texts.failed_more.format(count=more) if more else "",
            actions=(
                (AGAIN, texts.charge_anew.format(amount=amount)),
                (SEEN, texts.seen),
            ),
        )


def _same(one: SaleOrder, other: SaleOrder) -> bool:
    return (one.customer, one.money) == (other.customer, other.money)
