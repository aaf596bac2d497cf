"""Draws a sale: right pane, timeline, announcements and sounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pos_app.domain.ids import OpId
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import FactKind, bounced, contradiction
from pos_app.ports.clock import Clock
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.calm import Calm, Reading
from pos_app.ui.presenters.facts import timeline_rows
from pos_app.ui.presenters.hindrances import ALL_WELL
from pos_app.ui.presenters.pane import PaneWriter
from pos_app.ui.presenters.sale import Sale
from pos_app.ui.presenters.view_protocols import CounterView, SaleActions
from pos_app.ui.states.pane import PaneState
from pos_app.ui.states.spots import Sound, Spot
from pos_app.ui.texts import Texts

_TICK: Final = 1.0


class SaleScreen:
    """Knows how, not when.

    Attributes:
        calm: whether the card on show takes an answer by now.
        health: what keeps the register from charging.
        simulator: address of the one that stands for Stripe, if somebody else has to start it.
    """

    def __init__(self, view: CounterView, scope: TaskScope, clock: Clock, texts: Texts) -> None:
        self._view = view
        self._scope = scope
        self._clock = clock
        self._shown: Sale | None = None
        self._offered: tuple[object, ...] = ()
        self.calm = Calm(clock)
        self.calm.too_soon = self._not_yet
        self._reading = Reading(clock, view.when_painted)
        self.health = ALL_WELL
        self.simulator = ""
        self.use(texts)

    @property
    def online(self) -> bool:
        """Whether nothing keeps the register from charging."""
        return self.health.obstacle is None

    def use(self, texts: Texts) -> None:
        """Write in another language."""
        self._texts = texts
        self._writer = PaneWriter(texts)
        self._reading.forget()

    def pane(self, sale: Sale | None) -> PaneState:
        """What the right pane shows for a sale."""
        return self._writer.pane(sale, self._clock.monotonic(), self.health, self.simulator)

    def show(self, sale: Sale | None) -> None:
        """Draw the right pane; another sale begins with an empty timeline."""
        if sale is not self._shown:
            self._shown, self._offered = sale, ()
            self.calm.end()
            self._reading.forget()
            self._view.show_timeline(())
        self._draw(sale)

    def _draw(self, sale: Sale | None) -> None:
        """Draw the right pane; other words with buttons have to be read first."""
        pane = self.pane(sale)
        card, before = pane.card, self._offered
        pressed = tuple(action.id for action in card.actions) if card else ()
        self._offered = (card.headline, pressed) if card and pressed else ()
        if self._offered and self._offered != before:
            self.calm.begin()
        self._view.show_pane(replace(pane, calm=self.calm.left))
        self._reading.show(*((card.headline, card.money) if card else ()))

    def was_read(self, sale: Sale) -> bool:
        """Whether somebody who goes on from what is on show can have read it."""
        return self._reading.over(hurried=sale.hurried)

    def _not_yet(self) -> None:
        """What was pressed does not count; it can be seen from when on it would."""
        self._draw(self._shown)
        self._view.announce(self._texts.pane.too_soon)

    def show_facts(self, sale: Sale, payments: SaleActions) -> None:
        """Read the facts of a sale and draw them."""
        if sale.payment is not None:
            self._scope.launch(self._facts(sale, sale.payment.op, payments), name="timeline")

    def announce(self, sale: Sale | None) -> None:
        """Tell a screen reader what the card says."""
        card = self.pane(sale).card
        if card is not None:
            answer = f"{self._texts.pane.money_question} {card.money}." if card.money else ""
            words = (f"{card.headline}.", card.happened, answer, card.next_step)
            self._view.announce(" ".join(filter(None, words)))

    def show_end(self, sale: Sale, payment: Payment) -> None:
        """Let the operator hear the end and give the keyboard to the way on."""
        paid = payment.state is PaymentState.SUCCEEDED
        self._view.play(Sound.PAID if paid else Sound.FAILED)
        self.announce(sale)
        self._view.focus(Spot.RESULT)

    def failed(self, sale: Sale) -> None:
        """Let the operator hear that an attempt did not pay."""
        self._view.play(Sound.FAILED)
        self.announce(sale)

    def to_element(self) -> None:
        """Put the keyboard into the Payment Element."""
        self._view.focus(Spot.ELEMENT)

    async def second(self) -> None:
        """Wait until the seconds on the screen change."""
        await self._clock.sleep(_TICK)

    async def _facts(self, sale: Sale, op: OpId, payments: SaleActions) -> None:
        facts = await payments.timeline(op)
        sale.contradiction, sale.bounced = contradiction(facts), bounced(facts)
        standing = await payments.standing_for(op) if sale.bounced else None
        sale.charged_anew = standing if standing is not None and standing.op != op else None
        asked = [fact.at for fact in facts if fact.kind is FactKind.CONFIRM_ASKED]
        sale.sent = asked[-1] if asked else None
        if sale is self._shown:
            self._draw(sale)
            self._view.show_timeline(timeline_rows(facts, self._texts))
