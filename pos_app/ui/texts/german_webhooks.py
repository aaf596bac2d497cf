"""German: the page about Stripe's deliveries."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.webhooks import WebhookTexts

WEBHOOKS: Final = WebhookTexts(
    button="Meldungen von Stripe (Webhooks)",
    title="Meldungen von Stripe (Webhooks)",
    lead=(
        "Stripe kann dieser Kasse sofort melden, wenn sich etwas ändert: eine Lastschrift, die "
        "eingelöst wird, eine Erstattung, eine Rückbelastung. Sonst fragt die App von Zeit zu "
        "Zeit bei Stripe nach."
    ),
    training="Im Training hat die App dem Simulator die Adresse gesagt. Es ist nichts zu tun.",
    address="Adresse auf diesem Rechner",
    command="Befehl, der Stripes Meldungen dorthin weiterleitet",
    command_hint=(
        "Er braucht Stripes Kommandozeilen-Programm auf diesem Rechner. „pos-app listen“ erklärt "
        "und prüft jeden Schritt."
    ),
    copy="Kopieren",
    copied="Kopiert.",
    port="Port (Anschlussnummer)",
    port_hint="Mit 0 werden keine Meldungen angenommen.",
    save_port="Diesen Port verwenden",
    bad_port="„{text}“ ist kein Port.",
    secrets="Signaturgeheimnisse",
    secrets_hint=(
        "Was „stripe listen --print-secret“ ausgibt; mehrere trennt ein Leerzeichen. Sie kommen "
        "in den Schlüsselbund und ersetzen die bisherigen."
    ),
    keep_secrets="Speichern",
    forget_secrets="Alle vergessen",
    kept="Gespeichert. Was damit signiert ist, wird ab jetzt geglaubt.",
    forgotten="Vergessen. Keine Meldung wird mehr geglaubt.",
    port_saved="Meldungen werden ab jetzt dort angenommen.",
    health="Wie es läuft",
    state="Meldungen",
    states={
        "off": "abgeschaltet",
        "listening": "werden angenommen",
        "port_taken": "kommen nicht an: ein anderes Programm belegt den Port",
        "stopped": "werden noch nicht angenommen",
    },
    stored_secrets="Geheimnisse",
    no_secrets="keines: jede Meldung wird abgelehnt, bis eines gespeichert ist",
    some_secrets="{count} in Gebrauch",
    last="Letzte",
    never="keine seit dem Start",
    accepted="Angenommen seit dem Start",
    counts="{new} neue, {again} schon bekannte",
    refused="Abgelehnt seit dem Start",
    none_refused="keine",
    refusals={
        "no_secret": "kein Geheimnis gespeichert",
        "unsigned": "nicht signiert",
        "bad_signature_header": "unlesbare Signatur",
        "wrong_signature": "falsche Signatur",
        "too_old": "vor zu langer Zeit signiert",
        "from_the_future": "in der Zukunft signiert",
        "unreadable": "unlesbar",
        "other_mode": "aus der anderen Betriebsart",
        "too_large": "zu groß",
        "too_slow": "zu langsam",
        "broken_off": "abgebrochen",
        "wrong_place": "falsche Adresse",
        "not_http": "kein HTTP",
        "too_many": "zu viele auf einmal",
        "not_stored": "nicht speicherbar",
    },
    problems={
        "not_a_secret": "Ein Signaturgeheimnis beginnt mit whsec_.",
        "too_many": "Mehr als acht Geheimnisse werden nicht gespeichert.",
        "no_keyring": "Es gibt keinen sicheren Ort: Schlüsselbund einrichten oder entsperren.",
    },
    taken_title="Stripes Meldungen kommen nicht an: ein anderes Programm belegt Port {port}.",
    taken_hint="Die App fragt statt dessen bei Stripe nach. In den Einstellungen ist ein anderer "
    "Port wählbar.",
)
