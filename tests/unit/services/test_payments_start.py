"""From an order to a sale the page can show: one PaymentIntent, whatever happens."""

import asyncio

import pytest

from pos_app.domain.journal import JournalAction, JournalState
from pos_app.domain.money import AmountProblem
from pos_app.domain.outcomes import FailureCause, RefusalKind, Refused, Unknown
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.references import ReferenceProblem
from pos_app.domain.secret import Secret
from pos_app.domain.timeline import FactKind
from pos_app.services.results import NotStarted, NotStartedReason, Started, StartUnknown
from tests.support.fake_stripe import BUSY, NO_NETWORK, Fault, lost_answer, lost_request, stored_500
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
CREATED = (JournalAction.CREATE_PAYMENT, JournalState.CONFIRMED)


async def test_a_started_sale_has_both_secrets_and_takes_no_money(world: World) -> None:
    started = await world.payments.start(order())
    assert isinstance(started, Started)
    assert started.client_secret == Secret(f"{world.stripe.only_intent()}_secret_abc")
    assert started.customer_session == Secret("cuss_secret_cus_1")
    assert started.payment.state is PaymentState.OPEN
    assert started.payment.money_taken is MoneyTaken.NO
    assert await world.facts(started.payment.op) == [FactKind.INTENDED, FactKind.CREATED]
    assert await world.journal(started.payment.op) == [CREATED]


async def test_intention_and_sent_are_committed_before_stripe_is_asked(world: World) -> None:
    gate = world.stripe.hold("create")
    starting = asyncio.gather(world.payments.start(order()))
    await world.rest()
    assert world.stripe.count("create") == 1
    assert await world.journal("op-1") == [(JournalAction.CREATE_PAYMENT, JournalState.SENT)]
    assert (await world.sale("op-1")).state is PaymentState.INTENDED
    gate.set()
    (started,) = await starting
    assert isinstance(started, Started)


async def test_payment_intent_and_customer_session_are_asked_side_by_side(world: World) -> None:
    gate = world.stripe.hold("create")
    starting = asyncio.gather(world.payments.start(order()))
    await world.rest()
    assert world.stripe.count("open_session") == 1
    gate.set()
    await starting


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (order(minor=0), AmountProblem.ZERO),
        (order(minor=49), AmountProblem.TOO_SMALL),
        (order(reference="4242 4242 4242 4242"), ReferenceProblem.LOOKS_LIKE_A_CARD),
    ],
)
async def test_a_wrong_order_never_reaches_stripe(world: World, wrong, problem) -> None:
    refused = await world.payments.start(wrong)
    assert refused == NotStarted(NotStartedReason.CHECKS, problems=(problem,))
    assert world.stripe.calls == []


async def test_a_customer_may_pay_in_another_currency_than_the_registers(world: World) -> None:
    started = await world.payments.start(order(minor=5000, code="JPY"))
    assert isinstance(started, Started)
    assert str(started.payment.order.money) == "JPY 5000"


async def test_stripes_refusal_is_passed_on_and_ends_the_sale(world: World) -> None:
    no = Refused(RefusalKind.INVALID, code="amount_too_small")
    world.stripe.fail("create", Fault(no))
    result = await world.payments.start(order())
    assert isinstance(result, NotStarted)
    assert (result.reason, result.refused) == (NotStartedReason.REFUSED, no)
    assert result.issue.state is PaymentState.REFUSED
    assert result.issue.money_taken is MoneyTaken.NO
    assert (await world.journal("op-1"))[0][1] is JournalState.REJECTED


async def test_without_a_session_a_new_method_can_still_be_typed(world: World) -> None:
    world.stripe.fail("open_session", Fault(NO_NETWORK))
    started = await world.payments.start(order())
    assert isinstance(started, Started)
    assert started.customer_session is None
    assert started.session_problem == NO_NETWORK


async def test_a_busy_stripe_is_asked_again_with_the_same_key(world: World) -> None:
    world.stripe.fail("create", lost_request(BUSY), lost_request(Unknown(FailureCause.CONFLICT)))
    starting = asyncio.gather(world.payments.start(order()))
    await world.clock.advance(0.5)
    await world.clock.advance(1.0)
    (started,) = await starting
    assert isinstance(started, Started)
    assert len({key for name, (key, _) in _creates(world)}) == 1
    assert len(world.stripe.intents) == 1


async def test_a_stripe_that_stays_busy_is_left_to_the_background(world: World) -> None:
    world.stripe.fail("create", *[lost_request(BUSY)] * 5)
    starting = asyncio.gather(world.payments.start(order()))
    for seconds in (0.5, 1.0, 2.0):
        await world.clock.advance(seconds)
    (result,) = await starting
    assert isinstance(result, StartUnknown)
    await world.clock.advance(5)
    assert (await world.sale("op-1")).state is PaymentState.OPEN


