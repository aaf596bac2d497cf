"""Every state of a sale as a card: what happened, was money taken, what next."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from pos_app.domain.health import Obstacle
from pos_app.domain.money import AmountProblem
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import AttemptError, MoneyTaken, Payment, PaymentState
from pos_app.domain.references import ReferenceProblem
from pos_app.services.results import NotStarted, NotStartedReason, StartUnknown
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.declines import decline_group
from pos_app.ui.presenters.paid import PAID_LOOK, figures, money_said, paid_as
from pos_app.ui.presenters.sale import SILENT_AFTER, Sale, Trouble
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import Action, ActionId, Card
from pos_app.ui.texts import DeclineGroup, Message, Situation, StartProblem, Texts
from pos_app.ui.texts.safety import Hindrance

_LOOK = {
    Situation.WORKING: (Tone.INFO, "loader"),
    **PAID_LOOK,
    Situation.PROCESSING: (Tone.INFO, "hourglass"),
    Situation.HELD: (Tone.INFO, "pause"),
    Situation.NEEDS_CUSTOMER: (Tone.INFO, "smartphone"),
    Situation.APPROVAL_UNSEEN: (Tone.WARN, "smartphone"),
    Situation.AT_BANK: (Tone.INFO, "landmark"),
    Situation.CANCELED: (Tone.NEUTRAL, "ban"),
    Situation.REFUSED: (Tone.DANGER, "circle-x"),
    Situation.BOUNCED: (Tone.DANGER, "undo-2"),
    Situation.CHARGED_ANEW: (Tone.INFO, "history"),
    Situation.UNKNOWN: (Tone.WARN, "triangle-alert"),
    Situation.CONTRADICTED: (Tone.WARN, "triangle-alert"),
    Situation.START_UNKNOWN: (Tone.WARN, "circle-help"),
    Situation.OPEN: (Tone.NEUTRAL, "circle-dot"),
    Situation.PAGE_LOST: (Tone.DANGER, "plug"),
    Situation.PAGE_LOST_CONFIRMING: (Tone.WARN, "triangle-alert"),
    Situation.LOAD_ERROR: (Tone.DANGER, "wifi-off"),
    Situation.CHECK_INPUT: (Tone.WARN, "circle-alert"),
    Situation.NOT_TAKEN: (Tone.DANGER, "circle-x"),
    Situation.CANCELING: (Tone.INFO, "loader"),
    Situation.CANCEL_UNANSWERED: (Tone.WARN, "ban"),
    Situation.LEAVE: (Tone.WARN, "triangle-alert"),
    Situation.NOT_WRITTEN: (Tone.DANGER, "circle-alert"),
    Situation.EARLIER_FIRST: (Tone.INFO, "history"),
    Situation.EARLIER_ENDING: (Tone.WARN, "history"),
    Situation.EARLIER_ENDED: (Tone.INFO, "history"),
}
_FILLED = {
    Situation.SUCCEEDED,
    Situation.UNKNOWN,
    Situation.CONTRADICTED,
    Situation.PAGE_LOST_CONFIRMING,
}
_START_CODES = {
    "amount_too_small": StartProblem.TOO_SMALL,
    "amount_too_large": StartProblem.TOO_LARGE,
    "payment_intent_invalid_parameter": StartProblem.NO_METHODS,
    "parameter_invalid_integer": StartProblem.AMOUNT,
}
_START_KINDS = {
    RefusalKind.NOT_FOUND: StartProblem.CUSTOMER_GONE,
    RefusalKind.KEY_REJECTED: StartProblem.KEY_REJECTED,
    RefusalKind.NOT_PERMITTED: StartProblem.NOT_PERMITTED,
    RefusalKind.WRONG_MODE: StartProblem.WRONG_MODE,
}


class Cards:
    """Writes cards in one language."""

    def __init__(self, texts: Texts) -> None:
        self._all = texts
        self._texts = texts.pane
        self._format = Formatting(texts)

    def of(
        self,
        sale: Sale,
        situation: Situation,
        *,
        actions: tuple[Action, ...] = (),
        progress: str = "",
    ) -> Card:
        """The card of a situation."""
        message = self._texts.situations[situation]
        tone, icon = _LOOK[situation]
        anew = self._format.moment(sale.charged_anew.created) if sale.charged_anew else ""
        amounts = figures(sale.payment, self._format)
        happened = message.happened.format(host=sale.bank, anew=anew, **amounts)
        return Card(
            tone=tone,
            icon=icon,
            headline=message.headline.format(**amounts),
            happened=self._with_decline(sale, situation, happened),
            next_step=message.next_step.format(**amounts),
            money=self._money(sale, situation),
            amount=self._format.money(sale.order.money),
            customer=self._customer(sale),
            progress=progress,
            details=() if sale.in_doubt else self._details(sale.payment),
            actions=actions,
            filled=situation in _FILLED,
        )

    def _money(self, sale: Sale, situation: Situation) -> str:
        answer = money_answer(sale, situation)
        if answer is MoneyTaken.YES and sale.payment is not None:
            return money_said(sale.payment, self._all)
        return self._texts.money[answer]

    def _with_decline(self, sale: Sale, situation: Situation, happened: str) -> str:
        """What happened, and what the bank had said before a sale was canceled; why, if it did."""
        error = sale.payment.error if sale.payment is not None else None
        if situation is not Situation.CANCELED or error is None:
            return happened
        group = decline_group(error)
        why = "" if group is DeclineGroup.GENERIC else self._texts.declines[group].happened
        return " ".join(filter(None, (happened, self._texts.declined_before, why)))

    def declined(self, sale: Sale, payment: Payment, actions: tuple[Action, ...] = ()) -> Card:
        """The card of a declined attempt; the same sale takes the next method."""
        if payment.error is None:
            raise ValueError("a declined attempt has an error")
        if sale.bounced:
            message = self._bounced(payment, payment.error)
            return self._negative(sale, message, _LOOK[Situation.BOUNCED][1], actions)
        message = self._texts.declines[decline_group(payment.error)]
        return self._negative(sale, message, "circle-x", actions)

    def _bounced(self, payment: Payment, error: AttemptError) -> Message:
        """What to say of a debit that the bank has refused after all; why, if it said so."""
        message, group = self._texts.situations[Situation.BOUNCED], decline_group(error)
        plain, decline = group is DeclineGroup.GENERIC, self._texts.declines[group]
        return Message(
            message.headline,
            message.happened if plain else f"{message.happened} {decline.happened}",
            message.next_step if payment.state.terminal else decline.next_step,
        )

    def charged_anew(self, sale: Sale, anew: Payment, actions: tuple[Action, ...]) -> Card:
        """The card of a debit that bounced and was charged anew: when, and what came of it."""
        card = self.of(sale, Situation.CHARGED_ANEW, actions=actions)
        taken = self._texts.money[anew.money_taken].lower()
        return replace(card, money=self._all.safety.money_anew.format(this=card.money, anew=taken))

    def not_started(
        self,
        sale: Sale,
        refusal: NotStarted,
        actions: tuple[Action, ...],
        held_up: Hindrance | None = None,
    ) -> Card:
        """The card of a sale that could not begin.

        Args:
            sale: the sale.
            refusal: why it could not.
            actions: what can be done now.
            held_up: what keeps the register from charging by now; ``None`` if nothing does.
        """
        if refusal.reason is NotStartedReason.STORE_UNAVAILABLE:
            return self.of(sale, Situation.NOT_WRITTEN, actions=actions)
        if refusal.reason in _BARRED_BY_ANOTHER and refusal.issue is not None:
            return self._barred(sale, refusal, refusal.issue, actions)
        if refusal.obstacle is not None:
            said = held_up or self._all.safety.over
            message = Message(said.word, said.happened, said.next_step)
        else:
            message = self._texts.start[start_problem(refusal)]
            happened = message.happened.format(email=sale.order.receipt_email)
            message = replace(message, happened=happened)
        card = self._negative(sale, message, "circle-alert", actions)
        if refusal.obstacle is not None and held_up is None:
            card = replace(card, tone=Tone.INFO, icon="wifi")
        if refusal.obstacle is None or refusal.issue is None or sale.payment is not None:
            return card
        return self._beside(card, refusal.issue)

    def _barred(
        self, sale: Sale, refusal: NotStarted, earlier: Payment, actions: tuple[Action, ...]
    ) -> Card:
        """The card of a sale that another one bars: which, and what is known of both."""
        message, safety = self._texts.start[start_problem(refusal)], self._all.safety
        method, order = self._format.charged(earlier.method), earlier.order
        same = safety.repeated if order.money == sale.order.money else safety.paid_after_all
        said = {
            StartProblem.LOOKS_REPEATED: same,
            StartProblem.OPEN_ISSUE: safety.in_the_way,
        }.get(start_problem(refusal)) or f"{safety.solved[earlier.money_taken]}."
        happened = said.format(
            customer=order.customer_title,
            amount=self._format.money(order.money),
            time=self._format.moment(earlier.created),
            method=f", {method}" if method else "",
        )
        next_step = message.next_step.format(amount=self._format.money(sale.order.money))
        message = replace(message, happened=happened, next_step=next_step)
        card = self._negative(sale, message, "history", actions)
        return replace(self._beside(card, earlier), tone=Tone.WARN)

    def not_told(self, sale: Sale, situation: Situation) -> Card:
        """The card of a form that is ready, while the page was not told to confirm."""
        card = self.of(sale, situation)
        return self._beside(card, sale.earlier) if sale.earlier is not None else card

    def _beside(self, card: Card, earlier: Payment) -> Card:
        """A bare "no" would be read as the answer for the earlier sale."""
        money = self._texts.money_beside.format(
            new=card.money, earlier=self._texts.money[earlier.money_taken].lower()
        )
        return replace(card, money=money)

    def check_input(self, sale: Sale) -> Card:
        """The card for what the Element says about its own fields."""
        message = self._texts.situations[Situation.CHECK_INPUT]
        said = sale.message or message.happened
        tone, icon = _LOOK[Situation.CHECK_INPUT]
        return Card(
            tone,
            icon,
            message.headline,
            said,
            message.next_step,
            money=self._texts.money[MoneyTaken.NO],
        )

    def silent(self, card: Card, seconds: float) -> Card:
        """The card of a form that has said nothing for so long: what is going to be done."""
        left = max(1, round(SILENT_AFTER - seconds))
        return replace(card, next_step=self._texts.silent.format(seconds=left))

    def bank_waits(self, sale: Sale, actions: tuple[Action, ...], progress: str) -> Card:
        """The card of a question of the bank that is not on show; why, if it was to be."""
        card = self.of(sale, Situation.APPROVAL_UNSEEN, actions=actions, progress=progress)
        why = self._unshown(sale)
        return replace(card, happened=why) if why else card

    def _unshown(self, sale: Sale) -> str:
        obstacles, unshown = self._all.safety.obstacles, self._texts.bank_unshown
        match sale.unshown:
            case None:
                return ""
            case NotStarted(NotStartedReason.OPEN_ISSUE):
                return self._texts.bank_barred
            case NotStarted(NotStartedReason.STORE_UNAVAILABLE):
                return unshown.format(why=obstacles[Obstacle.STORE].word)
            case NotStarted(obstacle=Obstacle() as obstacle):
                return unshown.format(why=obstacles[obstacle].word)
            case NotStarted() as refusal:
                return unshown.format(why=self._texts.start[start_problem(refusal)].headline)
            case StartUnknown(cause=cause):
                return unshown.format(why=self._texts.causes[cause])

    def slow(self, sale: Sale) -> Card:
        """The card of a form that takes so long that trying again may be faster."""
        texts = self._texts
        again = self.action(ActionId.RETRY, sale)
        money = texts.money[MoneyTaken.NO]
        return Card(Tone.WARN, "hourglass", texts.loading_slow, money=money, actions=(again,))

    def action(self, action: ActionId, sale: Sale, *, primary: bool = False) -> Action:
        """A button of a card."""
        texts, safety = self._texts, self._all.safety
        amount = self._format.money(sale.order.money)
        label, key = {
            ActionId.NEW_SALE: (texts.leave if sale.in_doubt else texts.new_sale, "F8"),
            ActionId.SAME_CUSTOMER: (texts.same_customer, ""),
            ActionId.SHOW_ANEW: (safety.show_anew, ""),
            ActionId.ANEW: (safety.charge_anew.format(amount=amount), ""),
            ActionId.CHECK: (texts.check, "F5"),
            ActionId.CANCEL: (texts.cancel.format(amount=amount), ""),
            ActionId.RETRY: (texts.retry, ""),
            ActionId.SHOW_BANK: (texts.show_bank, ""),
            ActionId.NO_RECEIPT: (texts.no_receipt, ""),
            ActionId.CHARGE_AGAIN: (safety.charge_again.format(amount=amount), "F9"),
            ActionId.SHOW_EARLIER: (safety.show_earlier, ""),
            ActionId.OVERRIDE: (safety.override, ""),
            ActionId.ACCEPT: (safety.accept, ""),
        }[action]
        return Action(action, label, key, primary)

    def _negative(
        self, sale: Sale, message: Message, icon: str, actions: tuple[Action, ...]
    ) -> Card:
        return Card(
            tone=Tone.DANGER,
            icon=icon,
            headline=message.headline,
            happened=message.happened,
            next_step=message.next_step,
            money=self._texts.money[MoneyTaken.NO],
            amount=self._format.money(sale.order.money),
            customer=self._customer(sale),
            details=self._details(sale.payment),
            actions=actions,
        )

    def _customer(self, sale: Sale) -> str:
        method = self._format.charged(sale.payment.method) if sale.payment else ""
        name = sale.order.customer_title
        return self._texts.charged_to.format(customer=name, method=method) if method else name

    def _details(self, payment: Payment | None) -> tuple[str, ...]:
        if payment is None:
            return ()
        kept = payment.money_taken is not MoneyTaken.NO
        known = {
            "reference": payment.order.reference,
            "payment": payment.intent,
            "charge": payment.charge if kept else None,
        }
        return tuple(self._texts.ids[name].format(id=id_) for name, id_ in known.items() if id_)


def money_answer(sale: Sale, situation: Situation) -> MoneyTaken:
    """The answer to "was money taken?", never better than what is known."""
    if sale.payment is not None and not (sale.in_doubt and not sale.payment.in_doubt):
        return sale.payment.money_taken
    return MoneyTaken.NOT_KNOWN_YET if sale.in_doubt else MoneyTaken.NO


_BARRED_BY_ANOTHER: Final = frozenset(
    {NotStartedReason.LOOKS_REPEATED, NotStartedReason.OPEN_ISSUE}
)
_PROBLEMS: Final = {
    NotStartedReason.OPEN_ISSUE: StartProblem.OPEN_ISSUE,
    NotStartedReason.LOOKS_REPEATED: StartProblem.LOOKS_REPEATED,
    NotStartedReason.DIFFERENT: StartProblem.DIFFERENT,
    NotStartedReason.CUSTOMER_DELETED: StartProblem.CUSTOMER_GONE,
}


def start_problem(refusal: NotStarted) -> StartProblem:
    """Why the sale could not begin, in the catalogue's terms."""
    match refusal.reason:
        case NotStartedReason.CHECKS:
            return _failed_check(refusal)
        case NotStartedReason.REFUSED if refusal.refused is not None:
            return _refused(refusal.refused)
        case NotStartedReason.OPEN_ISSUE if refusal.issue and not refusal.issue.in_doubt:
            return StartProblem.SOLVED
        case reason:
            return _PROBLEMS.get(reason, StartProblem.OTHER)


