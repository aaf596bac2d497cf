"""One sale as the counter sees it, from Enter to the next customer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from pos_app.domain.customer import SavedMethod
from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId, PaymentMethodId
from pos_app.domain.payment import Payment, PaymentState, SaleOrder
from pos_app.services.consents import Consent
from pos_app.services.results import NotStarted, NotStartedReason, StartUnknown

SILENT_AFTER: Final = 60.0
"""Seconds after which a page that confirms and says nothing is ended, if the bank asks nothing."""
NOTICED_AFTER: Final = 1.0
"""Seconds for which the charge key may wait without a word about what for."""
CHECK_EVERY: Final = 10.0
"""Seconds between the questions the operator sees counted down while the outcome is unknown."""


class Phase(StrEnum):
    """What the counter itself is doing; where the money stands is the payment's business."""

    STARTING = "starting"
    """PaymentIntent and CustomerSession are being created."""
    NOT_STARTED = "not_started"
    START_UNKNOWN = "start_unknown"
    MOUNTING = "mounting"
    """The page is building the Payment Element."""
    READY = "ready"
    """The Element takes input."""
    CONFIRMING = "confirming"
    """Charge was pressed; Stripe has not said the end yet."""
    NO_ELEMENT = "no_element"
    """The Element is gone or was never there; the sale is only watched."""
    CANCELING = "canceling"


class Trouble(StrEnum):
    """What the operator must be told beside the payment's own state."""

    LOAD_ERROR = "load_error"
    PAGE_LOST = "page_lost"
    NOT_WRITTEN = "not_written"
    EARLIER_ENDING = "earlier_ending"
    """What it is charged in spite of may still be paid, so that the page was not told yet."""
    EARLIER_ENDED = "earlier_ended"
    """Since then Stripe has said what became of that one."""
    CHECK_INPUT = "check_input"
    NOT_TAKEN = "not_taken"
    """Stripe did not take the attempt up, so the PaymentIntent itself tells of no error."""


