"""Finding the right customer, and never the wrong one by accident."""

import pytest

from pos_app.domain.events import IndexProgress
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.ui.states.common import Tone
from pos_app.ui.states.spots import Spot
from tests.support.fake_clock import settle
from tests.support.till import VISA

pytestmark = pytest.mark.asyncio


async def test_each_key_is_answered_from_the_local_index(till):
    await till.open()
    before = till.stripe.count("search")
    till.counter.search.typed("maria")
    await settle()
    assert [row.title for row in till.view.search.rows] == ["Maria Weber", "Maria Weber"]
    assert till.stripe.count("search") == before


async def test_namesakes_show_two_facts_that_tell_them_apart(till):
    await till.open()
    till.counter.search.typed("maria")
    await settle()
    first, second = till.view.search.rows
    assert len(first.facts) == len(second.facts) == 2
    assert not set(first.facts) & set(second.facts)


async def test_enter_never_chooses_among_several(till):
    await till.open()
    till.counter.search.typed("maria")
    await till.clock.advance(1)
    till.counter.search.enter()
    await settle()
    assert till.view.customer is None
    assert not any(row.highlighted for row in till.view.search.rows)
    assert "Choose" in till.view.search.hint


async def test_an_arrow_key_and_enter_choose(till):
    await till.open()
    till.counter.search.typed("maria")
    await till.clock.advance(1)
    till.counter.search.move(1)
    till.counter.search.move(1)
    chosen = till.view.search.rows[1]
    assert chosen.highlighted
    till.counter.search.enter()
    await settle()
    assert till.view.customer.facts == chosen.facts
    assert till.view.spot is Spot.AMOUNT


async def test_enter_pressed_before_the_answer_waits_for_it(till):
    await till.open()
    till.counter.search.typed("jörg")
    till.counter.search.enter()
    assert till.view.customer is None
    await settle()
    assert till.view.customer.title == "Jörg Müller"


async def test_while_the_index_fills_one_match_may_have_a_namesake(till):
    await till.open()
    till.counter.progress(IndexProgress(100, finished=False))
    till.counter.search.typed("jörg")
    till.counter.search.enter()
    await settle()
    assert till.view.customer is None
    await till.clock.advance(1)
    assert till.view.customer.title == "Jörg Müller"


async def test_a_customer_created_a_second_ago_is_found(till):
    await till.open()
    till.stripe.add_customer(9, "Nina Neu", searchable=False, email="nn@example.com")
    till.counter.search.typed("nina")
    await till.clock.advance(1)
    assert [row.title for row in till.view.search.rows] == ["Nina Neu"]


async def test_typing_on_keeps_the_highlight_of_the_later_answer_only(till):
    await till.open()
    till.counter.search.typed("maria")
    await settle()
    till.counter.search.move(1)
    till.counter.search.typed("mari")
    await settle()
    assert not any(row.highlighted for row in till.view.search.rows)


async def test_without_stripe_the_known_customers_are_shown_and_it_is_said(till):
    await till.open()
    till.stripe.down = Unknown(FailureCause.NETWORK)
    till.counter.search.typed("maria")
    await till.clock.advance(1)
    assert len(till.view.search.rows) == 2
    assert till.view.search.notice.tone is Tone.WARN
    assert "no connection" in till.view.search.notice.text


async def test_a_deleted_customer_is_refused(till):
    await till.open()
    till.counter.search.typed("jörg")
    await settle()
    person = till.view.search.rows[0].id
    known = till.stripe.customers[person]
    till.stripe.customers[person] = type(known)(id=person, deleted=True)
    till.counter.search.pick(person)
    await settle()
    assert till.view.customer is None
    assert "deleted" in till.view.search.notice.text


async def test_a_customer_stripe_does_not_know_any_more_is_refused(till):
    await till.open()
    till.counter.search.typed("jörg")
    await settle()
    person = till.view.search.rows[0].id
    del till.stripe.customers[person]
    till.counter.search.pick(person)
    await settle()
    assert till.view.customer is None
    assert till.view.search.notice is not None


async def test_stripe_out_of_reach_is_said_beside_the_customer(till):
    await till.open()
    till.stripe.down = Unknown(FailureCause.TIMEOUT)
    await till.choose()
    assert "no answer in time" in till.view.customer.notice.text
    till.stripe.down = Refused(RefusalKind.KEY_REJECTED, message="Invalid API Key")
    await till.choose()
    assert "Invalid API Key" in till.view.customer.notice.text


async def test_the_strip_names_saved_methods(till):
    await till.open()
    await till.choose()
    assert till.view.customer.methods == "Saved: Visa 4242"


async def test_expired_and_many_methods_are_told(till):
    person = next(c for c in till.stripe.customers if till.stripe.customers[c].name[0] == "J")
    old = type(VISA)(id=VISA.id, type="card", brand="amex", last4="0005", exp_month=1, exp_year=20)
    till.stripe.methods[person] = (old, VISA, VISA, VISA)
    await till.open()
    await till.choose()
    words = till.view.customer.methods
    assert words == "Saved: American Express 0005 (expired), Visa 4242, Visa 4242, and 1 more"


async def test_methods_without_consent_are_explained(till):
    await till.open()
    await till.choose()
    assert "consent" in till.view.customer.notice.text


