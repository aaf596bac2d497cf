"""A sale was refused for the doubt about an earlier one, and Stripe answers while that is shown."""

import pytest
import pytest_asyncio

from pos_app.domain.decisions import Decision, DecisionKind
from pos_app.domain.payment import MoneyTaken
from pos_app.domain.secret import Secret
from pos_app.domain.timeline import FactSource
from pos_app.services.results import NotStarted, NotStartedReason
from pos_app.ui.presenters.calm import CALM_SECONDS
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import StartProblem
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")
ENDS = [
    ("pay", MoneyTaken.YES),
    ("decline", MoneyTaken.NO),
    ("process", MoneyTaken.PENDING),
    ("authorise", MoneyTaken.HELD),
]


@pytest_asyncio.fixture(params=["en", "de"])
async def till(request):
    till = Till(language=request.param)
    yield till
    await till.close()


async def left_in_doubt(till: Till) -> str:
    intent = await till.to_element()
    await till.charge()
    till.stripe.require_action(intent)
    await till.clock.advance(3)
    await till.leave()
    return intent


async def barred(till: Till, keys: str = "4850") -> str:
    """The same customer again, while the sale before is in doubt."""
    intent = await left_in_doubt(till)
    await till.begin(keys=keys)
    assert till.view.headline == headline(till, StartProblem.OPEN_ISSUE)
    return intent


async def answer(till: Till, intent: str, how: str = "pay") -> None:
    getattr(till.stripe, how)(intent)
    await till.world.services.reconcile.payment(intent, FactSource.WEBHOOK)
    await settle()


def headline(till: Till, problem: StartProblem) -> str:
    return till.texts.pane.start[problem].headline


def news(till: Till, money: MoneyTaken) -> str:
    amount = {"en": "EUR 48.50", "de": "EUR 48,50"}[till.texts.language]
    return till.texts.safety.solved[money].format(customer="Jörg Müller", amount=amount)


def actions(till: Till) -> list[ActionId]:
    return [action.id for action in till.view.card.actions]


async def decisions(till: Till) -> list[Decision]:
    return await till.world.disk.transact(lambda tx: list(tx.decisions.recent(9)))


# ------------------------------------------------------------------ the card
@pytest.mark.parametrize(("how", "money"), ENDS)
async def test_the_card_says_what_became_of_it(till: Till, how, money) -> None:
    intent = await barred(till)
    await answer(till, intent, how)
    card = till.view.card
    assert card.headline == headline(till, StartProblem.SOLVED)
    assert card.happened == f"{news(till, money)}."
    earlier = till.texts.pane.money[money].lower()
    no = till.texts.pane.money[MoneyTaken.NO]
    assert card.money == till.texts.pane.money_beside.format(new=no, earlier=earlier)
    assert actions(till) == [ActionId.NEW_SALE, ActionId.RETRY, ActionId.SHOW_EARLIER]
    assert any(card.headline in words for words in till.view.announced)


async def test_nothing_begins_by_itself_nor_by_a_press_from_before(till: Till) -> None:
    intent = await barred(till)
    before = len(till.stripe.intents)
    await answer(till, intent)
    till.hurry()
    for action in (ActionId.OVERRIDE, ActionId.RETRY, ActionId.CHARGE_AGAIN):
        till.counter.act(action)
        till.counter.charge()
        await settle()
    assert len(till.stripe.intents) == before
    assert not till.manager.open
    assert till.view.headline == headline(till, StartProblem.SOLVED)


async def test_a_manager_is_not_asked_about_what_is_known(till: Till) -> None:
    intent = await barred(till)
    await answer(till, intent)
    till.counter.act(ActionId.OVERRIDE)
    await settle()
    assert not till.manager.open


async def test_the_same_amount_is_a_question_then(till: Till) -> None:
    intent = await barred(till)
    await answer(till, intent)
    till.counter.act(ActionId.RETRY)
    await settle()
    assert till.view.headline == headline(till, StartProblem.LOOKS_REPEATED)


async def test_another_amount_shows_its_methods_then(till: Till) -> None:
    intent = await barred(till, keys="1200")
    await answer(till, intent, "decline")
    till.counter.act(ActionId.RETRY)
    await settle()
    await till.ready()
    assert till.view.charge.enabled


async def test_an_answer_while_the_refusal_is_on_its_way_counts(till: Till) -> None:
    intent = await left_in_doubt(till)
    start = till.world.payments.start

    async def slow(*args, **kwargs):
        refusal = await start(*args, **kwargs)
        assert isinstance(refusal, NotStarted)
        assert refusal.reason is NotStartedReason.OPEN_ISSUE
        await answer(till, intent)
        return refusal

    till.world.payments.start = slow
    await till.begin()
    await settle()
    assert till.view.headline == headline(till, StartProblem.SOLVED)


# ------------------------------------------------------------------ the manager's page
async def test_the_manager_is_told_that_nothing_is_left_to_decide(till: Till) -> None:
    intent = await barred(till)
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    await answer(till, intent)
    assert till.manager.state.gone
    assert news(till, MoneyTaken.YES) in till.manager.state.asks
    till.desk.decide(PIN, PIN, "customer showed the refusal")
    await till.after_thinking()
    assert await decisions(till) == []
    assert till.view.headline == headline(till, StartProblem.SOLVED)


async def test_what_is_typed_while_the_answer_comes_lifts_nothing(till: Till) -> None:
    await till.world.services.gate.choose(PIN, PIN)
    intent = await barred(till)
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    till.desk.decide(PIN, Secret(""), "customer showed the refusal")
    await answer(till, intent)
    await till.after_thinking()
    assert till.manager.state.gone
    assert await decisions(till) == []
    await till.clock.advance(CALM_SECONDS)
    till.counter.act(ActionId.RETRY)
    await settle()
    assert till.view.headline == headline(till, StartProblem.LOOKS_REPEATED)


async def test_another_question_stays(till: Till) -> None:
    intent = await barred(till)
    till.counter.act(ActionId.OVERRIDE)
    await till.after_thinking()
    other = next(seen for seen in await till.world.payments.recent(9) if seen.intent == intent)
    till.desk.withdraw(DecisionKind.ACCEPT_AS_STRIPE_SAYS, other.op, "gone")
    assert not till.manager.state.gone
