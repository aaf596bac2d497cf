"""English: connecting Stripe, and the settings."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.schema import ConnectTexts, SettingsTexts

CONNECT: Final = ConnectTexts(
    title="Connect Stripe",
    lead="The keys come from your own Stripe Dashboard. The restricted key is stored in this "
    "computer's keyring and nowhere else.",
    step_keys="Keys",
    step_permissions="Permissions of the restricted key",
    step_origin="Address of the payment form",
    publishable="Publishable key",
    publishable_hint="pk_live_… or pk_test_…",
    restricted="Restricted key",
    restricted_hint="rk_live_… or rk_test_…",
    show_key="Show the key",
    origin="Origin",
    origin_hint="An https address on your shop's own domain, e.g. https://pay.example.com. The "
    "form is shown under this address; no server has to answer there.",
    open_dashboard="Create the restricted key in the Dashboard",
    dashboard_hint="The link opens Stripe with these permissions filled in.",
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
        "events_read": ("Events: read", "to learn of changes made elsewhere"),
    },
    granted="granted",
    denied="missing",
    not_known="not certain, check again",
    problems={},
    warnings={},
    no_keyring="No trustworthy keyring on this computer, so the key was not stored. {detail}",
    ready="Both keys belong together and every permission is there.",
)

SETTINGS: Final = SettingsTexts(
    title="Settings",
    place="Register",
    register="Register",
    operator="Operator",
    look="Look and language",
    language="Language",
    languages={"": "As the system", "en": "English", "de": "Deutsch"},
    theme="Theme",
    themes={"": "As the system", "light": "Light", "dark": "Dark"},
    sound="Sound when a payment ends",
    amounts="Amounts",
    currency="Currency",
    typing="Bare digits",
    typing_styles={"cents": "4850 is 48.50 (as on a terminal)", "whole": "48 is 48.00"},
    soft_limit="Ask to retype from",
    soft_limit_hint="0 switches it off.",
    quick_amounts="Quick amounts",
    quick_amounts_hint="Up to six, separated by blanks.",
    reference_required="Every sale needs a reference",
    methods="Saved methods",
    filters="Show saved methods",
    filter_names={
        "always": "the customer agreed to show (always)",
        "limited": "saved for a limited use (limited)",
        "unspecified": "without recorded consent (unspecified)",
    },
    filter_hint="Methods saved by older systems are often “unspecified”. Show them only where the "
    "customer agreed.",
    save_methods="Offer to save a new method",
    remove_methods="Allow removing a saved method",
    remove_hint="Removing detaches the method in Stripe; subscriptions that use it stop working.",
    save="Save",
    saved="Saved.",
    not_saved="Not saved: {detail}",
    bad_number="“{text}” is not an amount in {currency}.",
    empty_field="Register and operator need a name.",
    connect="Connect or change the Stripe account",
)
