"""A manager charges in spite of a sale in doubt: the customer's bank is not to take both."""

import pytest
import pytest_asyncio

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.journal import JournalAction, JournalState
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.payment import PaymentIntentStatus, PaymentState
from pos_app.domain.secret import Secret
from pos_app.domain.timeline import FactKind
from pos_app.services.consents import Consent
from pos_app.services.results import NotStarted, NotStartedReason, Started
from pos_app.services.superseding import PATIENCE
from tests.support.fake_stripe import TIMEOUT, lost_answer, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")
CANCEL = JournalAction.CANCEL_PAYMENT


@pytest_asyncio.fixture
async def doubtful(world):
    started = await world.payments.start(order())
    return await world.payments.confirm_asked(started.payment.op)


async def consent_to(world, doubtful):
    consent = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, doubtful.op, "Anna", "bank said no")
    await world.services.gate.choose(PIN, PIN)
    assert await world.services.gate.approve(PIN, consent) is None
    return consent


async def instead(world, doubtful, sold=None):
    return await world.payments.start(sold or order(), await consent_to(world, doubtful))


def taken(world):
    return [i for i, seen in world.stripe.intents.items() if seen.amount_received]


def cancellations(world):
    return [params for name, params in world.stripe.calls if name == "cancel"]


async def test_the_earlier_sale_is_cancelled_before_the_new_one_can_be_confirmed(
    world: World, doubtful
) -> None:
    assert isinstance(await instead(world, doubtful), Started)
    assert world.stripe.intents[doubtful.intent].status is PaymentIntentStatus.CANCELED
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED
    facts = await world.facts(doubtful.op)
    assert facts[-2:] == [FactKind.CANCEL_ASKED, FactKind.CANCELED]


async def test_decision_sale_and_cancellation_stand_or_fall_together(
    world: World, doubtful
) -> None:
    """The power goes right after that commit: nothing was sent, and nothing is forgotten."""
    consent = await consent_to(world, doubtful)
    world.store.fail("." + "x" * 99)
    result = await world.payments.start(order(), consent)
    assert result.reason is NotStartedReason.STORE_UNAVAILABLE
    assert cancellations(world) == []
    assert (CANCEL, JournalState.INTENDED) in await world.journal(doubtful.op)
    await world.restart()
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED
    assert (CANCEL, JournalState.CONFIRMED) in await world.journal(doubtful.op)


async def test_a_disk_that_refuses_the_cancellation_delays_it(world: World, doubtful) -> None:
    """Creating goes on, as its part was written; the cancellation is repeated."""
    consent = await consent_to(world, doubtful)
    world.store.fail(".x")
    await world.payments.start(order(), consent)
    await world.clock.advance(60)
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED


async def test_without_a_decision_nothing_is_cancelled(world: World, doubtful) -> None:
    assert isinstance(await world.payments.start(order()), NotStarted)
    assert cancellations(world) == []


@pytest.mark.parametrize("fault", [lost_request, lost_answer])
async def test_an_unanswered_cancellation_is_repeated_under_its_key(
    world: World, doubtful, fault
) -> None:
    world.stripe.fail("cancel", fault(TIMEOUT))
    assert isinstance(await instead(world, doubtful), Started)
    assert (await world.sale(doubtful.op)).in_doubt is (fault is lost_request)
    await world.clock.advance(10)
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED
    assert len({key for key, _ in cancellations(world)}) == 1


async def test_the_counter_waits_a_moment_for_it_and_then_goes_on(world: World, doubtful) -> None:
    held = world.stripe.hold("cancel")
    consent = await consent_to(world, doubtful)
    starting = world.services.background.spawn(world.payments.start(order(), consent), name="start")
    await world.clock.advance(PATIENCE - 0.1)
    assert not starting.done()
    await world.clock.advance(0.2)
    assert isinstance(starting.result(), Started)
    held.set()
    await world.rest()
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED


