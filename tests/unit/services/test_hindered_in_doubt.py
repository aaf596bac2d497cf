"""Stripe is silent and an earlier sale is in doubt: the doubt is told first, nothing is queued."""

import asyncio
from contextlib import suppress

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.health import Obstacle
from pos_app.ports.store import StoreUnavailableError
from pos_app.services.consents import Consent
from pos_app.services.results import NotStarted, NotStartedReason
from tests.support.fake_clock import settle
from tests.support.fake_stripe import TIMEOUT
from tests.support.world import World, order

pytestmark = pytest.mark.asyncio
HINDERED = NotStarted(NotStartedReason.HINDERED, obstacle=Obstacle.TIMEOUT)


async def doubtful(world):
    started = await world.payments.start(order())
    await world.payments.confirm_asked(started.payment.op)
    world.stripe.down = TIMEOUT
    return await world.payments.check(started.payment.op)


async def test_the_doubt_about_the_customers_money_is_told_first(world: World) -> None:
    earlier = await doubtful(world)
    assert await world.payments.start(order()) == NotStarted(
        NotStartedReason.OPEN_ISSUE, issue=earlier
    )
    assert await world.payments.start(order(customer="cus_2")) == HINDERED


async def test_who_charges_in_spite_of_it_hears_of_the_hindrance_beside_it(world: World) -> None:
    earlier = await doubtful(world)
    consent = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, earlier.op, "Anna", "bank said no")
    refused = await world.payments.start(order(), consent)
    assert refused == NotStarted(
        NotStartedReason.HINDERED, issue=earlier, obstacle=Obstacle.TIMEOUT
    )


async def test_a_disk_that_fails_meanwhile_hides_no_hindrance(world: World, monkeypatch) -> None:
    earlier = await doubtful(world)
    consent = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, earlier.op, "Anna", "bank said no")

    async def full(_work):
        raise StoreUnavailableError("full")

    monkeypatch.setattr(world.disk, "transact", full)
    assert await world.payments.start(order(), consent) == HINDERED


async def test_a_start_before_recovery_is_refused_and_not_queued(world: World) -> None:
    await doubtful(world)
    world.services.recovery.expect()
    start = asyncio.ensure_future(world.payments.start(order(customer="cus_2")))  # noqa: TID251
    await settle()
    refused = start.done() and start.result()
    start.cancel()
    with suppress(asyncio.CancelledError):
        await start
    assert refused == HINDERED


async def test_the_doubt_is_told_before_anything_is_asked_of_a_stripe_that_is_away(
    world: World,
) -> None:
    earlier = await doubtful(world)
    world.stripe.hold("ping")
    start = asyncio.ensure_future(world.payments.start(order()))  # noqa: TID251
    await settle()
    assert start.done(), "waits for Stripe with what is known here"
    assert start.result() == NotStarted(NotStartedReason.OPEN_ISSUE, issue=earlier)


async def test_what_cannot_be_read_is_no_doubt(world: World, monkeypatch) -> None:
    await doubtful(world)

    async def locked(_work):
        raise StoreUnavailableError("locked")

    monkeypatch.setattr(world.disk, "transact", locked)
    assert await world.services.customers.doubt(order().customer) is None
