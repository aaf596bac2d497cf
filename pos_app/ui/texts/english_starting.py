"""English: why the app cannot start."""

from __future__ import annotations

from typing import Final

from pos_app.domain.health import StoreTrouble
from pos_app.ports.secret_store import KeyringTrouble
from pos_app.ui.texts.starting import StartTexts

STARTING: Final = StartTexts(
    store={
        StoreTrouble.DISK_FULL: "The disk is full. Free some space; the app tries again by itself.",
        StoreTrouble.READ_ONLY: "The database cannot be written. Check the permissions of its "
        "file and folder; the app tries again by itself.",
        StoreTrouble.LOCKED: "Another program holds the database. Close it; the app tries again by "
        "itself.",
        StoreTrouble.DAMAGED: "The database is damaged. Start again: the app builds a new one "
        "from Stripe's records.",
        StoreTrouble.NEWER: "A newer version of pos_app wrote the database. Install that version "
        "again.",
        StoreTrouble.NOT_MIGRATED: "The database could not be brought up to date and is as it "
        "was. Go back to the version before, and pass the log on to your support.",
        StoreTrouble.OTHER: "The database cannot be used. The log says why; the app tries again by "
        "itself.",
    },
    keyring={
        KeyringTrouble.UNTRUSTED: "This computer has no keyring of the operating system, only "
        "{found}. Install one, or start the app from a desktop session.",
        KeyringTrouble.LOCKED: "The keyring is locked. Log in to a desktop session and unlock it, "
        "then start again.",
        KeyringTrouble.FAILED: "The keyring does not answer. Start the app from a desktop session.",
    },
    not_connected="The keys of this Stripe account are not on this computer. Connect it again.",
    settings="The settings file {file} cannot be used: {reason}. Correct it, or move it away to "
    "start with the defaults.",
    folder="The folder {folder} cannot be used: {reason}.",
    already_open="pos_app is already open with the data in {folder}, but does not answer. Close "
    "it, then start again.",
    no_log="The log cannot be written",
    no_log_hint="Payments go on as usual; support would miss it. {file}: {reason}. Make it "
    "writable, then start again.",
)
