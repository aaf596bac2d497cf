"""What is said of a sale whose money was given back, or collected only in part."""

from dataclasses import replace

import pytest

from pos_app.domain.payment import PaymentIntentStatus
from pos_app.domain.timeline import FactSource
from pos_app.ui.presenters.facts import recent_row
from pos_app.ui.states.common import Tone
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle

pytestmark = pytest.mark.asyncio


async def paid(till, received=None):
    intent = await till.to_element()
    await till.charge()
    till.stripe.pay(intent, received)
    await till.report("succeeded")
    return intent


async def hear(till, intent):
    await till.world.services.reconcile.after_sale(intent, FactSource.WEBHOOK)
    await settle()


async def refunded(till, minor=None):
    intent = await paid(till)
    till.stripe.refund(intent, minor)
    await hear(till, intent)
    return intent


async def captured_in_part(till, minor=1_000):
    """The Dashboard collects less than was held; the rest of the hold is let go."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.authorise(intent)
    await till.report("requires_capture")
    held = till.stripe.intents[intent]
    charge = replace(
        held.charge,
        captured=True,
        amount_captured=minor,
        amount_refunded=held.money.minor - minor,
    )
    till.stripe.change(
        intent,
        status=PaymentIntentStatus.SUCCEEDED,
        amount_received=minor,
        amount_capturable=0,
        charge=charge,
    )
    await hear(till, intent)
    return intent


def shown(till):
    """The card; that no line breaks inside an amount does not matter here."""
    card = till.view.card
    said = {name: getattr(card, name) for name in ("headline", "happened", "money", "next_step")}
    return replace(card, **{name: text.replace("\xa0", " ") for name, text in said.items()})


async def row(till, language="en"):
    (sale,) = await till.world.disk.transact(lambda tx: tx.payments.recent(9))
    found = recent_row(sale, texts_for(language))
    return found.word, found.tone


async def test_a_sale_given_back_in_full_is_not_called_complete(till):
    await refunded(till)
    card = shown(till)
    assert card.headline == "Paid and given back"
    assert card.money == "Yes, and given back in full: EUR 48.50"
    assert "complete" not in card.next_step
    assert (card.tone, card.filled) == (Tone.INFO, False)
    assert await row(till) == ("Refunded", Tone.INFO)
    assert await row(till, "de") == ("Erstattet", Tone.INFO)


async def test_a_sale_given_back_in_part_says_how_much(till):
    await refunded(till, 1_000)
    card = shown(till)
    assert card.headline == "Paid, EUR 10.00 of it refunded"
    assert card.money == "Yes, EUR 10.00 of it given back"
    assert "EUR 38.50" in card.next_step
    assert await row(till) == ("Partly refunded", Tone.INFO)
    assert await row(till, "de") == ("Teils erstattet", Tone.INFO)


async def test_a_hold_collected_in_part_says_how_much_and_what_to_do_about_the_rest(till):
    await captured_in_part(till)
    card = shown(till)
    assert card.headline == "Paid in part: EUR 10.00 of EUR 48.50"
    assert card.money == "Yes, EUR 10.00 of EUR 48.50"
    assert "EUR 38.50" in card.next_step
    assert card.tone is Tone.WARN
    assert await row(till) == ("Paid in part", Tone.WARN)
    assert await row(till, "de") == ("Teils bezahlt", Tone.WARN)


async def test_what_was_collected_in_part_and_given_back_in_part_says_both(till):
    intent = await captured_in_part(till)
    till.stripe.refund(intent, 400)
    await hear(till, intent)
    card = shown(till)
    assert card.headline == "Paid in part: EUR 10.00 of EUR 48.50"
    assert card.money == "Yes, EUR 10.00 of EUR 48.50; EUR 4.00 of it given back"


async def test_what_was_collected_in_part_and_all_of_it_given_back_is_given_back(till):
    intent = await captured_in_part(till)
    till.stripe.refund(intent, 1_000)
    await hear(till, intent)
    assert shown(till).headline == "Paid and given back"
    assert shown(till).money == "Yes, and given back in full: EUR 10.00"


async def test_the_list_and_a_sale_opened_from_it_say_the_same(till):
    intent = await refunded(till)
    till.counter.new_sale()
    await settle()
    till.counter.refresh()
    await settle()
    assert [recent.word for recent in till.view.search.recents] == ["Refunded"]
    till.counter.show_sale(await till.world.disk.transact(lambda tx: tx.payments.by_intent(intent)))
    await settle()
    assert shown(till).headline == "Paid and given back"


async def test_a_refund_that_did_not_arrive_leaves_the_sale_paid(till):
    intent = await refunded(till)
    assert shown(till).headline == "Paid and given back"
    (refund,) = till.stripe.refunds_made
    till.stripe.settle_refund(refund, "failed")
    await hear(till, intent)
    assert shown(till).headline == "Paid"
    assert await row(till) == ("Paid", Tone.OK)


async def test_a_paid_sale_is_still_complete(till):
    await paid(till)
    card = shown(till)
    assert (card.headline, card.money) == ("Paid", "Yes")
    assert (card.tone, card.filled) == (Tone.OK, True)
    assert await row(till) == ("Paid", Tone.OK)
