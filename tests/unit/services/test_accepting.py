"""A sale changed at Stripe: a manager takes it as Stripe says, with name and reason, or nobody."""

import asyncio

import pytest
import pytest_asyncio

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.money import Money
from pos_app.domain.payment import MoneyTaken
from pos_app.domain.secret import Secret
from pos_app.domain.timeline import FactKind
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.accepting import Accepted, Difference, NotAccepted, NotAcceptedReason
from pos_app.services.consents import Consent
from pos_app.services.results import NotStartedReason, Started
from tests.support.fake_stripe import NO_NETWORK, lost_request
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")
TOOK_LESS = Money(4000, "EUR")


@pytest_asyncio.fixture
async def changed(world: World):
    """A sale whose amount somebody lowered in the Dashboard while it was being paid."""
    payment = (await world.payments.start(order())).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.change(payment.intent, money=TOOK_LESS)
    world.stripe.pay(payment.intent)
    payment = await world.payments.check(payment.op)
    await world.services.gate.choose(PIN, PIN)
    return payment


async def consented(world, op, reason="agreed with the customer", by="Berta"):
    consent = Consent(DecisionKind.ACCEPT_AS_STRIPE_SAYS, op, by, reason)
    assert await world.services.gate.approve(PIN, consent) is None
    return consent


async def accept(world, op, **about):
    shown = await world.services.accepting.review(op)
    assert isinstance(shown, Difference)
    return await world.services.accepting.accept(shown, await consented(world, op, **about))