async def test_an_open_issue_of_the_customer_is_pointed_out(till):
    await till.to_element()
    await till.charge()
    await till.leave()
    await till.choose()
    assert "not known yet whether it was paid" in till.view.customer.notice.text


async def test_escape_empties_the_box_first(till):
    await till.open()
    till.counter.search.typed("mar")
    till.type("12")
    till.counter.back()
    assert till.view.search.text == ""
    assert not till.view.amount.empty
    till.counter.back()
    assert till.view.amount.empty
    await settle()


async def test_figures_typed_before_the_answer_are_the_amount_of_the_only_match(till):
    await till.open()
    till.counter.search.typed("jörg")
    till.counter.search.enter()
    for key in "4850":
        till.counter.search.typed(f"jörg{key}")
        assert till.view.search.text == "jörg"
    till.counter.search.enter()
    await settle()
    assert till.view.customer.title == "Jörg Müller"
    assert till.view.amount.amount == "48.50"
    assert till.page.mounted is not None


async def test_a_figure_too_many_is_taken_back_before_the_answer(till):
    await till.open()
    till.counter.search.typed("jörg")
    till.counter.search.enter()
    for text in ("jörg4", "jörg8", "jörg9", "jör"):
        till.counter.search.typed(text)
    await settle()
    assert till.view.amount.amount == "0.48"


async def test_figures_after_an_enter_that_finds_several_choose_nobody(till):
    await till.open()
    till.counter.search.typed("maria")
    till.counter.search.enter()
    till.counter.search.typed("maria4")
    till.counter.search.enter()
    await till.clock.advance(1)
    assert till.view.customer is None
    assert till.view.search.text == "maria"
    assert "Choose" in till.view.search.hint
    assert till.view.amount.empty
    assert till.page.mounted is None


async def test_typing_on_takes_the_enter_back(till):
    await till.open()
    till.counter.search.typed("maria")
    till.counter.search.enter()
    till.counter.search.typed("maria4")
    till.counter.search.typed("maria@")
    await till.clock.advance(1)
    assert till.view.search.text == "maria@"
    assert till.view.customer is None
    assert till.view.amount.empty


async def test_an_arrow_key_after_enter_lets_the_operator_choose(till):
    await till.open()
    till.counter.search.typed("maria")
    await settle()
    till.counter.search.enter()
    till.counter.search.move(1)
    await till.clock.advance(1)
    assert till.view.customer is None


async def test_nobody_found_says_what_to_try(till):
    await till.open()
    till.counter.search.typed("zzzz")
    await till.clock.advance(1)
    assert "Nobody matches" in till.view.search.hint
    assert "phone" in till.view.search.hint


async def test_an_amount_typed_before_several_matches_came_waits_for_the_choice(till):
    await till.open()
    till.counter.search.typed("maria")
    till.counter.search.enter()
    till.counter.search.typed("maria7700")
    till.counter.search.enter()
    await till.clock.advance(1)
    assert till.view.customer is None
    assert till.view.search.text == "maria"
    assert "7700" in till.view.search.hint
    till.counter.search.move(1)
    assert "7700" in till.view.search.hint
    till.counter.search.enter()
    await settle()
    assert till.view.customer.title == "Maria Weber"
    assert till.view.amount.amount == "77.00"
    assert not till.stripe.intents, "who chose among several sees the amount first"


async def test_an_amount_typed_after_an_enter_on_several_joins_no_search(till):
    await till.open()
    till.counter.search.typed("maria")
    await till.clock.advance(1)
    first, _ = till.view.search.rows
    till.counter.search.enter()
    till.counter.search.typed("maria100")
    till.counter.search.enter()
    assert till.view.search.text == "maria"
    assert till.view.customer is None
    till.counter.search.pick(first.id)
    await settle()
    assert till.view.amount.amount == "1.00"
    assert till.view.search.text == ""


async def test_letters_after_an_enter_on_several_go_on_searching(till):
    await till.open()
    till.counter.search.typed("maria")
    await till.clock.advance(1)
    till.counter.search.enter()
    till.counter.search.typed("maria5")
    till.counter.search.typed("maria w")
    await till.clock.advance(1)
    assert till.view.search.text == "maria w"
    till.counter.search.move(1)
    till.counter.search.enter()
    await settle()
    assert till.view.amount.empty


async def test_esc_forgets_what_waited_for_a_choice(till):
    await till.open()
    till.counter.search.typed("maria")
    await till.clock.advance(1)
    till.counter.search.enter()
    till.counter.search.typed("maria9")
    till.counter.back()
    assert till.view.search.text == ""
    await till.choose()
    assert till.view.amount.empty


async def test_what_a_customer_was_found_by_is_shown(till):
    till.stripe.add_customer(
        4, "Sabine Schubert", email="s@x.org", phone="+49 1", description="Rowing club"
    )
    await till.open()
    for typed, shown in (
        ("sabine", ("s@x.org", "+49 1")),
        ("rowing", ("Rowing club", "s@x.org")),
        ("cus_4", ("cus_4", "s@x.org")),
    ):
        till.counter.search.typed(typed)
        await settle()
        (row,) = (one for one in till.view.search.rows if one.title == "Sabine Schubert")
        assert row.facts == shown