@pytest.mark.parametrize("happens", ["pay", "process", "authorise"])
async def test_an_earlier_sale_that_turns_out_to_be_taken_stops_the_new_one(
    world: World, doubtful, happens
) -> None:
    getattr(world.stripe, happens)(doubtful.intent)
    world.stripe.fail("cancel", refusal())
    stopped = await instead(world, doubtful)
    found = await world.sale(doubtful.op)
    assert not found.in_doubt
    assert stopped == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=found)
    await world.rest()
    new = next(i for i in world.stripe.intents if i != doubtful.intent)
    assert world.stripe.intents[new].status is PaymentIntentStatus.CANCELED


async def test_found_paid_only_after_the_start_it_stops_the_confirmation(
    world: World, doubtful
) -> None:
    """Deciding in spite of a doubt is not agreeing to charge the same twice."""
    world.stripe.fail("cancel", lost_request())
    new = (await instead(world, doubtful)).payment
    world.stripe.pay(doubtful.intent)
    earlier = await world.payments.check(doubtful.op)
    barred = await world.payments.confirm_asked(new.op)
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)
    assert taken(world) == [doubtful.intent]


async def test_without_an_answer_the_new_sale_is_not_confirmed_yet(world: World, doubtful) -> None:
    """The customer may approve the earlier one at the bank this very moment."""
    world.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 3)
    new = (await instead(world, doubtful)).payment
    barred = await world.payments.confirm_asked(new.op)
    assert barred == NotStarted(
        NotStartedReason.EARLIER_ENDING, issue=await world.sale(doubtful.op)
    )
    assert FactKind.CONFIRM_ASKED not in await world.facts(new.op)


async def test_it_stays_as_it_is_and_goes_on_once_stripe_has_answered(
    world: World, doubtful
) -> None:
    world.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 2)
    new = (await instead(world, doubtful)).payment
    assert isinstance(await world.payments.confirm_asked(new.op), NotStarted)
    await world.clock.advance(10)
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED
    assert (await world.sale(new.op)).state is PaymentState.OPEN
    assert (await world.payments.confirm_asked(new.op)).confirming


async def test_the_charge_key_itself_asks_stripe_at_once(world: World, doubtful) -> None:
    """However long the next repetition is away."""
    world.stripe.down = TIMEOUT
    consent = await consent_to(world, doubtful)
    world.stripe.down = None
    world.stripe.fail("cancel", lost_request(TIMEOUT))
    new = (await world.payments.start(order(), consent)).payment
    assert (await world.payments.confirm_asked(new.op)).confirming
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED
    assert len({key for key, _ in cancellations(world)}) == 1


async def test_the_charge_key_waits_a_moment_for_a_slow_answer(world: World, doubtful) -> None:
    held = world.stripe.hold("cancel")
    consent = await consent_to(world, doubtful)
    starting = world.services.background.spawn(world.payments.start(order(), consent), name="start")
    await world.clock.advance(PATIENCE + 0.1)
    new = starting.result().payment
    barred = await pressed(world, new, wait=PATIENCE + 0.1)
    assert barred.result().reason is NotStartedReason.EARLIER_ENDING
    asked = await pressed(world, new, wait=PATIENCE - 0.1)
    assert not asked.done()
    held.set()
    await world.rest()
    assert asked.result().confirming
    assert world.stripe.count("cancel") == 1


async def test_answered_in_the_very_moment_it_bars_nothing(world: World, doubtful) -> None:
    held = world.stripe.hold("cancel")
    consent = await consent_to(world, doubtful)
    starting = world.services.background.spawn(world.payments.start(order(), consent), name="start")
    await world.clock.advance(PATIENCE + 0.1)
    asked = await pressed(world, starting.result().payment, wait=PATIENCE - 0.1)
    world.store.fail(".w")
    await world.clock.advance(0.2)
    held.set()
    await world.rest()
    assert not asked.done()
    world.store.gate.set()
    await world.rest()
    assert asked.result().confirming


