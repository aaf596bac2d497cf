"""A receipt by e-mail: for nobody, unless the shop wants it and the customer has an address."""

import pytest

from pos_app.domain.settings import Settings
from tests.support.till import Till


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("wanted", "email", "sent"),
    [(False, "jm@example.com", ""), (True, "jm@example.com", "jm@example.com"), (True, "", "")],
)
async def test_receipts_follow_the_setting_and_the_address(
    *, wanted: bool, email: str, sent: str
) -> None:
    till = Till(Settings(receipts=wanted))
    till.stripe.add_customer(3, "Jörg Müller", email=email)
    await till.to_element()
    ((_, (_, (_, order))),) = [call for call in till.stripe.calls if call[0] == "create"]
    assert order.receipt_email == sent
    await till.close()
