"""German: Stripe's codes in the timeline."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.facts import FactTexts

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
