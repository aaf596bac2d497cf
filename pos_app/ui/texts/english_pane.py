"""English: every state of a payment."""

from __future__ import annotations

from typing import Final

from pos_app.domain.outcomes import FailureCause
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ui.texts.english_declines import DECLINES
from pos_app.ui.texts.english_facts import STEPS
from pos_app.ui.texts.english_returns import RETURN_SITUATIONS
from pos_app.ui.texts.kinds import Situation, StartProblem
from pos_app.ui.texts.schema import Message, PaneTexts

_SITUATIONS: Final = {
    Situation.WORKING: Message(
        "Asking the bank", "Charge was pressed; there is no answer yet.", "Please wait."
    ),
    Situation.SUCCEEDED: Message(
        "Paid", "Stripe confirms that the money was collected.", "The sale is complete."
    ),
    Situation.PROCESSING: Message(
        "Accepted, not settled yet",
        "The bank has accepted the order. This method settles within days and can still fail.",
        "Treat it as not yet paid. It stays in the list and is watched.",
    ),
    Situation.HELD: Message(
        "Reserved on the card",
        "The bank has reserved the amount; it has not been collected yet.",
        "Collect it in the Stripe Dashboard before the reservation ends, or cancel it here.",
    ),
    Situation.NEEDS_CUSTOMER: Message(
        "The customer must approve",
        "The bank wants to be sure that it is the customer.",
        "Ask the customer to approve in the bank app, or to answer the bank's question below. If "
        "it was closed or hangs, F8 offers it again.",
    ),
    Situation.APPROVAL_UNSEEN: Message(
        "The customer must approve",
        "The bank asked the customer a question that is no longer shown here.",
        "Show the bank's page again. If the customer has approved in the bank app, check again. "
        "Or cancel this sale.",
    ),
    Situation.AT_BANK: Message(
        "The bank's page is open",
        "The payment goes on at {host}.",
        "Let the customer finish there; the counter comes back by itself.",
    ),
    Situation.CANCELED: Message(
        "Canceled",
        "No money was taken, and this sale can no longer be paid.",
        "Start a new sale.",
    ),
    Situation.REFUSED: Message(
        "Refused",
        "Stripe refused to begin this sale. No money was taken.",
        "Check customer and amount, then start a new sale.",
    ),
    Situation.BOUNCED: Message(
        "Bounced, not paid",
        "The bank had accepted this payment and refused it later. No money was taken.",
        "Tell the customer, and take the amount in a new sale, by another method if need be.",
    ),
    Situation.CHARGED_ANEW: Message(
        "Bounced, begun again",
        "The bank refused this payment after it had accepted it. A new sale was begun instead "
        "on {anew}.",
        "Do not charge it once more. How that went is in the new sale.",
    ),
    Situation.UNKNOWN: Message(
        "Do not charge again",
        "Charge was pressed, but Stripe's answer has not arrived. It may have been paid.",
        "Keep the customer here for a moment. Stripe is asked again until the answer is certain.",
    ),
    Situation.CONTRADICTED: Message(
        "Do not charge again",
        "This payment was changed at Stripe after it was sent: amount, currency or customer are "
        "not what was asked for.",
        "Ask a manager to decide. It stays open until then.",
    ),
    Situation.START_UNKNOWN: Message(
        "Not certain yet",
        "Stripe was asked to begin the sale and has not answered. Nobody was charged: no "
        "payment method was shown.",
        "The same request is repeated until Stripe answers; it cannot happen twice.",
    ),
    Situation.OPEN: Message(
        "Not paid",
        "This sale was begun, but no payment was made.",
        "Cancel it, or take the payment in a new sale.",
    ),
    Situation.PAGE_LOST: Message(
        "The payment form stopped",
        "The embedded form ended unexpectedly. Nothing was collected.",
        "Show it again; customer and amount are kept.",
    ),
    Situation.PAGE_LOST_CONFIRMING: Message(
        "Do not charge again",
        "The embedded form ended while the payment was being made.",
        "Stripe is asked for the result until it is certain.",
    ),
    Situation.LOAD_ERROR: Message(
        "The payment form did not load",
        "Stripe's form could not be shown. No payment was sent.",
        "Check the connection and try again; customer and amount are kept.",
    ),
    Situation.CHECK_INPUT: Message(
        "Please check the details", "Something in the form is missing or not right.", "Correct it, "
        "then charge again.",
    ),
    Situation.NOT_TAKEN: Message(
        "Not charged",
        "Stripe did not accept this attempt, so nothing was paid.",
        "Choose another method, or start a new sale.",
    ),
    Situation.CANCELING: Message(
        "Canceling", "Stripe is asked to cancel the payment.", "Please wait."
    ),
    Situation.CANCEL_UNANSWERED: Message(
        "Being canceled",
        "Stripe was asked to cancel this sale and has not answered. Whether that was in time is "
        "not known yet.",
        "The customer must not approve it any more. It is asked for again and again; check again "
        "in a moment.",
    ),
    Situation.LEAVE: Message(
        "This payment may still go through",
        "The bank has not answered yet.",
        "Press F8 again to leave it. It stays in the list and is watched until the end.",
    ),
    Situation.NOT_WRITTEN: Message(
        "Nothing was sent",
        "This computer could not write the sale down (disk full or not writable), so the payment "
        "was not started.",
        "Free some space, then try again.",
    ),
    Situation.EARLIER_FIRST: Message(
        "Ending the earlier sale first",
        "Stripe is asked to cancel it, so that the customer does not pay both. Of this one nothing "
        "was sent yet.",
        "Please wait a moment.",
    ),
    Situation.EARLIER_ENDING: Message(
        "The earlier sale is still being ended",
        "Stripe has not said yet that it is canceled, so nothing was charged: the customer could "
        "have paid both.",
        "Wait until it has ended, or press F9 to ask again.",
    ),
    Situation.EARLIER_ENDED: Message(
        "The earlier sale has ended",
        "Stripe has said what became of it. Of this one nothing was charged yet.",
        "Press F9 to go on.",
    ),
}  # fmt: skip

