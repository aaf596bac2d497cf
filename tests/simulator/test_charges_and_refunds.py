"""Charges, refunds, balance and account through the official SDK."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
import stripe

from pos_app.simulator.server import Simulator
from tests.simulator.helpers import MARIA, MARIA_VISA, confirm_by_page, create_intent, refused

pytestmark = pytest.mark.asyncio


async def paid(client: stripe.StripeClient, method: str = "pm_card_visa", **fields: Any) -> Any:
    return await create_intent(client, confirm=True, payment_method=method, **fields)


async def test_charges_are_listed_by_payment_and_customer_and_searched_by_card(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, customer=MARIA)
    await confirm_by_page(sim, intent, payment_method=MARIA_VISA)
    await paid(client, "pm_card_mastercard")
    charges = client.v1.charges
    for params in ({"payment_intent": intent.id}, {"customer": MARIA}):
        listed: Any = await charges.list_async(params)  # type: ignore[arg-type]
        assert [c.payment_intent for c in listed.data] == [intent.id]
    query = 'payment_method_details.card.last4:"4242" AND status:"succeeded"'
    found = await charges.search_async({"query": query})
    assert [c.payment_intent for c in found.data] == [intent.id]


async def test_a_receipt_says_that_it_is_training(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await paid(client, description="<b>Kettle</b>", expand=["latest_charge"])
    async with (
        aiohttp.ClientSession() as session,
        session.get(intent.latest_charge.receipt_url) as response,
    ):
        text = await response.text()
    assert "TRAINING" in text
    assert "48.50 eur" in text
    assert "<b>Kettle" not in text


async def test_a_charge_takes_notes(client: stripe.StripeClient) -> None:
    intent = await paid(client)
    charge = await client.v1.charges.update_async(
        intent.latest_charge, {"description": "phone order", "metadata": {"till": "2"}}
    )
    assert (charge.description, charge.metadata["till"]) == ("phone order", "2")


async def test_partial_refunds_add_up_and_stop_at_the_total(client: stripe.StripeClient) -> None:
    intent = await paid(client)
    refunds = client.v1.refunds
    first = await refunds.create_async(
        {"payment_intent": intent.id, "amount": 850, "reason": "requested_by_customer"}
    )
    assert (first.status, first.amount) == ("succeeded", 850)
    charge = await client.v1.charges.retrieve_async(intent.latest_charge, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (850, False)
    assert charge.refunds is not None
    assert [r.id for r in charge.refunds.data] == [first.id]

    await refused(refunds.create_async({"payment_intent": intent.id, "amount": 4001}))
    rest = await refunds.create_async({"charge": intent.latest_charge})
    assert rest.amount == 4000
    await refused(refunds.create_async({"charge": intent.latest_charge}), "charge_already_refunded")
    charge = await client.v1.charges.retrieve_async(intent.latest_charge)
    assert (charge.amount_refunded, charge.refunded) == (4850, True)
    listed = await refunds.list_async({"payment_intent": intent.id})
    assert [r.id for r in listed.data] == [rest.id, first.id]


async def test_a_double_click_without_a_key_refunds_twice(client: stripe.StripeClient) -> None:
    """Stripe does not protect from this; the app's own key has to."""
    intent = await paid(client)
    for _ in range(2):
        await client.v1.refunds.create_async({"payment_intent": intent.id, "amount": 100})
    charge = await client.v1.charges.retrieve_async(intent.latest_charge)
    assert charge.amount_refunded == 200


async def test_a_pending_refund_succeeds_later(sim: Simulator, client: stripe.StripeClient) -> None:
    intent = await paid(client, "pm_card_pendingRefund")
    refund = await client.v1.refunds.create_async({"payment_intent": intent.id})
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    sim.state.clock.advance(60)
    assert (await client.v1.refunds.retrieve_async(refund.id)).status == "succeeded"


async def test_a_refund_can_fail_after_it_succeeded(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await paid(client, "pm_card_refundFail")
    refund = await client.v1.refunds.create_async({"payment_intent": intent.id})
    assert refund.status == "succeeded"
    sim.state.clock.advance(60)
    failed = await client.v1.refunds.retrieve_async(
        refund.id, {"expand": ["failure_balance_transaction"]}
    )
    entry: Any = failed.failure_balance_transaction
    assert failed.status == "failed"
    assert entry.amount == 4850
    charge = await client.v1.charges.retrieve_async(intent.latest_charge)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert "refund.failed" in [e["type"] for e in sim.state.events.values()]


async def test_what_is_not_paid_cannot_be_refunded(client: stripe.StripeClient) -> None:
    create = client.v1.refunds.create_async
    unpaid = await create_intent(client)
    await refused(create({"payment_intent": unpaid.id}), "payment_intent_unexpected_state")
    held = await paid(client, capture_method="manual")
    await refused(create({"charge": held.latest_charge}), "charge_not_refundable")
    await refused(create({}))


async def test_a_refund_keeps_notes_and_cannot_be_canceled(client: stripe.StripeClient) -> None:
    intent = await paid(client)
    refund = await client.v1.refunds.create_async(
        {"payment_intent": intent.id, "metadata": {"a": "1"}}
    )
    noted = await client.v1.refunds.update_async(refund.id, {"metadata": {"b": "2"}})
    assert (noted.metadata or {}).to_dict() == {"a": "1", "b": "2"}
    await refused(client.v1.refunds.cancel_async(refund.id))


async def test_the_balance_follows_charges_and_refunds(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await paid(client)
    await client.v1.refunds.create_async({"payment_intent": intent.id, "amount": 850})
    entries = await client.v1.balance_transactions.list_async({})
    assert [(e.type, e.amount) for e in entries.data] == [("refund", -850), ("charge", 4850)]
    one = await client.v1.balance_transactions.retrieve_async(entries.data[1].id)
    assert one.net == one.amount - one.fee
    of_charge = await client.v1.balance_transactions.list_async({"source": intent.latest_charge})
    assert [e.id for e in of_charge.data] == [one.id]

    expected = sum(e.net for e in entries.data)
    balance = await client.v1.balance.retrieve_async()
    assert (balance.pending[0].amount, balance.available[0].amount) == (expected, 0)
    sim.state.clock.advance(4 * 86_400)
    balance = await client.v1.balance.retrieve_async()
    assert (balance.pending[0].amount, balance.available[0].amount) == (0, expected)


async def test_foreign_currency_is_booked_in_the_accounts_own(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    await paid(client, currency="jpy", amount=17_700)
    sim.state.clock.advance(2)
    entries = await client.v1.balance_transactions.list_async({})
    assert (entries.data[0].currency, entries.data[0].amount) == ("eur", 10_000)


async def test_the_account_names_itself(client: stripe.StripeClient) -> None:
    account = await client.v1.accounts.retrieve_current_async()
    assert (account.country, account.default_currency) == ("DE", "eur")
    assert (await client.v1.accounts.retrieve_async(account.id)).id == account.id
    with pytest.raises(stripe.PermissionError):
        await client.v1.accounts.retrieve_async("acct_somebody")
