"""The life of a PaymentIntent, driven as the app and its page drive it."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from pos_app.simulator.server import Simulator
from tests.simulator.helpers import (
    MARIA,
    MARIA_VISA,
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

    challenge.finish(True)
    challenge.finish(False)
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
    next(iter(sim.state.challenges.values())).finish(False)
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
    next(iter(sim.state.challenges.values())).finish(True)
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


async def test_moto_needs_no_3ds_and_is_marked(client: stripe.StripeClient) -> None:
    intent = await create_intent(client)
    paid = await client.v1.payment_intents.confirm_async(
        intent.id,
        {
            "payment_method": "pm_card_authenticationRequired",
            "payment_method_options": {"card": {"moto": True}},
            "expand": ["latest_charge"],
        },
    )
    charge: Any = paid.latest_charge
    assert paid.status == "succeeded"
    assert charge.payment_method_details.card.moto is True


async def test_moto_without_the_gate_is_an_unknown_parameter(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    sim.state.switches.moto = False
    moto: Any = {"payment_method_options": {"card": {"moto": True}}}
    intent = await create_intent(client)
    await refused(
        client.v1.payment_intents.confirm_async(
            intent.id, {"payment_method": "pm_card_visa", **moto}
        ),
        "parameter_unknown",
        param="payment_method_options[card][moto]",
    )
    assert (await client.v1.payment_intents.retrieve_async(intent.id)).latest_charge is None


async def test_a_page_can_never_set_moto(sim: Simulator, client: stripe.StripeClient) -> None:
    intent = await create_intent(client)
    status, answer = await confirm_by_page(
        sim,
        intent,
        payment_method="pm_card_visa",
        **{"payment_method_options[card][moto]": "true"},
    )
    assert (status, answer["error"]["code"]) == (400, "parameter_unknown")


async def test_moto_is_refused_before_confirmation_and_with_on_session(
    client: stripe.StripeClient,
) -> None:
    moto: Any = {"payment_method_options": {"card": {"moto": True}}}
    await refused(create_intent(client, **moto))
    await refused(
        create_intent(
            client,
            confirm=True,
            payment_method="pm_card_visa",
            setup_future_usage="on_session",
            **moto,
        )
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
    challenge.finish(True)
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


async def test_a_redirect_method_leaves_and_comes_back(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, automatic_payment_methods={"enabled": True})
    assert "ideal" in intent.payment_method_types
    status, seen = await confirm_by_page(sim, intent, **{"payment_method_data[type]": "ideal"})
    assert (status, seen["status"]) == (200, "requires_action")
    redirect = seen["next_action"]["redirect_to_url"]
    assert redirect["return_url"] == "https://shop.example/return"
    next(iter(sim.state.challenges.values())).finish(True)
    paid = await client.v1.payment_intents.retrieve_async(intent.id)
    assert paid.status == "succeeded"


async def test_redirects_need_a_return_url(client: stripe.StripeClient) -> None:
    error = await refused(
        create_intent(
            client,
            automatic_payment_methods={"enabled": True},
            confirm=True,
            payment_method="pm_card_visa",
        )
    )
    assert "return_url" in str(error)


async def test_a_method_the_intent_does_not_offer_is_refused(client: stripe.StripeClient) -> None:
    intent = await create_intent(client, excluded_payment_method_types=["sepa_debit"])
    assert "sepa_debit" not in intent.payment_method_types
    await refused(
        client.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_success_de"}),
        "payment_intent_incompatible_payment_method",
    )


async def test_allowed_types_narrow_the_offer(client: stripe.StripeClient) -> None:
    intent = await create_intent(client, allowed_payment_method_types=["card"])
    assert intent.payment_method_types == ["card"]


async def test_payment_method_types_are_no_longer_accepted(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    await refused(
        client.v1.payment_intents.create_async(
            {"amount": 500, "currency": "eur", "payment_method_types": ["card"]}  # type: ignore[typeddict-unknown-key]
        ),
        "payment_method_types_no_longer_supported",
        param="payment_method_types",
    )
    older: Any = await client.raw_request_async(
        "post",
        "/v1/payment_intents",
        amount=500,
        currency="eur",
        payment_method_types=["card"],
        stripe_version="2026-05-27.dahlia",
    )
    assert '"automatic_payment_methods": null' in older.body


async def test_saved_methods_work_for_their_own_customer_only(client: stripe.StripeClient) -> None:
    other = await create_intent(client, customer="cus_HanaSato0000")
    nobody = await create_intent(client)
    for intent in (other, nobody):
        await refused(
            client.v1.payment_intents.confirm_async(intent.id, {"payment_method": MARIA_VISA}),
            param="payment_method",
        )


async def test_setup_future_usage_saves_the_card_as_limited(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(
        client, customer="cus_AasaOeberg00", setup_future_usage="off_session"
    )
    await confirm_by_page(sim, intent, payment_method="pm_card_visa")
    saved = await client.v1.customers.payment_methods.list_async("cus_AasaOeberg00")
    assert [m.allow_redisplay for m in saved.data] == ["limited"]


async def test_a_card_used_without_a_customer_is_used_up(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    paid = await create_intent(client, confirm=True, payment_method="pm_card_visa")
    again = await create_intent(client)
    status, answer = await confirm_by_page(sim, again, payment_method=paid.payment_method)
    assert status == 400
    assert "may not be used again" in answer["error"]["message"]


async def test_an_expired_saved_card_is_declined(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, currency="gbp", customer="cus_ChloeONeill0")
    saved = await client.v1.customers.payment_methods.list_async("cus_ChloeONeill0")
    expired = next(m for m in saved.data if m.card and m.card.exp_year < 2026)
    status, answer = await confirm_by_page(sim, intent, payment_method=expired.id)
    assert (status, answer["error"]["code"]) == (402, "expired_card")


async def test_updates_are_taken_while_open_and_refused_afterwards(
    client: stripe.StripeClient,
) -> None:
    intents = client.v1.payment_intents
    intent = await create_intent(client)
    changed = await intents.update_async(
        intent.id, {"amount": 5000, "metadata": {"a": "b"}, "payment_method": "pm_card_visa"}
    )
    assert (changed.amount, changed.status) == (5000, "requires_confirmation")
    paid = await intents.confirm_async(intent.id)
    assert paid.amount_received == 5000
    await refused(intents.update_async(intent.id, {"amount": 1}), "payment_intent_unexpected_state")
    noted = await intents.update_async(intent.id, {"description": "later"})
    assert noted.description == "later"


async def test_the_customer_of_an_intent_cannot_be_swapped(client: stripe.StripeClient) -> None:
    intent = await create_intent(client, customer=MARIA)
    await refused(
        client.v1.payment_intents.update_async(intent.id, {"customer": "cus_HanaSato0000"}),
        param="customer",
    )


async def test_confirm_only_parameters_need_confirm(client: stripe.StripeClient) -> None:
    await refused(create_intent(client, off_session=True), param="off_session")


async def test_off_session_declines_where_authentication_is_needed(
    client: stripe.StripeClient,
) -> None:
    await refused(
        create_intent(
            client,
            confirm=True,
            off_session=True,
            payment_method="pm_card_authenticationRequired",
        ),
        "authentication_required",
        status=402,
    )


async def test_lists_and_search_find_the_sale(client: stripe.StripeClient) -> None:
    intent = await create_intent(client, customer=MARIA, metadata={"op": "sale-77"})
    await create_intent(client)
    listed = await client.v1.payment_intents.list_async({"customer": MARIA})
    assert [i.id for i in listed.data] == [intent.id]
    found = await client.v1.payment_intents.search_async({"query": 'metadata["op"]:"sale-77"'})
    assert [i.id for i in found.data] == [intent.id]


async def test_a_descriptor_for_cards_must_be_a_suffix(client: stripe.StripeClient) -> None:
    await refused(
        create_intent(
            client, statement_descriptor="MY SHOP", confirm=True, payment_method="pm_card_visa"
        ),
        param="statement_descriptor",
    )
    paid = await create_intent(
        client,
        statement_descriptor_suffix="SALE 7",
        confirm=True,
        payment_method="pm_card_visa",
        expand=["latest_charge"],
    )
    assert paid.latest_charge.calculated_statement_descriptor.endswith("SALE 7")


async def test_a_manual_confirmation_intent_is_not_for_pages(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    intent = await create_intent(client, confirmation_method="manual")
    status, answer = await confirm_by_page(sim, intent, payment_method="pm_card_visa")
    assert (status, answer["error"]["code"]) == (400, "payment_intent_unexpected_state")
