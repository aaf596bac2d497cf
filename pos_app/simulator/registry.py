"""The list of everything the server offers. Add one line for a new module.

``RESOURCES``: ``routes() -> list[Route]`` of modules with API calls.
``PAGES``: ``mount(app, sim)`` of modules with scripts, frames, pages and ``/_sim`` (plain aiohttp).
``STARTERS``: ``start(sim)`` of modules that seed objects or put listeners on
``sim.state.listeners``; called when the simulator is made and again after each reset (the state's
listeners are emptied before).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from pos_app.simulator import (
    account,
    balance,
    charges,
    confirmation_tokens,
    control,
    customer_search,
    customer_sessions,
    customers,
    cvc_tokens,
    disputes,
    elements_api,
    events,
    pages,
    payment_intents,
    payment_methods,
    receipts,
    refunds,
    seed,
    setup_intents,
    stripecli,
    webhooks,
)
from pos_app.simulator.routing import Route

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

RESOURCES: tuple[Callable[[], list[Route]], ...] = (
    account.routes,
    customer_search.routes,
    customers.routes,
    customer_sessions.routes,
    payment_methods.routes,
    payment_intents.routes,
    charges.routes,
    refunds.routes,
    disputes.routes,
    balance.routes,
    setup_intents.routes,
    confirmation_tokens.routes,
    elements_api.routes,
    cvc_tokens.routes,
    events.routes,
    webhooks.routes,
    stripecli.routes,
)

PAGES: "tuple[Callable[[web.Application, Simulator], None], ...]" = (
    receipts.mount,
    pages.mount,
    control.mount,
    stripecli.mount,
)

STARTERS: "tuple[Callable[[Simulator], None], ...]" = (seed.start, webhooks.start, events.start)
