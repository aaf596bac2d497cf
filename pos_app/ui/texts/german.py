"""German."""

from __future__ import annotations

from typing import Final

from pos_app.domain.modes import Mode
from pos_app.domain.money import AmountProblem, TypingProblem
from pos_app.domain.references import ReferenceProblem
from pos_app.ui.texts.counted import Counted
from pos_app.ui.texts.german_facts import FACTS
from pos_app.ui.texts.german_hooks import HOOKS
from pos_app.ui.texts.german_pane import PANE
from pos_app.ui.texts.german_returns import RETURNS
from pos_app.ui.texts.german_safety import SAFETY
from pos_app.ui.texts.german_setup import CONNECT, SETTINGS
from pos_app.ui.texts.german_starting import STARTING
from pos_app.ui.texts.german_webhooks import WEBHOOKS
from pos_app.ui.texts.kinds import ChargeBlocked
from pos_app.ui.texts.schema import SaleTexts, SearchTexts, ShellTexts, Texts

_SHELL: Final = ShellTexts(
    badges={
        Mode.TRAINING: "TRAINING · kein echtes Geld",
        Mode.TEST: "TEST · Stripe-Sandbox",
        Mode.LIVE: "LIVE",
    },
    watermarks={Mode.TRAINING: "TRAINING", Mode.TEST: "TEST", Mode.LIVE: ""},
    register="Kasse",
    operator="Bedienung",
    first_register="Kasse 1",
    first_operator="Bedienung",
    online="Stripe erreichbar",
    no_answer_yet="Stripe hat noch nicht geantwortet",
    keys_title="Tasten",
    keys=(
        ("F2", "Kunden suchen"),
        ("↑  ↓", "Unter Treffern oder Zahlungsmethoden wählen"),
        ("Enter", "Kunden nehmen · Zahlungsmethoden zeigen"),
        ("0–9  ,  .", "Betrag tippen"),
        ("F9 · Strg+Enter", "Einziehen"),
        ("F5", "Stripe erneut fragen"),
        ("Esc", "Einen Schritt zurück"),
        ("F8", "Neuer Verkauf"),
        ("F1", "Diese Liste"),
    ),
    keys_button="Tasten (F1)",
    settings_button="Einstellungen",
    find_button="Suchen",
    close="Schließen",
    keep_open="Doch nicht schließen",
    back="Zurück zur Kasse",
    back_to_settings="Zurück zu den Einstellungen",
    fault_title="In der App ist etwas schiefgegangen",
    stopped_title="Zahlungen sind gerade nicht möglich",
    fault_hint="Keine Zahlung geht verloren: Laufende Verkäufe sind aufgeschrieben und werden mit "
    "Stripe abgeglichen. Wenn es wieder passiert, geben Sie dies an Ihre Betreuung weiter:",
    welcome_title="Willkommen an der Kasse",
    welcome_lead="Nehmen Sie Zahlungen von Kunden an, die Ihr Geschäft in Stripe schon kennt.",
    training_title="Jetzt ausprobieren",
    training_lead="Das Training hat eigene Kunden, Karten und eine eigene Bank. Nichts ist echt, "
    "nichts kann schiefgehen, und Sie können jederzeit zurückkehren.",
    training_button="Training starten",
    connect_title="Ihr Stripe-Konto verbinden",
    connect_lead="Sie brauchen einen öffentlichen und einen eingeschränkten Schlüssel aus Ihrem "
    "Stripe-Dashboard. Jede Berechtigung wird erklärt und geprüft.",
    connect_button="Stripe verbinden",
    welcome_hint="Auch Esc oder F2 startet das Training. Die Einstellungen führen jederzeit vom "
    "einen zum anderen.",
    quit_blocked="Eine Zahlung ist noch bei der Bank. Sie bleibt aufgeschrieben und wird beim "
    "nächsten Start geprüft. Das Fenster noch einmal schließen, um jetzt zu gehen.",
    quit_training="Eine Zahlung des Trainings ist noch bei der Bank. Das Training vergisst seine "
    "Verkäufe beim Schließen. Das Fenster noch einmal schließen, um jetzt zu gehen.",
    unsettled="Noch nicht bekannt, ob bezahlt: {count}",
    unsettled_more="{count} weitere",
    unsettled_hint="Diese Verkäufe bleiben aufgeschrieben und werden geprüft, sobald dieses Konto "
    "wieder benutzt wird. Noch einmal drücken, um es jetzt zu verlassen.",
    unsettled_training="Das Training vergisst seine Verkäufe beim Schließen. Noch einmal drücken, "
    "um es jetzt zu verlassen.",
    closing_hint="Diese Verkäufe bleiben aufgeschrieben und werden beim nächsten Start geprüft. "
    "Das Fenster noch einmal schließen, um jetzt zu gehen.",
    closing_training="Das Training vergisst seine Verkäufe beim Schließen. Das Fenster noch "
    "einmal schließen, um jetzt zu gehen.",
)

