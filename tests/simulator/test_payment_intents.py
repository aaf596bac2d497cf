"""The life of a PaymentIntent, driven as the app and its page drive it."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from pos_app.simulator.server import Simulator
from tests.simulator.helpers import (
    MARIA,
    MARIA_VISA,
    answer_challenge,
    by_page,
    confirm_by_page,
    create_intent,
    refused,
)

pytestmark = pytest.mark.asyncio


def events(sim: Simulator) -> list[str]:
    return [event["type"] for event in sim.state.events.values()]


async def test_a_counter_sale_with_a_saved_card(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, customer=MARIA, metadata={"op": "1"})
    assert intent.status == "requires_payment_method"
    assert "card" in intent.payment_method_types
    assert "ideal" not in intent.payment_method_types

    status, seen = await confirm_by_page(sim, intent, payment_method=MARIA_VISA)
    assert (status, seen["status"]) == (200, "succeeded")
    assert "customer" not in seen
    assert "metadata" not in seen

    paid = await client.v1.payment_intents.retrieve_async(
        intent.id, {"expand": ["latest_charge", "payment_method", "customer"]}
    )
    assert (paid.status, paid.amount_received) == ("succeeded", 4850)
    charge: Any = paid.latest_charge
    assert charge.payment_method_details.card.last4 == "4242"
    assert charge.outcome.type == "authorized"
    assert charge.balance_transaction is None
    assert events(sim)[-3:] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


async def test_the_balance_transaction_follows_with_charge_updated(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, confirm=True, payment_method="pm_card_visa")
    sim.state.clock.advance(2)
    charge = await client.v1.charges.retrieve_async(
        intent.latest_charge, {"expand": ["balance_transaction"]}
    )
    entry: Any = charge.balance_transaction
    assert (entry.amount, entry.net) == (4850, 4850 - entry.fee)
    assert "charge.updated" in events(sim)


async def test_a_page_needs_the_client_secret(sim: Simulator, client: stripe.StripeClient) -> None:
    intent = await create_intent(client)
    path = f"/v1/payment_intents/{intent.id}"
    status, answer = await by_page(sim, "GET", path)
    assert (status, answer["error"]["code"]) == (400, "parameter_missing")
    status, answer = await by_page(sim, "GET", path, client_secret="pi_x_secret_y")
    assert status == 400
    status, answer = await by_page(sim, "GET", path, client_secret=intent.client_secret)
    assert (status, answer["id"]) == (200, intent.id)


async def test_a_decline_leaves_the_payment_intent_open_for_the_next_method(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, customer="cus_AyseYildiz00")
    saved = await client.v1.customers.payment_methods.list_async("cus_AyseYildiz00")
    failing = next(m for m in saved.data if m.card and m.card.last4 == "0341")
    status, answer = await confirm_by_page(sim, intent, payment_method=failing.id)
    assert status == 402
    assert answer["error"]["code"] == "card_declined"
    assert answer["error"]["payment_intent"]["status"] == "requires_payment_method"
    assert "metadata" not in answer["error"]["payment_intent"]

    open_again = await client.v1.payment_intents.retrieve_async(intent.id)
    error: Any = open_again.last_payment_error
    assert (open_again.status, error.code) == ("requires_payment_method", "card_declined")
    assert error.payment_method.id == failing.id
    assert open_again.payment_method is None

    good = next(m for m in saved.data if m.card and m.card.last4 == "5556")
    status, answer = await confirm_by_page(sim, intent, payment_method=good.id)
    assert (status, answer["status"]) == (200, "succeeded")
    charges = await client.v1.charges.list_async({"payment_intent": intent.id})
    assert [c.status for c in charges.data] == ["succeeded", "failed"]


@pytest.mark.parametrize(
    ("token", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
async def test_the_published_declines(
    client: stripe.StripeClient, token: str, code: str, decline_code: str | None
) -> None:
    error = await refused(
        create_intent(client, confirm=True, payment_method=token), code, status=402
    )
    assert isinstance(error, stripe.CardError)
    assert error.json_body["error"].get("decline_code") == decline_code
    assert error.error is not None
    assert error.error.payment_intent.status == "requires_payment_method"


async def test_3ds_waits_for_the_customer_and_then_succeeds(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, customer="cus_JoergMueller")
    saved = await client.v1.customers.payment_methods.list_async("cus_JoergMueller")
    status, seen = await confirm_by_page(sim, intent, payment_method=saved.data[0].id)
    assert (status, seen["status"]) == (200, "requires_action")
    assert seen["next_action"]["type"] == "use_stripe_sdk"
    challenge = sim.state.challenges[seen["next_action"]["use_stripe_sdk"]["source"]]
    assert (challenge.amount, challenge.currency) == (4850, "eur")

    answer_challenge(sim, ok=True)
    challenge.finish(not challenge.amount)
    paid = await client.v1.payment_intents.retrieve_async(intent.id, {"expand": ["latest_charge"]})
    charge: Any = paid.latest_charge
    assert paid.status == "succeeded"
    assert paid.next_action is None
    assert charge.payment_method_details.card.three_d_secure.result == "authenticated"


async def test_a_failed_3ds_asks_for_another_method_and_charges_nothing(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client)
    await confirm_by_page(sim, intent, payment_method="pm_card_authenticationRequired")
    answer_challenge(sim, ok=False)
    back = await client.v1.payment_intents.retrieve_async(intent.id)
    error: Any = back.last_payment_error
    assert back.status == "requires_payment_method"
    assert error.code == "payment_intent_authentication_failure"
    assert (await client.v1.charges.list_async({"payment_intent": intent.id})).data == []


async def test_3ds_passed_then_declined_for_funds(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client)
    token = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"
    await confirm_by_page(sim, intent, payment_method=token)
    answer_challenge(sim, ok=True)
    back = await client.v1.payment_intents.retrieve_async(intent.id)
    error: Any = back.last_payment_error
    assert (back.status, error.decline_code) == ("requires_payment_method", "insufficient_funds")


async def test_a_server_confirm_redirects_for_3ds_when_it_gave_a_return_url(
    client: stripe.StripeClient,
) -> None:
    intent = await create_intent(
        client,
        confirm=True,
        payment_method="pm_card_authenticationRequired",
        return_url="https://shop.example/back",
    )
    action: Any = intent.next_action
    assert action.type == "redirect_to_url"
    assert action.redirect_to_url.return_url == "https://shop.example/back"


async def test_error_on_requires_action_declines_instead(client: stripe.StripeClient) -> None:
    await refused(
        create_intent(
            client,
            confirm=True,
            payment_method="pm_card_authenticationRequired",
            error_on_requires_action=True,
        ),
        "authentication_required",
        status=402,
    )


async def test_a_hold_is_captured_in_part_and_the_rest_released(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(
        client, capture_method="manual", confirm=True, payment_method="pm_card_visa"
    )
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 4850)
    assert "payment_intent.amount_capturable_updated" in events(sim)
    held: Any = await client.v1.charges.retrieve_async(intent.latest_charge)
    assert held.payment_method_details.card.capture_before > held.created

    await refused(
        client.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 4851}),
        "amount_too_large",
    )
    taken = await client.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 4000})
    assert (taken.status, taken.amount_received) == ("succeeded", 4000)
    charge = await client.v1.charges.retrieve_async(intent.latest_charge)
    assert (charge.captured, charge.amount_captured) == (True, 4000)
    await refused(
        client.v1.payment_intents.capture_async(intent.id), "payment_intent_unexpected_state"
    )


async def test_a_hold_expires_after_seven_days(sim: Simulator, client: stripe.StripeClient) -> None:
    intent = await create_intent(
        client, capture_method="manual", confirm=True, payment_method="pm_card_visa"
    )
    sim.state.clock.advance(7 * 86_400 + 1)
    gone = await client.v1.payment_intents.retrieve_async(intent.id)
    assert (gone.status, gone.cancellation_reason) == ("canceled", "automatic")
    assert {"charge.expired", "payment_intent.canceled"} <= set(events(sim))


async def test_cancel_once_and_never_after_success(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intents = client.v1.payment_intents
    intent = await create_intent(client)
    canceled = await intents.cancel_async(intent.id, {"cancellation_reason": "abandoned"})
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")
    error = await refused(intents.cancel_async(intent.id), "payment_intent_unexpected_state")
    assert error.error.payment_intent.status == "canceled"
    status, answer = await confirm_by_page(sim, intent, payment_method="pm_card_visa")
    assert (status, answer["error"]["code"]) == (400, "payment_intent_unexpected_state")

    paid = await create_intent(client, confirm=True, payment_method="pm_card_visa")
    await refused(intents.cancel_async(paid.id), "payment_intent_unexpected_state")


async def test_confirming_a_paid_intent_charges_nothing(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    paid = await create_intent(client, confirm=True, payment_method="pm_card_visa")
    await refused(
        client.v1.payment_intents.confirm_async(paid.id, {"payment_method": "pm_card_visa"}),
        "payment_intent_unexpected_state",
    )
    assert len(sim.state.charges) == 1


async def test_canceling_while_3ds_is_open_closes_the_challenge(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client)
    await confirm_by_page(sim, intent, payment_method="pm_card_authenticationRequired")
    challenge = next(iter(sim.state.challenges.values()))
    await client.v1.payment_intents.cancel_async(intent.id)
    challenge.finish(bool(challenge.amount))
    after = await client.v1.payment_intents.retrieve_async(intent.id)
    assert (after.status, after.amount_received) == ("canceled", 0)


async def test_a_sepa_debit_is_processing_and_settles_with_the_clock(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, confirm=True, payment_method="pm_success_de")
    assert intent.status == "processing"
    charge = await client.v1.charges.retrieve_async(intent.latest_charge)
    assert (charge.status, charge.paid) == ("pending", False)
    sim.state.clock.advance(86_400)
    settled = await client.v1.payment_intents.retrieve_async(intent.id)
    assert (settled.status, settled.amount_received) == ("succeeded", 4850)


async def test_a_sepa_debit_that_fails_comes_back_days_later(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, confirm=True, payment_method="pm_failed_de")
    sim.state.clock.advance(86_400)
    back = await client.v1.payment_intents.retrieve_async(intent.id, {"expand": ["latest_charge"]})
    charge: Any = back.latest_charge
    assert (back.status, charge.status) == ("requires_payment_method", "failed")
    assert back.last_payment_error is not None
    assert events(sim)[-2:] == ["charge.failed", "payment_intent.payment_failed"]


async def test_an_ach_debit_settles_in_dollars(sim: Simulator, client: stripe.StripeClient) -> None:
    intent = await create_intent(
        client, currency="usd", confirm=True, payment_method="pm_usBankAccount_success"
    )
    assert intent.status == "processing"
    sim.state.clock.advance(86_400)
    paid = await client.v1.payment_intents.retrieve_async(
        intent.id, {"expand": ["latest_charge.balance_transaction"]}
    )
    sim.state.clock.advance(2)
    paid = await client.v1.payment_intents.retrieve_async(
        intent.id, {"expand": ["latest_charge.balance_transaction"]}
    )
    charge: Any = paid.latest_charge
    assert paid.status == "succeeded"
    assert charge.balance_transaction.currency == "eur"
    assert charge.balance_transaction.exchange_rate is not None


async def test_a_refused_request_leaves_no_payment_intent_behind(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    await refused(create_intent(client, confirm=True), "payment_intent_unexpected_state")
    await refused(create_intent(client, confirm=True, payment_method=MARIA_VISA))
    assert len(sim.state.payment_intents) == 0
    assert "payment_intent.created" not in events(sim)


async def test_a_new_amount_withdraws_an_open_3ds(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client)
    await confirm_by_page(sim, intent, payment_method="pm_card_authenticationRequired")
    (challenge,) = sim.state.challenges.values()
    changed = await client.v1.payment_intents.update_async(intent.id, {"amount": 9900})
    assert (changed.status, changed.next_action) == ("requires_confirmation", None)
    challenge.finish(bool(challenge.amount))
    after = await client.v1.payment_intents.retrieve_async(intent.id)
    assert after.status == "requires_confirmation"


async def test_a_debit_is_final_unless_it_hangs_for_ever(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intents = client.v1.payment_intents
    debit = await create_intent(client, confirm=True, payment_method="pm_success_de")
    await refused(intents.cancel_async(debit.id), "payment_intent_unexpected_state")
    hanging = await create_intent(
        client, currency="usd", confirm=True, payment_method="pm_usBankAccount_processing"
    )
    sim.state.clock.advance(30 * 86_400)
    assert (await intents.retrieve_async(hanging.id)).status == "processing"
    canceled = await intents.cancel_async(hanging.id, {"expand": ["latest_charge"]})
    charge: Any = canceled.latest_charge
    assert (canceled.status, charge.status) == ("canceled", "failed")


async def test_a_redirect_method_leaves_and_comes_back(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, automatic_payment_methods={"enabled": True})
    assert "ideal" in intent.payment_method_types
    status, seen = await confirm_by_page(sim, intent, **{"payment_method_data[type]": "ideal"})
    assert (status, seen["status"]) == (200, "requires_action")
    redirect = seen["next_action"]["redirect_to_url"]
    assert redirect["return_url"] == "https://shop.example/return"
    answer_challenge(sim, ok=True)
    paid = await client.v1.payment_intents.retrieve_async(intent.id)
    assert paid.status == "succeeded"


async def test_lists_and_search_find_the_sale(client: stripe.StripeClient) -> None:
    intent = await create_intent(client, customer=MARIA, metadata={"op": "sale-77"})
    await create_intent(client)
    listed = await client.v1.payment_intents.list_async({"customer": MARIA})
    assert [i.id for i in listed.data] == [intent.id]
    found = await client.v1.payment_intents.search_async({"query": 'metadata["op"]:"sale-77"'})
    assert [i.id for i in found.data] == [intent.id]
