"""English."""

from __future__ import annotations

from typing import Final

from pos_app.domain.modes import Mode
from pos_app.domain.money import AmountProblem, TypingProblem
from pos_app.domain.references import ReferenceProblem
from pos_app.ui.texts.counted import Counted
from pos_app.ui.texts.english_facts import FACTS
from pos_app.ui.texts.english_hooks import HOOKS
from pos_app.ui.texts.english_pane import PANE
from pos_app.ui.texts.english_returns import RETURNS
from pos_app.ui.texts.english_safety import SAFETY
from pos_app.ui.texts.english_setup import CONNECT, SETTINGS
from pos_app.ui.texts.english_starting import STARTING
from pos_app.ui.texts.english_webhooks import WEBHOOKS
from pos_app.ui.texts.kinds import ChargeBlocked
from pos_app.ui.texts.schema import SaleTexts, SearchTexts, ShellTexts, Texts

_SHELL: Final = ShellTexts(
    badges={
        Mode.TRAINING: "TRAINING · no real money",
        Mode.TEST: "TEST · Stripe sandbox",
        Mode.LIVE: "LIVE",
    },
    watermarks={Mode.TRAINING: "TRAINING", Mode.TEST: "TEST", Mode.LIVE: ""},
    register="Register",
    operator="Operator",
    first_register="Register 1",
    first_operator="Operator",
    online="Stripe reachable",
    no_answer_yet="Stripe has not answered yet",
    keys_title="Keys",
    keys=(
        ("F2", "Find a customer"),
        ("↑  ↓", "Choose among matches or payment methods"),
        ("Enter", "Take the customer · show the payment methods"),
        ("0–9  ,  .", "Type the amount"),
        ("F9 · Ctrl+Enter", "Charge"),
        ("F5", "Ask Stripe again"),
        ("Esc", "One step back"),
        ("F8", "New sale"),
        ("F1", "This list"),
    ),
    keys_button="Keys (F1)",
    settings_button="Settings",
    find_button="Find",
    close="Close",
    keep_open="Keep the window open",
    back="Back to the counter",
    back_to_settings="Back to the settings",
    fault_title="Something went wrong inside the app",
    stopped_title="No payments can be taken now",
    fault_hint="No payment is lost: sales in progress are written down and checked with Stripe. "
    "If it happens again, pass this on to your support:",
    welcome_title="Welcome to the counter",
    welcome_lead="Take payments from customers your shop already knows in Stripe.",
    training_title="Try it now",
    training_lead="Training has its own customers, cards and bank. Nothing is real, nothing can go "
    "wrong, and you can come back to it at any time.",
    training_button="Start training",
    connect_title="Connect your Stripe account",
    connect_lead="You need a publishable key and a restricted key from your Stripe Dashboard. "
    "Every permission is explained and checked.",
    connect_button="Connect Stripe",
    welcome_hint="Esc or F2 starts training, too. The settings lead from one to the other at any "
    "time.",
    quit_blocked="A payment is still with the bank. It stays written down and is checked again at "
    "the next start. Close the window again to leave now.",
    quit_training="A training payment is still with the bank. Training forgets its sales when it "
    "is closed. Close the window again to leave now.",
    unsettled="Not yet known whether they are paid: {count}",
    unsettled_more="{count} more",
    unsettled_hint="They stay written down, and are checked when this account is used again. Press "
    "again to leave it now.",
    unsettled_training="Training forgets its sales when it is closed. Press again to leave it now.",
    closing_hint="They stay written down, and are checked again at the next start. Close the "
    "window again to leave now.",
    closing_training="Training forgets its sales when it is closed. Close the window again to "
    "leave now.",
)

_SEARCH: Final = SearchTexts(
    title="Customer",
    placeholder="Name, e-mail, phone or id",
    recents="Recent sales",
    no_recents="Sales of this register appear here.",
    forgets_recents="Sales of this training appear here. It begins anew at each start.",
    follow_ups="To follow up ({count})",
    settling="bank's answer by {date} · {operator}",
    overdue="{operator}: bank is late",
    bounced="Bounced, not paid",
    doubtful="Not known since {time}",
    on_show="shown on the right",
    one_match="One match: Enter takes this customer.",
    many_matches="{count} customers match. Choose with ↑ ↓, then Enter.",
    amount_waits="{count} customers match. Choose with ↑ ↓, then Enter; {figures} waits for "
    "the amount.",
    more_matches="More than {count} customers match. Type more letters.",
    searching="Asking Stripe as well …",
    nothing="Nobody matches “{text}”. Check the spelling, or try the e-mail or the phone number.",
    only_local="Stripe could not be asked ({cause}); these are the customers known here.",
    refused="Stripe refused the search: {reason}",
    indexing=Counted(
        "One customer known here, still loading …",
        "{count} customers known here, still loading …",
    ),
    deleted="This customer was deleted in Stripe and cannot be charged.",
    missing="Stripe does not know this customer (any more).",
    unavailable="The customer could not be looked up: {cause}.",
)

