"""German: every state of a payment."""

from __future__ import annotations

from typing import Final

from pos_app.domain.outcomes import FailureCause
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ui.texts.german_declines import DECLINES
from pos_app.ui.texts.german_facts import STEPS
from pos_app.ui.texts.german_returns import RETURN_SITUATIONS
from pos_app.ui.texts.kinds import Situation, StartProblem
from pos_app.ui.texts.schema import Message, PaneTexts

_SITUATIONS: Final = {
    Situation.WORKING: Message(
        "Die Bank wird gefragt",
        "Einziehen wurde gedrückt; eine Antwort ist noch nicht da.",
        "Bitte warten.",
    ),
    Situation.SUCCEEDED: Message(
        "Bezahlt", "Stripe bestätigt, dass das Geld eingezogen ist.", "Der Verkauf ist fertig."
    ),
    Situation.PROCESSING: Message(
        "Angenommen, noch nicht gutgeschrieben",
        "Die Bank hat den Auftrag angenommen. Diese Methode braucht Tage und kann noch scheitern.",
        "Als noch nicht bezahlt behandeln. Die Zahlung bleibt in der Liste und wird beobachtet.",
    ),
    Situation.HELD: Message(
        "Auf der Karte reserviert",
        "Die Bank hat den Betrag reserviert; eingezogen ist er noch nicht.",
        "Im Stripe-Dashboard einziehen, bevor die Reservierung endet, oder hier abbrechen.",
    ),
    Situation.NEEDS_CUSTOMER: Message(
        "Der Kunde muss zustimmen",
        "Die Bank will sicher sein, dass es der Kunde ist.",
        "Der Kunde stimmt in der Bank-App zu oder beantwortet unten die Frage der Bank. Ist sie zu "
        "oder hängt sie, bietet F8 sie noch einmal an.",
    ),
    Situation.APPROVAL_UNSEEN: Message(
        "Der Kunde muss zustimmen",
        "Die Bank hat dem Kunden eine Frage gestellt, die hier nicht mehr zu sehen ist.",
        "Die Seite der Bank noch einmal zeigen. Hat der Kunde in der Bank-App zugestimmt, erneut "
        "prüfen. Oder diesen Verkauf abbrechen.",
    ),
    Situation.AT_BANK: Message(
        "Die Seite der Bank ist offen",
        "Die Zahlung geht bei {host} weiter.",
        "Der Kunde schließt sie dort ab; die Kasse kommt von selbst zurück.",
    ),
    Situation.CANCELED: Message(
        "Abgebrochen",
        "Es wurde nichts eingezogen, und dieser Verkauf kann nicht mehr bezahlt werden.",
        "Neuen Verkauf beginnen.",
    ),
    Situation.REFUSED: Message(
        "Zurückgewiesen",
        "Stripe hat den Beginn dieses Verkaufs abgelehnt. Es wurde nichts eingezogen.",
        "Kunde und Betrag prüfen, dann einen neuen Verkauf beginnen.",
    ),
    Situation.BOUNCED: Message(
        "Geplatzt, nicht bezahlt",
        "Die Bank hatte diese Zahlung angenommen und später abgelehnt. Es ist kein Geld geflossen.",
        "Dem Kunden Bescheid geben und den Betrag in einem neuen Verkauf einziehen, wenn nötig mit "
        "einer anderen Zahlungsmethode.",
    ),
    Situation.CHARGED_ANEW: Message(
        "Geplatzt, neu begonnen",
        "Die Bank hat diese Zahlung abgelehnt, nachdem sie sie angenommen hatte. Am {anew} "
        "wurde stattdessen ein neuer Verkauf begonnen.",
        "Nicht noch einmal einziehen. Wie der ausging, steht im neuen Verkauf.",
    ),
    Situation.UNKNOWN: Message(
        "Nicht noch einmal einziehen",
        "Einziehen wurde gedrückt, aber Stripes Antwort fehlt. Vielleicht wurde bezahlt.",
        "Den Kunden einen Moment warten lassen. Stripe wird gefragt, bis die Antwort sicher ist.",
    ),
    Situation.CONTRADICTED: Message(
        "Nicht noch einmal einziehen",
        "Diese Zahlung wurde bei Stripe geändert, nachdem sie gesendet war: Betrag, Währung oder "
        "Kunde sind nicht, was verlangt war.",
        "Die Leitung entscheiden lassen. Bis dahin bleibt sie offen.",
    ),
    Situation.START_UNKNOWN: Message(
        "Noch nicht sicher",
        "Stripe soll den Verkauf beginnen und hat nicht geantwortet. Es wurde nichts eingezogen, "
        "denn es war noch keine Zahlungsmethode zu sehen.",
        "Dieselbe Anfrage wird wiederholt, bis Stripe antwortet; doppelt kann sie nicht wirken.",
    ),
    Situation.OPEN: Message(
        "Nicht bezahlt",
        "Dieser Verkauf wurde begonnen, aber nicht bezahlt.",
        "Abbrechen oder die Zahlung in einem neuen Verkauf annehmen.",
    ),
    Situation.PAGE_LOST: Message(
        "Das Zahlungsformular ist abgebrochen",
        "Das eingebettete Formular endete unerwartet. Es wurde nichts eingezogen.",
        "Noch einmal zeigen; Kunde und Betrag bleiben.",
    ),
    Situation.PAGE_LOST_CONFIRMING: Message(
        "Nicht noch einmal einziehen",
        "Das eingebettete Formular endete, während die Zahlung lief.",
        "Stripe wird nach dem Ergebnis gefragt, bis es sicher ist.",
    ),
    Situation.LOAD_ERROR: Message(
        "Das Zahlungsformular lädt nicht",
        "Stripes Formular konnte nicht gezeigt werden. Es wurde keine Zahlung abgeschickt.",
        "Verbindung prüfen und noch einmal versuchen; Kunde und Betrag bleiben.",
    ),
    Situation.CHECK_INPUT: Message(
        "Bitte die Angaben prüfen",
        "Im Formular fehlt etwas, oder etwas stimmt nicht.",
        "Berichtigen, dann noch einmal einziehen.",
    ),
    Situation.NOT_TAKEN: Message(
        "Nichts eingezogen",
        "Stripe hat diesen Versuch nicht angenommen; es wurde nichts bezahlt.",
        "Eine andere Zahlungsmethode wählen oder einen neuen Verkauf beginnen.",
    ),
    Situation.CANCELING: Message(
        "Wird abgebrochen", "Stripe wird gebeten, die Zahlung abzubrechen.", "Bitte warten."
    ),
    Situation.CANCEL_UNANSWERED: Message(
        "Der Abbruch ist noch offen",
        "Stripe wurde gebeten, diesen Verkauf abzubrechen, und hat nicht geantwortet. Ob das noch "
        "rechtzeitig war, ist noch nicht bekannt.",
        "Der Kunde darf ihm nicht mehr zustimmen. Es wird immer wieder nachgefragt; gleich erneut "
        "prüfen.",
    ),
    Situation.LEAVE: Message(
        "Diese Zahlung kann noch durchgehen",
        "Die Bank hat noch nicht geantwortet.",
        "Noch einmal F8, um sie zu verlassen. Sie bleibt in der Liste und wird bis zum Ende "
        "beobachtet.",
    ),
    Situation.NOT_WRITTEN: Message(
        "Nichts wurde abgeschickt",
        "Dieser Rechner konnte den Verkauf nicht aufschreiben (Festplatte voll oder nicht "
        "beschreibbar), daher wurde die Zahlung nicht begonnen.",
        "Platz schaffen, dann noch einmal versuchen.",
    ),
    Situation.EARLIER_FIRST: Message(
        "Erst wird der frühere Verkauf beendet",
        "Stripe soll ihn abbrechen, damit nicht beides bezahlt wird. Von diesem hier ist noch "
        "nichts abgeschickt.",
        "Bitte einen Moment warten.",
    ),
    Situation.EARLIER_ENDING: Message(
        "Der frühere Verkauf wird noch beendet",
        "Stripe hat noch nicht gesagt, dass er abgebrochen ist. Darum wurde nichts eingezogen: Es "
        "hätte beides bezahlt werden können.",
        "Warten, bis er beendet ist, oder mit F9 noch einmal fragen.",
    ),
    Situation.EARLIER_ENDED: Message(
        "Der frühere Verkauf ist beendet",
        "Stripe hat gesagt, was daraus wurde. Von diesem hier wurde noch nichts eingezogen.",
        "Mit F9 geht es weiter.",
    ),
}

