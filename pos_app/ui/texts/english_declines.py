"""English: why an attempt was declined, and what to do."""

from __future__ import annotations

from typing import Final

from pos_app.ui.texts.kinds import DeclineGroup
from pos_app.ui.texts.schema import Message

DECLINES: Final = {
    DeclineGroup.GENERIC: Message(
        "Declined", "The bank declined and gave no reason.", "Ask for another card or method."
    ),
    DeclineGroup.FUNDS: Message(
        "Declined: not enough money",
        "There is not enough money on the account for this amount.",
        "Ask for another card or method.",
    ),
    DeclineGroup.EXPIRED: Message(
        "Declined: expired", "The card has expired.", "Ask for another card, or type the new one."
    ),
    DeclineGroup.SECURITY_CODE: Message(
        "Declined: security code",
        "The security code (CVC) is not right.",
        "Check the code on the card and type it again.",
    ),
    DeclineGroup.NUMBER: Message(
        "Declined: card number",
        "The card number or expiry date is not right.",
        "Check the card and type it again.",
    ),
    DeclineGroup.ADDRESS: Message(
        "Declined: postal code",
        "The postal code does not match the card.",
        "Ask for the postal code and type it again.",
    ),
    DeclineGroup.TRY_AGAIN: Message(
        "Declined: try again",
        "The bank could not handle the payment just now.",
        "Try once more; if it fails again, use another method.",
    ),
    DeclineGroup.LIMIT: Message(
        "Declined: limit reached",
        "The card's limit or number of payments is used up.",
        "Ask for another card, or for the customer to call the bank.",
    ),
    DeclineGroup.NOT_SUPPORTED: Message(
        "Declined: not possible with this card",
        "The card does not allow this kind of payment or currency.",
        "Ask for another card or method.",
    ),
    DeclineGroup.NOT_APPROVED: Message(
        "Not approved",
        "The bank's check was not completed by the customer.",
        "Try again together with the customer, or use another method.",
    ),
    DeclineGroup.CALL_BANK: Message(
        "Declined by the bank",
        "The bank declined; only the customer can ask it why.",
        "Ask for another card or method.",
    ),
    DeclineGroup.PIN: Message(
        "Declined: PIN needed",
        "The bank wants the card and its PIN on a terminal.",
        "Use a card terminal, or another card.",
    ),
    DeclineGroup.DUPLICATE: Message(
        "Declined: looks like a repetition",
        "A payment of the same amount was made a moment ago.",
        "Check the recent sales before you try again.",
    ),
    DeclineGroup.TEST_CARD: Message(
        "Declined: test card",
        "A test card cannot pay with real money.",
        "Use a real card, or switch to training.",
    ),
}
