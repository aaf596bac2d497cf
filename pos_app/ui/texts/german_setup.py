"""German: connecting Stripe, and the settings."""

from __future__ import annotations

from typing import Final

from pos_app.domain.modes import Mode
from pos_app.ui.texts.schema import ConnectTexts, SettingsTexts

CONNECT: Final = ConnectTexts(
    title="Stripe verbinden",
    lead="Die Schlüssel kommen aus Ihrem eigenen Stripe-Dashboard. Der eingeschränkte Schlüssel "
    "liegt im Schlüsselbund dieses Rechners und nirgends sonst.",
    step_keys="Schlüssel",
    step_permissions="Eingeschränkter Schlüssel",
    step_origin="Adresse des Zahlungsformulars",
    publishable="Öffentlicher Schlüssel",
    publishable_hint="pk_live_… oder pk_test_…",
    restricted="Eingeschränkter Schlüssel",
    restricted_hint="rk_live_… oder rk_test_…",
    show_key="Schlüssel zeigen",
    origin="Adresse des Zahlungsformulars",
    origin_hint="Eine https-Adresse auf der Domain Ihres Geschäfts, z. B. https://pay.example.com. "
    "Das Formular erscheint unter dieser Adresse; ein Server muss dort nicht antworten.",
    open_dashboard="Eingeschränkten Schlüssel im Dashboard anlegen",
    dashboard_hint="Der Link füllt die meisten der folgenden Berechtigungen aus; Customer "
    "Sessions, Disputes und Events bitte selbst hinzufügen.",
    check="Schlüssel prüfen",
    checking="Wird geprüft …",
    store="Dieses Konto verwenden",
    stored="Gespeichert. Nach einem Neustart arbeitet die App mit diesem Konto.",
    restart="Jetzt neu starten",
    account="Konto: {name} ({id})",
    permissions={
        "customers_read": ("Kunden: lesen", "um den Kunden zu finden und zu prüfen"),
        "payment_intents_write": (
            "PaymentIntents: schreiben",
            "um Zahlungen zu beginnen, zu beobachten und abzubrechen",
        ),
        "payment_methods_read": (
            "PaymentMethods: lesen",
            "um die gespeicherte Karte auf dem Knopf zu nennen",
        ),
        "customer_sessions_write": (
            "Customer Sessions: schreiben",
            "um gespeicherte Methoden im Formular zu zeigen",
        ),
        "charges_read": ("Charges: lesen", "um zu buchen, was wirklich eingezogen wurde"),
        "disputes_read": ("Disputes: lesen", "um zu buchen, was eine Bank zurückgeholt hat"),
        "events_read": ("Events: lesen", "um Änderungen von anderswo zu erfahren"),
    },
    granted="vorhanden",
    denied="fehlt",
    not_known="nicht sicher, bitte erneut prüfen",
    lacks="Dem eingeschränkten Schlüssel fehlt „{names}“. Im Dashboard ergänzen, dann erneut "
    "prüfen.",
    problems={
        "publishable_key": "Im ersten Feld steht kein öffentlicher Schlüssel: {key}",
        "secret_key": "Im zweiten Feld steht kein eingeschränkter Schlüssel: {key}",
        "swapped": "Die Schlüssel sind vertauscht: Im Feld des öffentlichen steht der geheime. "
        "Bitte herausnehmen; gesendet wurde nichts.",
        "training_key": "Das ist ein Schlüssel des Trainings, nicht von Stripe.",
        "modes_differ": "Ein Schlüssel ist für Tests, der andere für echtes Geld. Beide müssen von "
        "einer Art sein.",
        "accounts_differ": "Die Schlüssel gehören zu zwei verschiedenen Stripe-Konten.",
        "origin": "Die Adresse muss wie https://pay.example.com aussehen: ohne Pfad, nicht http.",
        "key_rejected": "Stripe nimmt einen Schlüssel nicht an: falsch, abgelaufen, widerrufen.",
        "permission_missing": "Dem eingeschränkten Schlüssel fehlt eine Berechtigung; siehe Liste.",
        "stripe_unreachable": "Stripe konnte nicht gefragt werden ({cause}). Verbindung prüfen, "
        "dann die Schlüssel noch einmal prüfen.",
    },
    key_problems={
        "": "Es ist eine andere Art von Schlüssel.",
        "empty": "Das Feld ist leer.",
        "not_a_key": "Es sieht nicht nach einem Schlüssel von Stripe aus.",
        "webhook_secret": "Es ist ein Webhook-Geheimnis (whsec_…).",
        "organization_key": "Es ist der Schlüssel einer Organisation; nehmen Sie einen des Kontos.",
        "user_key": "Es ist ein Benutzerschlüssel; nehmen Sie einen eingeschränkten.",
        "too_short": "Es ist abgeschnitten.",
    },
    warnings={
        "unrestricted_key": "Das ist ein voller geheimer Schlüssel. Wer ihn erbeutet, kann alles "
        "mit Ihrem Konto tun, auch Erstattungen und Auszahlungen. Nehmen Sie an einer Kasse einen "
        "eingeschränkten (rk_…).",
        "account_hidden": "Der Schlüssel darf den Namen des Kontos nicht lesen; er fehlt daher.",
        "account_assumed": "Der Schlüssel nennt sein Konto nicht. Er gilt als einer des bisher "
        "verbundenen Kontos, dessen Verkäufe hier weitergehen. Ist es ein anderes Konto, nehmen "
        "Sie einen Schlüssel, der das Konto lesen darf.",
        "permission_uncertain": "Nicht jede Berechtigung ließ sich sicher prüfen.",
        "sample_origin": "Die Adresse des Formulars ist ein Beispiel. Nehmen Sie eine auf der "
        "Domain Ihres Geschäfts, bevor Sie echtes Geld annehmen.",
    },
    no_keyring="Kein vertrauenswürdiger Schlüsselbund auf diesem Rechner, daher wurde der "
    "Schlüssel nicht gespeichert. {detail}",
    ready="Beide Schlüssel gehören zusammen, und jede Berechtigung ist da.",
)