@pytest.mark.parametrize("fault", [lost_request(), lost_answer(), stored_500()])
async def test_no_answer_is_repeated_until_there_is_one_and_creates_only_one(
    world: World, fault
) -> None:
    world.stripe.fail("create", fault)
    unknown = await world.payments.start(order())
    assert isinstance(unknown, StartUnknown)
    assert unknown.payment.state is PaymentState.INTENDED
    assert unknown.payment.unknown_since is not None
    assert unknown.payment.money_taken is MoneyTaken.NO, "nobody can have confirmed it"
    await world.clock.advance(10)
    assert len(world.stripe.intents) == 1
    resumed = await world.payments.resume(unknown.payment.op)
    assert isinstance(resumed, Started)
    assert resumed.client_secret == Secret(f"{world.stripe.only_intent()}_secret_abc")
    assert len({key for _, (key, _) in _creates(world)}) == 1
    assert await world.journal(unknown.payment.op) == [CREATED]


async def test_the_timeline_says_once_that_the_creation_is_unknown(world: World) -> None:
    world.stripe.down = NO_NETWORK
    unknown = await world.payments.start(order())
    await world.clock.advance(120)
    assert world.stripe.count("create") > 5
    assert await world.facts(unknown.payment.op) == [FactKind.INTENDED, FactKind.CREATE_UNKNOWN]


async def test_a_stored_500_is_found_by_our_id_in_the_metadata(world: World) -> None:
    world.stripe.fail("create", stored_500())
    unknown = await world.payments.start(order())
    await world.clock.advance(1)
    assert world.stripe.count("find") == 1
    assert (await world.sale(unknown.payment.op)).state is PaymentState.OPEN


async def test_a_500_without_effect_is_not_taken_for_a_refusal(world: World) -> None:
    down = Unknown(FailureCause.STRIPE_DOWN)
    world.stripe.fail("create", lost_request(down), lost_request(down), lost_request(down))
    unknown = await world.payments.start(order())
    await world.clock.advance(10)
    assert (await world.sale(unknown.payment.op)).state is PaymentState.OPEN
    assert len(world.stripe.intents) == 1


async def test_a_look_up_without_answer_leaves_the_creation_open(world: World) -> None:
    world.stripe.fail("create", stored_500())
    world.stripe.fail("find", lost_request(), lost_request())
    unknown = await world.payments.start(order())
    await world.clock.advance(1)
    assert (await world.sale(unknown.payment.op)).state is PaymentState.INTENDED
    await world.clock.advance(10)
    assert (await world.sale(unknown.payment.op)).state is PaymentState.OPEN


@pytest.mark.parametrize("executed", [True, False])
async def test_a_key_stripe_may_have_forgotten_is_never_sent_again(
    world: World, executed: bool
) -> None:
    world.stripe.fail("create", lost_answer() if executed else lost_request())
    unknown = await world.payments.start(order())
    await world.crash()
    world.clock.skip(24 * 3600)
    world.start()
    await world.services.recovery.run()
    await world.rest()
    assert world.stripe.count("create") == 1
    state = (await world.sale(unknown.payment.op)).state
    assert state is (PaymentState.CANCELED if executed else PaymentState.REFUSED)


async def test_a_rejected_key_does_not_disprove_the_first_try(world: World) -> None:
    """The first request was executed, its answer lost; then somebody rolls the API key."""
    world.stripe.fail("create", lost_answer(), Fault(Refused(RefusalKind.KEY_REJECTED)))
    unknown = await world.payments.start(order())
    await world.clock.advance(1)
    assert (await world.sale(unknown.payment.op)).state is PaymentState.INTENDED
    await world.clock.advance(5)
    assert (await world.sale(unknown.payment.op)).state is PaymentState.OPEN


async def test_a_refusal_on_repetition_ends_the_sale(world: World) -> None:
    no = Refused(RefusalKind.INVALID, code="customer_deleted")
    world.stripe.fail("create", lost_request(), Fault(no))
    unknown = await world.payments.start(order())
    await world.clock.advance(1)
    payment = await world.sale(unknown.payment.op)
    assert payment.state is PaymentState.REFUSED
    assert payment.unknown_since is None


async def test_a_key_used_with_other_parameters_is_looked_up(world: World) -> None:
    world.stripe.fail("create", lost_answer(), Fault(Refused(RefusalKind.KEY_REUSED)))
    unknown = await world.payments.start(order())
    await world.clock.advance(1)
    assert (await world.sale(unknown.payment.op)).intent == world.stripe.only_intent()


async def test_a_rejected_key_while_stripe_was_busy_is_not_called_a_refusal(world: World) -> None:
    world.stripe.fail("create", lost_answer(BUSY), Fault(Refused(RefusalKind.KEY_REJECTED)))
    starting = asyncio.gather(world.payments.start(order()))
    await world.clock.advance(0.5)
    (result,) = await starting
    assert isinstance(result, StartUnknown)


async def test_found_instead_of_created_is_started_all_the_same(world: World) -> None:
    world.stripe.fail("create", lost_answer(BUSY), Fault(Refused(RefusalKind.KEY_REUSED)))
    starting = asyncio.gather(world.payments.start(order()))
    await world.clock.advance(0.5)
    (result,) = await starting
    assert isinstance(result, Started)
    assert result.client_secret.reveal().startswith(world.stripe.only_intent())


