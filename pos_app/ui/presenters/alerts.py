"""Debits that bounced after the sale was left: told until somebody has seen to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.domain.events import PaymentFailedLater, PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.payment import MoneyTaken, Payment, SaleOrder
from pos_app.services.follow_ups import FollowUpList
from pos_app.services.task_scope import TaskScope
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.view_protocols import CounterView
from pos_app.ui.states.common import Tone
from pos_app.ui.states.shell import Banner
from pos_app.ui.states.spots import Sound
from pos_app.ui.texts import Texts

AGAIN = "again"
SEEN = "seen"


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
        charge_again: begins a sale with customer and amount filled in; False if that cannot be now.
        seen: called when somebody has seen to one.
    """

    def __init__(
        self, *, follow_ups: FollowUpActions, view: CounterView, scope: TaskScope, texts: Texts
    ) -> None:
        self._follow_ups = follow_ups
        self._view = view
        self._scope = scope
        self._failed: tuple[Payment, ...] = ()
        self._again: Payment | None = None
        self.charge_again: Callable[[SaleOrder], bool] = lambda _order: False
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
        """A button of the bar."""
        if not self._failed:
            return
        oldest = self._failed[0]
        if name == SEEN:
            self._scope.launch(self._acknowledge(oldest.op), name="seen to")
        else:
            self.anew(oldest)

    def anew(self, bounced: Payment) -> None:
        """Begin a sale like one that bounced, if that can be now."""
        if self.charge_again(bounced.order):
            self._again = bounced

    def updated(self, event: PaymentUpdated) -> None:
        """What was to be charged again has been seen to only once that is paid."""
        again, payment = self._again, event.payment
        if again is None or again.op == payment.op or not _same(again.order, payment.order):
            return
        if payment.money_taken not in {MoneyTaken.NO, MoneyTaken.NOT_KNOWN_YET}:
            self._again = None
            self._scope.launch(self._acknowledge(again.op), name="charged again")

    def render(self) -> None:
        """Show the bar again."""
        self._view.show_alert(self._banner())

    async def _read(self) -> None:
        self._failed = (await self._follow_ups.list()).failed
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