async def test_approved_at_the_bank_while_the_key_waits_it_is_a_question(
    world: World, doubtful
) -> None:
    """Both would have been taken."""
    world.stripe.fail("cancel", lost_request(TIMEOUT))
    new = (await instead(world, doubtful)).payment
    world.stripe.pay(doubtful.intent)
    world.stripe.fail("cancel", refusal())
    barred = await world.payments.confirm_asked(new.op)
    assert (barred.reason, barred.issue.op) == (NotStartedReason.LOOKS_REPEATED, doubtful.op)
    assert taken(world) == [doubtful.intent]


async def test_too_late_to_cancel_and_unseen_why_it_bars_as_well(world: World, doubtful) -> None:
    """Stripe says that it has ended or is being paid, but not which."""
    world.stripe.fail("cancel", *[refusal()] * 2)
    world.stripe.fail("retrieve", *[lost_request(TIMEOUT)] * 2)
    new = (await instead(world, doubtful)).payment
    barred = await world.payments.confirm_asked(new.op)
    assert barred.reason is NotStartedReason.EARLIER_ENDING
    assert (await world.payments.confirm_asked(new.op)).confirming


async def test_what_stripe_will_never_cancel_stays_the_managers_risk(
    world: World, doubtful
) -> None:
    """Somebody removed it at Stripe: waiting for it would bar the customer for ever."""
    world.stripe.fail("cancel", *[lost_request(Refused(RefusalKind.NOT_FOUND, "gone"))] * 2)
    world.stripe.fail("retrieve", *[lost_request(Refused(RefusalKind.NOT_FOUND, "gone"))] * 9)
    new = (await instead(world, doubtful)).payment
    assert (await world.sale(doubtful.op)).in_doubt
    assert (await world.payments.confirm_asked(new.op)).confirming


DOOR = [RefusalKind.KEY_REJECTED, RefusalKind.NOT_PERMITTED, RefusalKind.WRONG_MODE]


@pytest.mark.parametrize("kind", [*DOOR, RefusalKind.INVALID])
async def test_a_refusal_that_leaves_the_earlier_sale_payable_is_no_answer(
    world: World, doubtful, kind: RefusalKind
) -> None:
    """The key is refused from this network, say, while the page's key works: both were taken."""
    world.stripe.require_action(doubtful.intent)
    await world.payments.check(doubtful.op)
    world.stripe.fail("cancel", *[lost_request(Refused(kind, "no"))] * 2)
    new = (await instead(world, doubtful)).payment
    barred = await world.payments.confirm_asked(new.op)
    assert (barred.reason, barred.issue.op) == (NotStartedReason.EARLIER_ENDING, doubtful.op)
    assert (await world.payments.confirm_asked(new.op)).confirming
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED


@pytest.mark.parametrize("times", [1, 9])
@pytest.mark.parametrize("kind", DOOR)
async def test_refused_at_the_door_it_is_repeated_over_restarts_until_stripe_judges_it(
    world: World, doubtful, kind: RefusalKind, times: int
) -> None:
    world.stripe.require_action(doubtful.intent)
    await world.payments.check(doubtful.op)
    world.stripe.fail("cancel", *[lost_request(Refused(kind, "no"))] * times)
    await instead(world, doubtful)
    assert (await world.sale(doubtful.op)).in_doubt
    await world.restart()
    await world.clock.advance(600)
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED
    asked = {key for key, (intent, _) in cancellations(world) if intent == doubtful.intent}
    assert len(asked) == 1


async def test_an_intention_that_the_disk_held_back_is_no_answer_either(
    world: World, doubtful
) -> None:
    """The first try is the one at the charge key, and it is refused at the door."""
    world.stripe.require_action(doubtful.intent)
    await world.payments.check(doubtful.op)
    consent = await consent_to(world, doubtful)
    world.store.fail("...x")
    world.stripe.fail("cancel", lost_request(Refused(RefusalKind.KEY_REJECTED)))
    started = await world.payments.start(order(), consent)
    barred = await world.payments.confirm_asked(started.payment.op)
    assert barred.reason is NotStartedReason.EARLIER_ENDING