async def test_a_full_disk_lets_nothing_be_sent(world: World) -> None:
    world.store.fail("x")
    assert await world.payments.start(order()) == NotStarted(NotStartedReason.STORE_UNAVAILABLE)
    assert world.stripe.calls == []


async def test_a_disk_full_after_the_call_gives_no_secret_away_and_cleans_up(world: World) -> None:
    world.store.fail("...x")  # intention, the entry is read, SENT, then the answer is lost
    result = await world.payments.start(order())
    assert isinstance(result, NotStarted)
    assert result.reason is NotStartedReason.STORE_UNAVAILABLE
    await world.clock.advance(5)
    assert (await world.sale("op-1")).state is PaymentState.CANCELED
    assert len(world.stripe.intents) == 1


async def test_a_disk_full_while_repeating_only_delays(world: World) -> None:
    world.stripe.fail("create", lost_answer())
    unknown = await world.payments.start(order())
    world.store.fail("xx")
    await world.clock.advance(10)
    assert (await world.sale(unknown.payment.op)).state is PaymentState.OPEN


async def test_a_cancelled_caller_does_not_cancel_the_call_but_abandons_the_sale(
    world: World,
) -> None:
    gate = world.stripe.hold("create")
    caller = asyncio.ensure_future(world.payments.start(order()))  # noqa: TID251
    await world.rest()
    caller.cancel()
    await world.rest()
    assert caller.cancelled()
    gate.set()
    await world.rest()
    assert (await world.sale("op-1")).state is PaymentState.CANCELED


async def test_a_call_cut_off_by_closing_leaves_unknown_behind(world: World) -> None:
    world.stripe.hold("create")
    starting = asyncio.ensure_future(world.payments.start(order()))  # noqa: TID251
    await world.rest()
    assert await world.services.close(patience=0.01) is False
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert (await world.journal("op-1"))[0][1] is JournalState.UNKNOWN
    assert (await world.sale("op-1")).unknown_since is not None


async def test_no_second_sale_while_the_first_is_in_doubt(world: World) -> None:
    first = await world.payments.start(order())
    await world.payments.confirm_asked(first.payment.op)
    second = await world.payments.start(order())
    assert isinstance(second, NotStarted)
    assert second.reason is NotStartedReason.OPEN_ISSUE
    assert second.issue.op == first.payment.op
    other = await world.payments.start(order(customer="cus_2"))
    assert isinstance(other, Started)


async def test_a_deleted_customer_is_not_charged(world: World) -> None:
    gone = world.stripe.add_customer(1, deleted=True)
    await world.services.customers.open(gone.id)
    result = await world.payments.start(order())
    assert result == NotStarted(NotStartedReason.CUSTOMER_DELETED)
    assert world.stripe.count("create") == 0


async def test_resume_refuses_a_sale_that_is_over(world: World) -> None:
    started = await world.payments.start(order())
    await world.payments.cancel(started.payment.op)
    result = await world.payments.resume(started.payment.op)
    assert result.reason is NotStartedReason.NOT_OPEN


async def test_resume_finds_out_that_it_was_paid_meanwhile(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.pay(started.payment.intent)
    result = await world.payments.resume(started.payment.op)
    assert result.reason is NotStartedReason.NOT_OPEN
    assert result.issue.state is PaymentState.SUCCEEDED
    assert len(await world.ledger()) == 1


async def test_resume_that_saw_it_paid_says_so_even_if_stripe_is_silent_afterwards(
    world: World,
) -> None:
    started = await world.payments.start(order())
    world.stripe.pay(started.payment.intent)
    world.stripe.fail("retrieve", lost_answer())
    result = await world.payments.resume(started.payment.op)
    assert result.reason is NotStartedReason.NOT_OPEN
    assert result.issue.money_taken is MoneyTaken.YES
    assert len(await world.ledger()) == 1


async def test_resume_that_saw_a_debit_under_way_never_calls_it_unpaid(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.process(started.payment.intent)
    world.stripe.fail("retrieve", lost_answer())
    result = await world.payments.resume(started.payment.op)
    assert result.reason is NotStartedReason.NOT_OPEN
    assert result.issue.money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(5)
    assert (await world.sale(started.payment.op)).money_taken is MoneyTaken.PENDING


async def test_resume_without_an_answer_changes_nothing(world: World) -> None:
    started = await world.payments.start(order())
    world.stripe.fail("client_secret", lost_request(), Fault(Refused(RefusalKind.NOT_PERMITTED)))
    assert isinstance(await world.payments.resume(started.payment.op), StartUnknown)
    refused = await world.payments.resume(started.payment.op)
    assert refused.reason is NotStartedReason.REFUSED
    assert (await world.sale(started.payment.op)).state is PaymentState.OPEN


def _creates(world):
    return [call for call in world.stripe.calls if call[0] == "create"]
