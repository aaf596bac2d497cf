"""What the page needs for one sale, and to be prepared for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain.customer import Customer
from pos_app.domain.ids import PaymentIntentId
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment
from pos_app.domain.secret import Secret
from pos_app.ports.checkout_page import BankRequest, MountRequest, PrepareRequest
from pos_app.services.results import BankReady, Started


@dataclass(frozen=True, slots=True)
class Dress:
    """How the Payment Element looks and speaks, and where redirect methods come back to."""

    appearance: Mapping[str, object]
    locale: str
    return_url: str


def mount_request(started: Started, customer: Customer | None, dress: Dress) -> MountRequest:
    """Return the request that shows the Payment Element of a started sale."""
    return MountRequest(
        intent=_intent(started.payment),
        client_secret=started.client_secret,
        customer_session=started.customer_session,
        money=started.money,
        locale=dress.locale,
        appearance=dress.appearance,
        return_url=dress.return_url,
        billing=_billing(customer),
    )


def bank_request(ready: BankReady, dress: Dress) -> BankRequest:
    """Return the request that shows what the bank asks about a confirmed sale."""
    return BankRequest(
        intent=_intent(ready.payment),
        client_secret=ready.client_secret,
        locale=dress.locale,
        appearance=dress.appearance,
        return_url=dress.return_url,
    )


def prepare_request(
    session: Secret, customer: Customer, money: Money, dress: Dress
) -> PrepareRequest:
    """Return the request that gets an Element ready for a customer."""
    return PrepareRequest(
        customer_session=session,
        money=money,
        locale=dress.locale,
        appearance=dress.appearance,
        billing=_billing(customer),
    )


def _intent(payment: Payment) -> PaymentIntentId:
    if payment.intent is None:
        raise RuntimeError("a sale that is shown has a PaymentIntent")
    return payment.intent


def _billing(customer: Customer | None) -> Mapping[str, str]:
    if customer is None:
        return {}
    return {"name": customer.name, "email": customer.email, "phone": customer.phone}
