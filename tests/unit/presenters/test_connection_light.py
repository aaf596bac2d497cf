"""The light beside the clock is green only while Stripe answers, or nobody asks."""

import pytest

from pos_app.services.silence import UNUSUAL
from pos_app.ui.states.light import Light
from tests.support.fake_clock import settle
from tests.support.fake_stripe import NO_NETWORK
from tests.support.till import Till

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("language", ["en", "de"])
async def test_an_answer_that_is_late_turns_it_amber_and_stops_nobody(language) -> None:
    till = Till(language=language)
    await till.to_element()
    held = till.stripe.hold("retrieve")
    till.counter.check()
    await till.clock.advance(UNUSUAL)
    words = till.texts.shell
    assert till.view.light == (words.no_answer_yet, Light.WAITING)
    assert till.view.hindrance is None
    assert till.view.charge.enabled
    held.set()
    await settle()
    assert till.view.light == (words.online, Light.REACHABLE)
    await till.close()


async def test_an_obstacle_has_the_first_word(till: Till) -> None:
    await till.to_element()
    till.stripe.hold("retrieve")
    till.counter.check()
    await till.clock.advance(UNUSUAL)
    till.world.services.reach.note(NO_NETWORK)
    assert till.view.light[1] is Light.AWAY


async def test_it_speaks_the_language_that_is_chosen_meanwhile(till: Till) -> None:
    german = Till(language="de").texts
    await till.to_element()
    till.stripe.hold("retrieve")
    till.counter.check()
    await till.clock.advance(UNUSUAL)
    till.counter.use(german, till.world.services.settings.current)
    till.counter.render()
    assert till.view.light == (german.shell.no_answer_yet, Light.WAITING)
