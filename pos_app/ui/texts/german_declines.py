"""German: why an attempt was declined, and what to do."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.kinds import DeclineGroup
from pos_app.ui.texts.schema import Message

DECLINES: Final = {
    DeclineGroup.GENERIC: Message(
        "Abgelehnt",
        "Die Bank hat abgelehnt und keinen Grund genannt.",
        "Um eine andere Karte oder Methode bitten.",
    ),
    DeclineGroup.FUNDS: Message(
        "Abgelehnt: Deckung reicht nicht",
        "Auf dem Konto ist nicht genug Geld für diesen Betrag.",
        "Um eine andere Karte oder Methode bitten.",
    ),
    DeclineGroup.EXPIRED: Message(
        "Abgelehnt: abgelaufen",
        "Die Karte ist abgelaufen.",
        "Um eine andere Karte bitten oder die neue eingeben.",
    ),
    DeclineGroup.SECURITY_CODE: Message(
        "Abgelehnt: Prüfziffer",
        "Die Prüfziffer (CVC) stimmt nicht.",
        "Auf der Karte nachsehen und neu eingeben.",
    ),
    DeclineGroup.NUMBER: Message(
        "Abgelehnt: Kartennummer",
        "Kartennummer oder Ablaufdatum stimmt nicht.",
        "Auf der Karte nachsehen und neu eingeben.",
    ),
    DeclineGroup.ADDRESS: Message(
        "Abgelehnt: Postleitzahl",
        "Die Postleitzahl passt nicht zur Karte.",
        "Nach der Postleitzahl fragen und neu eingeben.",
    ),
    DeclineGroup.TRY_AGAIN: Message(
        "Abgelehnt: noch einmal versuchen",
        "Die Bank konnte die Zahlung gerade nicht bearbeiten.",
        "Einmal wiederholen; klappt es wieder nicht, eine andere Methode nehmen.",
    ),
    DeclineGroup.LIMIT: Message(
        "Abgelehnt: Grenze erreicht",
        "Der Rahmen der Karte oder die Zahl der Zahlungen ist ausgeschöpft.",
        "Um eine andere Karte bitten, oder der Kunde ruft seine Bank an.",
    ),
    DeclineGroup.NOT_SUPPORTED: Message(
        "Abgelehnt: mit dieser Karte nicht möglich",
        "Die Karte erlaubt diese Art von Zahlung oder diese Währung nicht.",
        "Um eine andere Karte oder Methode bitten.",
    ),
    DeclineGroup.NOT_APPROVED: Message(
        "Nicht bestätigt",
        "Die Prüfung der Bank wurde vom Kunden nicht abgeschlossen.",
        "Mit dem Kunden noch einmal versuchen oder eine andere Methode nehmen.",
    ),
    DeclineGroup.CALL_BANK: Message(
        "Von der Bank abgelehnt",
        "Die Bank hat abgelehnt; den Grund erfährt nur der Kunde.",
        "Um eine andere Karte oder Methode bitten.",
    ),
    DeclineGroup.PIN: Message(
        "Abgelehnt: PIN nötig",
        "Die Bank will Karte und PIN an einem Terminal.",
        "Ein Kartenterminal oder eine andere Karte nehmen.",
    ),
    DeclineGroup.DUPLICATE: Message(
        "Abgelehnt: sieht nach Wiederholung aus",
        "Eben wurde derselbe Betrag schon einmal gezahlt.",
        "Erst die letzten Verkäufe prüfen, dann noch einmal versuchen.",
    ),
    DeclineGroup.TEST_CARD: Message(
        "Abgelehnt: Testkarte",
        "Mit einer Testkarte lässt sich kein echtes Geld zahlen.",
        "Eine echte Karte nehmen oder ins Training wechseln.",
    ),
}
