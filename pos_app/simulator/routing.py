"""How a resource module declares its calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pos_app.simulator.auth import Key, KeyKind
from pos_app.simulator.form_codec import Raw
from pos_app.simulator.params import Params
from pos_app.simulator.state import State

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

Obj = dict[str, Any]


@dataclass(slots=True)
class Call:
    """One authenticated, validated request.

    Attributes:
        sim: The simulator.
        key: The key that made the call.
        path: Variables of the route's path, e.g. ``{"id": "cus_1"}``.
        params: Typed parameters; an emptied one is None, an absent one absent; without ``expand``.
        raw: The decoded form before typing.
        request_id: ``req_...``.
        version: The API version asked for, e.g. ``2026-10-28.endive``.
    """

    sim: "Simulator"
    key: Key
    path: Mapping[str, str]
    params: dict[str, Any]
    raw: dict[str, Raw]
    request_id: str
    version: str

    @property
    def state(self) -> State:
        """The simulated account."""
        return self.sim.state

    @property
    def by_page(self) -> bool:
        """Whether a page made the call, with the publishable key."""
        return self.key.kind is KeyKind.PUBLISHABLE


Handler = Callable[[Call], Obj]


@dataclass(frozen=True, slots=True)
class Route:
    """One call of the API.

    Attributes:
        method: GET, POST or DELETE.
        path: aiohttp path, e.g. ``/v1/customers/{id}``.
        handler: Plain function; runs without interruption and returns the object (or a list
            object) with references as ids. It raises ``ApiError`` to refuse.
        params: Accepted parameters; ``expand`` need not be declared.
        permission: Slug stem for restricted keys: ``customer`` means ``rak_customer_read`` for GET
        and
            ``rak_customer_write`` otherwise. Empty: any secret or restricted key.
        publishable: A page may make the call. The dispatcher then also accepts the fields Stripe.js
            adds (``key``, ``client_secret``, ``_stripe_version`` ...); the handler must check
            ``client_secret`` and answer only what a page may see.
        writes: Overrides what the method says about the permission.
    """

    method: str
    path: str
    handler: Handler
    params: Params = field(default_factory=dict)
    permission: str = ""
    publishable: bool = False
    writes: bool | None = None

    @property
    def needs_write(self) -> bool:
        """Whether a restricted key needs the write slug."""
        return self.method != "GET" if self.writes is None else self.writes
