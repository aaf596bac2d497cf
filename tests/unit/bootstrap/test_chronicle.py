"""The log tells what the app did, and of whom and how much nothing."""

import datetime as dt
import logging
from dataclasses import replace

import pytest

from pos_app.bootstrap.chronicle import keep_chronicle
from pos_app.domain.events import (
    DatabaseReplaced,
    HealthChanged,
    HookGivenUp,
    ListenerChanged,
    PaymentFailedLater,
    PaymentUpdated,
    StripeSilent,
)
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.domain.ids import OpId, PaymentIntentId
from pos_app.domain.intake import ListenerState
from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.set_aside import SetAside
from pos_app.domain.timeline import Fact, FactKind, FactSource
from pos_app.services.event_bus import EventBus
from tests.support.world import World, confirming, order, report

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SALE = Payment(
    op=OpId("op_1"),
    order=replace(order(reference="for the blue sofa"), receipt_email="maria@example.com"),
    state=PaymentState.OPEN,
    created=NOW,
    updated=NOW,
    intent=PaymentIntentId("pi_1"),
)
SEEN = [
    (
        PaymentUpdated(
            SALE,
            (
                Fact(FactKind.DECLINED, FactSource.WEBHOOK, NOW, "insufficient_funds"),
                Fact(FactKind.BAR_LIFTED, FactSource.OPERATOR, NOW, "asked by maria"),
            ),
        ),
        "sale op_1 pi_1 open, taken no: "
        "declined insufficient_funds (webhook), bar_lifted (operator)",
    ),
    (PaymentFailedLater(SALE), "sale op_1 bounced after the bank had accepted it"),
    (HealthChanged(Obstacle.DNS), "nothing can be charged: dns"),
    (
        HealthChanged(Obstacle.STORE, StoreTrouble.DISK_FULL),
        "nothing can be charged: store (disk_full)",
    ),
    (HealthChanged(None), "charging is possible"),
    (StripeSilent(silent=True), "Stripe is silent"),
    (StripeSilent(silent=False), "Stripe answers again"),
    (
        DatabaseReplaced(SetAside("test.corrupt.db", NOW), 7, finished=True),
        "sales read back after test.corrupt.db was set aside: 7, all of them",
    ),
    (ListenerChanged(ListenerState.PORT_TAKEN, 4242), "deliveries: port_taken, port 4242"),
    (HookGivenUp("stock"), "own program stock is told nothing any more"),
]


def _fail(where, error):
    raise AssertionError(where) from error


@pytest.mark.parametrize(("event", "line"), SEEN)
def test_what_is_announced_is_written_down(event, line, caplog):
    caplog.set_level(logging.INFO, "pos_app.chronicle")
    bus = EventBus(_fail)
    end = keep_chronicle(bus)
    bus.publish(event)
    assert caplog.messages == [line]
    end()
    bus.publish(event)
    assert caplog.messages == [line]


@pytest.mark.asyncio
async def test_a_day_leaves_its_steps_and_nobodys_name_amount_or_words(caplog):
    world = World()
    caplog.set_level(logging.INFO, "pos_app")
    end = keep_chronicle(world.services.bus)
    paid = await confirming(world, reference="blue sofa")
    world.stripe.pay(paid.intent)
    await world.payments.reported(paid.op, report(paid, "succeeded"))
    world.services.reach.note(Unknown(FailureCause.DNS))
    await world.rest()
    end()
    await world.close()
    told = "\n".join(caplog.messages)
    for step in ("intended (operator)", "created", "confirm_asked", "succeeded, taken yes"):
        assert step in told, step
    assert f"sale {paid.op} {paid.intent} succeeded" in told
    assert "nothing can be charged: dns" in told
    for private in ("M. Weber", "Anna", "48.50", "4850", "blue sofa", "secret"):
        assert private not in told
