"""English: a paid sale whose money was given back, or collected only in part."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.kinds import Situation
from pos_app.ui.texts.returns import ReturnTexts
from pos_app.ui.texts.schema import Message

RETURN_SITUATIONS: Final = {
    Situation.REFUNDED: Message(
        "Paid and given back",
        "Stripe confirms that {taken} was collected, and given back in full later.",
        "There is nothing left to do here. Should the customer pay after all, begin a new sale.",
    ),
    Situation.PARTLY_REFUNDED: Message(
        "Paid, {given} of it refunded",
        "Stripe confirms that {taken} was collected, and {given} of it given back later.",
        "The shop keeps {kept}. There is nothing left to do here.",
    ),
    Situation.PAID_IN_PART: Message(
        "Paid in part: {taken} of {asked}",
        "Stripe confirms that {taken} was collected. The other {missing} was not.",
        "If the customer owes the other {missing}, take it in a new sale.",
    ),
}

RETURNS: Final = ReturnTexts(
    row_refunded="Refunded",
    row_partly_refunded="Partly refunded",
    row_in_part="Paid in part",
    money_refunded="Yes, and given back in full: {given}",
    money_partly_refunded="Yes, {given} of it given back",
    money_in_part="Yes, {taken} of {asked}",
    money_in_part_refunded="Yes, {taken} of {asked}; {given} of it given back",
)
