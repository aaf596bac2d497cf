"""English: the page about Stripe's deliveries."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.webhooks import WebhookTexts

WEBHOOKS: Final = WebhookTexts(
    button="Deliveries from Stripe (webhooks)",
    title="Deliveries from Stripe (webhooks)",
    lead=(
        "Stripe can tell this register at once when something changes: a debit that settles, a "
        "refund, a dispute. Without that the app asks Stripe from time to time."
    ),
    training="In training the app has told the simulator where to deliver. There is nothing to do.",
    address="Address on this computer",
    command="Command that forwards Stripe's deliveries to it",
    command_hint=(
        "It needs Stripe's command-line client on this computer. “pos-app listen” explains each "
        "step and checks it."
    ),
    copy="Copy",
    copied="Copied.",
    port="Port",
    port_hint="0 takes no deliveries.",
    save_port="Use this port",
    bad_port="“{text}” is not a port.",
    secrets="Signing secrets",
    secrets_hint=(
        "What “stripe listen --print-secret” prints; several are separated by a blank. They are "
        "kept in the keyring and replace the ones stored before."
    ),
    keep_secrets="Store",
    forget_secrets="Forget all",
    kept="Stored. Deliveries signed with them are believed from now on.",
    forgotten="Forgotten. No delivery is believed any more.",
    port_saved="Deliveries are taken there from now on.",
    health="How it is going",
    state="Deliveries",
    states={
        "off": "switched off",
        "listening": "are taken",
        "port_taken": "are not taken: another program uses the port",
        "stopped": "are not taken yet",
    },
    stored_secrets="Signing secrets",
    no_secrets="none: every delivery is refused until one is stored",
    some_secrets="{count} in use",
    last="Last one",
    never="none since the start",
    accepted="Taken since the start",
    counts="{new} new, {again} known already",
    refused="Refused since the start",
    none_refused="none",
    refusals={
        "no_secret": "no secret stored",
        "unsigned": "not signed",
        "bad_signature_header": "unreadable signature",
        "wrong_signature": "wrong signature",
        "too_old": "signed too long ago",
        "from_the_future": "signed in the future",
        "unreadable": "unreadable",
        "other_mode": "of the other mode",
        "too_large": "too large",
        "too_slow": "too slow",
        "broken_off": "broken off",
        "wrong_place": "wrong address",
        "not_http": "not HTTP",
        "too_many": "too many at once",
        "not_stored": "could not be stored",
    },
    problems={
        "not_a_secret": "A signing secret begins with whsec_.",
        "too_many": "At most eight secrets are kept.",
        "no_keyring": "There is no safe place for them: install or unlock a keyring.",
    },
    taken_title="Stripe's deliveries cannot arrive: another program uses port {port}.",
    taken_hint="The app asks Stripe instead. Choose another port in the settings.",
)
