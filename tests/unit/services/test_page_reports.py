"""What the page says of a confirmation is a hint: when it ends one, and when it does not."""

import pytest

from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.timeline import FactKind
from pos_app.ports.checkout_page import ConfirmReported, PageCrashed, ReturnedFromRedirect
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.confirming import LATEST_ARRIVAL
from tests.support.fake_stripe import NO_NETWORK, lost_request
from tests.support.world import World, confirming, order, report

pytestmark = pytest.mark.asyncio


async def test_the_pages_word_alone_changes_nothing(world: World) -> None:
    payment = await confirming(world)
    after = await world.payments.reported(payment.op, report(payment, "succeeded"))
    assert after.state is PaymentState.OPEN
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET
    assert await world.ledger() == []


async def test_a_validation_message_ends_the_confirmation_after_a_look(world: World) -> None:
    payment = await confirming(world)
    after = await world.payments.reported(
        payment.op, report(payment, error_type="validation_error")
    )
    assert after.money_taken is MoneyTaken.NO
    assert FactKind.DECLINED not in await world.facts(payment.op)


async def test_a_pages_end_is_remembered_until_stripe_can_be_asked(world: World) -> None:
    payment = await confirming(world)
    world.stripe.down = NO_NETWORK
    said = report(payment, error_type="validation_error")
    assert (await world.payments.reported(payment.op, said)).confirming
    world.stripe.down = None
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.NO


@pytest.mark.parametrize(("error_type", "seconds"), [("validation_error", 30), ("", 120)])
async def test_a_full_disk_does_not_swallow_the_pages_last_word(
    world: World, error_type, seconds
) -> None:
    payment = await confirming(world)
    world.store.fail(".x")
    said = report(payment, error_type=error_type) if error_type else PageCrashed("renderer gone")
    with pytest.raises(StoreUnavailableError):
        await world.payments.reported(payment.op, said)
    await world.clock.advance(seconds)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


@pytest.mark.parametrize(
    "make",
    [
        lambda p: report(p, error_type="api_connection_error"),
        lambda p: report(p, error_type="api_error", code="lock_timeout"),
        lambda p: report(p, error_type="invalid_request_error", code="lock_timeout"),
        lambda p: PageCrashed("renderer gone"),
    ],
)
async def test_a_lost_page_ends_nothing_until_its_last_request_has_had_its_time(
    world: World, make
) -> None:
    payment = await confirming(world)
    after = await world.payments.reported(payment.op, make(payment))
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(LATEST_ARRIVAL - 1)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(2)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


async def test_a_late_request_of_a_lost_page_is_found_paid(world: World) -> None:
    payment = await confirming(world)
    await world.payments.reported(payment.op, PageCrashed("renderer gone"))
    await world.clock.advance(30)
    world.stripe.pay(payment.intent)
    await world.clock.advance(15)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES


@pytest.mark.parametrize(
    "make",
    [
        lambda p: report(p, error_type="card_error", code="card_declined"),
        lambda p: report(p, "requires_payment_method"),
        lambda p: ReturnedFromRedirect(p.intent, "failed"),
    ],
)
async def test_a_refusal_that_stripe_does_not_show_ends_nothing(world: World, make) -> None:
    payment = await confirming(world)
    after = await world.payments.reported(payment.op, make(payment))
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET, "the bank may still be asked"
    world.stripe.pay(payment.intent)
    assert (await world.payments.check(payment.op)).money_taken is MoneyTaken.YES


DECLINE = {"error_type": "card_error", "code": "card_declined"}


@pytest.mark.parametrize(
    "make",
    [lambda p: report(p, **DECLINE), lambda p: report(p, "requires_payment_method")],
    ids=["card_error", "status"],
)
async def test_the_error_of_the_attempt_before_bears_no_refusal_out(world: World, make) -> None:
    """A network that answers in Stripe's place says so while the request is on its way."""
    payment = await confirming(world)
    world.stripe.decline(payment.intent)
    declined = await world.payments.reported(payment.op, report(payment, **DECLINE))
    assert declined.money_taken is MoneyTaken.NO
    await world.payments.confirm_asked(payment.op)
    after = await world.payments.reported(payment.op, make(payment))
    assert after.money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(5)
    world.stripe.pay(payment.intent)
    await world.clock.advance(5)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.YES
    assert (await world.facts(payment.op)).count(FactKind.DECLINED) == 1


async def test_a_second_decline_like_the_first_is_told_at_once(world: World) -> None:
    payment = await confirming(world)
    for number in (1, 2, 3):
        world.stripe.decline(payment.intent)
        declined = await world.payments.reported(payment.op, report(payment, **DECLINE))
        assert declined.money_taken is MoneyTaken.NO
        assert (await world.facts(payment.op)).count(FactKind.DECLINED) == number
        await world.payments.confirm_asked(payment.op)


