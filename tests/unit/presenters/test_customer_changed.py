"""A customer who is changed elsewhere while chosen is shown as Stripe shows them now."""

from dataclasses import replace

import pytest
import pytest_asyncio

from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId
from tests.support.fake_clock import settle
from tests.support.till import Till

JOERG = CustomerId("cus_3")


@pytest_asyncio.fixture
async def till():
    till = Till()
    till.world.run_feeds("inbox")
    yield till
    await till.close()


async def announce(till: Till, name: str, customer: CustomerId = JOERG) -> None:
    till.stripe.events.about_customer(name, customer)
    await till.world.services.inbox.accept(till.stripe.events.log[-1])
    await settle()


@pytest.mark.asyncio
async def test_a_card_removed_elsewhere_is_no_longer_offered(till: Till) -> None:
    await till.open()
    await till.choose()
    till.stripe.methods[JOERG] = ()
    before = till.stripe.count("saved_methods")
    await announce(till, "payment_method.detached")
    assert till.stripe.count("saved_methods") == before + 1


@pytest.mark.asyncio
async def test_a_new_name_shows_at_once(till: Till) -> None:
    await till.open()
    await till.choose()
    till.stripe.customers[JOERG] = replace(till.stripe.customers[JOERG], name="Jörg Maier")
    await announce(till, "customer.updated")
    assert till.view.customer.title == "Jörg Maier"


@pytest.mark.asyncio
async def test_a_customer_deleted_elsewhere_cannot_be_charged(till: Till) -> None:
    await till.open()
    await till.choose()
    till.stripe.customers[JOERG] = Customer(JOERG, deleted=True)
    await announce(till, "customer.deleted")
    assert till.view.customer is None
    assert till.texts.search.deleted in till.view.search.notice.text


@pytest.mark.asyncio
async def test_news_of_others_and_news_during_a_sale_change_nothing(till: Till) -> None:
    await till.to_element()
    reads = till.stripe.count("saved_methods")
    await announce(till, "customer.updated", CustomerId("cus_1"))
    await announce(till, "customer.updated")
    assert till.stripe.count("saved_methods") == reads
