"""What can be said: every member has its words in every language."""

from __future__ import annotations

from enum import StrEnum


class Situation(StrEnum):
    """Where a sale stands, as the operator has to understand it."""

    WORKING = "working"
    """The bank is being asked."""
    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    HELD = "held"
    NEEDS_CUSTOMER = "needs_customer"
    APPROVAL_UNSEEN = "approval_unseen"
    """The bank's question is open, but this counter no longer shows it."""
    AT_BANK = "at_bank"
    """A redirect method shows the bank's own page."""
    CANCELED = "canceled"
    BOUNCED = "bounced"
    CHARGED_ANEW = "charged_anew"
    """The bank had accepted a debit and has refused it since."""
    UNKNOWN = "unknown"
    CONTRADICTED = "contradicted"
    """Amount, currency or customer were changed at Stripe: a manager has to decide what holds."""
    START_UNKNOWN = "start_unknown"
    """Nobody can have paid yet, but it is not certain whether Stripe has the sale."""
    OPEN = "open"
    """An earlier sale that nobody has paid."""
    PAGE_LOST = "page_lost"
    PAGE_LOST_CONFIRMING = "page_lost_confirming"
    LOAD_ERROR = "load_error"
    CHECK_INPUT = "check_input"
    """The Element says that something typed is missing or wrong."""
    NOT_TAKEN = "not_taken"
    """Stripe did not take up the attempt, e.g. because the method was removed meanwhile."""
    CANCELING = "canceling"
    CANCEL_UNANSWERED = "cancel_unanswered"
    """Stripe was asked to cancel it and has not answered, so it is not put before the customer."""
    LEAVE = "leave"
    """The operator wants to leave a payment that may still go through."""
    NOT_WRITTEN = "not_written"
    """The local journal could not be written, so nothing was asked of Stripe."""
    EARLIER_FIRST = "earlier_first"
    """Charge was pressed, and Stripe is asked to cancel what may still be paid, before anything."""
    EARLIER_ENDING = "earlier_ending"
    """A manager has decided, but Stripe has not cancelled yet what may still be paid."""
    EARLIER_ENDED = "earlier_ended"
    """Since then it has said what became of that."""


class DeclineGroup(StrEnum):
    """Decline codes with the same advice (https://docs.stripe.com/declines/codes)."""

    GENERIC = "generic"
    """Also lost, stolen and fraud: the person at the counter must not learn which."""
    FUNDS = "funds"
    EXPIRED = "expired"
    SECURITY_CODE = "security_code"
    NUMBER = "number"
    ADDRESS = "address"
    TRY_AGAIN = "try_again"
    LIMIT = "limit"
    NOT_SUPPORTED = "not_supported"
    NOT_APPROVED = "not_approved"
    """The bank's own check (3D Secure) was failed or given up."""
    CALL_BANK = "call_bank"
    PIN = "pin"
    DUPLICATE = "duplicate"
    TEST_CARD = "test_card"


class StartProblem(StrEnum):
    """Why a sale could not begin; nothing has happened at Stripe."""

    AMOUNT = "amount"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    REFERENCE = "reference"
    CUSTOMER_GONE = "customer_gone"
    OPEN_ISSUE = "open_issue"
    LOOKS_REPEATED = "looks_repeated"
    """The same customer paid the same amount a moment ago."""
    DIFFERENT = "different"
    KEY_REJECTED = "key_rejected"
    NOT_PERMITTED = "not_permitted"
    WRONG_MODE = "wrong_mode"
    NO_METHODS = "no_methods"
    RECEIPT = "receipt"
    OTHER = "other"


class ChargeBlocked(StrEnum):
    """Why the charge button is disabled."""

    NO_CUSTOMER = "no_customer"
    NO_AMOUNT = "no_amount"
    NOT_SHOWN = "not_shown"
    LOADING = "loading"
    INCOMPLETE = "incomplete"
    BUSY = "busy"
