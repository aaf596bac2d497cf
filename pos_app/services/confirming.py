"""The moments in which money may move: from "the page is told to confirm" to Stripe's own word."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import Final

from pos_app.domain.events import PaymentUpdated
from pos_app.domain.ids import OpId, PaymentIntentId
from pos_app.domain.masking import code_only, mask_all
from pos_app.domain.payment import Payment
from pos_app.domain.timeline import AFTER_DOUBT, Fact, FactKind, FactSource
from pos_app.domain.transitions import Fetched
from pos_app.ports.checkout_page import (
    ConfirmReported,
    NeverTold,
    PageCrashed,
    ReturnedFromRedirect,
)
from pos_app.ports.store import StoreUnavailableError, Tx
from pos_app.services.attempts import Attempts, Mark
from pos_app.services.backoff import FAST, endless
from pos_app.services.common import Common
from pos_app.services.creating import Creating
from pos_app.services.reconcile import Reconcile
from pos_app.services.records import Change, announce, sale, write
from pos_app.services.results import NotStarted, NotStartedReason
from pos_app.services.sale_guard import SaleGuard
from pos_app.services.status_watch import StatusWatch

PageReport = ConfirmReported | ReturnedFromRedirect | PageCrashed | NeverTold
LATEST_ARRIVAL: Final = 90.0
"""Seconds after which a request of a lost page has been answered by Stripe or never came."""
_ANSWERED: Final = frozenset(
    {
        "validation_error",
        "card_error",
        "invalid_request_error",
        "authentication_error",
        "idempotency_error",
    }
)
"""Stripe.js errors that mean: nothing was sent, or Stripe has answered.

Source: https://docs.stripe.com/js/errors
"""
_ANOTHER_AT_WORK: Final = frozenset({"lock_timeout", "idempotency_key_in_use"})
"""Codes of an ``invalid_request_error`` while an earlier request is still at work on the object.

Source: https://docs.stripe.com/error-codes
"""
_UNTRIED: Final = frozenset(
    {
        "incorrect_number",
        "invalid_number",
        "invalid_expiry_month",
        "invalid_expiry_year",
        "invalid_cvc",
        "incorrect_cvc",
        "card_decline_rate_limit_exceeded",
    }
)
"""Codes of a ``card_error`` by which a card may be refused before the PaymentIntent tries it.

