"""Not charged twice by mistake, and charged again by decision only, which is written down."""

import asyncio
from dataclasses import replace

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.payment import MoneyTaken, PaymentIntentStatus
from pos_app.domain.secret import Secret
from pos_app.services.consents import Consent
from pos_app.services.results import NotStarted, NotStartedReason, Started
from tests.support.fake_stripe import NO_NETWORK, lost_request
from tests.support.world import World, order, with_amounts

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")


async def paid(world, sold=None):
    started = await world.payments.start(sold or order())
    world.stripe.pay(started.payment.intent)
    return await world.payments.check(started.payment.op)


async def in_doubt(world):
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    return started.payment


async def decisions(world):
    return list(await world.disk.transact(lambda tx: tx.decisions.recent(9)))


def again(about, by="Anna", reason=""):
    return Consent(DecisionKind.CHARGE_AGAIN, about, by, reason)


def despite(about, reason="customer showed the bank's refusal"):
    return Consent(DecisionKind.CHARGE_DESPITE_DOUBT, about, "Anna", reason)


async def approved(world, consent):
    await world.services.gate.choose(PIN, PIN)
    assert await world.services.gate.approve(PIN, consent) is None
    return consent


# ------------------------------------------------------------------ the same sale again
async def test_the_same_amount_of_the_same_customer_is_asked_about(world: World) -> None:
    earlier = await paid(world)
    barred = await world.payments.start(order())
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)
    assert world.stripe.count("create") == 1


async def test_after_asking_it_is_charged_and_the_answer_is_kept_beside_the_sale(
    world: World,
) -> None:
    earlier = await paid(world)
    started = await world.payments.start(order(), again(earlier.op))
    assert isinstance(started, Started)
    (decision,) = await decisions(world)
    assert (decision.kind, decision.op) == (DecisionKind.CHARGE_AGAIN, started.payment.op)
    assert (decision.by, decision.money) == ("Anna", order().money)


@pytest.mark.parametrize("another", [order(minor=4851), order(code="USD"), order(customer="cus_2")])
async def test_another_sale_is_not_asked_about(world: World, another) -> None:
    await paid(world)
    assert isinstance(await world.payments.start(another), Started)
    assert await decisions(world) == []


async def test_what_needs_no_consent_leaves_none(world: World) -> None:
    earlier = await paid(world, order(customer="cus_2"))
    assert isinstance(await world.payments.start(order(), again(earlier.op)), Started)
    assert await decisions(world) == []


@pytest.mark.parametrize(("seconds", "barred"), [(599, True), (601, False)])
async def test_the_question_ends_with_its_time(world: World, seconds, barred) -> None:
    await paid(world)
    await world.clock.advance(seconds)
    result = await world.payments.start(order())
    assert isinstance(result, NotStarted) is barred


async def test_a_sale_in_doubt_for_long_is_asked_about_once_it_turns_out_to_be_paid(
    world: World,
) -> None:
    """The operator still thinks that nothing was taken, and the sale itself bars no more."""
    earlier = await in_doubt(world)
    world.stripe.down = NO_NETWORK
    await world.clock.advance(1200)
    world.stripe.down = None
    world.stripe.pay(earlier.intent)
    await world.clock.advance(60)
    barred = await world.payments.start(order())
    paid_after_all = await world.sale(earlier.op)
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=paid_after_all)
    await world.clock.advance(601)
    still = await world.payments.start(order())
    assert still == barred, "nobody has read it"
    await world.services.follow_ups.read(earlier.op)
    assert isinstance(await world.payments.start(order()), Started)


async def test_a_doubt_of_eight_days_is_asked_about_by_when_its_end_became_known(
    world: World,
) -> None:
    """A bank may let a customer take that long; a moment ago counts, not when it was begun."""
    earlier = await in_doubt(world)
    world.stripe.require_action(earlier.intent)
    await world.payments.check(earlier.op)
    await world.clock.advance(8 * 86_400)
    world.stripe.pay(earlier.intent)
    paid_after_all = await world.payments.check(earlier.op)
    barred = await world.payments.start(order())
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=paid_after_all)
    await world.services.follow_ups.read(earlier.op)
    assert await world.payments.start(order()) == barred, "read, but a moment ago"
    await world.clock.advance(601)
    assert isinstance(await world.payments.start(order()), Started)


@pytest.mark.parametrize("ended_by", ["declined", "nothing shown", "a question"])
@pytest.mark.parametrize("power_fails", [True, False])
async def test_an_attempt_that_was_accepted_and_came_to_nothing_makes_the_next_one_no_old_news(
    world: World, ended_by, power_fails: bool
) -> None:
    """Another card is taken on the same sale, and that is known a quarter of an hour later."""
    sale = await in_doubt(world)
    world.stripe.process(sale.intent)
    await world.payments.check(sale.op)
    await world.clock.advance(700)
    match ended_by:
        case "declined":
            world.stripe.decline(sale.intent)
        case "nothing shown":
            world.stripe.change(sale.intent, status=PaymentIntentStatus.REQUIRES_PAYMENT_METHOD)
        case _:
            world.stripe.require_action(sale.intent)
    await world.payments.check(sale.op)
    if ended_by != "a question":
        await world.payments.confirm_asked(sale.op)
    world.stripe.down = NO_NETWORK
    await world.clock.advance(900)
    world.stripe.down = None
    world.stripe.pay(sale.intent)
    if power_fails:
        await world.restart()
    await world.clock.advance(30)
    found = await world.sale(sale.op)
    assert found.money_taken is MoneyTaken.YES
    barred = await world.payments.start(order())
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=found)