@dataclass(slots=True)
class Sale:
    """Changes only in ``TakePayment``.

    Attributes:
        began: monotonic seconds at the last change of phase.
        instead_of: what bounced and is charged once more by this sale.
        chosen: the saved method chosen in the Element, if it is one.
        declined: what the bank has declined in it, by saved method, or by type while what was typed
            is unchanged; and whether it must not be tried again.
        used: what was chosen when charge was pressed; empty once it is being typed anew.
        before: error and charge that Stripe showed by then; they tell nothing of what was used.
        kind: the type chosen in the Element, e.g. ``card``; empty if none.
        message: what the Element itself says about its input.
        bank: host of the bank's page while it is shown.
        leaving: F8 was pressed once although money may be moving.
        hurried: its doubt ended while F8 had been pressed once.
        as_listed: as a list had it; what is known of it by now is still being read.
        attempt: counts the page's orders, to confirm or to show what the bank asks.
        asked: it is written down that the page will confirm, or show what the bank asks.
        bank_only: the page shows what the bank asks, without an Element.
        unshown: why it does not, although the operator wanted it to.
        ends_at: monotonic seconds at which a confirmation without a page has ended.
        next_check: monotonic seconds of the next question to Stripe while the outcome is unknown.
        checked: when the operator's or our own question was last answered.
        shown_end: the end, for good or for now, that the operator has heard of.
        heard: counts what the ledger announced of it.
        consents: what a person has agreed to, so that it may begin.
        contradiction: the amount with which Stripe contradicts it; empty if it does not.
        bounced: the bank has refused what it had accepted before.
        charged_anew: what was begun instead of it, and has taken the money or may.
        sent: when the page was told to confirm for the last time.
        given_up: Stripe was asked to cancel it and has not answered.
        earlier: what it is charged in spite of, while the charge key has met that unanswered.
        others: what was announced of other sales since it appeared.
    """

    order: SaleOrder
    phase: Phase
    began: float
    methods: tuple[SavedMethod, ...] = ()
    payment: Payment | None = None
    refusal: NotStarted | None = None
    instead_of: Payment | None = None
    complete: bool = False
    kind: str = ""
    chosen: PaymentMethodId | None = None
    declined: dict[str, bool] = field(default_factory=dict)
    used: str = ""
    before: tuple[object, ...] = ()
    trouble: Trouble | None = None
    message: str = ""
    bank: str = ""
    leaving: bool = False
    hurried: bool = False
    as_listed: bool = False
    attempt: int = 0
    asked: bool = False
    bank_only: bool = False
    unshown: NotStarted | StartUnknown | None = None
    saved_hidden: bool = False
    checking: bool = False
    ends_at: float | None = None
    next_check: float = 0.0
    checked: dt.datetime | None = None
    shown_end: PaymentState | None = None
    heard: int = 0
    consents: tuple[Consent, ...] = ()
    contradiction: str = ""
    bounced: bool = False
    charged_anew: Payment | None = None
    sent: dt.datetime | None = None
    given_up: bool = False
    earlier: Payment | None = None
    others: dict[OpId, Payment] = field(default_factory=dict)

    @property
    def op(self) -> OpId:
        """Our id of this sale.

        Raises:
            RuntimeError: it has not begun.
        """
        if self.payment is None:
            raise RuntimeError("this sale has not begun")
        return self.payment.op

    @property
    def ended(self) -> bool:
        """Whether Stripe will never change it again."""
        return self.payment is not None and self.payment.state.terminal

    @property
    def over(self) -> bool:
        """Whether it has ended, or never came to be."""
        return self.ended or self.phase is Phase.NOT_STARTED

    @property
    def hindered(self) -> bool:
        """Whether it could not begin because of something that may pass."""
        refusal = self.refusal
        return refusal is not None and refusal.reason is NotStartedReason.HINDERED

    @property
    def retry(self) -> bool:
        """Whether what is chosen was declined in this sale."""
        return bool(self.tried) and self.tried in self.declined

    @property
    def refused_for_good(self) -> bool:
        """Whether what is chosen must not be tried again."""
        return self.declined.get(self.tried, False)

    @property
    def tried(self) -> str:
        """What is chosen: a saved method, or the type of what is typed."""
        return self.chosen or self.kind

    def choose(self, kind: str, saved: PaymentMethodId | None, *, complete: bool) -> None:
        """The Element has another choice, or other input."""
        self.complete, self.kind, self.chosen = complete, kind, saved
        if saved is None and not complete:
            self.declined.pop(kind, None)  # it is being typed anew
            self.used = "" if self.used == kind else self.used

    def use(self) -> None:
        """Charge was pressed for what is chosen."""
        self.used = self.tried
        self.before = (self.payment.error, self.payment.charge) if self.payment else ()

    def decline(self, payment: Payment, *, for_good: bool) -> None:
        """Stripe shows an error; an old one is not of what was used last."""
        if self.used and (payment.error, payment.charge) != self.before:
            self.declined[self.used] = for_good

    def refused_for(self, reason: NotStartedReason) -> Payment | None:
        """The earlier sale that stands in the way, if it does so for this reason."""
        refusal = self.refusal
        return refusal.issue if refusal is not None and refusal.reason is reason else None

    @property
    def in_doubt(self) -> bool:
        """Whether money may be moving."""
        confirming = self.phase is Phase.CONFIRMING
        return not self.over and (confirming or bool(self.payment and self.payment.in_doubt))

    @property
    def unknown(self) -> bool:
        """Whether money may have moved and Stripe does not answer."""
        payment = self.payment
        return bool(payment and payment.in_doubt and payment.unknown_since is not None)

    @property
    def has_element(self) -> bool:
        """Whether the Payment Element of this sale is on the page."""
        return self.phase in {Phase.READY, Phase.CONFIRMING} and self.trouble not in {
            Trouble.PAGE_LOST,
            Trouble.LOAD_ERROR,
        }

    @property
    def bank_asks(self) -> bool:
        """Whether the bank waits for an answer that somebody still wants it to get."""
        asked = self.payment is not None and self.payment.state is PaymentState.REQUIRES_ACTION
        return asked and self.phase is not Phase.CANCELING and not self.given_up

    @property
    def bank_waits(self) -> bool:
        """Whether the bank waits for an answer to something that is not on show."""
        return self.bank_asks and not self.has_element

    @property
    def overtaken(self) -> bool:
        """Whether the methods on show, or what kept them from it, are of no use any more."""
        payment = self.payment
        if payment is None or payment.intent is None:
            return False
        if self.phase in {Phase.MOUNTING, Phase.READY}:
            return self.bank_asks  # about an earlier attempt: nobody has pressed charge since
        refused = self.refusal is not None
        return refused and (payment.in_doubt or payment.state is not PaymentState.OPEN)

    @property
    def settled_for_now(self) -> bool:
        """Whether the counter may go on to the next customer without a second thought."""
        calm = {PaymentState.PROCESSING, PaymentState.REQUIRES_CAPTURE}
        waiting = self.payment is not None and self.payment.state in calm
        return self.ended or (waiting and not self.in_doubt)

    @property
    def certain_at(self) -> float | None:
        """Monotonic seconds at which it is known what became of it, if Stripe answers.

        A question of the bank has no such end.
        """
        waits = self.payment is not None and self.payment.state is PaymentState.OPEN
        return self.ends_at if waits and not self.has_element else None

    def silent_for(self, now: float) -> float:
        """Seconds since the page was told to confirm, and nothing was heard of it or the bank."""
        asked_nothing = self.payment is not None and self.payment.state is PaymentState.OPEN
        confirms = self.phase is Phase.CONFIRMING and self.asked and self.has_element
        awaited = confirms and asked_nothing and not self.bank and not self.unknown
        return now - self.began if awaited else 0.0

    def waits_for_earlier(self, now: float) -> bool:
        """Whether Stripe lets us wait for the end of what it is charged in spite of."""
        despite = any(c.kind is DecisionKind.CHARGE_DESPITE_DOUBT for c in self.consents)
        pressed = self.phase is Phase.CONFIRMING and not self.asked
        return despite and pressed and now - self.began >= NOTICED_AFTER

    def hear_of_earlier(self, payment: Payment) -> None:
        """What it is charged in spite of has changed; the charge key may be pressed again."""
        self.earlier = payment
        if self.trouble is Trouble.EARLIER_ENDING and not payment.in_doubt:
            self.trouble = Trouble.EARLIER_ENDED

    def hear_of(self, other: Payment) -> bool:
        """Another sale has changed; whether the doubt that stood in the way of this one is over."""
        self.others[other.op] = other
        barred = self.refused_for(NotStartedReason.OPEN_ISSUE)
        if self.refusal is not None:
            self.refusal = self.newest(self.refusal)
        return barred is not None and barred.in_doubt and self.bar_solved

    def newest(self, refusal: NotStarted) -> NotStarted:
        """A refusal with what is known by now of the sale that stands in the way.

        It may have been announced while the refusal was on its way.
        """
        issue = refusal.issue
        known = self.others.get(issue.op) if issue is not None else None
        return refusal if known is None else replace(refusal, issue=known)

    @property
    def bar_solved(self) -> bool:
        """Whether only a doubt stood in its way that is over by now."""
        barred = self.refused_for(NotStartedReason.OPEN_ISSUE)
        return barred is not None and not barred.in_doubt

    def check_due(self, now: float) -> bool:
        """Whether Stripe is to be asked now; begins the countdown when the outcome gets unknown."""
        if not self.unknown or self.checking:
            return False
        self.next_check = self.next_check or now + CHECK_EVERY
        return now >= self.next_check

    def is_news(self, payment: Payment, heard: int) -> bool:
        """Whether the answer to a call, asked after ``heard`` announcements, is the newest word.

        The ledger announces in order, but an answer may arrive after a later announcement.
        """
        return payment.state.terminal or self.heard == heard

    def enter(self, phase: Phase, now: float) -> None:
        """Begin a phase; its seconds are counted from now."""
        self.phase = phase
        self.began = now
