"""What keeps the register from charging: said wherever one looks, gone when it is gone."""

from dataclasses import replace

import pytest

from pos_app.domain.health import Obstacle
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.domain.payment import PaymentState
from pos_app.ui.states.common import Tone
from pos_app.ui.states.light import Light
from pos_app.ui.states.pane import ActionId
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
NO_NETWORK = Unknown(FailureCause.NETWORK)


@pytest.mark.parametrize(
    ("answer", "obstacle"),
    [
        (Unknown(FailureCause.DNS), Obstacle.DNS),
        (Unknown(FailureCause.TLS), Obstacle.TLS),
        (Unknown(FailureCause.PROXY), Obstacle.PROXY),
        (Refused(RefusalKind.KEY_REJECTED), Obstacle.KEY_REJECTED),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
async def test_each_obstacle_has_its_words_on_banner_header_and_button(
    answer, obstacle, language
) -> None:
    till = Till(language=language)
    await till.to_element()
    till.stripe.down = answer
    till.counter.check()
    await settle()
    words = till.texts.safety.obstacles[obstacle]
    assert till.view.hindrance.title == words.word
    assert words.happened in till.view.hindrance.text
    assert till.view.hindrance.detail == till.texts.safety.consequence
    assert till.view.light == (words.word, Light.AWAY)
    assert not till.view.charge.enabled
    assert words.word in till.view.charge.reason
    till.stripe.down = None
    await till.clock.advance(60)
    assert till.view.hindrance is None
    assert till.view.light == (till.texts.shell.online, Light.REACHABLE)
    assert till.view.charge.enabled
    await till.close()


async def test_a_sale_that_could_not_begin_says_when_it_can_and_begins_at_a_press(
    till: Till,
) -> None:
    await till.open()
    await till.choose()
    till.stripe.down = NO_NETWORK
    till.world.services.reach.note(NO_NETWORK)
    till.type("4850")
    await till.proceed()
    words = till.texts.safety.obstacles[Obstacle.NETWORK]
    assert (till.view.headline, till.view.money) == (words.word, "No")
    till.stripe.down = None
    await till.clock.advance(15)
    assert till.view.headline == till.texts.safety.over.word
    assert till.view.card.tone is Tone.INFO
    assert till.view.money == "No"
    assert not await till.world.payments.recent()
    assert till.view.announced[-1].startswith(till.texts.safety.over.word)
    till.counter.read()
    till.counter.act(ActionId.RETRY)
    await settle()
    await till.ready()
    assert till.view.charge.enabled
    recent = await till.world.payments.recent()
    assert [sale.state for sale in recent] == [PaymentState.OPEN]


async def test_a_press_from_the_outage_starts_nothing_once_stripe_is_back(till: Till) -> None:
    await till.open()
    await till.choose()
    till.type("4850")
    assert till.view.amount.ready
    till.world.services.reach.note(NO_NETWORK)
    await settle()
    assert not till.view.amount.ready
    late = till.stripe.hold("ping")
    await till.proceed()
    await till.clock.advance(2)
    assert till.view.headline == till.texts.safety.obstacles[Obstacle.NETWORK].word
    late.set()
    await till.clock.advance(60)
    assert not till.stripe.intents
    assert till.view.headline == till.texts.safety.over.word
    till.counter.back()
    assert till.view.amount.ready


async def test_the_card_of_a_stopped_simulator_says_what_the_bar_says(till: Till) -> None:
    till.screen.simulator = till.counter.simulator = "http://127.0.0.1:12177"
    await till.open()
    await till.choose()
    till.stripe.down = NO_NETWORK
    till.world.services.reach.note(NO_NETWORK)
    till.type("4850")
    await till.proceed()
    assert "--port 12177" in till.view.card.next_step
    assert till.view.card.next_step in till.view.hindrance.text


async def test_history_is_readable_while_nothing_can_be_charged(till: Till) -> None:
    await till.paid()
    till.stripe.down = NO_NETWORK
    till.counter.check()
    await settle()
    (row,) = till.view.search.recents
    till.counter.search.review(row.op)
    await settle()
    assert till.view.headline == "Paid"
    assert till.view.timeline


async def test_a_full_disk_says_so_and_what_helps(till: Till) -> None:
    await till.to_element()
    till.world.store.fail("xxx")
    await till.charge()
    assert till.view.headline == "Nothing was sent"
    assert till.view.hindrance.title == till.texts.safety.obstacles[Obstacle.STORE].word
    await till.clock.advance(30)
    assert till.view.hindrance is None
    assert replace(till.view.charge, reason="").enabled
