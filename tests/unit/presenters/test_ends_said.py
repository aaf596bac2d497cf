"""How a sale has ended is said alike by the list and the card, and in both languages."""

import pytest

from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import MoneyTaken
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ui.states.common import Tone
from pos_app.ui.texts import LANGUAGES, texts_for
from tests.support.fake_clock import settle
from tests.support.fake_stripe import Fault
from tests.support.till import Till

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("language", LANGUAGES)]


async def opened(till):
    """The word of the newest sale in the list, and its card."""
    till.counter.new_sale()
    await settle()
    row = till.view.search.recents[0]
    till.counter.search.review(row.op)
    await settle()
    return row.word, till.view.card


async def declined_and_left(till, code):
    intent = await till.to_element()
    await till.charge()
    till.stripe.decline(intent, code)
    till.page.say(ConfirmReported(intent, "", "card_declined"))
    await settle()
    return await opened(till)


async def test_a_sale_declined_and_then_left_is_called_canceled_in_list_and_card(language):
    till = Till(language=language)
    word, card = await declined_and_left(till, "insufficient_funds")
    declined = {"en": "The last attempt was declined.", "de": "Der letzte Versuch wurde abgelehnt."}
    why = {"en": "not enough money", "de": "nicht genug Geld"}
    assert word == card.headline == {"en": "Canceled", "de": "Abgebrochen"}[language]
    assert card.tone is Tone.NEUTRAL
    assert card.money == texts_for(language).pane.money[MoneyTaken.NO]
    assert declined[language] in card.happened
    assert why[language] in card.happened.partition(declined[language])[2]
    await till.close()


async def test_why_a_stolen_card_was_declined_stays_untold_afterwards_too(language):
    till = Till(language=language)
    _, card = await declined_and_left(till, "stolen_card")
    end = {"en": "The last attempt was declined.", "de": "Der letzte Versuch wurde abgelehnt."}
    assert card.happened.endswith(end[language])
    await till.close()


async def test_a_canceled_sale_says_that_no_money_was_taken_and_what_to_do(language):
    till = Till(language=language)
    await till.to_element()
    _, card = await opened(till)
    nothing = {"en": "No money was taken", "de": "Es wurde nichts eingezogen"}
    assert card.happened.startswith(nothing[language])
    assert card.next_step == {"en": "Start a new sale.", "de": "Neuen Verkauf beginnen."}[language]
    await till.close()


async def test_a_sale_that_stripe_refused_is_not_called_canceled(language):
    till = Till(language=language)
    till.stripe.fail("create", Fault(Refused(RefusalKind.INVALID, "parameter_invalid")))
    await till.open()
    await till.begin()
    word, card = await opened(till)
    assert word == card.headline == {"en": "Refused", "de": "Zurückgewiesen"}[language]
    assert card.money == texts_for(language).pane.money[MoneyTaken.NO]
    await till.close()


async def test_ids_say_what_they_are_of_and_a_declined_charge_is_left_out(language):
    till = Till(language=language)
    _, card = await declined_and_left(till, "insufficient_funds")
    assert [line.partition(": ")[0] for line in card.details] == [
        {"en": "Payment", "de": "Zahlung"}[language]
    ]
    await till.close()


async def test_the_charge_of_a_paid_sale_is_named_so(language):
    till = Till(language=language)
    await till.paid()
    named = {"en": ["Payment", "Charge"], "de": ["Zahlung", "Einzug"]}
    details = till.view.card.details
    assert [line.partition(": ")[0] for line in details] == named[language]
    await till.close()