async def test_a_debit_that_settles_days_later_is_no_repetition(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.process(started.payment.intent)
    await world.payments.check(started.payment.op)
    await world.clock.advance(3 * 24 * 3600)
    world.stripe.pay(started.payment.intent)
    assert (await world.payments.check(started.payment.op)).amount_received == 4850
    assert isinstance(await world.payments.start(order()), Started)


async def test_the_question_can_be_switched_off() -> None:
    world = World(with_amounts(repeat_minutes=0))
    await paid(world)
    assert isinstance(await world.payments.start(order()), Started)
    await world.close()


async def test_a_debit_under_way_and_a_reservation_are_asked_about(world: World) -> None:
    for bring_about in (world.stripe.process, world.stripe.authorise):
        customer = f"cus_{bring_about.__name__}"
        started = await world.payments.start(order(customer=customer))
        bring_about(started.payment.intent)
        earlier = await world.payments.check(started.payment.op)
        barred = await world.payments.start(order(customer=customer))
        assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)


async def test_what_took_no_money_is_no_repetition(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.decline(started.payment.intent)
    await world.payments.check(started.payment.op)
    await world.payments.cancel(started.payment.op)
    assert isinstance(await world.payments.start(order()), Started)


async def test_a_sale_given_back_in_full_may_be_taken_again(world: World) -> None:
    earlier = await paid(world)
    given_back = replace(earlier, amount_refunded=order().money.minor)
    await world.disk.transact(lambda tx: tx.payments.put(given_back))
    assert isinstance(await world.payments.start(order()), Started)


async def test_a_consent_is_for_the_sale_it_was_asked_about(world: World) -> None:
    first = await paid(world)
    await world.clock.advance(1)
    second = await world.payments.start(order(), again(first.op))
    world.stripe.pay(second.payment.intent)
    latest = await world.payments.check(second.payment.op)
    barred = await world.payments.start(order(), again(first.op))
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=latest)


async def test_an_answer_is_not_good_again_after_the_clock_was_set_back(world: World) -> None:
    """The sale that it was given for lies before the one it was about, by the clock."""
    first = await paid(world)
    world.clock.set(-120)
    second = await world.payments.start(order(), again(first.op))
    world.stripe.pay(second.payment.intent)
    latest = await world.payments.check(second.payment.op)
    barred = await world.payments.start(order(), again(first.op))
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=latest)


@pytest.mark.parametrize("seconds", [-7200, -120, 660, 3 * 24 * 3600])
async def test_a_clock_that_is_set_does_not_end_the_question(world: World, seconds) -> None:
    begun = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(begun.op)
    world.stripe.pay(begun.intent)
    earlier = await world.payments.check(begun.op)
    await world.clock.advance(60)
    world.clock.set(seconds)
    barred = await world.payments.start(order())
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)


async def test_each_of_two_alike_is_asked_about(world: World) -> None:
    """Both were begun before either was paid, so that nobody has been asked yet."""
    first = (await world.payments.start(order())).payment
    second = (await world.payments.start(order())).payment
    for sale in (first, second):
        world.stripe.pay(sale.intent)
        await world.payments.check(sale.op)
    asked = await world.payments.start(order(), again(second.op))
    assert (asked.reason, asked.issue.op) == (NotStartedReason.LOOKS_REPEATED, first.op)
    both = again(first.op), again(second.op)
    assert isinstance(await world.payments.start(order(), *both), Started)


# ------------------------------------------------------------------ a sale in doubt
async def test_a_manager_may_charge_despite_a_sale_in_doubt_and_says_why(world: World) -> None:
    earlier = await in_doubt(world)
    barred = await world.payments.start(order())
    assert (barred.reason, barred.issue.op) == (NotStartedReason.OPEN_ISSUE, earlier.op)
    consent = await approved(world, despite(earlier.op))
    started = await world.payments.start(order(), consent)
    assert isinstance(started, Started)
    (decision,) = await decisions(world)
    assert decision.kind is DecisionKind.CHARGE_DESPITE_DOUBT
    assert decision.reason == "customer showed the bank's refusal"


async def test_a_consent_nobody_approved_lifts_nothing(world: World) -> None:
    earlier = await in_doubt(world)
    barred = await world.payments.start(order(), despite(earlier.op))
    assert barred.reason is NotStartedReason.OPEN_ISSUE
    assert await decisions(world) == []


