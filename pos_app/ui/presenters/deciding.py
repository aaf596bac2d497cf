"""What a person may decide against the app's caution, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.payment import Payment
from pos_app.domain.settings import Settings
from pos_app.services.accepting import Accepted, Difference, NotAccepted
from pos_app.services.consents import Consent
from pos_app.services.results import NotStartedReason
from pos_app.services.task_scope import TaskScope
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.manager_desk import ManagerDesk
from pos_app.ui.presenters.sale import Sale
from pos_app.ui.presenters.take_payment import TakePayment
from pos_app.ui.states.manager import Question
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import Texts


class AcceptActions(Protocol):
    """``services.Accepting`` as the counter uses it."""

    async def review(self, op: OpId) -> Difference | NotAccepted:
        """What would be accepted."""
        ...

    async def accept(self, shown: Difference, consent: Consent) -> Accepted | NotAccepted:
        """Take the sale as Stripe says."""
        ...


class Deciding:
    """Lifts the bars that stand before the sale on the right pane.

    Attributes:
        show_sale: puts an earlier sale on the right pane.
        charge_anew: begins a sale like one that bounced, if nothing of it was taken.
    """

    def __init__(
        self,
        *,
        taking: TakePayment,
        desk: ManagerDesk,
        accepting: AcceptActions,
        scope: TaskScope,
        texts: Texts,
        settings: Settings,
    ) -> None:
        self._taking = taking
        self._desk = desk
        self._accepting = accepting
        self._scope = scope
        self.show_sale: Callable[[Payment], None] = lambda _payment: None
        self.charge_anew: Callable[[Payment], None] = lambda _payment: None
        taking.solved = self._solved
        self.use(texts, settings)

    def use(self, texts: Texts, settings: Settings) -> None:
        """Follow changed settings."""
        self._texts = texts.safety
        self._format = Formatting(texts)
        self._operator = settings.operator
        self._desk.use(texts)

    def act(self, action: ActionId) -> None:
        """A button of a card."""
        sale = self._taking.sale
        if sale is None:
            return
        match action:
            case ActionId.CHARGE_AGAIN:
                self._charge_again(sale)
            case ActionId.SHOW_EARLIER if sale.refusal is not None and sale.refusal.issue:
                self.show_sale(sale.refusal.issue)
            case ActionId.ANEW if sale.payment is not None:
                self.charge_anew(sale.payment)
            case ActionId.SHOW_ANEW if sale.charged_anew is not None:
                self.show_sale(sale.charged_anew)
            case ActionId.OVERRIDE:
                self._override(sale)
            case ActionId.ACCEPT if sale.payment is not None:
                self._scope.launch(self._review(sale, sale.payment.op), name="what Stripe shows")
            case _:
                pass

    def _charge_again(self, sale: Sale) -> None:
        earlier = sale.refused_for(NotStartedReason.LOOKS_REPEATED)
        if earlier is not None:
            consent = Consent(DecisionKind.CHARGE_AGAIN, earlier.op, self._operator)
            self._taking.agree(sale, consent)

    def _override(self, sale: Sale) -> None:
        earlier = sale.refused_for(NotStartedReason.OPEN_ISSUE)
        if earlier is None or sale.bar_solved:
            return
        kind = DecisionKind.CHARGE_DESPITE_DOUBT
        asks = self._texts.asks[kind].format(
            customer=sale.order.customer_title,
            amount=self._format.money(sale.order.money),
            earlier=self._format.money(earlier.order.money),
            time=self._format.clock(earlier.created),
        )

        async def go_on(consent: Consent) -> str:
            self._taking.agree(sale, consent)
            return ""

        self._desk.ask(Question(asks), Consent(kind, earlier.op, self._operator), go_on)

    def _solved(self, earlier: Payment) -> None:
        """Nothing is left to decide about what was in doubt; a manager may be at it."""
        news = self._texts.solved[earlier.money_taken].format(
            customer=earlier.order.customer_title, amount=self._format.money(earlier.order.money)
        )
        words = self._texts.question_gone.format(news=news)
        self._desk.withdraw(DecisionKind.CHARGE_DESPITE_DOUBT, earlier.op, words)

    async def _review(self, sale: Sale, op: OpId) -> None:
        shown = await self._accepting.review(op)
        if sale is not self._taking.sale:
            return
        kind = DecisionKind.ACCEPT_AS_STRIPE_SAYS
        asks = self._texts.asks[kind].format(customer=sale.order.customer_title)

        async def accept(consent: Consent) -> str:
            if isinstance(shown, NotAccepted):
                return shown.reason
            done = await self._accepting.accept(shown, consent)
            return done.reason if isinstance(done, NotAccepted) else ""

        detail = self._difference(shown)
        self._desk.ask(Question(asks, detail), Consent(kind, op, self._operator), accept)

    def _difference(self, shown: Difference | NotAccepted) -> str:
        if isinstance(shown, NotAccepted):
            return self._texts.problems[shown.reason]
        ours, theirs = shown.payment.order, shown.theirs
        seen = self._format.money(theirs.money)
        if theirs.customer != ours.customer:
            other = self._texts.other_customer.format(customer=theirs.customer_title)
            seen = f"{seen}, {other}"
        return self._texts.differs.format(ours=self._format.money(ours.money), theirs=seen)
