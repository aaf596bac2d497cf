"""The short list above the recent sales: what somebody has to come back to."""

import pytest
import pytest_asyncio

from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactSource
from pos_app.ports.checkout_page import ConfirmReported
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import Situation
from tests.support.fake_clock import settle
from tests.support.till import Till

A_DAY = 86_400


@pytest_asyncio.fixture(params=["en", "de"])
async def till(request):
    till = Till(language=request.param)
    yield till
    await till.close()


async def accepted(till: Till):
    """The bank has taken a debit, and the counter goes on."""
    intent = await till.to_element()
    await till.charge()
    await till.answer(intent, "process")
    till.counter.new_sale()
    await settle()
    return intent


async def bounced(till: Till):
    intent = await accepted(till)
    await till.clock.advance(2 * A_DAY)
    till.stripe.decline(intent)
    await till.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await settle()
    return intent


@pytest.mark.asyncio
async def test_nothing_to_follow_shows_nothing(till: Till) -> None:
    await till.paid()
    assert till.view.search.follow_ups == ()


@pytest.mark.asyncio
async def test_a_debit_under_way_names_its_owner_and_the_day(till: Till) -> None:
    await accepted(till)
    (row,) = till.view.search.follow_ups
    assert (row.tone, row.icon) == (Tone.INFO, "hourglass")
    assert till.world.services.settings.current.operator in row.word
    assert row.time == {"en": "20 Nov", "de": "20.11."}[till.texts.language]


@pytest.mark.asyncio
async def test_an_answer_that_does_not_come_is_told(till: Till) -> None:
    await accepted(till)
    await till.clock.advance(30 * A_DAY)
    till.counter.open()
    await settle()
    (row,) = till.view.search.follow_ups
    assert (row.tone, row.icon) == (Tone.WARN, "triangle-alert")


@pytest.mark.asyncio
async def test_a_debit_that_bounced_can_be_opened_and_stays_until_it_was_seen_to(
    till: Till,
) -> None:
    await bounced(till)
    (row,) = till.view.search.follow_ups
    assert (row.word, row.tone) == (till.texts.search.bounced, Tone.DANGER)
    till.counter.search.review(row.op)
    await settle()
    card, bounced_words = till.view.card, till.texts.pane.situations[Situation.BOUNCED]
    assert card.headline == bounced_words.headline
    assert card.money == till.texts.pane.money[MoneyTaken.NO]
    assert card.happened.startswith(bounced_words.happened.partition("{")[0])
    assert len(till.view.search.follow_ups) == 1
    await till.world.services.follow_ups.acknowledge(row.op)
    await settle()
    assert till.view.search.follow_ups == ()
    (recent,) = till.view.search.recents
    assert (recent.word, recent.tone) == (till.texts.search.bounced, Tone.DANGER)


@pytest.mark.asyncio
async def test_a_debit_that_bounced_and_a_sale_that_was_declined_are_told_apart(till: Till) -> None:
    await bounced(till)
    (row,) = till.view.search.recents
    await till.world.services.follow_ups.acknowledge(row.op)
    await till.begin("m.weber@", "1000")
    declined = await till.ready()
    await till.charge()
    till.stripe.decline(declined)
    till.page.say(ConfirmReported(declined, "", "card_declined"))
    await settle()
    till.counter.new_sale()
    await settle()
    words = {row.title: row.word for row in till.view.search.recents}
    assert words["Jörg Müller"] == till.texts.search.bounced
    assert words["Maria Weber"] == till.texts.pane.states[PaymentState.CANCELED]


@pytest.mark.asyncio
async def test_a_bounced_debit_is_taken_anew_from_its_card_and_then_seen_to(till: Till) -> None:
    await bounced(till)
    (row,) = till.view.search.recents
    assert row.word == till.texts.search.bounced
    till.counter.search.review(row.op)
    await settle()
    assert till.view.card.actions[0].id is ActionId.ANEW
    till.counter.act(ActionId.ANEW)
    await settle()
    assert till.view.customer.title == "Jörg Müller"
    assert not till.view.amount.empty
    await till.proceed()
    intent = await till.ready()
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.search.follow_ups == ()


@pytest.mark.asyncio
async def test_a_sale_in_doubt_is_found_however_many_came_after_it(till: Till) -> None:
    intent = await till.to_element("9999")
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    assert till.view.search.follow_ups == (), "it is on the screen"
    await till.leave()
    for number in range(20):
        await till.begin("m.weber", str(1000 + number))
        later = await till.ready()
        await till.charge()
        await till.answer(later, "pay")
        till.counter.new_sale()
        await till.clock.advance(10)
    (row,) = till.view.search.follow_ups
    assert row.op not in {recent.op for recent in till.view.search.recents}
    assert (row.tone, row.icon, row.open) == (Tone.WARN, "circle-help", True)
    assert row.word.endswith(f"{'since' if till.texts.language == 'en' else 'seit'} 09:00")
    assert row.time == {"en": "20 Nov", "de": "20.11."}[till.texts.language], "the day, once"
    till.counter.search.review(row.op)
    await settle()
    assert till.view.money == till.texts.pane.money[MoneyTaken.NOT_KNOWN_YET]
    till.stripe.pay(intent)
    till.counter.check()
    await settle()
    assert till.view.search.follow_ups == ()


@pytest.mark.asyncio
async def test_a_settled_debit_leaves_the_list(till: Till) -> None:
    intent = await accepted(till)
    till.stripe.pay(intent)
    await till.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await settle()
    assert till.view.search.follow_ups == ()


@pytest.mark.asyncio
async def test_a_sale_in_doubt_is_called_so_in_both_lists(till: Till) -> None:
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    till.counter.check()
    await settle()
    till.counter.new_sale()
    till.counter.new_sale()
    await till.clock.advance(120)
    till.counter.refresh()
    await settle()
    (above,), (below,) = till.view.search.follow_ups, till.view.search.recents
    assert (above.icon, above.tone) == (below.icon, below.tone) == ("circle-help", Tone.WARN)
    assert below.word == till.texts.pane.state_unknown