_SEARCH: Final = SearchTexts(
    title="Kunde",
    placeholder="Name, E-Mail, Telefon, ID",
    recents="Letzte Verkäufe",
    no_recents="Hier erscheinen die Verkäufe dieser Kasse.",
    forgets_recents="Hier erscheinen die Verkäufe dieses Trainings; jeder Start beginnt es neu.",
    follow_ups="Nachzuverfolgen ({count})",
    settling="Antwort der Bank bis {date} · {operator}",
    overdue="{operator}: überfällig",
    bounced="Geplatzt, unbezahlt",
    doubtful="Ungewiss seit {time}",
    on_show="rechts angezeigt",
    one_match="Ein Treffer: Enter nimmt diesen Kunden.",
    many_matches="{count} Kunden passen. Mit ↑ ↓ wählen, dann Enter.",
    amount_waits="{count} Kunden passen. Mit ↑ ↓ wählen, dann Enter; {figures} wartet auf das "
    "Betragsfeld.",
    more_matches="Mehr als {count} Kunden passen. Bitte weitertippen.",
    searching="Stripe wird auch gefragt …",
    nothing="Niemand passt zu „{text}“. Schreibweise prüfen, oder E-Mail oder Telefonnummer "
    "versuchen.",
    only_local="Stripe konnte nicht gefragt werden ({cause}); dies sind die hier bekannten Kunden.",
    refused="Stripe hat die Suche abgelehnt: {reason}",
    indexing=Counted(
        "Ein Kunde hier bekannt, es wird noch geladen …",
        "{count} Kunden hier bekannt, es wird noch geladen …",
    ),
    deleted="Dieser Kunde wurde in Stripe gelöscht; von ihm kann nichts eingezogen werden.",
    missing="Stripe kennt diesen Kunden nicht (mehr).",
    unavailable="Der Kunde konnte nicht nachgeschlagen werden: {cause}.",
)