_START: Final = {
    StartProblem.AMOUNT: Message(
        "Nicht begonnen", "Stripe nimmt diesen Betrag nicht an.", "Betrag und Währung prüfen."
    ),
    StartProblem.TOO_SMALL: Message(
        "Betrag zu klein",
        "So einen kleinen Betrag nimmt Stripe nicht an.",
        "Größeren Betrag tippen.",
    ),
    StartProblem.TOO_LARGE: Message(
        "Betrag zu groß", "So einen großen Betrag nimmt Stripe nicht an.", "Die Zahlung aufteilen."
    ),
    StartProblem.REFERENCE: Message(
        "Nicht begonnen", "Die Referenz wird nicht angenommen.", "Die Referenz berichtigen."
    ),
    StartProblem.CUSTOMER_GONE: Message(
        "Kunde nicht gefunden",
        "Stripe kennt diesen Kunden nicht mehr.",
        "Den Kunden neu suchen (F2).",
    ),
    StartProblem.OPEN_ISSUE: Message(
        "Zuerst die frühere Zahlung klären",
        "Eine Zahlung dieses Kunden ist noch nicht sicher; mit einer neuen könnte doppelt "
        "eingezogen werden.",
        "Den früheren Verkauf zeigen und dort Stripe erneut fragen (F5).",
    ),
    StartProblem.SOLVED: Message(
        "Die frühere Zahlung ist geklärt",
        "Inzwischen ist bekannt, was aus der früheren Zahlung dieses Kunden geworden ist.",
        "„Noch einmal versuchen“ nur drücken, wenn {amount} noch zu zahlen sind.",
    ),
    StartProblem.DIFFERENT: Message(
        "Nicht dieselbe Zahlung",
        "Bei Stripe hat diese Zahlung einen anderen Betrag, eine andere Währung oder Kundschaft.",
        "Neu beginnen (F8); diese Zahlung wird dann abgebrochen.",
    ),
    StartProblem.LOOKS_REPEATED: Message(
        "Noch einmal dasselbe?",
        "Dieser Kunde hat denselben Betrag gerade erst bezahlt.",
        "Nur dann noch einmal einziehen, wenn es ein anderer Verkauf ist (F9).",
    ),
    StartProblem.KEY_REJECTED: Message(
        "Stripe lehnt den Schlüssel ab",
        "Der Schlüssel dieser Kasse ist falsch, abgelaufen oder widerrufen.",
        "Die Leitung bitten, Stripe in den Einstellungen neu zu verbinden.",
    ),
    StartProblem.NOT_PERMITTED: Message(
        "Eine Berechtigung fehlt",
        "Dem Schlüssel dieser Kasse fehlt eine Berechtigung.",
        "Die Leitung bitten, sie im Stripe-Dashboard zu erteilen und in den Einstellungen zu "
        "prüfen.",
    ),
    StartProblem.WRONG_MODE: Message(
        "Falscher Modus",
        "Stripe hat für einen anderen Modus geantwortet als den dieser App.",
        "Die Leitung bitten, Stripe neu zu verbinden.",
    ),
    StartProblem.NO_METHODS: Message(
        "Keine Methode für diese Zahlung",
        "Das Konto hat keine Zahlungsmethode für diese Währung und diesen Betrag.",
        "Andere Währung wählen oder Methoden im Stripe-Dashboard einschalten.",
    ),
    StartProblem.RECEIPT: Message(
        "Adresse für den Beleg abgelehnt",
        "Stripe lehnt die E-Mail-Adresse für den Beleg ab: {email}.",
        "Ohne Beleg weitermachen und die E-Mail des Kunden später in Stripe berichtigen.",
    ),
    StartProblem.OTHER: Message(
        "Nicht begonnen",
        "Stripe hat den Beginn der Zahlung abgelehnt.",
        "Angaben prüfen und noch einmal versuchen.",
    ),
}