def _failed_check(refusal: NotStarted) -> StartProblem:
    for problem in refusal.problems:
        if problem is AmountProblem.TOO_SMALL:
            return StartProblem.TOO_SMALL
        if problem is AmountProblem.TOO_LARGE:
            return StartProblem.TOO_LARGE
        if isinstance(problem, ReferenceProblem):
            return StartProblem.REFERENCE
    return StartProblem.AMOUNT


def _refused(refused: Refused) -> StartProblem:
    if refused.param == "receipt_email":
        return StartProblem.RECEIPT
    return _START_CODES.get(refused.code) or _START_KINDS.get(refused.kind, StartProblem.OTHER)


def end_of(payment: Payment) -> Situation | None:
    """The situation of a payment that needs no Element any more, or ``None``."""
    match payment.state:
        case PaymentState.SUCCEEDED:
            return paid_as(payment)
        case PaymentState.CANCELED:
            return Situation.CANCELED
        case PaymentState.REFUSED:
            return Situation.REFUSED
        case PaymentState.PROCESSING:
            return Situation.PROCESSING
        case PaymentState.REQUIRES_CAPTURE:
            return Situation.HELD
        case _:
            return None


def trouble_of(sale: Sale) -> Situation | None:
    """The situation of a page that let us down, or ``None``."""
    match sale.trouble:
        case Trouble.LOAD_ERROR:
            return Situation.LOAD_ERROR
        case Trouble.PAGE_LOST:
            return Situation.PAGE_LOST_CONFIRMING if sale.in_doubt else Situation.PAGE_LOST
        case Trouble.NOT_WRITTEN | Trouble.EARLIER_ENDING | Trouble.EARLIER_ENDED:
            return None
        case Trouble.CHECK_INPUT | Trouble.NOT_TAKEN | None:
            return None
        case _:
            assert_never(sale.trouble)
