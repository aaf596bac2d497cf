"""German: the page about the shop's own programs."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.counted import Counted
from pos_app.ui.texts.hooks import HookTexts

HOOKS: Final = HookTexts(
    button="Eigene Programme (Hooks)",
    title="Eigene Programme (Hooks)",
    lead=(
        "Ein Programm oder eine Webadresse des Ladens kann erfahren, was aus einem Verkauf wird: "
        "um den Bestand zu ändern, einen Gutschein zu drucken, zu buchen. Zahlungen sind davon "
        "nie betroffen."
    ),
    none_yet="Bisher wird niemandem etwas gemeldet.",
    add="Weiteres hinzufügen",
    new_title="Neues Programm oder neue Adresse",
    name="Name",
    name_hint="Kleinbuchstaben, Ziffern, - und _. Später lässt er sich nicht ändern.",
    target="Programm mit Argumenten oder https-Adresse",
    target_hint=(
        'Gestartet wird ohne Shell; "Anführungszeichen" halten Leerzeichen zusammen. '
        "Programme bekommen die Nachricht über die Standardeingabe, Adressen als signierten POST."
    ),
    events="Gemeldet wird, wenn",
    kinds={
        "sale.succeeded": "ein Verkauf bezahlt ist",
        "sale.processing": "eine Bank den Auftrag annimmt",
        "sale.authorised": "ein Betrag reserviert ist",
        "sale.failed": "ein Versuch abgelehnt wird oder eine Lastschrift platzt",
        "sale.canceled": "ein Verkauf abgebrochen wird",
        "refund.recorded": "erstattet wird",
        "refund.failed": "eine Erstattung nicht ankommt",
        "dispute.opened": "einer Zahlung widersprochen wird",
        "dispute.closed": "ein Widerspruch entschieden ist",
        "ping": "jemand es ausprobiert",
    },
    training="Auch im Training melden",
    save="Speichern",
    create="Hinzufügen",
    remove="Entfernen",
    remove_really="Wirklich entfernen",
    remove_hint=(
        "„{name}“ erfährt dann nichts mehr, und was noch wartet, wird aufgegeben. Zum Entfernen "
        "noch einmal drücken."
    ),
    remove_hint_secret=(  # noqa: S106 - words, not a secret
        "„{name}“ erfährt dann nichts mehr, was noch wartet, wird aufgegeben, und das Geheimnis "
        "wird vergessen. Zum Entfernen noch einmal drücken."
    ),
    saved="Gespeichert; es gilt ab sofort.",
    created="„{name}“ erfährt ab jetzt davon.",
    created_untold="„{name}“ ist gespeichert. Im Training wird nichts gemeldet; Proben kommen an.",
    obstacle="„{name}“ ist gespeichert, kann aber noch nichts erfahren: {reason}.",
    removed="„{name}“ erfährt nichts mehr.",
    unclosed="Ein Anführungszeichen hat kein Gegenstück.",
    no_events="Bitte mindestens einen Anlass wählen.",
    problems={
        "name": "Ein Name hat 1 bis 40 Kleinbuchstaben, Ziffern, - oder _.",
        "name_taken": "Diesen Namen gibt es schon.",
        "target": "Bitte ein Programm oder eine Adresse eingeben.",
        "url": "Eine Adresse beginnt mit https://, oder mit http:// auf diesem Rechner; ohne "
        "Passwort.",
        "looks_secret": "Das sieht nach Schlüssel oder Passwort aus und wäre in einer Datei "
        "lesbar.",
        "settings": "Andere Einstellungen sind nicht brauchbar: bitte zuerst jene berichtigen.",
        "no_keyring": "Es gibt keinen sicheren Ort: Schlüsselbund einrichten oder entsperren.",
    },
    health="Wie es läuft",
    not_in_training="Im Training wird nichts gemeldet.",
    last="Zuletzt angenommen",
    never="noch nicht, soweit bekannt",
    unknown="…",
    waiting="Wartet",
    nothing_waits="nichts",
    waits=Counted(
        "{count} Nachricht, wird gerade versucht", "{count} Nachrichten, werden gerade versucht"
    ),
    waits_until=Counted(
        "{count} Nachricht, nächster Versuch um {{time}}",
        "{count} Nachrichten, nächster Versuch um {{time}}",
    ),
    given_up="Aufgegeben",
    none_given_up="nichts",
    some_given_up=Counted("{count} Nachricht", "{count} Nachrichten"),
    row_well="erfährt es",
    row_off="nicht im Training",
    row_unsigned="ohne Geheimnis",
    row_waiting=Counted("{count} wartet", "{count} warten"),
    row_given_up=Counted("{count} aufgegeben", "{count} aufgegeben"),
    troubled="Nicht angenommen",
    news={
        "sale.succeeded": "Verkauf bezahlt",
        "sale.processing": "Auftrag angenommen",
        "sale.authorised": "Betrag reserviert",
        "sale.failed": "Versuch abgelehnt",
        "sale.canceled": "Verkauf abgebrochen",
        "refund.recorded": "Erstattung",
        "refund.failed": "Erstattung kam nicht an",
        "dispute.opened": "Zahlung widersprochen",
        "dispute.closed": "Widerspruch entschieden",
        "ping": "Probe",
    },
    will_be_tried="wird wieder versucht",
    is_given_up="aufgegeben",
    failures={
        "timeout": "kein Ende oder keine Antwort in der Zeit ({detail})",
        "not_found": "dieses Programm gibt es nicht ({detail})",
        "not_started": "das System startet es nicht ({detail})",
        "exit": "das Programm endete mit Code {detail}",
        "status": "die Adresse antwortete {detail}",
        "redirect": "die Adresse verweist auf eine andere ({detail})",
        "unreachable": "die Adresse ist nicht erreichbar",
        "tls": "dem Zertifikat wird nicht vertraut",
        "no_secret": "es gibt kein Geheimnis zum Signieren",
        "removed": "es war entfernt worden",
        "broken": "ein Fehler dieser App; das Protokoll nennt ihn",
    },
    test="Probe senden",
    testing="Wird gesendet …",
    test_taken="„{name}“ hat die Probe angenommen.",
    test_refused="„{name}“ hat die Probe nicht angenommen: {reason}.",
    again="Jetzt noch einmal",
    trying_again=Counted(
        "{count} Nachricht wird zugestellt.", "{count} Nachrichten werden zugestellt."
    ),
    secret="Geheimnis",  # noqa: S106 - words, not a secret
    no_secret="keines: bis dahin wird nichts gesendet",  # noqa: S106
    has_secret="im Schlüsselbund",  # noqa: S106
    training_secret="im Training wird mit dem Wort „training“ signiert",  # noqa: S106
    make_secret="Geheimnis erzeugen",  # noqa: S106
    replace_secret="Neues Geheimnis erzeugen",  # noqa: S106
    secret_made="Ein Geheimnis wurde erzeugt; ab jetzt wird damit signiert.",  # noqa: S106
    secret_once="Bitte gleich beim Empfänger eintragen: es wird nur dieses Mal gezeigt.",  # noqa: S106
    show_secret="Geheimnis zeigen",  # noqa: S106
    copy="Kopieren",
    copied="Kopiert.",
    no_database="Die Datenbank ist zurzeit nicht lesbar.",
)