async def test_until_somebody_decides_it_stays_in_doubt(world: World, changed) -> None:
    assert changed.money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(7 * 24 * 3600)
    assert (await world.sale(changed.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    assert await world.ledger() == []
    assert (await world.facts(changed.op)).count(FactKind.CONTRADICTED) == 1


async def test_the_manager_sees_both_amounts_before_deciding(world: World, changed) -> None:
    shown = await world.services.accepting.review(changed.op)
    assert (shown.payment.order.money, shown.theirs.money) == (order().money, TOOK_LESS)


async def test_accepted_is_booked_exactly_as_stripe_says(world: World, changed) -> None:
    result = await accept(world, changed.op)
    assert isinstance(result, Accepted)
    assert result.payment.money_taken is MoneyTaken.YES
    assert [(row.op, row.money) for row in await world.ledger()] == [(changed.op, TOOK_LESS)]
    decided = await world.disk.transact(lambda tx: list(tx.decisions.of(changed.op)))
    assert [(one.by, one.reason, one.money) for one in decided] == [
        ("Berta", "agreed with the customer", TOOK_LESS)
    ]


async def test_the_timeline_tells_what_was_accepted_and_why(world: World, changed) -> None:
    await accept(world, changed.op)
    facts = await world.payments.timeline(changed.op)
    (accepted,) = [fact for fact in facts if fact.kind is FactKind.ACCEPTED]
    assert accepted.detail == "EUR 48.50 > EUR 40.00: agreed with the customer"


async def test_another_customer_is_accepted_with_their_name(world: World, changed) -> None:
    other = world.stripe.add_customer(2, "Jo Other")
    await world.services.customers.open(other.id)
    world.stripe.change(changed.intent, money=order().money, customer=other.id)
    result = await accept(world, changed.op)
    assert result.payment.order.customer == other.id
    assert result.payment.order.customer_title == "Jo Other"
    world.stripe.change(changed.intent, customer=CustomerId("cus_unheard"))


async def test_a_customer_nobody_knows_is_named_by_id(world: World, changed) -> None:
    world.stripe.change(changed.intent, customer=CustomerId("cus_9"))
    assert (await accept(world, changed.op)).payment.order.customer_title == "cus_9"


@pytest.mark.parametrize("reason", ["", " x  ", " 271828 ", "27 18 28!"])
async def test_without_a_reason_nothing_is_accepted(world: World, changed, reason) -> None:
    result = await accept(world, changed.op, reason=reason)
    assert (result.reason, result.payment.op) == (NotAcceptedReason.NO_CONSENT, changed.op)
    assert await world.ledger() == []


async def test_without_the_pin_nothing_is_accepted(world: World, changed) -> None:
    shown = await world.services.accepting.review(changed.op)
    consent = Consent(DecisionKind.ACCEPT_AS_STRIPE_SAYS, changed.op, "Anna", "I want it so")
    result = await world.services.accepting.accept(shown, consent)
    assert result.reason is NotAcceptedReason.NO_CONSENT


async def test_a_consent_for_another_sale_accepts_nothing(world: World, changed) -> None:
    shown = await world.services.accepting.review(changed.op)
    result = await world.services.accepting.accept(shown, await consented(world, OpId("op-99")))
    assert result.reason is NotAcceptedReason.NO_CONSENT


async def test_what_changed_after_it_was_shown_is_not_accepted(world: World, changed) -> None:
    shown = await world.services.accepting.review(changed.op)
    world.stripe.change(changed.intent, money=Money(1, "EUR"))
    result = await world.services.accepting.accept(shown, await consented(world, changed.op))
    assert result.reason is NotAcceptedReason.CHANGED_AGAIN
    assert await world.ledger() == []


async def test_what_agrees_again_needs_no_decision(world: World, changed) -> None:
    shown = await world.services.accepting.review(changed.op)
    world.stripe.change(changed.intent, money=order().money)
    result = await world.services.accepting.accept(shown, await consented(world, changed.op))
    assert result.reason is NotAcceptedReason.SAME
    assert (await world.services.accepting.review(changed.op)).reason is NotAcceptedReason.SAME


@pytest.mark.parametrize("foreign", [{"customer": None}, {"operation": OpId("op-77")}])
async def test_what_is_not_this_sale_cannot_be_accepted(world: World, changed, foreign) -> None:
    world.stripe.change(changed.intent, **foreign)
    result = await world.services.accepting.review(changed.op)
    assert result == NotAccepted(NotAcceptedReason.FOREIGN, result.payment)


async def test_without_an_answer_nothing_is_accepted(world: World, changed) -> None:
    shown = await world.services.accepting.review(changed.op)
    world.stripe.fail("retrieve", lost_request(), lost_request())
    result = await world.services.accepting.accept(shown, await consented(world, changed.op))
    assert (result.reason, result.outcome) == (NotAcceptedReason.NO_ANSWER, NO_NETWORK)
    assert (await world.services.accepting.review(changed.op)).outcome == NO_NETWORK


async def test_a_sale_stripe_does_not_have_yet_differs_in_nothing(world: World) -> None:
    world.stripe.fail("create", lost_request())
    unknown = await world.payments.start(order())
    result = await world.services.accepting.review(unknown.payment.op)
    assert (result.reason, result.outcome) == (NotAcceptedReason.NO_ANSWER, None)


async def test_a_full_disk_accepts_nothing_and_the_consent_stays(world: World, changed) -> None:
    shown = await world.services.accepting.review(changed.op)
    consent = await consented(world, changed.op)
    world.store.fail(".x")
    with pytest.raises(StoreUnavailableError):
        await world.services.accepting.accept(shown, consent)
    assert isinstance(await world.services.accepting.accept(shown, consent), Accepted)


async def test_a_power_cut_after_the_decision_books_it_at_the_next_start(
    world: World, changed
) -> None:
    shown = await world.services.accepting.review(changed.op)
    consent = await consented(world, changed.op)
    world.store.fail("..w")  # the decision is committed; booking it waits for the disk
    deciding = asyncio.ensure_future(world.services.accepting.accept(shown, consent))  # noqa: TID251
    await world.rest()
    assert await world.ledger() == []
    await world.restart()
    await asyncio.gather(deciding, return_exceptions=True)
    assert [row.money for row in await world.ledger()] == [TOOK_LESS]


async def test_once_accepted_the_sale_follows_stripe_again(world: World, changed) -> None:
    """A further change contradicts it anew; nothing is accepted for ever."""
    payment = (await world.payments.start(order(customer="cus_2"))).payment
    await world.payments.confirm_asked(payment.op)
    world.stripe.require_action(payment.intent)
    world.stripe.change(payment.intent, money=TOOK_LESS)
    await world.payments.check(payment.op)
    await accept(world, payment.op)
    world.stripe.change(payment.intent, money=Money(1, "EUR"))
    assert (await world.payments.check(payment.op)).in_doubt
    await accept(world, payment.op)
    world.stripe.change(payment.intent, money=TOOK_LESS)
    await world.payments.check(payment.op)
    assert (await world.facts(payment.op)).count(FactKind.CONTRADICTED) == 3


async def despite(world, op):
    consent = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, op, "Berta", "the bank said no")
    assert await world.services.gate.approve(PIN, consent) is None
    return await world.payments.start(order(), consent)


async def test_charged_in_spite_of_it_nobody_is_told_to_wait_for_an_end_that_never_comes(
    world: World, changed
) -> None:
    """It was paid, so that it cannot be cancelled: somebody has to decide about it first."""
    new = await despite(world, changed.op)
    barred = await world.payments.confirm_asked(new.payment.op)
    assert (barred.reason, barred.issue.op) == (NotStartedReason.OPEN_ISSUE, changed.op)
    assert isinstance(await accept(world, changed.op), Accepted)
    assert isinstance(await world.payments.start(order()), Started)


async def test_while_its_cancellation_has_no_answer_it_is_waited_for(world: World, changed) -> None:
    world.stripe.fail("cancel", lost_request(), lost_request())
    new = await despite(world, changed.op)
    barred = await world.payments.confirm_asked(new.payment.op)
    assert (barred.reason, barred.issue.op) == (NotStartedReason.EARLIER_ENDING, changed.op)