async def test_a_manager_without_a_reason_is_no_help(world: World) -> None:
    earlier = await in_doubt(world)
    consent = await approved(world, despite(earlier.op, reason="  x "))
    assert (await world.payments.start(order(), consent)).reason is NotStartedReason.OPEN_ISSUE


async def test_a_managers_consent_is_good_for_one_sale(world: World) -> None:
    earlier = await in_doubt(world)
    consent = await approved(world, despite(earlier.op))
    world.stripe.fail("cancel", lost_request(), lost_request())
    assert isinstance(await world.payments.start(order(), consent), Started)
    assert (await world.payments.start(order(), consent)).reason is NotStartedReason.OPEN_ISSUE


async def test_two_starts_at_once_share_no_consent(world: World) -> None:
    """A second click while the first is still being written down."""
    earlier = await in_doubt(world)
    consent = await approved(world, despite(earlier.op))
    world.store.fail("ww")
    both = asyncio.gather(*(world.payments.start(order(), consent) for _ in range(2)))
    await world.rest()
    world.store.gate.set()
    first, second = await both
    assert isinstance(first, Started)
    assert (second.reason, second.issue.op) == (NotStartedReason.OPEN_ISSUE, earlier.op)
    assert len(await decisions(world)) == 1


async def test_a_refused_start_does_not_use_the_consent_up(world: World) -> None:
    before = await paid(world)
    doubtful = await world.payments.start(order(), again(before.op))
    await world.payments.confirm_asked(doubtful.payment.op)
    consent = await approved(world, despite(doubtful.payment.op))
    assert isinstance(await world.payments.start(order(), consent), NotStarted)
    assert isinstance(await world.payments.start(order(), consent, again(before.op)), Started)


async def test_a_full_disk_does_not_use_the_consent_up(world: World) -> None:
    earlier = await in_doubt(world)
    consent = await approved(world, despite(earlier.op))
    world.store.fail("x")
    failed = await world.payments.start(order(), consent)
    assert failed.reason is NotStartedReason.STORE_UNAVAILABLE
    assert await decisions(world) == []
    assert isinstance(await world.payments.start(order(), consent), Started)


async def test_doubt_and_repetition_are_two_questions(world: World) -> None:
    before = await paid(world)
    doubtful = await world.payments.start(order(), again(before.op))
    await world.payments.confirm_asked(doubtful.payment.op)
    consent = await approved(world, despite(doubtful.payment.op))
    barred = await world.payments.start(order(), consent)
    assert (barred.reason, barred.issue.op) == (NotStartedReason.LOOKS_REPEATED, before.op)
    assert isinstance(await world.payments.start(order(), consent, again(before.op)), Started)
    kinds = {decision.kind for decision in await decisions(world)}
    assert kinds == {DecisionKind.CHARGE_AGAIN, DecisionKind.CHARGE_DESPITE_DOUBT}


async def test_the_decision_and_the_sale_stand_or_fall_together(world: World) -> None:
    """A crash between the two is impossible: they are one transaction."""
    earlier = await paid(world)
    gate = world.stripe.hold("create")
    world.stripe.fail("create", lost_request())
    world.services.background.launch(
        world.payments.start(order(), again(earlier.op)), name="second sale"
    )
    await world.rest()
    (decision,) = await decisions(world)
    assert (await world.sale(decision.op)).order == order()
    gate.set()
    await world.rest()


# ------------------------------------------------------------------ a clock, set, and a crash
async def asked_at_the_button(world):
    """The charge key on a sale whose creation has told what time it is at Stripe."""
    new = (await world.payments.start(order())).payment
    world.services.health.heard(world.clock.true_now())
    return await world.payments.confirm_asked(new.op)


async def restarted_under_another_clock(world, seconds):
    await world.crash()
    world.clock.set(seconds)
    world.start()
    await world.services.recovery.run()


@pytest.mark.parametrize("seconds", [660, 3 * 24 * 3600])
@pytest.mark.parametrize("happens", ["pay", "process"])
async def test_a_clock_set_forward_beside_a_crash_does_not_end_the_question(
    world: World, seconds, happens
) -> None:
    begun = await in_doubt(world)
    getattr(world.stripe, happens)(begun.intent)
    earlier = await world.payments.check(begun.op)
    await world.services.follow_ups.read(begun.op)
    await restarted_under_another_clock(world, seconds)
    barred = await asked_at_the_button(world)
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)


async def test_taken_under_a_clock_that_was_slow_it_is_asked_about_after_it_was_set_right(
    world: World,
) -> None:
    world.clock.set(-7200)
    earlier = await paid(world)
    await restarted_under_another_clock(world, 7200)
    barred = await world.payments.start(order())
    assert barred == NotStarted(NotStartedReason.LOOKS_REPEATED, issue=earlier)


async def test_by_stripes_time_the_question_ends_as_well(world: World) -> None:
    await paid(world)
    await world.clock.advance(601)
    await restarted_under_another_clock(world, 3600)
    assert not isinstance(await asked_at_the_button(world), NotStarted)