async def test_a_second_redirect_that_fails_like_the_first_is_told_at_once(world: World) -> None:
    """It leaves an error without a charge, the same each time."""
    payment = await confirming(world)
    for _ in range(2):
        world.stripe.fail_authentication(payment.intent)
        back = ReturnedFromRedirect(payment.intent, "failed")
        assert (await world.payments.reported(payment.op, back)).money_taken is MoneyTaken.NO
        await world.payments.confirm_asked(payment.op)


async def test_a_refusal_that_stripe_never_shows_ends_after_the_latest_arrival(
    world: World,
) -> None:
    payment = await confirming(world)
    await world.payments.reported(payment.op, report(payment, error_type="card_error"))
    await world.clock.advance(LATEST_ARRIVAL - 1)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET
    await world.clock.advance(2)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NO


async def test_a_card_refused_before_it_is_tried_leaves_nothing_to_wait_for(world: World) -> None:
    payment = await confirming(world)
    said = report(payment, error_type="card_error", code="incorrect_number")
    assert (await world.payments.reported(payment.op, said)).money_taken is MoneyTaken.NO


async def test_a_new_confirmation_is_not_ended_by_the_crash_before_it(world: World) -> None:
    payment = await confirming(world)
    await world.payments.reported(payment.op, PageCrashed("renderer gone"))
    await world.payments.confirm_asked(payment.op)
    await world.clock.advance(LATEST_ARRIVAL + 60)
    assert (await world.sale(payment.op)).money_taken is MoneyTaken.NOT_KNOWN_YET


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        ("failed", MoneyTaken.NO),
        ("pending", MoneyTaken.NOT_KNOWN_YET),
        ("succeeded", MoneyTaken.NOT_KNOWN_YET),
    ],
)
async def test_coming_back_from_a_redirect_is_a_hint(world: World, status, taken) -> None:
    payment = await confirming(world)
    if status == "failed":
        world.stripe.fail_authentication(payment.intent)
    back = ReturnedFromRedirect(payment.intent, status)
    assert (await world.payments.reported(payment.op, back)).money_taken is taken


async def test_the_page_may_report_after_the_end(world: World) -> None:
    payment = await confirming(world)
    await world.payments.cancel(payment.op)
    after = await world.payments.reported(payment.op, PageCrashed("closed"))
    assert after.state is PaymentState.CANCELED
    assert (await world.payments.confirm_asked(payment.op)).state is PaymentState.CANCELED
    assert not (await world.sale(payment.op)).confirming


async def test_a_report_on_a_sale_without_payment_intent_is_only_written_down(
    world: World,
) -> None:
    world.stripe.fail("create", lost_request())
    unknown = await world.payments.start(order())
    after = await world.payments.reported(unknown.payment.op, PageCrashed("gone"))
    assert after.state is PaymentState.INTENDED
    assert (await world.payments.confirm_asked(unknown.payment.op)).confirming is False


async def test_the_page_is_quoted_by_codes_only(world: World) -> None:
    payment = await confirming(world)
    said = report(payment, error_type="card_error", code="expired_card", message="Your card ...")
    await world.payments.reported(payment.op, said)
    details = [fact.detail for fact in await world.payments.timeline(payment.op)]
    assert "card_error expired_card" in details
    back = ReturnedFromRedirect(payment.intent, "failed")
    await world.payments.reported(payment.op, back)
    details = [fact.detail for fact in await world.payments.timeline(payment.op)]
    assert "returned failed" in details


async def test_a_page_lost_while_the_app_closes_is_left_to_the_next_start(world: World) -> None:
    payment = await confirming(world)
    await world.services.background.close()
    await world.payments.reported(payment.op, PageCrashed("closing"))
    assert world.clock.pauses == []


async def test_nothing_that_the_page_smuggles_in_as_a_code_is_written_down(world: World) -> None:
    payment = await confirming(world)
    said = ConfirmReported(
        payment.intent,
        "pi_9_secret_FORGEDSTATUS",
        error_type="validation_error",
        code="4242424242424242",
        decline_code="whsec_forgedforged",
    )
    await world.payments.reported(payment.op, said)
    await world.payments.reported(payment.op, PageCrashed("whsec_FORGED 4242424242424242"))
    details = [fact.detail for fact in await world.payments.timeline(payment.op)]
    assert "unreadable validation_error unreadable unreadable" in details
    assert "page lost: whsec_*** [card]" in details
