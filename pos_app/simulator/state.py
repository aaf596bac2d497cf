"""Everything the simulated account holds."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pos_app.simulator.clock import SimClock
from pos_app.simulator.collection import Collection
from pos_app.simulator.errors import no_such
from pos_app.simulator.seed_bulk import Bulk

Obj = dict[str, Any]
Listener = Callable[["Emitted"], None]

API_VERSION = "2026-10-28.endive"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Emitted:
    """One state change, as given to the listeners of ``State.emit``.

    Attributes:
        type: Event type, e.g. ``payment_intent.succeeded``.
        obj: A copy of the object at that moment, in its wire form.
        previous: The former values of the changed fields (``*.updated`` events), or None.
        request_id: The request that caused it, None for what the clock caused.
        idempotency_key: That request's key, if any.
    """

    type: str
    obj: Obj
    previous: Obj | None
    request_id: str | None
    idempotency_key: str | None


@dataclass(slots=True)
class Switches:
    """What ``/_sim`` may turn on and off.

    Attributes:
        moto: Whether the account has the MOTO gate (default: yes).
        search_lag_s: Simulated seconds before a new object shows up in search.
        balance_lag_s: Simulated seconds until a charge's balance transaction exists
            (``capture_method=automatic_async``; ``charge.updated`` tells).
        date_ahead_s: Seconds by which the ``Date`` of answers, and the time in signatures, are
            ahead of this computer's clock (negative: behind), as if that clock were wrong.
    """

    moto: bool = True
    search_lag_s: int = 0
    balance_lag_s: int = 1
    date_ahead_s: int = 0


@dataclass(slots=True)
class Cause:
    """The request being executed; both None while the clock runs a job."""

    request_id: str | None = None
    idempotency_key: str | None = None


@dataclass(slots=True)
class Challenge:
    """A customer authentication that waits for an answer (3-D Secure, a bank's page).

    Attributes:
        id: Opaque id in the page's address.
        intent: PaymentIntent or SetupIntent it belongs to.
        kind: ``three_d_secure`` or ``bank_redirect``.
        finish: Called once with True (authenticated) or False (failed).
        return_url: Where a redirect goes back to, None for a modal.
        amount, currency: What the page shows; None for a SetupIntent.
        method: What the page shows, e.g. "Visa 4242".
    """

    id: str
    intent: str
    kind: str
    finish: Callable[[bool], None]
    return_url: str | None = None
    amount: int | None = None
    currency: str | None = None
    method: str = ""


@dataclass
class State:
    """Objects, clock, ids and switches of the simulated account.

    Stored objects are in wire form with references as ids; ``expand`` happens when they are
    answered. Request handlers run without awaiting, so each is atomic.
    """

    seed: int = 42
    base_url: str = ""
    """The server's address, for links in objects; set when it starts."""
    clock: SimClock = field(default_factory=SimClock)
    switches: Switches = field(default_factory=Switches)
    cause: Cause = field(default_factory=Cause)
    listeners: list[Listener] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Empty the account, forget the listeners and start the id sequence anew."""
        self.listeners.clear()
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable ids, no secret
        self.clock.clear()
        self.switches = Switches()
        self.account_id = self.new_id("acct", 16)
        self.customers = Collection("customer", ("email",))
        self.payment_methods = Collection("PaymentMethod", ("customer",))
        self.payment_intents = Collection("payment_intent", ("customer",))
        self.setup_intents = Collection("setupintent", ("customer",))
        self.charges = Collection("charge", ("customer", "payment_intent"))
        self.refunds = Collection("refund", ("charge", "payment_intent"))
        self.disputes = Collection("dispute")
        self.balance_transactions = Collection("balance transaction", ("source",))
        self.confirmation_tokens = Collection("confirmation token")
        self.events = Collection("event")
        self.webhook_endpoints = Collection("webhook endpoint")
        self.mandates = Collection("mandate")
        self.customer_sessions: dict[str, Obj] = {}
        """CustomerSessions by their client_secret (they have no id)."""
        self.token_methods: dict[str, str] = {}
        """The payment method that a ConfirmationToken becomes, by the token's id."""
        self.deliveries: dict[str, dict[str, bool | None]] = {}
        """Event id -> endpoint id -> delivered (True), given up (False) or pending (None)."""
        self.challenges: dict[str, Challenge] = {}
        self.elements_sessions: dict[str, Obj] = {}
        """What an Element may change of its customer's methods, by the session's id."""
        self.session_groups: dict[str, str] = {}
        """The group of Elements that has used a CustomerSession, by its client_secret."""
        self.cvc_tokens: set[str] = set()
        """Tokens of re-entered security codes that no confirmation has used yet."""
        self.set_up_methods: set[str] = set()
        """Payment methods that were authenticated for off-session use."""
        self.used_up_methods: set[str] = set()
        """Payment methods that were used or detached without a customer: good for nothing more."""
        self.bulk: Bulk | None = None
        """The lazily built customers, for their search index."""

    def new_id(self, prefix: str, length: int = 24) -> str:
        """The next id, e.g. ``pi_3Q...``; the same sequence for the same seed."""
        return f"{prefix}_{''.join(self._random.choices(_ALPHABET, k=length))}"

    def find(self, collection: Collection, object_id: str, *, param: str = "id") -> Obj:
        """The object, to be read or changed.

        Raises:
            ApiError: resource_missing, naming ``param``.
        """
        obj = collection.get(object_id)
        if obj is None:
            raise no_such(collection.kind, object_id, param=param)
        return obj

    def told_time(self) -> int:
        """The Unix time that others are told, to be compared with their own clocks."""
        return self.clock.wall() + self.switches.date_ahead_s

    def emit(self, type_: str, obj: Obj, previous: Obj | None = None) -> None:
        """Tell the listeners (event log, webhooks) that ``obj`` changed.

        Args:
            type_: Event type, e.g. ``charge.refunded``.
            obj: The stored object after the change; it is copied.
            previous: Former values of the changed fields, for ``*.updated`` events.
        """
        cause = self.cause
        happened = Emitted(
            type_, clone(obj), clone(previous), cause.request_id, cause.idempotency_key
        )
        for listener in self.listeners:
            listener(happened)


def clone(value: Any) -> Any:
    """Copy plain JSON data."""
    kind = type(value)
    if kind is dict:
        return {key: clone(item) for key, item in value.items()}
    if kind is list:
        return [clone(item) for item in value]
    return value
