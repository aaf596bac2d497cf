"""SetupIntents and ConfirmationTokens: saving methods, and confirming what a page collected."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import stripe

from tests.simulator.conftest import CheckedSimulator

pytestmark = pytest.mark.asyncio

NO_REDIRECTS = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}


class Page:
    """What Stripe.js does: calls with the publishable key."""

    def __init__(self, sim: CheckedSimulator, http: aiohttp.ClientSession) -> None:
        self._sim, self._http = sim, http

    async def post(self, path: str, **form: str) -> Any:
        data: Mapping[str, str] = {"key": self._sim.publishable_key, **form}
        async with self._http.post(f"{self._sim.api}{path}", data=data) as response:
            return await response.json()

    async def answer_challenge(self, intent: str, *, ok: bool) -> None:
        url = f"{self._sim.api}/_sim/challenges/{intent}"
        async with self._http.post(url, json={"ok": ok}) as response:
            assert response.status == 200


@pytest_asyncio.fixture
async def page(sim: CheckedSimulator) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as http:
        yield Page(sim, http)


async def setup(client: stripe.StripeClient, **params: Any) -> Any:
    given = {"customer": "cus_AasaOeberg00", **NO_REDIRECTS, **params}
    return await client.v1.setup_intents.create_async(given)


async def saved(client: stripe.StripeClient, customer: str) -> list[Any]:
    return (await client.v1.customers.payment_methods.list_async(customer)).data


async def newest_events(client: stripe.StripeClient, limit: int) -> list[str]:
    return [e.type for e in (await client.v1.events.list_async({"limit": limit})).data]


async def test_a_card_is_saved(client: stripe.StripeClient) -> None:
    intent = await setup(client)
    assert (intent.status, intent.usage) == ("requires_payment_method", "off_session")
    intent = await client.v1.setup_intents.confirm_async(
        intent.id, {"payment_method": "pm_card_visa"}
    )
    assert intent.status == "succeeded"
    card = (await saved(client, "cus_AasaOeberg00"))[0]
    assert card.id == intent.payment_method
    assert card.allow_redisplay == "limited"
    assert await newest_events(client, 2) == ["setup_intent.succeeded", "payment_method.attached"]


async def test_a_bank_account_is_saved_with_a_mandate(client: stripe.StripeClient) -> None:
    intent = await setup(
        client, confirm=True, payment_method="pm_success_de", expand=["mandate", "payment_method"]
    )
    assert intent.status == "succeeded"
    assert intent.mandate.status == "active"
    assert intent.payment_method.sepa_debit.last4 == "3000"


@pytest.mark.parametrize("ok", [True, False])
async def test_authentication(client: stripe.StripeClient, page: Page, ok: bool) -> None:
    intent = await setup(
        client, confirm=True, payment_method="pm_card_authenticationRequiredOnSetup"
    )
    assert intent.status == "requires_action"
    assert intent.next_action.type == "use_stripe_sdk"
    await page.answer_challenge(intent.id, ok=ok)
    intent = await client.v1.setup_intents.retrieve_async(intent.id)
    if ok:
        assert intent.status == "succeeded"
        assert len(await saved(client, "cus_AasaOeberg00")) == 1
    else:
        assert intent.status == "requires_payment_method"
        assert intent.last_setup_error.code == "setup_intent_authentication_failure"
        assert await saved(client, "cus_AasaOeberg00") == []


async def test_a_telephone_order_needs_no_authentication(client: stripe.StripeClient) -> None:
    intent = await setup(
        client,
        confirm=True,
        payment_method="pm_card_authenticationRequired",
        payment_method_options={"card": {"moto": True}},
    )
    assert intent.status == "succeeded"


async def test_a_declining_card_is_not_saved(client: stripe.StripeClient) -> None:
    intent = await setup(client)
    with pytest.raises(stripe.CardError) as refused:
        await client.v1.setup_intents.confirm_async(
            intent.id, {"payment_method": "pm_card_chargeDeclinedInsufficientFunds"}
        )
    error = refused.value.error
    assert error is not None
    assert error.decline_code == "insufficient_funds"
    assert error.setup_intent.status == "requires_payment_method"
    assert await newest_events(client, 1) == ["setup_intent.setup_failed"]
    again = await client.v1.setup_intents.confirm_async(
        intent.id, {"payment_method": "pm_card_visa"}
    )
    assert again.status == "succeeded"


async def test_updating_canceling_listing(client: stripe.StripeClient) -> None:
    intents = client.v1.setup_intents
    intent = await setup(client, metadata={"a": "1"})
    intent = await intents.update_async(
        intent.id,
        {"description": "keep", "metadata": {"b": "2"}, "payment_method": "pm_card_visa"},
    )
    assert intent.metadata.to_dict() == {"a": "1", "b": "2"}
    assert intent.status == "requires_confirmation"
    intent = await intents.cancel_async(intent.id, {"cancellation_reason": "abandoned"})
    assert (intent.status, intent.cancellation_reason) == ("canceled", "abandoned")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await intents.confirm_async(intent.id)
    assert refused.value.code == "setup_intent_unexpected_state"
    listed = await intents.list_async({"customer": "cus_AasaOeberg00"})
    assert [i.id for i in listed.data] == [intent.id]
    assert (await intents.list_async({"customer": "cus_JoergMueller"})).data == []


async def test_method_types_can_no_longer_be_sent(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await setup(client, payment_method_types=["card"])
    assert refused.value.code == "payment_method_types_no_longer_supported"


async def test_a_page_confirms_with_the_client_secret(
    client: stripe.StripeClient, page: Page
) -> None:
    intent = await setup(client)
    path = f"/v1/setup_intents/{intent.id}/confirm"
    refused = await page.post(path, payment_method="pm_card_visa")
    assert refused["error"]["param"] == "client_secret"
    refused = await page.post(path, payment_method="pm_card_visa", client_secret="seti_x_secret_y")
    assert "does not match" in refused["error"]["message"]
    done = await page.post(path, payment_method="pm_card_visa", client_secret=intent.client_secret)
    assert done["status"] == "succeeded"
    assert "customer" not in done


async def token_by_page(page: Page, number: str = "4242424242424242", **more: str) -> Any:
    return await page.post(
        "/v1/confirmation_tokens",
        **{
            "payment_method_data[type]": "card",
            "payment_method_data[card][number]": number,
            "payment_method_data[card][exp_month]": "12",
            "payment_method_data[card][exp_year]": "34",
            "payment_method_data[card][cvc]": "123",
            "payment_method_data[billing_details][name]": "Åsa Öberg",
            "payment_method_data[allow_redisplay]": "always",
            **more,
        },
    )


async def payment(client: stripe.StripeClient, **params: Any) -> Any:
    given = {"amount": 4850, "currency": "eur", "customer": "cus_AasaOeberg00", **NO_REDIRECTS}
    return await client.v1.payment_intents.create_async({**given, **params})


async def test_a_page_collects_and_the_server_confirms(
    client: stripe.StripeClient, page: Page
) -> None:
    token = await token_by_page(page, setup_future_usage="off_session")
    assert token["payment_method_preview"]["card"]["last4"] == "4242"
    assert token["expires_at"] - token["created"] == 12 * 3600
    intent = await payment(
        client,
        confirm=True,
        confirmation_token=token["id"],
        payment_method_options={"card": {"moto": True}},
    )
    assert intent.status == "succeeded"
    seen = await client.v1.confirmation_tokens.retrieve_async(token["id"])
    assert seen.payment_intent == intent.id
    cards = await saved(client, "cus_AasaOeberg00")
    assert [card.allow_redisplay for card in cards] == ["always"]


async def test_a_token_works_once(client: stripe.StripeClient, page: Page) -> None:
    token = (await token_by_page(page))["id"]
    await payment(client, confirm=True, confirmation_token=token)
    with pytest.raises(stripe.InvalidRequestError, match="already used") as refused:
        await payment(client, confirm=True, confirmation_token=token)
    assert refused.value.param == "confirmation_token"


async def test_a_declined_token_is_used_up(client: stripe.StripeClient, page: Page) -> None:
    token = (await token_by_page(page, "4000000000000002"))["id"]
    intent = await payment(client)
    with pytest.raises(stripe.CardError):
        await client.v1.payment_intents.confirm_async(intent.id, {"confirmation_token": token})
    with pytest.raises(stripe.InvalidRequestError, match="already used"):
        await client.v1.payment_intents.confirm_async(intent.id, {"confirmation_token": token})


async def test_a_token_expires(
    sim: CheckedSimulator, client: stripe.StripeClient, page: Page
) -> None:
    token = (await token_by_page(page))["id"]
    sim.state.clock.advance(12 * 3600)
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        await payment(client, confirm=True, confirmation_token=token)


async def test_the_test_helper_makes_tokens_of_published_methods(
    client: stripe.StripeClient,
) -> None:
    helper = client.v1.test_helpers.confirmation_tokens
    token = await helper.create_async(
        {
            "payment_method": "pm_card_visa",
            "shipping": {"name": "Åsa", "address": {"line1": "Götgatan 21"}},
        }
    )
    intent = await setup(client, confirm=True, confirmation_token=token.id)
    assert intent.status == "succeeded"
    assert (await client.v1.confirmation_tokens.retrieve_async(token.id)).setup_intent == intent.id
    with pytest.raises(stripe.InvalidRequestError, match="exactly one"):
        await helper.create_async({})


async def test_a_real_card_number_never_becomes_a_token(page: Page) -> None:
    refused = await token_by_page(page, "4539578763621486")
    assert refused["error"]["decline_code"] == "test_mode_live_card"
