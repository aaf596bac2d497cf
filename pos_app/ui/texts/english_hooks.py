"""English: the page about the shop's own programs."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.counted import Counted
from pos_app.ui.texts.hooks import HookTexts

HOOKS: Final = HookTexts(
    button="Own programs (hooks)",
    title="Own programs (hooks)",
    lead=(
        "A program or a web address of the shop can be told what becomes of a sale: to move stock, "
        "print a voucher, post to a ledger. Whatever it does, payments are not affected."
    ),
    none_yet="Nobody is told anything yet.",
    add="Add another",
    new_title="New program or address",
    name="Name",
    name_hint="Small letters, digits, - and _. It cannot be changed later.",
    target="Program with its arguments, or https address",
    target_hint=(
        'It is started without a shell; "quotation marks" keep blanks together. Programs get '
        "the message on their standard input, addresses as a signed POST."
    ),
    events="It is told when",
    kinds={
        "sale.succeeded": "a sale is paid",
        "sale.processing": "a bank has accepted an order",
        "sale.authorised": "an amount is held on a card",
        "sale.failed": "an attempt was declined or a debit bounced",
        "sale.canceled": "a sale was canceled",
        "refund.recorded": "a refund was made",
        "refund.failed": "a refund did not arrive",
        "dispute.opened": "a charge is disputed",
        "dispute.closed": "a dispute has ended",
        "ping": "somebody tries it",
    },
    training="Tell it in training, too",
    save="Save",
    create="Add",
    remove="Remove",
    remove_really="Really remove",
    remove_hint=(
        "“{name}” will be told nothing more, and what waits for it is given up. Press again to "
        "remove it."
    ),
    remove_hint_secret=(  # noqa: S106 - words, not a secret
        "“{name}” will be told nothing more, what waits for it is given up, and its secret is "
        "forgotten. Press again to remove it."
    ),
    saved="Saved, and in force from now on.",
    created="“{name}” is told from now on.",
    created_untold="“{name}” is kept. In training it is told nothing; a test reaches it.",
    obstacle="“{name}” is kept, but cannot be told anything yet: {reason}.",
    removed="“{name}” is told nothing more.",
    unclosed="A quotation mark has no partner.",
    no_events="Choose at least one occasion.",
    problems={
        "name": "A name has 1 to 40 small letters, digits, - or _.",
        "name_taken": "There is one of this name already.",
        "target": "Enter a program or an address.",
        "url": "An address begins with https://, or http:// on this computer; no password in it.",
        "looks_secret": "That looks like a key or password. It would be readable in a file.",
        "settings": "Other settings are not acceptable: correct those first.",
        "no_keyring": "There is no safe place for the secret: install or unlock a keyring.",
    },
    health="How it is going",
    not_in_training="In training it is told nothing.",
    last="Took a message last",
    never="not yet, as far as is known",
    unknown="…",
    waiting="Waiting",
    nothing_waits="nothing",
    waits=Counted("{count} message, is being tried", "{count} messages, are being tried"),
    waits_until=Counted(
        "{count} message, next try at {{time}}", "{count} messages, next try at {{time}}"
    ),
    given_up="Given up",
    none_given_up="nothing",
    some_given_up=Counted("{count} message", "{count} messages"),
    row_well="told",
    row_off="not in training",
    row_unsigned="no secret",
    row_waiting=Counted("{count} waits", "{count} wait"),
    row_given_up=Counted("{count} given up", "{count} given up"),
    troubled="Not taken",
    news={
        "sale.succeeded": "sale paid",
        "sale.processing": "order accepted",
        "sale.authorised": "amount held",
        "sale.failed": "attempt declined",
        "sale.canceled": "sale canceled",
        "refund.recorded": "refund made",
        "refund.failed": "refund failed",
        "dispute.opened": "charge disputed",
        "dispute.closed": "dispute ended",
        "ping": "test",
    },
    will_be_tried="will be tried again",
    is_given_up="given up",
    failures={
        "timeout": "no end or answer in time ({detail})",
        "not_found": "there is no such program ({detail})",
        "not_started": "the system does not start it ({detail})",
        "exit": "the program ended with code {detail}",
        "status": "the address answered {detail}",
        "redirect": "the address points elsewhere ({detail})",
        "unreachable": "the address cannot be reached",
        "tls": "its certificate is not trusted",
        "no_secret": "there is no secret to sign with",
        "removed": "it had been removed",
        "broken": "an error in this app; the log has it",
    },
    test="Send a test",
    testing="Sending …",
    test_taken="“{name}” has taken the test message.",
    test_refused="“{name}” has not taken the test message: {reason}.",
    again="Try again now",
    trying_again=Counted(
        "{count} message is being delivered.", "{count} messages are being delivered."
    ),
    secret="Signing secret",  # noqa: S106 - words, not a secret
    no_secret="none: nothing is sent until there is one",  # noqa: S106
    has_secret="in the keyring",  # noqa: S106
    training_secret="in training posts are signed with the word “training”",  # noqa: S106
    make_secret="Make a secret",  # noqa: S106
    replace_secret="Make a new secret",  # noqa: S106
    secret_made="A secret was made; posts are signed with it from now on.",  # noqa: S106
    secret_once="Give it to the receiver now: it is shown this once.",  # noqa: S106
    show_secret="Show the secret",  # noqa: S106
    copy="Copy",
    copied="Copied.",
    no_database="The database cannot be read at present.",
)
