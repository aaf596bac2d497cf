"""Finding the customer: per keystroke in the local index, with Stripe merged in a moment later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from pos_app.domain.customer import Customer
from pos_app.domain.events import IndexProgress
from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.lookup import found_by
from pos_app.domain.outcomes import Refused
from pos_app.domain.payment import Payment
from pos_app.ports.clock import Clock
from pos_app.services.customers import Found
from pos_app.services.follow_ups import RECENT, FollowUpList
from pos_app.services.task_scope import TaskScope
from pos_app.ui.formatting import initials
from pos_app.ui.presenters.follow_up_rows import follow_up_rows, marked, recent_rows
from pos_app.ui.presenters.sale import Sale
from pos_app.ui.presenters.view_protocols import (
    CounterView,
    CustomerActions,
    FollowUpActions,
    SaleActions,
)
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.search import CustomerRow, SearchState
from pos_app.ui.texts import Texts
from pos_app.ui.typed_ahead import TypedAhead

_PAUSE: Final = 0.3
"""Seconds without a key before Stripe is asked."""
_MOST: Final = 20
_SHORTEST: Final = 3
"""Letters from which Stripe's search takes a text."""


class CustomerLookup:
    """Drives the left pane.

    Attributes:
        forgetful: sales are not kept over a start; to be set before anything is shown.
        picked: called with the customer.
        typed_ahead: called with each key that was pressed between the Enter and its answer.
        reviewed: called with a recent sale that was picked.
    """

    def __init__(
        self,
        *,
        customers: CustomerActions,
        payments: SaleActions,
        follow_ups: FollowUpActions,
        view: CounterView,
        scope: TaskScope,
        clock: Clock,
        texts: Texts,
    ) -> None:
        self._customers = customers
        self._payments = payments
        self._follow_ups = follow_ups
        self._view = view
        self._scope = scope
        self._clock = clock
        self._texts = texts
        self._text = ""
        self._found: tuple[Customer, ...] = ()
        self._recent: tuple[Payment, ...] = ()
        self._to_follow = FollowUpList()
        self._on_show: OpId | None = None
        self._highlight: int | None = None
        self._searching: asyncio.Task[None] | None = None
        self._known = True
        self._busy = False
        self._ahead = TypedAhead()
        self._notice: Notice | None = None
        self._progress = ""
        self.forgetful = False
        self.picked: Callable[[Customer], None] = lambda _customer: None
        self.typed_ahead: Callable[[str], None] = lambda _key: None
        self.reviewed: Callable[[Payment], None] = lambda _payment: None

    # ------------------------------------------------------------------ commands
    def use(self, texts: Texts) -> None:
        """Write in another language."""
        self._texts = texts
        self.render()

    def typed(self, text: str) -> None:
        """The text in the box changed; figures after an Enter that waits are the amount's."""
        if self._ahead.edited(text):
            self.render()
            return
        self._ahead.drop()
        self._text = text
        self._highlight, self._notice = None, None
        self._stop()
        if text.strip():
            self._known = False
            self._searching = self._scope.spawn(self._search(text), name="find customers")
        else:
            self._found, self._known = (), True
        self.render()

    def move(self, step: int) -> None:
        """An arrow key: nothing is highlighted until the first one."""
        if not self._found:
            return
        if not self._sure:
            self._ahead.drop()
        start = -1 if step > 0 else len(self._found)
        place = (start if self._highlight is None else self._highlight) + step
        self._highlight = max(0, min(len(self._found) - 1, place))
        self.render()

    def enter(self) -> None:
        """Take the highlighted customer, or the only one; waits for an answer on its way."""
        if self._highlight is not None:
            self._take_with_figures(self._found[self._highlight])
        elif not self._sure or self._namesakes:
            self._ahead.entered(self._text)
            self.render()
        elif len(self._found) == 1:
            self._take(self._found[0])

    def pick(self, customer: CustomerId) -> None:
        """A row was clicked."""
        for known in self._found:
            if known.id == customer:
                self._take_with_figures(known)

    def review(self, op: OpId) -> None:
        """A sale in one of the lists was clicked."""
        found = self._to_follow
        settling = (item.payment for item in found.settling)
        doubtful = (item.payment for item in found.doubtful)
        known = {p.op: p for p in (*self._recent, *settling, *found.failed, *doubtful)}
        if op in known:
            self.reviewed(known[op])

    def clear(self) -> None:
        """Empty the box; recent sales show again."""
        self._ahead.drop()
        self.typed("")

    def complain(self, words: str) -> None:
        """Say that the picked customer cannot be charged."""
        self._notice = Notice(Tone.DANGER, words)
        self.render()

    def mark(self, sale: Sale | None) -> None:
        """Show in the lists which sale is on the right pane."""
        on_show = sale.payment.op if sale is not None and sale.payment is not None else None
        if on_show != self._on_show:
            self._on_show = on_show
            self.render()

    def refresh_recent(self) -> None:
        """Read the newest sales, and those to come back to."""
        self._scope.launch(self._read_recent(), name="recent sales")

    def progress(self, event: IndexProgress) -> None:
        """The local index grows."""
        words = self._texts.search.indexing.format(count=event.indexed)
        self._progress = "" if event.finished else words
        self.render()

    @property
    def _sure(self) -> bool:
        """Whether the matches are all there are: one of a half-filled index may have a namesake."""
        only_one = len(self._found) == 1 and not self._progress
        return self._known and (only_one or not self._busy)

    @property
    def _namesakes(self) -> bool:
        """Whether somebody has to choose; figures typed after an Enter wait for the choice."""
        return self._sure and len(self._found) > 1

    @property
    def has_text(self) -> bool:
        """Whether something is typed."""
        return bool(self._text)

    # ------------------------------------------------------------------ searching
    async def _search(self, text: str) -> None:
        try:
            await self._ask(text)
        finally:
            if self._searching is asyncio.current_task() and not self._namesakes:
                self._ahead.drop()

    async def _ask(self, text: str) -> None:
        self._arrived(await self._customers.find(text), busy=len(text.strip()) >= _SHORTEST)
        if not self._busy:
            return
        await self._clock.sleep(_PAUSE)
        found = await self._customers.find_everywhere(text)
        self._notice = self._remark(found)
        self._arrived(found.customers, busy=False)

    def _arrived(self, found: tuple[Customer, ...], *, busy: bool) -> None:
        highlighted = None if self._highlight is None else self._found[self._highlight].id
        if self._known:  # more of the same search: nobody on the screen moves
            places = {customer.id: place for place, customer in enumerate(self._found)}
            found = tuple(sorted(found, key=lambda one: places.get(one.id, len(places))))
        self._found, self._known, self._busy = found, True, busy
        ids = [customer.id for customer in found]
        self._highlight = ids.index(highlighted) if highlighted in ids else None
        if self._ahead.waits and self._sure and not self._namesakes:
            self._answer(self._ahead.take())
        self.render()

    def _answer(self, keys: str) -> None:
        """Let an Enter that waited choose now; what was typed after it goes on with its choice."""
        if len(self._found) == 1 and self._take(self._found[0]):
            for key in keys:
                self.typed_ahead(key)

    def _take_with_figures(self, customer: Customer) -> None:
        """Take who was chosen among several; their amount is seen before anything is done."""
        figures = self._ahead.figures
        if self._take(customer):
            for key in figures:
                self.typed_ahead(key)

    def _take(self, customer: Customer) -> bool:
        if customer.deleted:
            self.complain(self._texts.search.deleted)
            return False
        self.clear()
        self.picked(customer)
        return True

    def _stop(self) -> None:
        if self._searching is not None:
            self._searching.cancel()
        self._searching, self._busy = None, False

    async def _read_recent(self) -> None:
        self._recent = await self._payments.recent(RECENT)
        self._to_follow = await self._follow_ups.list()
        self.render()

    # ------------------------------------------------------------------ showing
    def render(self) -> None:
        """Draw the left pane again."""
        self._view.show_search(
            SearchState(
                text=self._text,
                rows=tuple(self._row(*numbered) for numbered in enumerate(self._found)),
                recents=marked(
                    recent_rows(self._recent, self._to_follow, self._texts), self._on_show
                ),
                follow_ups=marked(follow_up_rows(self._to_follow, self._texts), self._on_show),
                hint=self._hint(),
                notice=self._notice,
                busy=self._busy,
                progress=self._progress,
            )
        )

    def _row(self, number: int, customer: Customer) -> CustomerRow:
        facts = customer.facts
        if why := found_by(customer, self._text):
            facts = (why, *facts[:1])
        if customer.deleted:
            facts = (self._texts.search.deleted, *facts)
        return CustomerRow(
            id=customer.id,
            initials=initials(customer.title),
            title=customer.title,
            facts=facts,
            highlighted=number == self._highlight,
        )

    def _hint(self) -> str:
        texts, count = self._texts.search, len(self._found)
        if not self._text.strip():
            if self._recent:
                return ""
            return texts.forgets_recents if self.forgetful else texts.no_recents
        if not self._known:
            return ""
        if (self._ahead.waits and not self._namesakes) or (self._busy and count != 1):
            return texts.searching
        if count == 0:
            return texts.nothing.format(text=self._text.strip())
        return texts.one_match if count == 1 else self._choose_one()

    def _choose_one(self) -> str:
        texts, count, figures = self._texts.search, len(self._found), self._ahead.figures
        if figures:
            return texts.amount_waits.format(count=count, figures=figures)
        template = texts.more_matches if count >= _MOST else texts.many_matches
        return template.format(count=count)

    def _remark(self, found: Found) -> Notice | None:
        match found.remote:
            case None:
                return None
            case Refused(message=message, code=code):
                return Notice(Tone.WARN, self._texts.search.refused.format(reason=message or code))
            case cause:
                words = self._texts.pane.causes[cause]
                return Notice(Tone.WARN, self._texts.search.only_local.format(cause=words))
