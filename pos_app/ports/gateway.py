"""Stripe as the services see it: every call ends in an ``Outcome``, no refusal is raised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.aftermath import DisputeSnapshot, RefundSnapshot
from pos_app.domain.customer import Customer, SavedMethod
from pos_app.domain.ids import CustomerId, IdempotencyKey, OpId, PaymentIntentId
from pos_app.domain.outcomes import Outcome
from pos_app.domain.payment import PaymentIntentSnapshot, SaleOrder
from pos_app.domain.secret import Secret
from pos_app.domain.settings import CheckoutPolicy


@dataclass(frozen=True, slots=True)
class CreatedIntent:
    """A fresh PaymentIntent and the secret that lets the page confirm it; never stored."""

    snapshot: PaymentIntentSnapshot
    client_secret: Secret


@dataclass(frozen=True, slots=True)
class CustomerSession:
    """What lets the Payment Element show a customer's saved methods (single use)."""

    client_secret: Secret
    expires_at: dt.datetime


class PaymentGateway(Protocol):
    """PaymentIntents (https://docs.stripe.com/api/payment_intents)."""

    async def create(
        self, op: OpId, order: SaleOrder, key: IdempotencyKey
    ) -> Outcome[CreatedIntent]:
        """Create a PaymentIntent with automatic payment methods and our ids in its metadata."""
        ...

    async def retrieve(self, intent: PaymentIntentId) -> Outcome[PaymentIntentSnapshot]:
        """Read a PaymentIntent with its latest charge."""
        ...

    async def find(
        self, op: OpId, customer: CustomerId, since: dt.datetime
    ) -> Outcome[tuple[PaymentIntentSnapshot, ...]]:
        """List this customer's PaymentIntents since, whose metadata carry our operation id."""
        ...

    async def cancel(
        self, intent: PaymentIntentId, reason: str, key: IdempotencyKey
    ) -> Outcome[PaymentIntentSnapshot]:
        """Cancel a PaymentIntent. ``reason``: ``abandoned`` or ``requested_by_customer``."""
        ...

    async def refunds(self, intent: PaymentIntentId) -> Outcome[tuple[RefundSnapshot, ...]]:
        """List all refunds of a PaymentIntent, whatever became of them."""
        ...

    async def disputes(self, intent: PaymentIntentId) -> Outcome[tuple[DisputeSnapshot, ...]]:
        """List all disputes of a PaymentIntent with the money they have moved."""
        ...

    async def ping(self) -> Outcome[None]:
        """Ask whether this key may take payments now; the call has no effect and gives up soon."""
        ...

    async def client_secret(self, intent: PaymentIntentId) -> Outcome[CreatedIntent]:
        """Read a PaymentIntent with its client secret, to continue a sale after a restart."""
        ...


class CheckoutGateway(Protocol):
    """CustomerSessions (https://docs.stripe.com/api/customer_sessions)."""

    async def open_session(
        self, customer: CustomerId, policy: CheckoutPolicy
    ) -> Outcome[CustomerSession]:
        """Create a CustomerSession for the Payment Element."""
        ...


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of customers, newest first.

    Attributes:
        next_after: cursor for the following page, or ``None`` at the end.
    """

    customers: tuple[Customer, ...]
    next_after: CustomerId | None


class CustomerDirectory(Protocol):
    """Customers and their saved methods (https://docs.stripe.com/api/customers)."""

    async def retrieve(self, customer: CustomerId) -> Outcome[Customer]:
        """Read one customer; a deleted one comes back with ``deleted`` set."""
        ...

    async def search(self, text: str, limit: int) -> Outcome[tuple[Customer, ...]]:
        """Ask Stripe's search for what was typed (name, e-mail, phone); lags up to a minute."""
        ...

    async def newest(self, limit: int) -> Outcome[tuple[Customer, ...]]:
        """List the newest customers; sees those created a second ago."""
        ...

    async def page(self, after: CustomerId | None, limit: int) -> Outcome[CustomerPage]:
        """List customers, newest first, ``limit`` 1 to 100."""
        ...

    async def saved_methods(self, customer: CustomerId) -> Outcome[tuple[SavedMethod, ...]]:
        """List the methods attached to a customer, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class PermissionReport:
    """Whether a key may do one thing.

    Attributes:
        name: our name of the permission, e.g. ``payment_intents_write``.
        granted: ``True``, ``False``, or ``None`` if the probe gave no certain answer.
        detail: Stripe's reason, free of secrets.
    """

    name: str
    granted: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """The account a key belongs to, empty where the key may not read it."""

    id: str
    name: str
    livemode: bool
    country: str = ""
    default_currency: str = ""


class AccountProbe(Protocol):
    """Finds out what a pair of keys is good for, before it is stored."""

    async def account(self, secret_key: Secret) -> Outcome[AccountInfo]:
        """Whose key it is."""
        ...

    async def same_account(self, secret_key: Secret, publishable_key: str) -> Outcome[bool]:
        """Whether both keys belong to one account and mode."""
        ...

    async def permissions(self, secret_key: Secret) -> Outcome[tuple[PermissionReport, ...]]:
        """Probe every permission the app needs; moves no money and leaves nothing behind."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
