"""Payment methods through the official SDK, and as a page makes them."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from pos_app.simulator.server import Simulator
from tests.simulator.helpers import MARIA, by_page, refused

pytestmark = pytest.mark.asyncio

_CARD = {
    "type": "card",
    "card[number]": "4242424242424242",
    "card[exp_month]": "12",
    "card[exp_year]": "2034",
    "card[cvc]": "123",
}


async def test_a_token_is_attached_listed_and_detached_for_good(
    client: stripe.StripeClient,
) -> None:
    methods = client.v1.payment_methods
    customer = await client.v1.customers.create_async({})
    attached = await methods.attach_async("pm_card_mastercard", {"customer": customer.id})
    assert attached.customer == customer.id
    assert attached.card is not None
    assert (attached.card.brand, attached.card.last4) == ("mastercard", "4444")
    assert attached.allow_redisplay == "unspecified"

    listed = await client.v1.customers.payment_methods.list_async(customer.id)
    assert [m.id for m in listed.data] == [attached.id]
    again = await methods.list_async({"customer": customer.id, "type": "card"})
    assert [m.id for m in again.data] == [attached.id]
    one = await client.v1.customers.payment_methods.retrieve_async(customer.id, attached.id)
    assert one.id == attached.id

    detached = await methods.detach_async(attached.id)
    assert detached.customer is None
    await refused(methods.attach_async(attached.id, {"customer": customer.id}))
    assert (await client.v1.customers.payment_methods.list_async(customer.id)).data == []


async def test_allow_redisplay_can_be_raised_and_filtered(client: stripe.StripeClient) -> None:
    customer = await client.v1.customers.create_async({"payment_method": "pm_card_visa"})
    of_customer = client.v1.customers.payment_methods
    method = (await of_customer.list_async(customer.id)).data[0]
    assert (await of_customer.list_async(customer.id, {"allow_redisplay": "always"})).data == []
    await client.v1.payment_methods.update_async(method.id, {"allow_redisplay": "always"})
    shown = await of_customer.list_async(customer.id, {"allow_redisplay": "always"})
    assert [m.id for m in shown.data] == [method.id]


async def test_a_method_without_a_customer_cannot_be_changed(client: stripe.StripeClient) -> None:
    method = await client.v1.payment_methods.create_async(
        {"type": "card", "card": {"token": "tok_visa"}}
    )
    await refused(client.v1.payment_methods.update_async(method.id, {"allow_redisplay": "always"}))


async def test_a_method_of_one_customer_is_not_attached_to_another(
    client: stripe.StripeClient,
) -> None:
    method = (await client.v1.customers.payment_methods.list_async(MARIA)).data[0]
    other = await client.v1.customers.create_async({})
    await refused(
        client.v1.payment_methods.attach_async(method.id, {"customer": other.id}),
        param="payment_method",
    )


async def test_a_page_makes_a_card_and_a_server_may_not(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    status, made = await by_page(sim, "POST", "/v1/payment_methods", **_CARD)
    assert status == 200
    assert made["card"]["last4"] == "4242"
    assert made["card"]["checks"]["cvc_check"] == "pass"
    assert "4242424242424242" not in str(made)

    card: Any = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    error = await refused(client.v1.payment_methods.create_async({"type": "card", "card": card}))
    assert "unsafe" in str(error)


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"card[number]": "4242424242424241"}, "incorrect_number", "number"),
        ({"card[number]": "4111111111111111"}, "card_declined", None),
        ({"card[exp_month]": "13"}, "invalid_expiry_month", "exp_month"),
        ({"card[exp_year]": "2019"}, "invalid_expiry_year", "exp_year"),
        ({"card[cvc]": "12"}, "invalid_cvc", "cvc"),
    ],
)
async def test_what_is_typed_wrong_is_named(
    sim: Simulator, change: dict[str, str], code: str, param: str | None
) -> None:
    status, answer = await by_page(sim, "POST", "/v1/payment_methods", **{**_CARD, **change})
    assert status == 402
    assert answer["error"]["code"] == code
    assert answer["error"].get("param") == param


async def test_an_iban_is_checked(sim: Simulator) -> None:
    fields = {"type": "sepa_debit", "billing_details[name]": "A", "billing_details[email]": "a@b.c"}
    status, made = await by_page(
        sim,
        "POST",
        "/v1/payment_methods",
        **fields,
        **{"sepa_debit[iban]": "DE89 3704 0044 0532 0130 00"},
    )
    assert status == 200
    assert made["sepa_debit"]["last4"] == "3000"
    status, answer = await by_page(
        sim,
        "POST",
        "/v1/payment_methods",
        **fields,
        **{"sepa_debit[iban]": "DE00370400440532013000"},
    )
    assert status == 400
    assert answer["error"]["code"] == "invalid_bank_account_iban"


async def test_a_card_that_declines_cannot_be_attached_but_the_customer_fail_card_can(
    client: stripe.StripeClient,
) -> None:
    customer = await client.v1.customers.create_async({})
    attach = client.v1.payment_methods.attach_async
    await refused(
        attach("pm_card_chargeDeclined", {"customer": customer.id}), "card_declined", status=402
    )
    kept = await attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    assert kept.customer == customer.id
