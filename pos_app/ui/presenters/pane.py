"""What the right pane shows for a sale: one pure function, so that every state can be tested."""

from __future__ import annotations

from typing import Final

from pos_app.domain.events import HealthChanged
from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.services.results import NotStarted, NotStartedReason
from pos_app.ui.formatting import Formatting
from pos_app.ui.presenters.cards import Cards, end_of, start_problem, trouble_of
from pos_app.ui.presenters.hindrances import ALL_WELL, hindrance
from pos_app.ui.presenters.sale import Phase, Sale, Trouble
from pos_app.ui.states.pane import Action, ActionId, Card, ChargeButton, PaneKind, PaneState
from pos_app.ui.texts import ChargeBlocked, Situation, StartProblem, Texts
from pos_app.ui.texts.safety import Hindrance

_SLOW_AFTER = 2.0
_RETRY_AFTER = 8.0
_SILENT_AFTER = 15.0
_CANCELABLE: Final = frozenset({PaymentState.OPEN, PaymentState.REQUIRES_ACTION})
_NOT_TOLD: Final = {
    Trouble.NOT_WRITTEN: Situation.NOT_WRITTEN,
    Trouble.EARLIER_ENDING: Situation.EARLIER_ENDING,
    Trouble.EARLIER_ENDED: Situation.EARLIER_ENDED,
}
"""Why the page was not told to confirm, although its form is ready."""
IDLE = PaneState(PaneKind.IDLE)


