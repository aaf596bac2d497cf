"""Customers through the official SDK."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from pos_app.simulator.server import Simulator
from tests.simulator.helpers import MARIA, refused

pytestmark = pytest.mark.asyncio


async def test_a_customer_lives_from_create_to_delete(client: stripe.StripeClient) -> None:
    customers = client.v1.customers
    created = await customers.create_async(
        {
            "name": "Zoë Grün",
            "email": "zoe@example.com",
            "phone": "+49 30 23125 100",
            "address": {"city": "Köln", "country": "DE"},
            "metadata": {"loyalty": "7", "old": "x"},
        }
    )
    assert created.name == "Zoë Grün"
    assert created.address is not None
    assert created.address.city == "Köln"

    changed = await customers.update_async(
        created.id, {"phone": "", "metadata": {"old": "", "new": "y"}}
    )
    assert changed.phone is None
    assert (changed.metadata or {}).to_dict() == {"loyalty": "7", "new": "y"}

    gone = await customers.delete_async(created.id)
    assert gone.deleted
    stub = await customers.retrieve_async(created.id)
    assert stub.deleted
    assert "email" not in stub


async def test_the_email_filter_is_exact_and_case_sensitive(client: stripe.StripeClient) -> None:
    await client.v1.customers.create_async({"email": "Kim@example.com"})
    await client.v1.customers.create_async({"email": "Kim@example.com"})
    found = await client.v1.customers.list_async({"email": "Kim@example.com"})
    assert len(found.data) == 2
    assert (await client.v1.customers.list_async({"email": "kim@example.com"})).data == []


async def test_a_changed_email_is_found_under_the_new_one_only(
    client: stripe.StripeClient,
) -> None:
    customer = await client.v1.customers.create_async({"email": "before@example.com"})
    await client.v1.customers.update_async(customer.id, {"email": "after@example.com"})
    assert (await client.v1.customers.list_async({"email": "before@example.com"})).data == []
    found = await client.v1.customers.list_async({"email": "after@example.com"})
    assert [c.id for c in found.data] == [customer.id]


async def test_deleting_a_customer_detaches_the_saved_methods(
    client: stripe.StripeClient,
) -> None:
    methods = await client.v1.customers.payment_methods.list_async(MARIA)
    await client.v1.customers.delete_async(MARIA)
    detached = await client.v1.payment_methods.retrieve_async(methods.data[0].id)
    assert detached.customer is None
    await refused(
        client.v1.payment_methods.attach_async(detached.id, {"customer": MARIA}),
        "resource_missing",
        param="customer",
    )


async def test_a_deleted_customer_is_in_no_list_and_no_search(client: stripe.StripeClient) -> None:
    customer = await client.v1.customers.create_async({"name": "Soon Gone"})
    await client.v1.customers.delete_async(customer.id)
    listed = await client.v1.customers.list_async({"limit": 100})
    assert customer.id not in [c.id for c in listed.data]
    found = await client.v1.customers.search_async({"query": 'name:"Soon Gone"'})
    assert found.data == []


async def test_search_finds_every_person_of_a_name(client: stripe.StripeClient) -> None:
    found = await client.v1.customers.search_async({"query": 'name:"maria weber"'})
    assert len({c.id for c in found.data}) >= 2
    assert {c.name for c in found.data} == {"Maria Weber"}


async def test_a_new_customer_is_searchable_only_after_the_index_has_caught_up(
    sim: Simulator, client: stripe.StripeClient
) -> None:
    sim.state.switches.search_lag_s = 60
    await client.v1.customers.create_async({"name": "Brand New"})
    query: Any = {"query": 'name:"Brand New"'}
    assert (await client.v1.customers.search_async(query)).data == []
    sim.state.clock.advance(61)
    assert len((await client.v1.customers.search_async(query)).data) == 1


async def test_search_pages_hold_every_match_once(client: stripe.StripeClient) -> None:
    for number in range(7):
        await client.v1.customers.create_async({"name": f"Page Turner {number}"})
    pages = await client.v1.customers.search_async({"query": 'name~"page turner"', "limit": 3})
    names = [c.name async for c in pages.auto_paging_iter()]
    assert sorted(names) == [f"Page Turner {n}" for n in range(7)]
    assert len(pages.data) == 3


async def test_a_customer_can_be_made_with_a_payment_method(client: stripe.StripeClient) -> None:
    customer = await client.v1.customers.create_async({"payment_method": "pm_card_visa"})
    methods = await client.v1.customers.payment_methods.list_async(customer.id)
    assert len(methods.data) == 1


async def test_a_declined_card_leaves_no_customer_behind(client: stripe.StripeClient) -> None:
    await refused(
        client.v1.customers.create_async(
            {"email": "no@example.com", "payment_method": "pm_card_chargeDeclined"}
        ),
        "card_declined",
        status=402,
    )
    assert (await client.v1.customers.list_async({"email": "no@example.com"})).data == []


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"nmae": "x"}, "parameter_unknown", "nmae"),
        ({"address": {"town": "x"}}, "parameter_unknown", "address[town]"),
        ({"name": "x" * 257}, None, "name"),
        ({"balance": "1.5"}, "parameter_invalid_integer", "balance"),
        ({"shipping": {"address": {"city": "X"}}}, "parameter_missing", "shipping[name]"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata[" + "k" * 41 + "]"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, None, "metadata"),
        ({"tax_exempt": "maybe"}, None, "tax_exempt"),
        ({"balance": ""}, "parameter_invalid_empty", "balance"),
    ],
)
async def test_malformed_parameters_are_refused_by_name(
    client: stripe.StripeClient, params: Any, code: str | None, param: str
) -> None:
    await refused(client.v1.customers.create_async(params), code, param=param)


async def test_an_unknown_customer_is_404_when_addressed_and_400_when_referenced(
    client: stripe.StripeClient,
) -> None:
    await refused(
        client.v1.customers.retrieve_async("cus_none"), "resource_missing", param="id", status=404
    )
    await refused(
        client.v1.payment_intents.create_async(
            {"amount": 500, "currency": "eur", "customer": "cus_none"}
        ),
        "resource_missing",
        param="customer",
    )
