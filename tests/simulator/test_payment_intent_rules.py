"""What a PaymentIntent accepts and refuses: methods, terms, updates, MOTO."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from pos_app.simulator.server import Simulator
from tests.simulator.helpers import (
    MARIA,
    MARIA_VISA,
    confirm_by_page,
    create_intent,
    refused,
)

pytestmark = pytest.mark.asyncio


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


async def test_a_page_may_widen_future_use_and_never_narrow_it(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    strict = await create_intent(client, customer=MARIA, setup_future_usage="off_session")
    for usage in ("on_session", ""):
        status, answer = await confirm_by_page(
            sim, strict, payment_method=MARIA_VISA, setup_future_usage=usage
        )
        assert (status, answer["error"]["param"]) == (400, "setup_future_usage")
    loose = await create_intent(client, customer=MARIA)
    status, seen = await confirm_by_page(
        sim, loose, payment_method=MARIA_VISA, setup_future_usage="off_session"
    )
    assert (status, seen["setup_future_usage"]) == (200, "off_session")


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


async def test_amount_to_confirm_guards_against_a_changed_amount(
    client: stripe.StripeClient,
) -> None:
    intents = client.v1.payment_intents
    intent = await create_intent(client)
    terms: Any = {"payment_method": "pm_card_visa", "amount_to_confirm": 4850}
    await intents.update_async(intent.id, {"amount": 5000})
    await refused(intents.confirm_async(intent.id, terms), param="amount_to_confirm")
    paid = await intents.confirm_async(intent.id, {**terms, "amount_to_confirm": 5000})
    assert paid.status == "succeeded"


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


@pytest.mark.parametrize("address", ["maria", "maria@", "maria at example.com", "m@x", "a@b@c.de"])
async def test_a_receipt_goes_to_an_address_only(client: stripe.StripeClient, address: str) -> None:
    wrong = create_intent(client, receipt_email=address)
    await refused(wrong, "email_invalid", param="receipt_email")
    kept = await create_intent(client, receipt_email="maria@shop.example.com")
    assert kept.receipt_email == "maria@shop.example.com"
