"""A receipt by e-mail: as the shop usually does, unless somebody decides for this one customer."""

import pytest

from pos_app.domain.events import CustomerChanged
from pos_app.domain.outcomes import RefusalKind, Refused
from pos_app.domain.settings import Settings
from pos_app.ui.states.pane import ActionId
from pos_app.ui.states.sale import ReceiptOffer
from tests.support.fake_clock import settle
from tests.support.fake_stripe import Fault
from tests.support.till import Till

WORDS, SHORT = "Send a receipt to jm@example.com", "Receipt"
INVALID = Fault(Refused(RefusalKind.INVALID, "email_invalid", param="receipt_email"))


def _asked(till: Till) -> list[str]:
    """Where Stripe was asked to send a receipt, sale by sale."""
    return [params[1][1].receipt_email for name, params in till.stripe.calls if name == "create"]


def _actions(till: Till) -> list[ActionId]:
    return [action.id for action in till.view.card.actions]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("usual", "email", "sent"),
    [(False, "jm@example.com", ""), (True, "jm@example.com", "jm@example.com"), (True, "", "")],
)
async def test_receipts_follow_the_setting_and_the_address(
    *, usual: bool, email: str, sent: str
) -> None:
    till = Till(Settings(receipts=usual))
    till.stripe.add_customer(3, "Jörg Müller", email=email)
    await till.to_element()
    assert _asked(till) == [sent]
    await till.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("usual", [False, True])
async def test_the_box_starts_as_the_settings_say_and_decides_for_this_sale(*, usual: bool) -> None:
    till = Till(Settings(receipts=usual))
    await till.open()
    assert till.view.amount.receipt is None
    await till.choose()
    assert till.view.amount.receipt == ReceiptOffer(WORDS, SHORT, wanted=usual)
    till.counter.receipt(wanted=not usual)
    assert till.view.amount.receipt == ReceiptOffer(WORDS, SHORT, wanted=not usual)
    till.type("4850")
    await till.proceed()
    assert till.view.amount.receipt == ReceiptOffer(WORDS, SHORT, wanted=not usual, locked=True)
    assert _asked(till) == ["" if usual else "jm@example.com"]
    await till.close()


@pytest.mark.asyncio
async def test_a_customer_without_an_address_is_offered_nothing() -> None:
    till = Till(Settings(receipts=True))
    till.stripe.add_customer(3, "Jörg Müller")
    await till.open()
    await till.choose()
    assert till.view.amount.receipt is None
    await till.close()


@pytest.mark.asyncio
async def test_one_customers_wish_does_not_bind_the_next() -> None:
    till = Till()
    await till.open()
    await till.choose()
    till.counter.receipt(wanted=True)
    till.counter.new_sale()
    await till.choose("maria@example.com")
    assert till.view.amount.receipt == ReceiptOffer(
        "Send a receipt to maria@example.com", SHORT, wanted=False
    )
    await till.close()


@pytest.mark.asyncio
async def test_the_wish_survives_a_change_of_the_amount() -> None:
    till = Till()
    await till.open()
    await till.choose()
    till.counter.receipt(wanted=True)
    till.type("4850")
    await till.proceed()
    till.counter.receipt(wanted=False)  # it is written on the sale already
    assert till.view.amount.receipt.wanted
    till.counter.back()
    assert till.view.amount.receipt == ReceiptOffer(WORDS, SHORT, wanted=True)
    await till.close()


@pytest.mark.asyncio
async def test_an_address_changed_at_stripe_is_the_one_that_is_shown_and_used() -> None:
    till = Till(Settings(receipts=True))
    await till.open()
    await till.choose()
    person = till.stripe.add_customer(3, "Jörg Müller", email="new@example.com")
    till.counter.customer_changed(CustomerChanged(person.id))
    await settle()
    assert till.view.amount.receipt.words == "Send a receipt to new@example.com"
    till.type("4850")
    await till.proceed()
    assert _asked(till) == ["new@example.com"]
    await till.close()


@pytest.mark.asyncio
async def test_an_earlier_sale_shows_where_its_receipt_went() -> None:
    till = Till(Settings(receipts=True))
    await till.paid()
    till.counter.new_sale()
    (payment,) = await till.world.payments.recent()
    till.counter.show_sale(payment)
    assert till.view.amount.receipt == ReceiptOffer(WORDS, SHORT, wanted=True, locked=True)
    await till.close()


@pytest.mark.asyncio
async def test_an_address_that_stripe_refuses_is_named_and_left_out_with_one_press() -> None:
    till = Till(Settings(receipts=True))
    till.stripe.fail("create", INVALID)
    await till.open()
    await till.begin()
    assert till.view.headline == "Receipt address not accepted"
    assert "jm@example.com" in till.view.card.happened
    assert till.view.money == "No"
    assert _actions(till) == [ActionId.NO_RECEIPT, ActionId.NEW_SALE]
    till.counter.act(ActionId.NO_RECEIPT)
    await settle()
    assert _asked(till) == ["jm@example.com", ""]
    assert till.view.amount.receipt == ReceiptOffer(WORDS, SHORT, wanted=False, locked=True)
    intent = await till.ready()
    await till.charge()
    await till.answer(intent, "pay")
    assert till.view.headline == "Paid"
    await till.close()


@pytest.mark.asyncio
async def test_a_sale_that_goes_on_keeps_its_receipt() -> None:
    till = Till(Settings(receipts=True))
    await till.to_element()
    till.counter.act(ActionId.NO_RECEIPT)
    await settle()
    assert _asked(till) == ["jm@example.com"]
    await till.close()