_START: Final = {
    StartProblem.AMOUNT: Message(
        "Not started", "Stripe does not accept this amount.", "Check amount and currency."
    ),
    StartProblem.TOO_SMALL: Message(
        "Amount too small", "Stripe does not accept such a small amount.", "Type a larger amount."
    ),
    StartProblem.TOO_LARGE: Message(
        "Amount too large", "Stripe does not accept such a large amount.", "Split the payment."
    ),
    StartProblem.REFERENCE: Message(
        "Not started", "The reference is not accepted.", "Correct the reference."
    ),
    StartProblem.CUSTOMER_GONE: Message(
        "Customer not found", "Stripe does not know this customer any more.", "Find the customer "
        "again (F2).",
    ),
    StartProblem.OPEN_ISSUE: Message(
        "First solve the earlier payment",
        "A payment of this customer is not certain yet, so a new one could charge twice.",
        "Show the earlier sale and ask Stripe again there (F5).",
    ),
    StartProblem.SOLVED: Message(
        "The earlier doubt is over",
        "It is known by now what became of the earlier payment of this customer.",
        "Press “Try again” only if {amount} is still to be paid.",
    ),
    StartProblem.DIFFERENT: Message(
        "Not the same payment",
        "At Stripe this payment has another amount, currency or customer.",
        "Begin again (F8); this payment is canceled then.",
    ),
    StartProblem.LOOKS_REPEATED: Message(
        "The same again?",
        "This customer paid the same amount a moment ago.",
        "Charge again only if it is another sale (F9).",
    ),
    StartProblem.KEY_REJECTED: Message(
        "Stripe rejects the key",
        "The key of this register is wrong, expired or revoked.",
        "Ask the manager to connect Stripe again in the settings.",
    ),
    StartProblem.NOT_PERMITTED: Message(
        "A permission is missing",
        "The key of this register lacks a permission.",
        "Ask the manager to add it in the Stripe Dashboard and to check it in the settings.",
    ),
    StartProblem.WRONG_MODE: Message(
        "Wrong mode", "Stripe answered for another mode than this app's.", "Ask the manager to "
        "connect Stripe again.",
    ),
    StartProblem.NO_METHODS: Message(
        "No method for this payment",
        "The account has no payment method for this currency and amount.",
        "Choose another currency, or switch methods on in the Stripe Dashboard.",
    ),
    StartProblem.RECEIPT: Message(
        "Receipt address not accepted",
        "Stripe refuses the e-mail address for the receipt: {email}.",
        "Go on without a receipt, and correct the customer's e-mail in Stripe later.",
    ),
    StartProblem.OTHER: Message(
        "Not started", "Stripe refused to start the payment.", "Check the details and try again."
    ),
}  # fmt: skip

