"""German: a paid sale whose money was given back, or collected only in part."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.kinds import Situation
from pos_app.ui.texts.returns import ReturnTexts
from pos_app.ui.texts.schema import Message

RETURN_SITUATIONS: Final = {
    Situation.REFUNDED: Message(
        "Bezahlt und erstattet",
        "Stripe bestätigt, dass {taken} eingezogen und später ganz erstattet wurden.",
        "Hier ist nichts mehr zu tun. Will der Kunde doch bezahlen, einen neuen Verkauf beginnen.",
    ),
    Situation.PARTLY_REFUNDED: Message(
        "Bezahlt, davon {given} erstattet",
        "Stripe bestätigt, dass {taken} eingezogen und davon später {given} erstattet wurden.",
        "Dem Geschäft bleiben {kept}. Hier ist nichts mehr zu tun.",
    ),
    Situation.PAID_IN_PART: Message(
        "Teils bezahlt: {taken} von {asked}",
        "Stripe bestätigt, dass {taken} eingezogen wurden. Die übrigen {missing} nicht.",
        "Schuldet der Kunde die übrigen {missing}, sie in einem neuen Verkauf einziehen.",
    ),
}

RETURNS: Final = ReturnTexts(
    row_refunded="Erstattet",
    row_partly_refunded="Teils erstattet",
    row_in_part="Teils bezahlt",
    money_refunded="Ja, und ganz erstattet: {given}",
    money_partly_refunded="Ja, davon {given} erstattet",
    money_in_part="Ja, {taken} von {asked}",
    money_in_part_refunded="Ja, {taken} von {asked}; davon {given} erstattet",
)