class PaneWriter:
    """Turns a sale into the right pane, in one language."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._format = Formatting(texts)
        self._cards = Cards(texts)

    def pane(
        self,
        sale: Sale | None,
        now: float,
        health: HealthChanged = ALL_WELL,
        simulator: str = "",
    ) -> PaneState:
        """The right pane.

        Args:
            sale: the current sale, or ``None`` between sales.
            now: monotonic seconds.
            health: what keeps the register from charging.
            simulator: address of the one that stands for Stripe, if somebody else has to start it.
        """
        if sale is None:
            return IDLE
        held_up = hindrance(self._texts, health, simulator)
        result = self._result(sale, now, held_up)
        if result is not None:
            return PaneState(PaneKind.RESULT, result)
        charge = self._charge(sale, held_up)
        if sale.phase in {Phase.STARTING, Phase.MOUNTING}:
            return self._loading(sale, charge, now - sale.began)
        card = self._above_element(sale, now)
        if sale.in_doubt and _moving(sale) is not Situation.WORKING:
            # The bank's question needs the room, and there is nothing to press here meanwhile.
            return PaneState(PaneKind.ELEMENT, card, leave_escape=True, roomy=True)
        return PaneState(PaneKind.ELEMENT, card, charge, leave_escape=sale.in_doubt)

    def _loading(self, sale: Sale, charge: ChargeButton, waited: float) -> PaneState:
        slow = self._texts.pane.loading_slow if waited >= _SLOW_AFTER else ""
        stuck = sale.phase is Phase.MOUNTING and waited >= _RETRY_AFTER
        card = self._cards.slow(sale) if stuck else None
        return PaneState(PaneKind.LOADING, card, charge, slow=slow)

    # ------------------------------------------------------------------ the whole pane
    def _result(self, sale: Sale, now: float, held_up: Hindrance | None) -> Card | None:
        if sale.leaving:
            # What is on show may hang, and the customer wait in vain.
            again = (ActionId.SHOW_BANK,) if sale.bank_asks else ()
            keep = self._actions(sale, ActionId.CHECK, *again, ActionId.NEW_SALE)
            return self._cards.of(
                sale, Situation.LEAVE, actions=keep, progress=_begun(self._asked(sale))
            )
        if sale.refusal is not None:
            offered = self._after_refusal(sale, sale.refusal)
            return self._cards.not_started(sale, sale.refusal, offered, held_up)
        if sale.phase is Phase.START_UNKNOWN:
            actions = self._actions(sale, ActionId.NEW_SALE)
            progress = self._elapsed(sale, now)
            return self._cards.of(sale, Situation.START_UNKNOWN, actions=actions, progress=progress)
        if sale.phase is Phase.CANCELING:
            return self._cards.of(sale, Situation.CANCELING, progress=self._elapsed(sale, now))
        if sale.payment is not None and (card := self._of_payment(sale, sale.payment, now)):
            return card
        return self._of_page(sale, now)

    def _of_payment(self, sale: Sale, payment: Payment, now: float) -> Card | None:
        if sale.unknown:
            accept = (ActionId.ACCEPT,) if sale.contradiction else ()
            situation = Situation.CONTRADICTED if sale.contradiction else Situation.UNKNOWN
            actions = self._actions(sale, ActionId.CHECK, *accept, ActionId.NEW_SALE)
            progress = self._countdown(sale, payment, now)
            return self._cards.of(sale, situation, actions=actions, progress=progress)
        if sale.given_up and payment.state in _CANCELABLE and sale.phase is Phase.NO_ELEMENT:
            # Nobody may pay it any more, so neither its methods nor its bank are offered.
            offered = ActionId.CHECK, ActionId.CANCEL, ActionId.NEW_SALE
            actions, progress = self._actions(sale, *offered), self._elapsed(sale, now)
            situation = Situation.CANCEL_UNANSWERED
            return self._cards.of(sale, situation, actions=actions, progress=progress)
        if sale.charged_anew is not None and payment.money_taken is MoneyTaken.NO:
            actions = self._actions(sale, ActionId.NEW_SALE, ActionId.SHOW_ANEW)
            return self._cards.charged_anew(sale, sale.charged_anew, actions)
        ended = end_of(payment)
        match ended:
            case None:
                return None if sale.has_element else self._watched(sale, payment, now)
            case Situation.CANCELED if sale.bounced and payment.error is not None:
                actions = self._actions(sale, ActionId.ANEW, ActionId.NEW_SALE)
                return self._cards.declined(sale, payment, actions)
            case Situation.HELD:
                actions = self._actions(sale, ActionId.NEW_SALE, ActionId.CANCEL)
            case Situation.PROCESSING:
                actions = self._actions(sale, ActionId.NEW_SALE, ActionId.CHECK)
            case _:
                actions = self._actions(sale, ActionId.NEW_SALE, ActionId.SAME_CUSTOMER)
        return self._cards.of(sale, ended, actions=actions, progress=_begun(self._asked(sale)))

    def _watched(self, sale: Sale, payment: Payment, now: float) -> Card | None:
        """A sale whose Element is not on the page: an earlier one, or one whose page died."""
        if sale.bank_waits:
            offered = ActionId.SHOW_BANK, ActionId.CHECK, ActionId.CANCEL, ActionId.NEW_SALE
            return self._cards.bank_waits(
                sale, self._actions(sale, *offered), self._elapsed(sale, now)
            )
        if sale.phase in {Phase.STARTING, Phase.MOUNTING} or sale.trouble is not None:
            return None
        if payment.in_doubt:
            actions = self._actions(sale, ActionId.CHECK, ActionId.NEW_SALE)
            progress = self._elapsed(sale, now)
            return self._cards.of(
                sale, Situation.PAGE_LOST_CONFIRMING, actions=actions, progress=progress
            )
        if payment.state is PaymentState.INTENDED:
            actions = self._actions(sale, ActionId.NEW_SALE)
            return self._cards.of(sale, Situation.START_UNKNOWN, actions=actions)
        actions = self._actions(sale, ActionId.RETRY, ActionId.CANCEL, ActionId.NEW_SALE)
        if payment.error is not None:
            return self._cards.declined(sale, payment, actions)
        return self._cards.of(sale, Situation.OPEN, actions=actions)

    def _of_page(self, sale: Sale, now: float) -> Card | None:
        situation = trouble_of(sale)
        if situation is None:
            return None
        if sale.in_doubt:
            actions = self._actions(sale, ActionId.CHECK, ActionId.NEW_SALE)
            progress = self._elapsed(sale, now)
            return self._cards.of(sale, situation, actions=actions, progress=progress)
        actions = self._actions(sale, ActionId.RETRY, ActionId.NEW_SALE)
        return self._cards.of(sale, situation, actions=actions)

    # ------------------------------------------------------------------ above the Element
    def _above_element(self, sale: Sale, now: float) -> Card | None:
        payment = sale.payment
        if sale.in_doubt:
            first = sale.waits_for_earlier(now)
            moving = Situation.EARLIER_FIRST if first else _moving(sale)
            card = self._cards.of(sale, moving, progress=self._elapsed(sale, now))
            silent = sale.silent_for(now)
            return self._cards.silent(card, silent) if silent >= _SILENT_AFTER else card
        if sale.trouble in _NOT_TOLD:
            return self._cards.not_told(sale, _NOT_TOLD[sale.trouble])
        if sale.trouble is Trouble.CHECK_INPUT:
            return self._cards.check_input(sale)
        if payment and payment.error is not None:
            return self._cards.declined(sale, payment)
        if sale.trouble is Trouble.NOT_TAKEN:
            return self._cards.of(sale, Situation.NOT_TAKEN)
        return None

    # ------------------------------------------------------------------ the charge button
    def _charge(self, sale: Sale, hindered: Hindrance | None) -> ChargeButton:
        texts = self._texts.sale
        amount = self._format.money(sale.order.money)
        method, again = self._method(sale), sale.retry and not sale.refused_for_good
        if sale.in_doubt:
            headline = texts.charge_busy.format(amount=amount)
        elif again:
            headline = texts.charge_retry.format(amount=amount)
        else:
            headline = texts.charge.format(amount=amount)
        if method and sale.retry and not sale.in_doubt:
            method = texts.declined_method.format(method=method)
        named = {"customer": sale.order.customer_title, "method": method or texts.charge_choose}
        sentence = texts.retry_sentence if again else texts.charge_sentence
        blocked = self._blocked(sale)
        held_up = hindered if blocked is None else None
        return ChargeButton(
            headline=headline,
            detail=texts.charge_to.format(**named),
            sentence=sentence.format(amount=amount, **named),
            enabled=blocked is None and held_up is None,
            reason=self._held_up(held_up) if held_up else self._reason(sale, blocked),
            busy=sale.in_doubt,
        )

    def _reason(self, sale: Sale, blocked: ChargeBlocked | None) -> str:
        """Why it cannot be pressed; that saved methods are missing explains an empty choice."""
        if sale.saved_hidden and blocked in {None, ChargeBlocked.INCOMPLETE}:
            return self._texts.pane.saved_hidden
        return self._texts.sale.blocked[blocked] if blocked else ""

    def _held_up(self, by: Hindrance) -> str:
        return self._texts.safety.blocked.format(word=by.word)

    def _blocked(self, sale: Sale) -> ChargeBlocked | None:
        if sale.in_doubt:
            return ChargeBlocked.BUSY
        if sale.phase is not Phase.READY:
            return ChargeBlocked.LOADING
        if not sale.complete:
            return ChargeBlocked.INCOMPLETE
        return ChargeBlocked.FOR_GOOD if sale.refused_for_good else None

    def _method(self, sale: Sale) -> str:
        """What the Element has chosen: a saved method by name, or ``new card``."""
        for saved in sale.methods:
            if saved.id == sale.chosen:
                return self._format.saved(saved)
        if not sale.kind:
            return ""
        kind = self._format.method_type(sale.kind)
        return kind if sale.chosen else self._texts.sale.new_method.format(method=kind)

    # ------------------------------------------------------------------ small words
    def _after_refusal(self, sale: Sale, refusal: NotStarted) -> tuple[Action, ...]:
        match refusal.reason:
            case NotStartedReason.LOOKS_REPEATED:
                offered = ActionId.NEW_SALE, ActionId.CHARGE_AGAIN, ActionId.SHOW_EARLIER
            case NotStartedReason.OPEN_ISSUE if sale.bar_solved:
                offered = ActionId.NEW_SALE, ActionId.RETRY, ActionId.SHOW_EARLIER
            case NotStartedReason.OPEN_ISSUE:
                offered = ActionId.SHOW_EARLIER, ActionId.OVERRIDE, ActionId.NEW_SALE
            case _ if start_problem(refusal) is StartProblem.RECEIPT:
                return self._actions(sale, ActionId.NO_RECEIPT, ActionId.NEW_SALE)
            case _:
                return self._actions(sale, ActionId.RETRY, ActionId.NEW_SALE)
        return self._actions(sale, *offered)

    def _actions(self, sale: Sale, first: ActionId, *more: ActionId) -> tuple[Action, ...]:
        rest = (self._cards.action(action, sale) for action in more)
        return (self._cards.action(first, sale, primary=True), *rest)

    def _elapsed(self, sale: Sale, now: float) -> str:
        """How long it takes, and what is known of it; a sale from the list began long ago."""
        texts = self._texts.pane
        if sale.checking:
            return texts.checking
        since = sale.sent if not sale.has_element else None
        sent = texts.sent_at.format(time=self._format.moment(since)) if since else ""
        waited = "" if since else texts.elapsed.format(seconds=max(0, int(now - sale.began)))
        if sale.certain_at is not None:
            waited = texts.certain_in.format(seconds=max(1, round(sale.certain_at - now)))
        doing = " · ".join(filter(None, (waited, self._asked(sale))))
        return "\n".join(filter(None, (sent, _begun(doing))))

    def _asked(self, sale: Sale) -> str:
        """That Stripe is being asked, or when it was."""
        texts = self._texts.pane
        if sale.checking or sale.checked is None:
            return texts.checking if sale.checking else ""
        return texts.checked.format(time=self._format.clock_with_seconds(sale.checked))

    def _countdown(self, sale: Sale, payment: Payment, now: float) -> str:
        """Since when the outcome is not known, and what is being done about it."""
        texts = self._texts.pane
        left = max(1, round(sale.next_check - now))
        doing = texts.checking if sale.checking else texts.next_check.format(seconds=left)
        if payment.unknown_since is None:
            return doing
        since = self._format.moment(payment.unknown_since)
        return f"{texts.unknown_since.format(time=since)}\n{doing}"


def _begun(words: str) -> str:
    """Words as a line of their own begins."""
    return words[:1].upper() + words[1:]


def _moving(sale: Sale) -> Situation:
    """What is going on while money may be moving and the page is there."""
    if sale.bank:
        return Situation.AT_BANK
    if sale.payment and sale.payment.state is PaymentState.REQUIRES_ACTION:
        return Situation.NEEDS_CUSTOMER
    return Situation.WORKING