_SALE: Final = SaleTexts(
    choose_customer="Wer zahlt?",
    choose_hint="Ein paar Buchstaben von Name, E-Mail oder Telefon tippen.",
    change_customer="Ändern",
    loading_customer="Gespeicherte Methoden werden geholt …",
    methods_unknown="Gespeicherte Methoden nicht bekannt.",
    no_methods="Keine gespeicherte Methode; bitte eine neue eingeben.",
    saved_methods="Gespeichert: {methods}",
    more_methods="und {count} weitere",
    unshown_methods=Counted(
        "Eine gespeicherte Methode darf nicht gezeigt werden: Die Einwilligung des Kunden ist in "
        "Stripe nicht vermerkt.",
        "{count} gespeicherte Methoden dürfen nicht gezeigt werden: Die Einwilligung des Kunden "
        "ist in Stripe nicht vermerkt.",
    ),
    open_issue="{amount} dieses Kunden, {time}: noch nicht bekannt, ob bezahlt wurde. Bitte zuerst "
    "klären.",
    amount="Betrag",
    amount_again="Betrag noch einmal tippen",
    currency="Währung",
    clear="Löschen",
    backspace="Letzte Ziffer löschen",
    quick="Schnellbeträge",
    reference="Referenz oder Notiz (freiwillig)",
    reference_required="Referenz (Pflicht)",
    reference_placeholder="z. B. Auftragsnummer",
    receipt="Beleg an {email} senden",
    receipt_short="Beleg",
    proceed="Zahlungsmethoden zeigen",
    proceed_retype="Betrag bestätigen",
    change_amount="Betrag ändern",
    preparing="Wird vorbereitet …",
    above_limit="{amount} erreicht die Grenze von {limit}. Zur Sicherheit den Betrag noch einmal "
    "tippen.",
    retype_differs="Das war {typed}, vorher {first}. Bitte noch einmal tippen oder mit Esc "
    "berichtigen.",
    charge="{amount} einziehen",
    charge_retry="Erneut versuchen: {amount}",
    charge_to="von {customer}, {method}",
    charge_sentence="{amount} von {customer} einziehen, {method}",
    retry_sentence="Erneut versuchen: {amount} von {customer} einziehen, {method}",
    charge_choose="Methode wählen",
    charge_busy="{amount} wird eingezogen …",
    new_method="{method} (neu)",
    expired_method="{method} (abgelaufen)",
    declined_method="{method} (abgelehnt)",
    amount_problems={
        AmountProblem.ZERO: "Bitte einen Betrag über null tippen.",
        AmountProblem.TOO_SMALL: "Der kleinste Betrag ist {minimum}.",
        AmountProblem.TOO_LARGE: "Der größte Betrag ist {maximum}.",
        AmountProblem.NOT_A_STEP: "{currency} geht in Schritten von {step}.",
    },
    typing_problems={
        TypingProblem.EMPTY: "",
        TypingProblem.NOT_A_NUMBER: "Ziffern und höchstens ein Komma oder Punkt.",
        TypingProblem.TOO_MANY_DECIMALS: "{currency} hat {decimals} Nachkommastellen.",
        TypingProblem.TOO_LONG: "Das ist zu lang für einen Betrag.",
    },
    reference_problems={
        ReferenceProblem.MISSING: "Diese Kasse braucht für jeden Verkauf eine Referenz.",
        ReferenceProblem.TOO_LONG: "Höchstens 200 Zeichen.",
        ReferenceProblem.LOOKS_LIKE_A_CARD: "Das sieht nach einer Kartennummer aus. Kartennummern "
        "gehören nur in das Zahlungsformular; ist es eine Auftragsnummer, bitte kürzen.",
    },
    blocked={
        ChargeBlocked.NO_CUSTOMER: "Zuerst einen Kunden wählen (F2).",
        ChargeBlocked.NO_AMOUNT: "Zuerst den Betrag tippen.",
        ChargeBlocked.NOT_SHOWN: "Enter zeigt die Zahlungsmethoden.",
        ChargeBlocked.LOADING: "Die Zahlungsmethoden werden geladen.",
        ChargeBlocked.INCOMPLETE: "Gespeicherte Methode wählen oder die neue vollständig eingeben.",
        ChargeBlocked.FOR_GOOD: "Diese Methode nicht erneut versuchen, eine andere wählen.",
        ChargeBlocked.BUSY: "Eine Zahlung läuft.",
    },
    method_types={
        "card": "Karte",
        "sepa_debit": "SEPA-Lastschrift",
        "us_bank_account": "US-Bankkonto",
        "acss_debit": "Kanadische Lastschrift",
        "bacs_debit": "Bacs-Lastschrift",
        "au_becs_debit": "BECS-Lastschrift",
        "nz_bank_account": "NZ-Bankkonto",
        "link": "Link",
        "ideal": "iDEAL",
        "bancontact": "Bancontact",
        "eps": "EPS",
        "p24": "Przelewy24",
        "klarna": "Klarna",
        "paypal": "PayPal",
        "": "Zahlungsmethode",
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

GERMAN: Final = Texts(
    language="de",
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
