"""German: Stripe's codes in the timeline."""

from __future__ import annotations

from typing import Final

from pos_app.domain.timeline import FactKind
from pos_app.ui.texts.facts import FactTexts

STEPS: Final = {
    FactKind.INTENDED: "Aufgeschrieben",
    FactKind.BAR_LIFTED: "Trotzdem begonnen",
    FactKind.INSTEAD_OF: "Anstelle eines geplatzten Verkaufs begonnen",
    FactKind.CHARGED_ANEW: "In einem neuen Verkauf noch einmal begonnen",
    FactKind.CREATED: "Bei Stripe begonnen",
    FactKind.CREATE_REFUSED: "Von Stripe abgelehnt",
    FactKind.CREATE_UNKNOWN: "Keine Antwort auf den Beginn",
    FactKind.ELEMENT_READY: "Methoden gezeigt",
    FactKind.CONFIRM_ASKED: "Einziehen gedrückt",
    FactKind.PAGE_REPORTED: "Formular meldet",
    FactKind.REQUIRES_ACTION: "Bank fragt den Kunden",
    FactKind.BANK_SHOWN: "Seite der Bank noch einmal gezeigt",
    FactKind.PROCESSING: "Von der Bank angenommen",
    FactKind.DECLINED: "Abgelehnt",
    FactKind.AUTHORISED: "Auf der Karte reserviert",
    FactKind.SUCCEEDED: "Bezahlt",
    FactKind.CANCEL_ASKED: "Abbruch verlangt",
    FactKind.CANCELED: "Abgebrochen",
    FactKind.UNKNOWN: "Keine sichere Antwort",
    FactKind.CONTRADICTED: "Bei Stripe geändert",
    FactKind.ACCEPTED: "Übernommen, wie Stripe es zeigt",
    FactKind.RESOLVED: "Stripe hat geantwortet",
    FactKind.RECORDED: "Gebucht",
    FactKind.REFUNDED: "Erstattet",
    FactKind.REFUND_FAILED: "Erstattung nicht angekommen",
    FactKind.DISPUTE_OPENED: "Von der Bank des Kunden angefochten",
    FactKind.DISPUTE_CLOSED: "Anfechtung abgeschlossen",
}
"""What each fact is called."""

FACTS: Final = FactTexts(
    reports={
        "succeeded": "bezahlt",
        "processing": "von der Bank angenommen",
        "requires_capture": "auf der Karte reserviert",
        "requires_action": "die Bank fragt",
        "requires_confirmation": "nicht bestätigt",
        "requires_payment_method": "nicht bezahlt",
        "canceled": "abgebrochen",
        "pending": "wartet",
        "failed": "nicht bezahlt",
    },
    after_doubt="der Versuch davor kann noch eintreffen",
    page_lost="Formular abgebrochen",
    bounced="Von der Bank später abgelehnt",
    given_up="Aufgegeben",
    app="App",
    reasons={
        "requested_by_customer": "wie gewünscht",
        "abandoned": "Verkauf verlassen",
        "duplicate": "versehentlich doppelt",
        "fraudulent": "Verdacht auf Betrug",
        "automatic": "durch Stripe",
        "expired": "abgelaufen",
        "failed_invoice": "Rechnung gescheitert",
        "void_invoice": "Rechnung storniert",
        "never sent": "nie an Stripe geschickt",
    },
    disputes={
        "won": "gewonnen",
        "lost": "verloren",
        "warning_closed": "ohne Anfechtung erledigt",
        "prevented": "abgewendet",
    },
    lifted={
        "charge_again": "derselbe Betrag noch einmal",
        "charge_despite_doubt": "die Leitung hat entschieden, eine frühere Zahlung war unsicher",
    },
)