PANE: Final = PaneTexts(
    idle_title="Bereit",
    idle_hint="Hier erscheinen die Zahlungsmethoden.",
    hints=(
        ("F2", "Kunden suchen"),
        ("Enter", "Zahlungsmethoden zeigen"),
        ("F9", "einziehen"),
        ("F8", "neuer Verkauf"),
    ),
    loading="Zahlungsmethoden werden geladen …",
    loading_slow="Es dauert länger als sonst. Vielleicht ist die Verbindung langsam.",
    calm="Zählt gleich; so wird nichts ungelesen beantwortet.",
    too_soon="Das zählte nicht, es kam zu früh. Erst lesen, dann noch einmal drücken.",
    saved_hidden="Gespeicherte Methoden lassen sich gerade nicht zeigen; eine neue kann eingegeben "
    "werden.",
    money_question="Ist Geld geflossen?",
    money={
        MoneyTaken.YES: "Ja",
        MoneyTaken.NO: "Nein",
        MoneyTaken.NOT_KNOWN_YET: "Noch nicht bekannt",
        MoneyTaken.HELD: "Nur reserviert",
        MoneyTaken.PENDING: "Noch nicht, es ist unterwegs",
    },
    money_beside="{new} · früherer Verkauf: {earlier}",
    situations={**_SITUATIONS, **RETURN_SITUATIONS},
    declines=DECLINES,
    start=_START,
    causes={
        FailureCause.NETWORK: "keine Verbindung",
        FailureCause.DNS: "Stripes Name wird nicht gefunden",
        FailureCause.TLS: "die Verbindung ist nicht vertrauenswürdig",
        FailureCause.PROXY: "der Proxy lehnt ab",
        FailureCause.TIMEOUT: "keine Antwort in der Zeit",
        FailureCause.RATE_LIMITED: "zu viele Anfragen",
        FailureCause.STRIPE_DOWN: "Stripe hat eine Störung",
        FailureCause.CONFLICT: "Stripe ist noch damit beschäftigt",
    },
    states={
        PaymentState.INTENDED: "Wird begonnen",
        PaymentState.REFUSED: "Zurückgewiesen",
        PaymentState.OPEN: "Noch nicht bezahlt",
        PaymentState.REQUIRES_ACTION: "Kunde muss zustimmen",
        PaymentState.PROCESSING: "Noch unterwegs",
        PaymentState.REQUIRES_CAPTURE: "Reserviert",
        PaymentState.SUCCEEDED: "Bezahlt",
        PaymentState.CANCELED: "Abgebrochen",
    },
    state_unknown="Noch nicht bekannt",
    declined_word="Abgelehnt",
    declined_before="Der letzte Versuch wurde abgelehnt.",
    ids={"reference": "Referenz: {id}", "payment": "Zahlung: {id}", "charge": "Einzug: {id}"},
    charged_to="{customer} · {method}",
    elapsed="{seconds} s",
    certain_in="Spätestens in {seconds} s sicher",
    silent="Kunden bitten zu warten, nicht noch einmal einziehen. Das Formular hat noch nicht "
    "geantwortet; in {seconds} s wird es beendet und nur noch Stripe gefragt.",
    unknown_since="Nicht bekannt seit {time}",
    sent_at="Einziehen gedrückt {time}",
    next_check="Nächste Frage an Stripe in {seconds} s",
    checking="Stripe wird gefragt …",
    checked="geprüft um {time}",
    new_sale="Neuer Verkauf",
    same_customer="Derselbe Kunde",
    check="Erneut prüfen",
    cancel="{amount} abbrechen",
    retry="Noch einmal versuchen",
    show_bank="Seite der Bank noch einmal zeigen",
    bank_unshown="Die Seite der Bank lässt sich gerade nicht zeigen: {why}.",
    bank_barred="Inzwischen hat der Kunde denselben Betrag bezahlt, oder bei einer anderen Zahlung "
    "des Kunden ist das Ergebnis offen. Damit niemand doppelt zahlt, wird die Seite nicht gezeigt.",
    no_receipt="Ohne Beleg weiter",
    leave="Verlassen und weitermachen",
    timeline="Verlauf",
    timeline_empty="Jeder Schritt erscheint hier mit Uhrzeit und Quelle.",
    facts=STEPS,
    sources={
        FactSource.OPERATOR: "Bedienung",
        FactSource.PAGE: "Formular",
        FactSource.API_CALL: "Stripe",
        FactSource.POLL: "Stripe, gefragt",
        FactSource.WEBHOOK: "Stripe, Meldung",
        FactSource.EVENTS_API: "Stripe, Ereignis",
        FactSource.RECOVERY: "nach Neustart",
    },
)
