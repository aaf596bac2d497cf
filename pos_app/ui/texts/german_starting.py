"""German: why the app cannot start."""

from __future__ import annotations

from typing import Final

from pos_app.domain.health import StoreTrouble
from pos_app.ports.secret_store import KeyringTrouble
from pos_app.ui.texts.starting import StartTexts

STARTING: Final = StartTexts(
    store={
        StoreTrouble.DISK_FULL: "Die Festplatte ist voll. Schaffen Sie Platz; die App versucht es "
        "von selbst wieder.",
        StoreTrouble.READ_ONLY: "Die Datenbank ist nicht beschreibbar. Prüfen Sie die Rechte von "
        "Datei und Ordner; die App versucht es von selbst wieder.",
        StoreTrouble.LOCKED: "Ein anderes Programm hält die Datenbank fest. Schließen Sie es; die "
        "App versucht es von selbst wieder.",
        StoreTrouble.DAMAGED: "Die Datenbank ist beschädigt. Starten Sie neu: Die App baut aus "
        "Stripes Daten eine neue auf.",
        StoreTrouble.NEWER: "Eine neuere Version von pos_app hat die Datenbank geschrieben. "
        "Installieren Sie diese wieder.",
        StoreTrouble.NOT_MIGRATED: "Die Datenbank ließ sich nicht umstellen und ist, wie sie war. "
        "Gehen Sie zur vorigen Version zurück und geben Sie das Protokoll an Ihre Betreuung "
        "weiter.",
        StoreTrouble.OTHER: "Die Datenbank ist nicht benutzbar. Der Grund steht im Protokoll; die "
        "App versucht es von selbst wieder.",
    },
    keyring={
        KeyringTrouble.UNTRUSTED: "Dieser Rechner hat keinen Schlüsselbund des Betriebssystems, "
        "nur {found}. Richten Sie einen ein oder starten Sie die App aus einer Desktop-Sitzung.",
        KeyringTrouble.LOCKED: "Der Schlüsselbund ist gesperrt. Melden Sie sich am Desktop an, "
        "entsperren Sie ihn und starten Sie neu.",
        KeyringTrouble.FAILED: "Der Schlüsselbund antwortet nicht. Starten Sie die App aus einer "
        "Desktop-Sitzung.",
    },
    not_connected="Die Schlüssel dieses Stripe-Kontos sind nicht auf diesem Rechner. Verbinden "
    "Sie es noch einmal.",
    settings="Die Einstellungsdatei {file} ist nicht benutzbar: {reason}. Berichtigen Sie sie, "
    "oder schieben Sie sie beiseite, um mit den Vorgaben zu beginnen.",
    folder="Der Ordner {folder} ist nicht benutzbar: {reason}.",
    already_open="pos_app ist mit den Daten in {folder} schon offen, antwortet aber nicht. "
    "Schließen Sie es und starten Sie dann neu.",
    no_log="Das Protokoll lässt sich nicht schreiben",
    no_log_hint="Zahlungen laufen wie gewohnt; der Betreuung würde es fehlen. {file}: {reason}. "
    "Machen Sie es beschreibbar und starten Sie dann neu.",
)