PANE: Final = PaneTexts(
    idle_title="Ready",
    idle_hint="The payment methods appear here.",
    hints=(
        ("F2", "find the customer"),
        ("Enter", "show the payment methods"),
        ("F9", "charge"),
        ("F8", "new sale"),
    ),
    loading="Loading the payment methods …",
    loading_slow="This takes longer than usual. The connection may be slow.",
    calm="Counts in a moment, so that nothing is answered unread.",
    too_soon="That did not count, it came too soon. Read first, then press again.",
    saved_hidden="Saved methods cannot be shown just now; a new method can be typed.",
    money_question="Was money taken?",
    money={
        MoneyTaken.YES: "Yes",
        MoneyTaken.NO: "No",
        MoneyTaken.NOT_KNOWN_YET: "Not known yet",
        MoneyTaken.HELD: "Reserved only",
        MoneyTaken.PENDING: "Not yet, it is on its way",
    },
    money_beside="{new} · earlier sale: {earlier}",
    situations={**_SITUATIONS, **RETURN_SITUATIONS},
    declines=DECLINES,
    start=_START,
    causes={
        FailureCause.NETWORK: "no connection",
        FailureCause.DNS: "Stripe's name is not found",
        FailureCause.TLS: "the connection is not trusted",
        FailureCause.PROXY: "the proxy refuses",
        FailureCause.TIMEOUT: "no answer in time",
        FailureCause.RATE_LIMITED: "too many requests",
        FailureCause.STRIPE_DOWN: "Stripe has a problem",
        FailureCause.CONFLICT: "Stripe is still busy with it",
    },
    states={
        PaymentState.INTENDED: "Being started",
        PaymentState.REFUSED: "Refused",
        PaymentState.OPEN: "Not paid yet",
        PaymentState.REQUIRES_ACTION: "Customer must approve",
        PaymentState.PROCESSING: "Not settled yet",
        PaymentState.REQUIRES_CAPTURE: "Reserved",
        PaymentState.SUCCEEDED: "Paid",
        PaymentState.CANCELED: "Canceled",
    },
    state_unknown="Not known yet",
    declined_word="Declined",
    declined_before="The last attempt was declined.",
    ids={"reference": "Reference: {id}", "payment": "Payment: {id}", "charge": "Charge: {id}"},
    charged_to="{customer} · {method}",
    elapsed="{seconds} s",
    certain_in="Certain in {seconds} s at the latest",
    silent="Keep the customer, do not charge again. The form has not answered yet; in {seconds} s "
    "it is ended, and only Stripe is asked.",
    unknown_since="Not known since {time}",
    sent_at="Charge pressed {time}",
    next_check="Next question to Stripe in {seconds} s",
    checking="Asking Stripe …",
    checked="checked at {time}",
    new_sale="New sale",
    same_customer="Same customer again",
    check="Check again",
    cancel="Cancel {amount}",
    retry="Try again",
    show_bank="Show the bank's page again",
    bank_unshown="The bank's page cannot be shown now: {why}.",
    bank_barred="Meanwhile the customer has paid the same amount, or another payment of the "
    "customer is in doubt. The bank's page is not shown, so that nobody pays twice.",
    no_receipt="Go on without a receipt",
    leave="Leave it and go on",
    timeline="Timeline",
    timeline_empty="Each step appears here with its time and source.",
    facts=STEPS,
    sources={
        FactSource.OPERATOR: "operator",
        FactSource.PAGE: "form",
        FactSource.API_CALL: "Stripe",
        FactSource.POLL: "Stripe, asked",
        FactSource.WEBHOOK: "Stripe, message",
        FactSource.EVENTS_API: "Stripe, events",
        FactSource.RECOVERY: "after restart",
    },
)