Source: https://docs.stripe.com/error-codes
"""


class Confirming:
    """Writes down that money may move, and finds out when that is over."""

    def __init__(
        self,
        *,
        common: Common,
        creating: Creating,
        attempts: Attempts,
        reconcile: Reconcile,
        watch: StatusWatch,
        guard: SaleGuard,
    ) -> None:
        self._common = common
        self._creating = creating
        self._attempts = attempts
        self._reconcile = reconcile
        self._watch = watch
        self._guard = guard
        self._due: dict[tuple[PaymentIntentId, int], float] = {}
        common.bus.subscribe(PaymentUpdated, self._updated)

    async def asked(self, op: OpId, unanswered: Collection[OpId]) -> Payment | NotStarted:
        """Commit that the page will be told to confirm; tell it only after this returns.

        Args:
            op: the sale.
            unanswered: what Stripe was asked to cancel for it, without an answer.

        Returns:
            The sale; do not confirm if its state is terminal by now. Or what bars it since it was
            begun, another sale of the customer; ``NOT_OPEN`` if this one is in doubt itself, so
            that it cannot be given up; ``BEING_CANCELED`` if it is given up already.

        Raises:
            StoreUnavailableError: it could not be written down, so the page must not confirm.
        """
        payment = await self._common.store.transact(lambda tx: sale(tx, op))
        if payment.in_doubt and payment.intent is not None:
            # How the confirmation before ended must be known first, or this one would inherit it.
            payment = await self._reconcile.payment(payment.intent, FactSource.POLL) or payment
        if payment.state.terminal or payment.intent is None:
            return payment
        mark = self._attempts.mark(payment.intent)
        self._attempts.begin(payment.intent, in_doubt=_unended(payment))
        try:
            change = await self._common.store.transact(
                lambda tx: self._write_asked(tx, payment, unanswered)
            )
        except StoreUnavailableError:
            self._attempts.withdraw(payment.intent, mark)
            raise
        if isinstance(change, NotStarted):
            self._attempts.withdraw(payment.intent, mark)
            if payment.in_doubt or (change.issue and change.issue.in_doubt):
                self.expect_end(op, payment.intent)
            return change
        payment = announce(self._common.bus, change)
        self._watch.watch(payment)
        return payment

    async def reported(self, op: OpId, report: PageReport) -> Payment:
        """Write down what the page said and look at Stripe, whose word alone counts."""
        newest = self._attempts.begun
        # Noted before it is written: on a full disk the page's last word must not be lost.
        try:
            payment = await self._common.store.transact(lambda tx: sale(tx, op))
        except StoreUnavailableError:
            self._note_later(op, report, newest)
            raise
        self._note_end(payment, report, newest)
        detail = describe(report)
        change = await self._common.store.transact(lambda tx: self._write_report(tx, op, detail))
        payment = announce(self._common.bus, change)
        if payment.intent is None:
            return payment
        return await self._look(payment, payment.intent, FactSource.PAGE)

    async def check(self, op: OpId, source: FactSource = FactSource.POLL) -> Payment:
        """Look at Stripe now; a sale without a PaymentIntent asks for it once more."""
        payment = await self._common.store.transact(lambda tx: sale(tx, op))
        if payment.intent is None:
            return (await self._creating.send(op)).payment
        return await self._look(payment, payment.intent, source)

    def expect_end(self, op: OpId, intent: PaymentIntentId) -> None:
        """No page is left that could confirm: after a time what Stripe shows is the outcome.

        The time is waited for, never reckoned from what was written down: a clock may be set
        forward while the app is off.
        """
        if self._common.background.closed:  # the next start goes on
            return
        mark = self._attempts.mark(intent)
        now = self._common.clock.monotonic()
        self._due.setdefault((intent, mark.number), now + LATEST_ARRIVAL)
        self._common.background.launch(
            self._end_later(op, intent, mark), name=f"last arrival of {op}"
        )

    def ends_in(self, intent: PaymentIntentId) -> float | None:
        """Seconds until what Stripe shows is the outcome of a confirmation that lost its page.

        Returns:
            ``None`` unless that is waited for.
        """
        due = self._due.get((intent, self._attempts.mark(intent).number))
        return None if due is None else max(0.0, due - self._common.clock.monotonic())

    def _note_later(self, op: OpId, report: PageReport, newest: int) -> None:
        if not self._common.background.closed:  # the next start asks Stripe
            work = self._note_when_readable(op, report, newest)
            self._common.background.launch(work, name=f"last word on {op}")

    async def _note_when_readable(self, op: OpId, report: PageReport, newest: int) -> None:
        pauses, payment = endless(FAST), None
        while payment is None:
            await self._common.clock.sleep(next(pauses))
            with suppress(StoreUnavailableError):
                payment = await self._common.store.transact(lambda tx: sale(tx, op))
        self._note_end(payment, report, newest)
        self._watch.watch(payment)
        self._watch.wake(op)

    def _note_end(self, payment: Payment, report: PageReport, newest: int) -> None:
        if payment.intent is None:
            return
        mark = self._attempts.mark(payment.intent)
        if mark.number > newest:
            return  # begun after the page had said this
        known, then = proves_end(report) and mark.alone, looks_after(report)
        if known:
            self._attempts.end(payment.intent, mark, then)
        if known and then is Fetched.AFTER:
            return
        if (proves_end(report) or leaves_nobody(report)) and _unended(payment):
            self.expect_end(payment.op, payment.intent)

    def _updated(self, event: PaymentUpdated) -> None:
        payment = event.payment
        # Accepted; or found only now, of a copy of the books that may have been confirmed since.
        begins = {FactKind.PROCESSING, FactKind.CREATED}
        begun = any(fact.kind in begins for fact in event.facts)
        if begun and payment.confirming and payment.intent is not None:
            self._watch.watch(payment)
            self.expect_end(payment.op, payment.intent)  # of those that were sent before it

    async def _look(self, payment: Payment, intent: PaymentIntentId, source: FactSource) -> Payment:
        self._watch.watch(payment)
        self._watch.quicken(payment.op)
        return await self._reconcile.payment(intent, source) or payment

    async def _end_later(self, op: OpId, intent: PaymentIntentId, mark: Mark) -> None:
        await self._common.clock.sleep(LATEST_ARRIVAL)
        self._due.pop((intent, mark.number), None)
        self._attempts.end(intent, mark)
        self._watch.wake(op)

    def _write_asked(
        self, tx: Tx, read: Payment, unanswered: Collection[OpId]
    ) -> Change | NotStarted:
        before, now = sale(tx, read.op), self._common.clock.now()
        if before.state.terminal:
            return Change(before)
        if _unended(before) and not _unended(read):  # asked for twice at once: one goes on
            return NotStarted(NotStartedReason.NOT_OPEN, issue=before)
        if barred := self._guard.check_again(tx, before, unanswered):
            return barred
        after = replace(before, confirming=True, updated=now)
        detail = AFTER_DOUBT if _unended(before) else ""
        fact = Fact(FactKind.CONFIRM_ASKED, FactSource.OPERATOR, now, detail)
        return write(tx, before, after, fact)

    def _write_report(self, tx: Tx, op: OpId, detail: str) -> Change:
        before, now = sale(tx, op), self._common.clock.now()
        fact = Fact(FactKind.PAGE_REPORTED, FactSource.PAGE, now, detail)
        return write(tx, before, before, fact)


def _unended(payment: Payment) -> bool:
    """Whether a confirmation may be under way: beside one that a bank has accepted, too."""
    return payment.in_doubt or payment.confirming


def describe(report: PageReport) -> str:
    """What the page said, in safe words: Stripe's own codes, never its text."""
    match report:
        case ConfirmReported():
            said = (report.status, report.error_type, report.code, report.decline_code)
            return " ".join(code_only(word) for word in said if word)
        case ReturnedFromRedirect():
            return f"returned {code_only(report.redirect_status)}".strip()
        case PageCrashed():
            return f"page lost: {mask_all(report.reason)}"
        case NeverTold():
            return f"page lost before it was told: {mask_all(report.reason)}"


