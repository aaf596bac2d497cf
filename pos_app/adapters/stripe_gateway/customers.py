"""Customers and their saved methods (https://docs.stripe.com/api/customers)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import stripe

from pos_app.adapters.stripe_gateway import mapping
from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.fields import Fields
from pos_app.adapters.stripe_gateway.search import customer_query
from pos_app.domain.customer import Customer, SavedMethod
from pos_app.domain.ids import CustomerId
from pos_app.domain.outcomes import Ok, Outcome
from pos_app.ports.gateway import CustomerPage

if TYPE_CHECKING:
    from stripe.params import CustomerListParams

_PAGE: Final = 100


class StripeCustomers:
    """``CustomerDirectory`` at Stripe."""

    def __init__(self, sdk: stripe.StripeClient, calls: Calls) -> None:
        self._customers = sdk.v1.customers
        self._calls = calls

    async def retrieve(self, customer: CustomerId) -> Outcome[Customer]:
        """Read one customer; a deleted one comes back with ``deleted`` set."""
        return await self._calls.ask(
            lambda: self._customers.retrieve_async(customer), mapping.customer
        )

    async def search(self, text: str, limit: int) -> Outcome[tuple[Customer, ...]]:
        """Ask Stripe's search; fewer than three letters find nothing."""
        query = customer_query(text)
        if query is None:
            return Ok(())
        return await self._calls.ask(
            lambda: self._customers.search_async({"query": query, "limit": min(limit, _PAGE)}),
            _customers,
        )

    async def newest(self, limit: int) -> Outcome[tuple[Customer, ...]]:
        """List the newest customers."""
        return await self._calls.ask(
            lambda: self._customers.list_async({"limit": min(limit, _PAGE)}), _customers
        )

    async def page(self, after: CustomerId | None, limit: int) -> Outcome[CustomerPage]:
        """List customers, newest first; a cursor that Stripe no longer knows is ``NOT_FOUND``."""
        params: CustomerListParams = {"limit": min(limit, _PAGE)}
        if after is not None:
            params["starting_after"] = after
        return await self._calls.ask(lambda: self._customers.list_async(params), _customer_page)

    async def saved_methods(self, customer: CustomerId) -> Outcome[tuple[SavedMethod, ...]]:
        """List the methods attached to a customer, newest first, at most 100."""
        return await self._calls.ask(
            lambda: self._customers.payment_methods.list_async(customer, {"limit": _PAGE}),
            lambda page: tuple(map(mapping.saved_method, page.need_items("data"))),
        )


def _customers(page: Fields) -> tuple[Customer, ...]:
    return tuple(map(mapping.customer, page.need_items("data")))


def _customer_page(page: Fields) -> CustomerPage:
    customers = _customers(page)
    more = customers and page.flag("has_more")
    return CustomerPage(customers, customers[-1].id if more else None)
