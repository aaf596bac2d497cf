"""Disputes and fraud warnings after the charges of certain test cards."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from pos_app.simulator.server import Simulator
from tests.simulator.helpers import create_intent, refused

pytestmark = pytest.mark.asyncio


async def disputed(sim: Simulator, client: stripe.StripeClient, method: str) -> Any:
    intent = await create_intent(client, confirm=True, payment_method=method)
    sim.state.clock.advance(3600)
    found = await client.v1.disputes.list_async({"payment_intent": intent.id})
    return found.data[0]


async def test_a_fraud_dispute_takes_the_money_and_names_the_charge(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    dispute = await disputed(sim, client, "pm_card_createDispute")
    assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")
    assert not dispute.is_charge_refundable
    charge = await client.v1.charges.retrieve_async(dispute.charge)
    assert charge.disputed
    entries = await client.v1.balance_transactions.list_async({"type": "adjustment"})
    assert [e.amount for e in entries.data] == [-4850]
    types = [e["type"] for e in sim.state.events.values()]
    assert types[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


@pytest.mark.parametrize(
    ("evidence", "status"),
    [("winning_evidence", "won"), ("losing_evidence", "lost"), ("see receipt", "under_review")],
)
async def test_the_evidence_decides(
    sim: Simulator, client: stripe.StripeClient, evidence: str, status: str
) -> None:
    dispute = await disputed(sim, client, "pm_card_createDispute")
    answered = await client.v1.disputes.update_async(
        dispute.id, {"evidence": {"uncategorized_text": evidence}, "submit": True}
    )
    assert answered.status == status
    assert answered.evidence_details.submission_count == 1
    await refused(client.v1.disputes.close_async(dispute.id))


async def test_an_accepted_dispute_is_lost(sim: Simulator, client: stripe.StripeClient) -> None:
    dispute = await disputed(sim, client, "pm_card_createDisputeProductNotReceived")
    assert dispute.reason == "product_not_received"
    assert (await client.v1.disputes.close_async(dispute.id)).status == "lost"


async def test_an_inquiry_leaves_the_money(sim: Simulator, client: stripe.StripeClient) -> None:
    dispute = await disputed(sim, client, "pm_card_createDisputeInquiry")
    assert dispute.status == "warning_needs_response"
    assert (await client.v1.balance_transactions.list_async({"type": "adjustment"})).data == []
    one = await client.v1.disputes.retrieve_async(dispute.id)
    assert one.is_charge_refundable


async def test_an_early_fraud_warning_is_an_event_only(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(
        client, confirm=True, payment_method="pm_card_createIssuerFraudRecord"
    )
    sim.state.clock.advance(3600)
    listed = await client.v1.events.list_async({"type": "radar.early_fraud_warning.created"})
    assert [e.data.object["payment_intent"] for e in listed.data] == [intent.id]
    assert (await client.v1.disputes.list_async()).data == []


async def test_a_disputed_debit_settles_first(sim: Simulator, client: stripe.StripeClient) -> None:
    dispute = await disputed(sim, client, "pm_disputed_de")
    assert dispute.reason == "debit_not_authorized"
    intent = await client.v1.payment_intents.retrieve_async(dispute.payment_intent)
    assert intent.status == "succeeded"