def proves_end(report: PageReport) -> bool:
    """Whether no answer from Stripe to this confirmation can be outstanding."""
    match report:
        case ConfirmReported(error_type=""):
            return report.status == "requires_payment_method"
        case ConfirmReported():
            return report.error_type in _ANSWERED and report.code not in _ANOTHER_AT_WORK
        case ReturnedFromRedirect():
            return report.redirect_status == "failed"
        case NeverTold():
            return True
        case PageCrashed():
            return False


def looks_after(report: PageReport) -> Fetched:
    """What looks after this word are, if it says that the confirmation is over.

    A decline shows at Stripe, if it is true; a card refused untried leaves no trace.
    """
    match report:
        case ConfirmReported(error_type="card_error", code=code) if code in _UNTRIED:
            return Fetched.AFTER
        case ConfirmReported(code="payment_intent_authentication_failure"):
            return Fetched.FAILED
        case ConfirmReported(error_type="card_error"):
            return Fetched.DECLINED
        case ConfirmReported(error_type=""):
            return Fetched.DECLINED
        case ReturnedFromRedirect():
            return Fetched.FAILED
        case ConfirmReported() | PageCrashed() | NeverTold():
            return Fetched.AFTER


def leaves_nobody(report: PageReport) -> bool:
    """Whether the page will not report again, so that only time tells."""
    match report:
        case ConfirmReported():
            return bool(report.error_type)
        case PageCrashed() | NeverTold():
            return True
        case ReturnedFromRedirect():
            return False
