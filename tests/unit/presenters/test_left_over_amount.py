"""What was typed for one customer is not charged, with more figures, to the next."""

import pytest

from pos_app.domain.customer import Customer
from pos_app.domain.events import CustomerChanged
from pos_app.domain.ids import CustomerId
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio

JOERG = CustomerId("cus_3")


async def another_customer(till: Till, typed: str) -> None:
    """An amount is typed, then another customer is picked with F2."""
    await till.open()
    await till.choose()
    till.type(typed)
    till.counter.find()
    await till.choose("m.weber@")


async def test_the_first_figure_for_the_next_customer_replaces_what_was_left(till: Till) -> None:
    await another_customer(till, "1")
    assert till.view.amount.left_over
    till.type("4850")
    assert not till.view.amount.left_over
    assert till.view.amount.amount == "48.50"


async def test_who_was_mixed_up_is_charged_the_amount_typed_before(till: Till) -> None:
    await another_customer(till, "4850")
    assert till.view.amount.amount == "48.50"
    await till.proceed()
    assert till.panes.taking.order.money.minor == 4850


async def test_after_one_key_back_the_rest_is_gone_on_with(till: Till) -> None:
    await another_customer(till, "4850")
    till.counter.typing.erase()
    till.type("1")
    assert till.view.amount.amount == "48.51"


async def test_an_amount_typed_before_anybody_is_picked_is_gone_on_with(till: Till) -> None:
    await till.open()
    till.type("48")
    await till.choose()
    till.type("50")
    assert till.view.amount.amount == "48.50"


async def test_who_is_gone_before_the_amount_is_leaves_no_beginning_of_the_next(till: Till) -> None:
    await till.open()
    await till.choose()
    till.type("1")
    till.stripe.customers[JOERG] = Customer(JOERG, deleted=True)
    till.counter.customer_changed(CustomerChanged(JOERG))
    await settle()
    await till.choose("m.weber@")
    till.type("4850")
    assert till.view.amount.amount == "48.50"