_SALE: Final = SaleTexts(
    choose_customer="Who is paying?",
    choose_hint="Type a few letters of the name, e-mail or phone.",
    change_customer="Change",
    loading_customer="Looking up saved methods …",
    methods_unknown="Saved methods could not be looked up.",
    no_methods="No saved method; a new one can be typed.",
    saved_methods="Saved: {methods}",
    more_methods="and {count} more",
    unshown_methods=Counted(
        "One saved method may not be shown: the customer's consent is not recorded in Stripe.",
        "{count} saved methods may not be shown: the customer's consent is not recorded in Stripe.",
    ),
    open_issue="{amount} of this customer, {time}: not known yet whether it was paid. Solve this "
    "first.",
    amount="Amount",
    amount_again="Type the amount again",
    currency="Currency",
    clear="Clear",
    backspace="Delete the last digit",
    quick="Quick amounts",
    reference="Reference or note (optional)",
    reference_required="Reference (required)",
    reference_placeholder="e.g. order number",
    receipt="Send a receipt to {email}",
    receipt_short="Receipt",
    proceed="Show payment methods",
    proceed_retype="Confirm the amount",
    change_amount="Change the amount",
    preparing="Preparing …",
    above_limit="{amount} is {limit} or more. Type the amount again to be sure.",
    retype_differs="That was {typed}, before it was {first}. Type the amount again, or press "
    "Esc to correct it.",
    charge="Charge {amount}",
    charge_retry="Try again: {amount}",
    charge_to="to {customer}, {method}",
    charge_sentence="Charge {amount} to {customer}, {method}",
    retry_sentence="Try again: charge {amount} to {customer}, {method}",
    charge_choose="choose a method",
    charge_busy="Charging {amount} …",
    new_method="new {method}",
    expired_method="{method} (expired)",
    declined_method="{method} (declined)",
    amount_problems={
        AmountProblem.ZERO: "Type an amount above zero.",
        AmountProblem.TOO_SMALL: "The smallest amount is {minimum}.",
        AmountProblem.TOO_LARGE: "The largest amount is {maximum}.",
        AmountProblem.NOT_A_STEP: "{currency} goes in steps of {step}.",
    },
    typing_problems={
        TypingProblem.EMPTY: "",
        TypingProblem.NOT_A_NUMBER: "Digits, and one comma or point at most.",
        TypingProblem.TOO_MANY_DECIMALS: "{currency} has {decimals} decimals.",
        TypingProblem.TOO_LONG: "That is too long for an amount.",
    },
    reference_problems={
        ReferenceProblem.MISSING: "This register needs a reference for every sale.",
        ReferenceProblem.TOO_LONG: "At most 200 characters.",
        ReferenceProblem.LOOKS_LIKE_A_CARD: "This looks like a card number. Card numbers belong "
        "into the payment form only; if it is an order number, leave out some digits.",
    },
    blocked={
        ChargeBlocked.NO_CUSTOMER: "Choose a customer first (F2).",
        ChargeBlocked.NO_AMOUNT: "Type the amount first.",
        ChargeBlocked.NOT_SHOWN: "Press Enter to show the payment methods.",
        ChargeBlocked.LOADING: "The payment methods are loading.",
        ChargeBlocked.INCOMPLETE: "Choose a saved method or complete the new one.",
        ChargeBlocked.FOR_GOOD: "This method must not be tried again. Choose another one.",
        ChargeBlocked.BUSY: "A payment is in progress.",
    },
    method_types={
        "card": "card",
        "sepa_debit": "SEPA debit",
        "us_bank_account": "US bank account",
        "acss_debit": "Canadian bank debit",
        "bacs_debit": "Bacs debit",
        "au_becs_debit": "BECS debit",
        "nz_bank_account": "NZ bank account",
        "link": "Link",
        "ideal": "iDEAL",
        "bancontact": "Bancontact",
        "eps": "EPS",
        "p24": "Przelewy24",
        "klarna": "Klarna",
        "paypal": "PayPal",
        "": "payment method",
    },
    brands={
        "visa": "Visa",
        "mastercard": "Mastercard",
        "amex": "American Express",
        "discover": "Discover",
        "diners": "Diners Club",
        "jcb": "JCB",
        "unionpay": "UnionPay",
        "eftpos_au": "eftpos",
        "cartes_bancaires": "Cartes Bancaires",
    },
    short_names={"sepa_debit": "SEPA", "amex": "Amex"},
)

ENGLISH: Final = Texts(
    language="en",
    shell=_SHELL,
    search=_SEARCH,
    sale=_SALE,
    pane=PANE,
    connect=CONNECT,
    settings=SETTINGS,
    facts=FACTS,
    returns=RETURNS,
    starting=STARTING,
    webhooks=WEBHOOKS,
    hooks=HOOKS,
    safety=SAFETY,
)
