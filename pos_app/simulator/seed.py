"""Fills a simulated account: bulk customers first, then the fixed cast, which is the newest."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pos_app.simulator.customers import new_customer
from pos_app.simulator.payment_method_shapes import (
    details_of,
    new_method,
    rule_of_token,
    type_of,
)
from pos_app.simulator.search_query import Query
from pos_app.simulator.seed_bulk import Address, Bulk, rank_and_slot, rank_of_customer
from pos_app.simulator.seed_cast import CAST, Method, Person

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator
    from pos_app.simulator.state import State

Obj = dict[str, Any]

MAX_CUSTOMERS: Final = 100_000
_DAY: Final = 86_400
_HISTORY: Final = 4 * 365 * _DAY
"""How far back the oldest customer was created, in seconds."""


def start(sim: Simulator) -> None:
    """Fill the account; called when the simulator is made and after each reset."""
    state, now = sim.state, sim.state.clock.now()
    bulk = Bulk(sim.seed, max(0, min(sim.customers, MAX_CUSTOMERS) - len(CAST)))
    state.bulk = bulk
    _register(state, bulk, now)
    for place, person in enumerate(CAST[: sim.customers]):
        _join(state, person, now - (len(CAST) - place) * 3600)


def search_customers(state: State, query: Query) -> Iterator[Obj]:
    """Living customers that match, newest first."""
    for customer_id in _candidates(state, query):
        customer = state.customers.view(customer_id)
        if customer and not customer.get("deleted") and query.matches(customer):
            yield customer


def _candidates(state: State, query: Query) -> Iterator[str]:
    """Ids that may match, newest first: an index over the bulk, plus all that exist in full."""
    needles, bulk = query.needles(), state.bulk
    if needles is None or bulk is None:
        yield from state.customers.newest_first()
        return
    customers = state.customers
    built = ((customers.position(i) or 0, i) for i in customers.built())
    indexed = ((rank, bulk.customer_id(rank)) for rank in bulk.candidates(needles))
    before = None
    for _, customer_id in heapq.merge(built, indexed, reverse=True):
        if customer_id != before:
            yield customer_id
        before = customer_id


def _register(state: State, bulk: Bulk, now: int) -> None:
    """Put ids and builders of the bulk customers into the collections."""
    oldest, spacing = now - _HISTORY, (_HISTORY - _DAY) // max(bulk.count, 1)

    def build_customer(customer_id: str) -> Obj:
        rank = rank_of_customer(customer_id)
        row = bulk.row(rank)
        methods = bulk.method_ids(rank)
        return _customer(
            customer_id,
            oldest + rank * spacing,
            address=_address(row.address),
            default=methods[-1] if methods else None,
            name=row.name,
            email=row.email,
            phone=row.phone,
            currency=row.currency,
            preferred_locales=[row.locale],
            metadata={"member": row.member} if row.member else {},
        )

    def build_method(method_id: str) -> Obj:
        rank, slot = rank_and_slot(method_id)
        row = bulk.row(rank)
        owner = {"name": row.name, "email": row.email, "address": _address(row.address)}
        created = oldest + rank * spacing + 60 * (slot + 1)
        return _method(method_id, created, bulk.method(rank, slot), bulk.customer_id(rank), owner)

    for rank in range(bulk.count):
        customer_id = bulk.customer_id(rank)
        state.customers.insert_lazy(customer_id, build_customer, email=bulk.row(rank).email)
        for method_id in bulk.method_ids(rank):
            state.payment_methods.insert_lazy(method_id, build_method, customer=customer_id)


def _join(state: State, person: Person, created: int) -> None:
    """Add a member of the cast with the saved methods."""
    if person.deleted:
        state.customers.insert({"id": person.id, "object": "customer", "deleted": True})
        return
    stem = person.id.replace("cus_", "pm_")
    owner = {"name": person.name, "email": person.email, "address": _address(person.address)}
    for number, method in enumerate(person.methods):
        state.payment_methods.insert(
            _method(f"{stem}{method.slug}", created + number, method, person.id, owner)
        )
    state.customers.insert(
        _customer(
            person.id,
            created,
            address=_address(person.address),
            default=f"{stem}{person.methods[-1].slug}" if person.methods else None,
            name=person.name,
            email=person.email,
            phone=person.phone,
            currency=person.currency,
            description=person.description or None,
            preferred_locales=[person.locale],
            metadata=dict(person.metadata),
        )
    )


def _customer(customer_id: str, created: int, *, default: str | None, **fields: Any) -> Obj:
    customer = new_customer(customer_id, created, **fields)
    customer["invoice_settings"]["default_payment_method"] = default
    return customer


def _method(method_id: str, created: int, method: Method, customer: str, owner: Obj) -> Obj:
    rule = rule_of_token(method.token)
    if rule is None:
        raise LookupError(method.token)
    return new_method(
        method_id,
        created,
        type_of(rule),
        details_of(rule, exp_month=method.exp_month, exp_year=method.exp_year),
        customer=customer,
        allow_redisplay=method.redisplay,
        billing=owner,
    )


def _address(address: Address) -> Obj:
    line1, postal_code, city, country = address
    return {
        "city": city,
        "country": country,
        "line1": line1,
        "line2": None,
        "postal_code": postal_code,
        "state": None,
    }