async def test_a_full_disk_at_the_charge_key_bars_until_it_is_written_down(
    world: World, doubtful
) -> None:
    world.stripe.fail("cancel", refusal(), lost_request(TIMEOUT))
    world.stripe.fail("retrieve", lost_request(TIMEOUT))
    new = (await instead(world, doubtful)).payment
    world.store.fail(".x")
    barred = await world.payments.confirm_asked(new.op)
    assert barred.reason is NotStartedReason.EARLIER_ENDING
    await world.clock.advance(60)
    assert (await world.payments.confirm_asked(new.op)).confirming


async def test_a_sale_in_doubt_itself_is_not_called_untouched_for_that(
    world: World, doubtful
) -> None:
    """It was confirmed, how is not known; then Stripe answers nothing any more."""
    world.stripe.fail("cancel", *[lost_request(Refused(RefusalKind.NOT_FOUND, "gone"))] * 2)
    world.stripe.fail("retrieve", *[lost_request(Refused(RefusalKind.NOT_FOUND, "gone"))] * 2)
    new = (await instead(world, doubtful)).payment
    await world.payments.confirm_asked(new.op)
    world.stripe.down = TIMEOUT
    barred = await world.payments.confirm_asked(new.op)
    assert (barred.reason, barred.issue.op) == (NotStartedReason.NOT_OPEN, new.op)


async def test_after_a_crash_both_are_given_up_and_neither_can_be_paid(
    world: World, doubtful
) -> None:
    world.stripe.fail("cancel", *[lost_request(TIMEOUT)] * 9)
    new = (await instead(world, doubtful)).payment
    await world.restart()
    for sale in (new, doubtful):
        barred = await world.payments.confirm_asked(sale.op)
        assert (barred.reason, barred.issue.op) == (NotStartedReason.BEING_CANCELED, sale.op)


@pytest.mark.parametrize("minor", [4850, 5000, 9700])
@pytest.mark.parametrize("paid", ["before the decision", "before the key"])
async def test_what_turns_out_paid_is_asked_about_though_the_bill_has_grown(
    world: World, doubtful, minor: int, paid: str
) -> None:
    """One thing more, or a sum made round: the customer may have approved the same purchase."""
    if paid == "before the decision":
        world.stripe.pay(doubtful.intent)
    else:
        world.stripe.fail("cancel", lost_request())
    started = await instead(world, doubtful, order(minor))
    if paid == "before the key":
        world.stripe.pay(doubtful.intent)
    if isinstance(started, Started):
        started = await world.payments.confirm_asked(started.payment.op)
    earlier = await world.sale(doubtful.op)
    assert started == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)
    assert taken(world) == [doubtful.intent]


@pytest.mark.parametrize("minor", [1200, 9701])
async def test_what_may_not_be_the_same_purchase_is_not_asked_about(
    world: World, doubtful, minor: int
) -> None:
    world.stripe.pay(doubtful.intent)
    new = await instead(world, doubtful, order(minor))
    assert isinstance(new, Started)
    assert (await world.payments.confirm_asked(new.payment.op)).confirming


async def test_a_new_sale_that_stripe_refuses_leaves_the_earlier_one_cancelled(
    world: World, doubtful
) -> None:
    world.stripe.fail("create", refusal("amount_too_small"))
    assert (await instead(world, doubtful)).reason is NotStartedReason.REFUSED
    assert (await world.sale(doubtful.op)).state is PaymentState.CANCELED


async def test_one_cancellation_that_is_open_already_is_gone_on_with(
    world: World, doubtful
) -> None:
    """Somebody has asked to cancel it before, and nobody knows whether that worked."""
    world.stripe.fail("cancel", lost_request())
    world.stripe.require_action(doubtful.intent)
    await world.payments.cancel(doubtful.op)
    assert isinstance(await instead(world, doubtful), Started)
    assert len({key for key, _ in cancellations(world)}) == 1


async def pressed(world, new, wait):
    """The charge key, and so many seconds."""
    asking = world.services.background.spawn(world.payments.confirm_asked(new.op), name="F9")
    await world.clock.advance(wait)
    return asking


def refusal(code="payment_intent_unexpected_state"):
    return lost_request(Refused(RefusalKind.WRONG_STATE, code))
