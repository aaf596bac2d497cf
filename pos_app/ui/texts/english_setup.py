"""English: connecting Stripe, and the settings."""

from __future__ import annotations

from typing import Final

from pos_app.domain.modes import Mode
from pos_app.ui.texts.schema import ConnectTexts, SettingsTexts

CONNECT: Final = ConnectTexts(
    title="Connect Stripe",
    lead="The keys come from your own Stripe Dashboard. The restricted key is stored in this "
    "computer's keyring and nowhere else.",
    step_keys="Keys",
    step_permissions="Restricted key",
    step_origin="Address of the payment form",
    publishable="Publishable key",
    publishable_hint="pk_live_… or pk_test_…",
    restricted="Restricted key",
    restricted_hint="rk_live_… or rk_test_…",
    show_key="Show the key",
    origin="Address of the payment form",
    origin_hint="An https address on your shop's own domain, e.g. https://pay.example.com. The "
    "form is shown under this address; no server has to answer there.",
    open_dashboard="Create the restricted key in the Dashboard",
    dashboard_hint="The link fills in most of the permissions below; add Customer Sessions, "
    "Disputes and Events yourself.",
    check="Check the keys",
    checking="Checking …",
    store="Use this account",
    stored="Stored. The app uses this account after a restart.",
    restart="Restart now",
    account="Account: {name} ({id})",
    permissions={
        "customers_read": ("Customers: read", "to find the customer and check that it exists"),
        "payment_intents_write": (
            "PaymentIntents: write",
            "to start, watch and cancel a payment",
        ),
        "payment_methods_read": (
            "PaymentMethods: read",
            "to name the saved card on the charge button",
        ),
        "customer_sessions_write": (
            "Customer Sessions: write",
            "to show saved methods in the payment form",
        ),
        "charges_read": ("Charges: read", "to book what was really collected"),
        "disputes_read": ("Disputes: read", "to book what a customer's bank took back"),
        "events_read": ("Events: read", "to learn of changes made elsewhere"),
    },
    granted="granted",
    denied="missing",
    not_known="not certain, check again",
    lacks="The restricted key lacks “{names}”. Add that in the Dashboard, then check again.",
    problems={
        "publishable_key": "In the first field is no publishable key: {key}",
        "secret_key": "In the second field is no restricted key: {key}",
        "swapped": "The keys are swapped: the secret one stands in the publishable key's field. "
        "Take it out; nothing was sent.",
        "training_key": "This is a key of the training simulator, not of Stripe.",
        "modes_differ": "One key is for tests, the other for real money. Both must be of one kind.",
        "accounts_differ": "The keys belong to two different Stripe accounts.",
        "origin": "The address must look like https://pay.example.com: no path, no http.",
        "key_rejected": "Stripe does not accept a key: it is wrong, expired or revoked.",
        "permission_missing": "The restricted key lacks a permission; see the list.",
        "stripe_unreachable": "Stripe could not be asked ({cause}). Check the connection, then "
        "check the keys again.",
    },
    key_problems={
        "": "it is another kind of key.",
        "empty": "the field is empty.",
        "not_a_key": "it does not look like a key of Stripe.",
        "webhook_secret": "it is a webhook secret (whsec_…).",
        "organization_key": "it is the key of an organisation; use one of the account.",
        "user_key": "it is a user key; use a restricted key.",
        "too_short": "it is cut off.",
    },
    warnings={
        "unrestricted_key": "This is a full secret key. Whoever gets hold of it can do anything "
        "with your account, refunds and payouts included. Use a restricted key (rk_…) on a "
        "register.",
        "account_hidden": "The key may not read the account's name, so it is not shown.",
        "account_assumed": "The key does not tell which account it is of. It is taken for the "
        "account connected before, whose sales go on here. If it is another account, use a key "
        "that may read the account.",
        "permission_uncertain": "Not every permission could be checked with certainty.",
        "sample_origin": "The address of the payment form is a sample. Use one on your shop's own "
        "domain before you take real money.",
    },
    no_keyring="No trustworthy keyring on this computer, so the key was not stored. {detail}",
    ready="Both keys belong together and every permission is there.",
)

SETTINGS: Final = SettingsTexts(
    title="Settings",
    mode="Mode",
    switch={
        Mode.TRAINING: "Go to training",
        Mode.TEST: "Use the connected test account",
        Mode.LIVE: "Use the connected live account",
    },
    switch_hint="The window starts again. Account and keys stay on this computer.",
    place="This counter",
    register="Name of the register",
    operator="Name of the operator",
    place_hint="Both stand at the window's top, and with each sale at Stripe.",
    look="Look and language",
    language="Language",
    languages={"": "As the system", "en": "English", "de": "Deutsch"},
    theme="Theme",
    themes={"": "As the system", "light": "Light", "dark": "Dark"},
    sound="Sound when a payment ends",
    network="Network",
    proxy="Proxy",
    proxy_hint="http://host:port; empty: as the system. In force after a restart.",
    connections="Connections",
    amounts="Amounts",
    currency="Currency",
    typing="Digits typed without a point",
    typing_styles={"cents": "4850 is 48.50 (as on a terminal)", "whole": "48 is 48.00"},
    soft_limit="Amounts to be typed twice, from",
    soft_limit_hint="Against slips; in other currencies about as much. 0 switches it off.",
    repeat="Minutes within which the same amount is asked about",
    repeat_hint="Whoever charges the same customer the same amount again is asked first. 0 "
    "switches it off.",
    quick_amounts="Quick amounts",
    quick_amounts_hint="The buttons below the amount: up to six, separated by blanks.",
    reference_required="Every sale needs a reference",
    receipts="Receipt by e-mail if there is an address",
    receipts_hint="Stripe sends it once the payment has succeeded, in live mode only.",
    methods="Saved methods",
    filters="Which saved methods are shown",
    filter_names={
        "always": "those the customer agreed to show (always)",
        "limited": "those for a limited use (limited)",
        "unspecified": "those without recorded consent (unspecified)",
    },
    filter_hint="Methods saved by older systems are often “unspecified”. Show them only where the "
    "customer agreed.",
    save_methods="Offer customers to save a new method",
    remove_methods="Allow removing a saved method",
    remove_hint="Removing detaches the method in Stripe; subscriptions that use it stop working.",
    save="Save",
    saving="Saving …",
    saved="Saved.",
    not_saved="Not saved: {detail}",
    bad_number="“{text}” is not an amount in {currency}.",
    bad_minutes="“{text}” is not a number of minutes.",
    problems={
        "origin": "The address must look like https://pay.example.com.",
        "script": "Stripe.js comes from js.stripe.com only.",
        "currency": "Stripe does not know this currency.",
        "amounts": "Amounts cannot be negative.",
        "repeat": "Between 0 minutes and 1440, which is a day.",
        "redisplay": "Show at least one kind of saved methods.",
        "language": "There is no such language.",
        "theme": "There is no such theme.",
        "register": "Register and operator need a name of at most 60 letters.",
        "proxy": "The proxy must look like http://host:port, without a password.",
        "webhook_port": "A port is 0 (off) or a number from 1024 to 65535.",
    },
    connect="Connect or change the Stripe account",
)
