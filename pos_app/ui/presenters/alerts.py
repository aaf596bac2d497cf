"""What became of sales that were left: told in a bar until somebody has seen to it, or read it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto
from typing import Final, NamedTuple, Protocol

from pos_app.domain.events import PaymentFailedLater, PaymentUpdated
from pos_app.domain.ids import OpId
from pos_app.domain.payment import MoneyTaken, Payment
from pos_app.ports.clock import Clock
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.follow_ups import UNDER_WAY, FollowUpList
from pos_app.services.task_scope import TaskScope
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.calm import CALM_SECONDS, Calm
from pos_app.ui.presenters.sale import Sale
from pos_app.ui.presenters.view_protocols import CounterView
from pos_app.ui.states.common import Tone
from pos_app.ui.states.shell import Banner
from pos_app.ui.states.spots import Sound
from pos_app.ui.texts import Texts

AGAIN = "again"
SEEN = "seen"
SHOW = "show"
READ = "read"
_LOOK: Final = {
    MoneyTaken.YES: (Tone.OK, "circle-check"),
    MoneyTaken.NO: (Tone.WARN, "circle-x"),
    MoneyTaken.HELD: (Tone.INFO, "pause"),
    MoneyTaken.PENDING: (Tone.INFO, "hourglass"),
}


class FollowUpActions(Protocol):
    """``services.FollowUps`` as the counter uses it."""

    async def list(self) -> FollowUpList:
        """What is open."""
        ...

    async def acknowledge(self, op: OpId) -> None:
        """Somebody has seen to it."""
        ...

    async def read(self, op: OpId) -> None:
        """Somebody has read it."""
        ...


class _What(Enum):
    """What has become of a sale that nobody looks at."""

    SOLVED = auto()
    """It was in doubt and is not any more."""
    LAPSED = auto()
    """It was reserved on a card, and that has ended uncollected."""
    BOUNCED = auto()
    """Its bank has refused what it had accepted."""


class _News(NamedTuple):
    """A sale to tell of."""

    payment: Payment
    what: _What

    @property
    def gist(self) -> tuple[OpId, _What, MoneyTaken]:
        """What has to be read anew when it changes."""
        return self.payment.op, self.what, self.payment.money_taken


class Alerts:
    """One bar, for one of them; the others wait behind it.

    Attributes:
        charge_again: begins a sale like the one that bounced, if nothing of it was taken.
        show_sale: puts a sale on the right pane.
        on_show: says which sale is on the right pane.
        was_read: says whether somebody can have read the sale that is.
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
        self._news: tuple[_News, ...] = ()
        self._clock = clock
        self._calm = Calm(clock)
        self._calm.too_soon = self._not_yet
        self._told: frozenset[tuple[OpId, _What, MoneyTaken]] = frozenset()
        self.charge_again: Callable[[Payment], None] = lambda _bounced: None
        self.show_sale: Callable[[Payment], None] = lambda _payment: None
        self.on_show: Callable[[], Sale | None] = lambda: None
        self.was_read: Callable[[Sale], bool] = lambda _sale: False
        self.seen: Callable[[], None] = lambda: None
        self.use(texts)

    def use(self, texts: Texts) -> None:
        """Write in another language."""
        self._texts = texts
        self._format = Formatting(texts)

    def open(self) -> None:
        """Read what is open from earlier days."""
        self._scope.launch(self._read(), name="open from before")

    def failed(self, _event: PaymentFailedLater) -> None:
        """The bank has refused what it had accepted before."""
        self._view.play(Sound.FAILED)
        self._scope.launch(self._read(), name="failed later")

    def pressed(self, name: str) -> None:
        """A button of the bar; one that came in beneath a double click was not read."""
        if not self._news or not self._calm.takes():
            return
        payment = self._news[0].payment
        if name == SEEN:
            self._scope.launch(self._acknowledge(payment.op), name="seen to")
        elif name == READ:
            self._scope.launch(self._put_away(payment.op), name="read")
        elif name == SHOW:
            self._show(payment)
        else:
            self.charge_again(payment)

    def updated(self, event: PaymentUpdated) -> None:
        """The ledger knows something new about a sale, whichever screen is open."""
        if not event.payment.in_doubt and self._seen_at_once(event.payment.op):
            self._scope.launch(self._seen(event.payment.op), name="seen on the pane")
        # Whatever is told may be about this one, or about what it was begun instead of.
        self._scope.launch(self._read(), name="more about it")

    def left(self, op: OpId, read: bool) -> None:  # noqa: FBT001 - a signal's arguments
        """What is over is not on the right pane any more, whether somebody has read it or not."""
        self._scope.launch(self._put_away(op) if read else self._read(), name="left")

    def render(self) -> None:
        """Show the bar again."""
        banner = self._banner()
        self._view.show_alert(banner and replace(banner, calm=self._calm.left))

    def _not_yet(self) -> None:
        """What was pressed does not count; it can be seen from when on it would."""
        self.render()
        self._view.announce(self._texts.pane.too_soon)

    def _show(self, payment: Payment) -> None:
        """Whoever sees the whole sale has read what became of it."""
        self.show_sale(payment)
        if self._shown(payment.op) is not None:
            self._scope.launch(self._put_away(payment.op), name="shown")

    def _shown(self, op: OpId) -> Sale | None:
        sale = self.on_show()
        ours = sale is not None and sale.payment is not None and sale.op == op
        return sale if ours else None

    def _seen_at_once(self, op: OpId) -> bool:
        """Whether whoever has just pressed charge waits before the pane for what becomes of it."""
        sale = self._shown(op)
        return (
            sale is not None
            and sale.sent is not None
            and abs(self._clock.now() - sale.sent) < UNDER_WAY
        )

    async def _seen(self, op: OpId) -> None:
        await self._clock.sleep(CALM_SECONDS)
        sale = self._shown(op)
        if sale is not None and self.was_read(sale):
            await self._put_away(op)

    async def _read(self) -> None:
        before, found = self._news[:1], await self._follow_ups.list()
        # What is on the right pane says itself what became of it.
        ended = (
            *(_News(payment, _What.SOLVED) for payment in found.solved),
            *(_News(payment, _What.LAPSED) for payment in found.lapsed),
        )
        unseen = [news for news in ended if self._shown(news.payment.op) is None]
        self._news = (*unseen, *(_News(payment, _What.BOUNCED) for payment in found.failed))
        if [news.gist for news in before] != [news.gist for news in self._news[:1]]:
            self._calm.begin()
        self.render()
        self._announce(frozenset(news.gist for news in unseen))

    def _announce(self, unseen: frozenset[tuple[OpId, _What, MoneyTaken]]) -> None:
        banner = self._banner()
        if banner is not None and not unseen <= self._told:
            self._view.announce(banner.title)
        self._told = unseen

    async def _acknowledge(self, op: OpId) -> None:
        await self._follow_ups.acknowledge(op)
        await self._read()
        self.seen()

    async def _put_away(self, op: OpId) -> None:
        with suppress(StoreUnavailableError):  # then it is told once more
            await self._follow_ups.read(op)
            await self._read()

    def _banner(self) -> Banner | None:
        if not self._news:
            return None
        (payment, what), more = self._news[0], len(self._news) - 1
        detail = self._texts.safety.failed_more.format(count=more) if more else ""
        match what:
            case _What.SOLVED:
                tone, icon = _LOOK[payment.money_taken]
                words = self._texts.safety.solved[payment.money_taken]
                return self._ended(payment, tone, icon, words, detail)
            case _What.LAPSED:
                words = self._texts.safety.lapsed
                return self._ended(payment, Tone.WARN, "ban", words, detail)
            case _What.BOUNCED:
                return self._bounced(payment, detail)

    def _bounced(self, payment: Payment, detail: str) -> Banner:
        texts, amount = self._texts.safety, self._format.money(payment.order.money)
        return Banner(
            tone=Tone.WARN,
            icon="circle-alert",
            title=texts.failed_later.format(
                customer=payment.order.customer_title,
                amount=amount,
                time=self._format.moment(payment.created),
            ),
            text=texts.failed_later_hint,
            detail=detail,
            actions=(
                (AGAIN, texts.charge_anew.format(amount=amount)),
                (SEEN, texts.seen),
            ),
        )

    def _ended(self, payment: Payment, tone: Tone, icon: str, words: str, detail: str) -> Banner:
        texts = self._texts.safety
        title = words.format(
            customer=payment.order.customer_title, amount=self._format.money(payment.order.money)
        )
        actions = ((SHOW, texts.solved_show), (READ, texts.solved_read))
        return Banner(tone, icon, title, "", detail, actions)