SETTINGS: Final = SettingsTexts(
    title="Einstellungen",
    mode="Betriebsart",
    switch={
        Mode.TRAINING: "Zum Training wechseln",
        Mode.TEST: "Verbundenes Testkonto verwenden",
        Mode.LIVE: "Verbundenes Konto mit echtem Geld verwenden",
    },
    switch_hint="Das Fenster startet neu. Konto und Schlüssel bleiben auf diesem Rechner.",
    place="Diese Kasse",
    register="Name der Kasse",
    operator="Name der Bedienung",
    place_hint="Beide stehen oben im Fenster und bei Stripe an jedem Verkauf.",
    look="Aussehen und Sprache",
    language="Sprache",
    languages={"": "Wie das System", "en": "English", "de": "Deutsch"},
    theme="Farben",
    themes={"": "Wie das System", "light": "Hell", "dark": "Dunkel"},
    sound="Ton am Ende einer Zahlung",
    network="Netzwerk",
    proxy="Proxyserver",
    proxy_hint="http://host:port; leer: wie das System. Gilt nach einem Neustart.",
    connections="Verbindungen",
    amounts="Beträge",
    currency="Währung",
    typing="Ziffern ohne Komma",
    typing_styles={"cents": "4850 ist 48,50 (wie am Terminal)", "whole": "48 ist 48,00"},
    soft_limit="Beträge zweimal tippen, ab",
    soft_limit_hint="Gegen Tippfehler; andere Währungen: etwa ebenso viel. 0 schaltet es ab.",
    repeat="Minuten, in denen bei gleichem Betrag nachgefragt wird",
    repeat_hint="Wer vom selben Kunden noch einmal dasselbe einzieht, wird erst gefragt. 0 "
    "schaltet es ab.",
    quick_amounts="Schnellbeträge",
    quick_amounts_hint="Die Knöpfe unter dem Betrag: bis zu sechs, durch Leerzeichen getrennt.",
    reference_required="Jeder Verkauf braucht eine Referenz",
    receipts="Beleg per E-Mail, falls Adresse bekannt",
    receipts_hint="Stripe sendet ihn, sobald die Zahlung gelungen ist, nur in LIVE.",
    methods="Gespeicherte Methoden",
    filters="Welche gespeicherten Methoden gezeigt werden",
    filter_names={
        "always": "die mit Einwilligung zum Zeigen (always)",
        "limited": "die für begrenzten Zweck (limited)",
        "unspecified": "die ohne vermerkte Einwilligung (unspecified)",
    },
    filter_hint="Von älteren Systemen gespeicherte Methoden sind oft „unspecified“. Nur zeigen, "
    "wenn der Kunde eingewilligt hat.",
    save_methods="Speichern neuer Methoden anbieten",
    remove_methods="Entfernen gespeicherter Methoden erlauben",
    remove_hint="Entfernen löst die Methode in Stripe; Abos damit funktionieren nicht mehr.",
    save="Speichern",
    saving="Wird gespeichert …",
    saved="Gespeichert.",
    not_saved="Nicht gespeichert: {detail}",
    bad_number="„{text}“ ist kein Betrag in {currency}.",
    bad_minutes="„{text}“ ist keine Zahl von Minuten.",
    problems={
        "origin": "Die Adresse muss wie https://pay.example.com aussehen.",
        "script": "Stripe.js kommt nur von js.stripe.com.",
        "currency": "Stripe kennt diese Währung nicht.",
        "amounts": "Beträge dürfen nicht negativ sein.",
        "repeat": "Zwischen 0 und 1440 Minuten, das ist ein Tag.",
        "redisplay": "Mindestens eine Art gespeicherter Methoden zeigen.",
        "language": "Diese Sprache gibt es nicht.",
        "theme": "Diese Farben gibt es nicht.",
        "register": "Kasse und Bedienung brauchen einen Namen mit höchstens 60 Zeichen.",
        "proxy": "Der Proxy muss wie http://host:port aussehen, ohne Passwort.",
        "webhook_port": "Ein Port ist 0 (aus) oder eine Zahl von 1024 bis 65535.",
    },
    connect="Stripe-Konto verbinden oder wechseln",
)
