"""A sale cannot begin while an earlier one is in doubt: no bare "no" on the card."""

from dataclasses import replace

import pytest

from pos_app.domain.health import Obstacle
from pos_app.services.results import NotStartedReason
from pos_app.ui.presenters.cards import Cards
from pos_app.ui.presenters.sale import Phase, Sale
from tests.support.fake_stripe import TIMEOUT
from tests.support.till import Till

pytestmark = pytest.mark.asyncio


async def test_the_card_answers_for_both_sales_whatever_is_in_the_way(till: Till) -> None:
    await till.to_element()
    await till.charge()
    till.stripe.down = TIMEOUT
    earlier = await till.world.payments.check(till.panes.taking.sale.op)
    doubt = await till.world.payments.start(earlier.order)
    sale = Sale(earlier.order, Phase.NOT_STARTED, 0.0, refusal=doubt)
    silent = replace(doubt, reason=NotStartedReason.HINDERED, obstacle=Obstacle.TIMEOUT)
    for refusal in (doubt, silent):
        card = Cards(till.texts).not_started(sale, refusal, ())
        assert card.money == "No · earlier sale: not known yet"
    alone = Cards(till.texts).not_started(sale, replace(silent, issue=None), ())
    assert alone.money == "No"
