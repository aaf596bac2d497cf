"""Stripe behind our own ports: idempotency, states and every way of not answering."""

import asyncio
import collections
import datetime as dt
import itertools
from dataclasses import dataclass, field, replace

from pos_app.domain.customer import Customer
from pos_app.domain.ids import ChargeId, CustomerId, PaymentIntentId
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.domain.payment import (
    AttemptError,
    ChargeSnapshot,
    MethodSummary,
    PaymentIntentSnapshot,
    PaymentIntentStatus,
)
from pos_app.domain.secret import Secret
from pos_app.ports.gateway import CreatedIntent, CustomerPage, CustomerSession
from tests.support.fake_events import AfterSales, FakeEvents

VISA = MethodSummary("card", "visa", "4242")
NO_NETWORK = Unknown(FailureCause.NETWORK)
TIMEOUT = Unknown(FailureCause.TIMEOUT)
BUSY = Unknown(FailureCause.RATE_LIMITED)
_CANCELABLE = {
    PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
    PaymentIntentStatus.REQUIRES_CONFIRMATION,
    PaymentIntentStatus.REQUIRES_ACTION,
    PaymentIntentStatus.REQUIRES_CAPTURE,
}


@dataclass
class Fault:
    """What happens to one call instead of the plain answer.

    ``answer``: what the app sees. ``executed``: Stripe does it all the same. ``stored``: Stripe
    keeps ``answer`` under the key and repeats it (a 500 after the effect).
    """

    answer: object
    executed: bool = False
    stored: bool = False


def lost_request(answer=NO_NETWORK):
    return Fault(answer)


def lost_answer(answer=TIMEOUT):
    return Fault(answer, executed=True)


def stored_500(*, executed=True):
    return Fault(Unknown(FailureCause.STRIPE_DOWN), executed=executed, stored=True)


@dataclass
class _Stored:
    params: object
    answer: object
    at: dt.datetime


@dataclass
class FakeStripe(AfterSales):
    """PaymentGateway, CheckoutGateway and CustomerDirectory in one."""

    clock: object
    intents: dict = field(default_factory=dict)
    customers: dict = field(default_factory=dict)
    methods: dict = field(default_factory=dict)
    searchable: set = field(default_factory=set)
    calls: list = field(default_factory=list)
    down: object = None
    """While set, every call ends in it and has no effect."""

    def __post_init__(self):
        self._keys = {}
        self._faults = collections.defaultdict(collections.deque)
        self._held = {}
        self._numbers = itertools.count(1)
        self.refunds_made, self.disputes_made = {}, {}
        self.events = FakeEvents(self)

    # ------------------------------------------------------------------ what tests bring about
    def fail(self, method, *faults):
        """Let the next calls of a method go wrong, one fault a call."""
        self._faults[method].extend(faults)

    def hold(self, method):
        """Keep calls of a method in flight until the returned event is set."""
        self._held[method] = asyncio.Event()
        return self._held[method]

    def execute_held(self, method):
        """Let the effect of the held call happen although its answer never arrives."""
        ((key, params),) = [found for name, found in self.calls if name == method]
        execute = {"create": self._create, "cancel": self._cancel}[method]
        self._once(key, params, lambda: execute(*params), None)

    def release(self):
        """Hold nothing any more."""
        self._held.clear()

    def count(self, method):
        return sum(1 for name, _ in self.calls if name == method)

    def only_intent(self):
        (intent,) = self.intents
        return intent

    def change(self, intent, **changes):
        before = self.intents[intent]
        self.intents[intent] = replace(before, **changes)
        self.events.payment_changed(before, self.intents[intent])

    def pay(self, intent, received=None):
        """The customer's bank says yes."""
        seen = self.intents[intent]
        self.change(
            intent,
            status=PaymentIntentStatus.SUCCEEDED,
            error=None,
            next_action="",
            amount_received=seen.money.minor if received is None else received,
            charge=self._charge(seen, paid=True),
        )

    def decline(self, intent, decline_code="insufficient_funds"):
        """The customer's bank says no; each such try leaves a charge behind."""
        seen = self.intents[intent]
        self.change(
            intent,
            status=PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
            error=AttemptError("card_declined", decline_code),
            next_action="",
            charge=self._charge(seen, paid=False),
        )

    def fail_authentication(self, intent):
        """3D Secure fails: an error without a charge, the same each time."""
        self.change(
            intent,
            status=PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
            error=AttemptError("payment_intent_authentication_failure"),
            next_action="",
        )

    def require_action(self, intent):
        self.change(
            intent,
            status=PaymentIntentStatus.REQUIRES_ACTION,
            next_action="use_stripe_sdk",
            error=None,
        )

    def process(self, intent):
        self.change(intent, status=PaymentIntentStatus.PROCESSING, error=None, next_action="")

    def authorise(self, intent):
        seen = self.intents[intent]
        self.change(
            intent,
            status=PaymentIntentStatus.REQUIRES_CAPTURE,
            amount_capturable=seen.money.minor,
            charge=self._charge(seen, paid=True),
        )

    def add_customer(self, number, name="", *, searchable=True, **fields):
        customer = Customer(
            id=CustomerId(f"cus_{number}"),
            name=name or f"Customer {number}",
            created=fields.pop("created", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
            + dt.timedelta(minutes=number),
            **fields,
        )
        self.customers[customer.id] = customer
        if searchable:
            self.searchable.add(customer.id)
        self.events.about_customer("customer.created", customer.id)
        return customer

    def _charge(self, seen, *, paid):
        return ChargeSnapshot(
            id=ChargeId(f"ch_{next(self._numbers)}"),
            paid=paid,
            captured=paid,
            amount=seen.money.minor,
            amount_captured=seen.money.minor if paid else 0,
            amount_refunded=0,
            created=self.clock.true_now(),
            method=VISA,
        )

    # ------------------------------------------------------------------------ PaymentGateway
    async def create(self, op, order, key):
        return await self._write("create", key, (op, order), lambda: self._create(op, order))

    async def retrieve(self, intent):
        return await self._read("retrieve", intent, lambda: self._get(intent))

    async def find(self, op, customer, since):
        del since
        return await self._read(
            "find",
            op,
            lambda: Ok(
                tuple(
                    seen
                    for seen in self.intents.values()
                    if seen.operation == op and seen.customer == customer
                )
            ),
        )

    async def cancel(self, intent, reason, key):
        return await self._write(
            "cancel", key, (intent, reason), lambda: self._cancel(intent, reason)
        )

    async def ping(self):
        return await self._read("ping", None, lambda: Ok(None))

    async def client_secret(self, intent):
        def answer():
            got = self._get(intent)
            return Ok(_created(got.value)) if isinstance(got, Ok) else got

        return await self._read("client_secret", intent, answer)

    # ----------------------------------------------------------------------- CheckoutGateway
    async def open_session(self, customer, policy):
        del policy
        before = sum(1 for call in self.calls if call == ("open_session", customer))
        session = CustomerSession(
            Secret(f"cuss_secret_{customer}" + f"_{before + 1}" * bool(before)),
            self.clock.true_now() + dt.timedelta(minutes=30),
        )
        return await self._read("open_session", customer, lambda: Ok(session))

    # --------------------------------------------------------------------- CustomerDirectory
    async def search(self, text, limit):
        def answer():
            hits = [c for c in self._newest_first() if text.casefold() in c.name.casefold()]
            return Ok(tuple(c for c in hits if c.id in self.searchable)[:limit])

        return await self._read("search", text, answer)

    async def newest(self, limit):
        return await self._read("newest", limit, lambda: Ok(self._newest_first()[:limit]))

    async def page(self, after, limit):
        return await self._read("page", after, lambda: self._page(after, limit))

    async def saved_methods(self, customer):
        return await self._read(
            "saved_methods", customer, lambda: Ok(tuple(self.methods.get(customer, ())))
        )

    async def customer(self, customer):
        def answer():
            found = self.customers.get(customer)
            return Ok(found) if found else Refused(RefusalKind.NOT_FOUND, "resource_missing")

        return await self._read("customer", customer, answer)

    # ------------------------------------------------------------------------------- insides
    async def _read(self, method, params, answer):
        await self._arrive(method, params)
        if self.down is not None:
            return self.down
        fault = self._next_fault(method)
        return fault.answer if fault else answer()

    async def _write(self, method, key, params, execute):
        await self._arrive(method, (key, params))
        if self.down is not None:
            return self.down
        fault = self._next_fault(method)
        if fault is None or fault.executed:
            answer = self._once(key, params, execute, fault)
            await asyncio.sleep(0)  # the answer travels; the app may die before it arrives
            return fault.answer if fault else answer
        if fault.stored:
            self._once(key, params, lambda: fault.answer, None)
        return fault.answer

    def _once(self, key, params, execute, fault):
        """Execute a key once; repeat its answer for 24 hours, then forget it."""
        stored = self._keys.get(key)
        if stored and self.clock.true_now() - stored.at < dt.timedelta(hours=24):
            if stored.params != params:
                return Refused(RefusalKind.KEY_REUSED, "idempotency_key_in_use")
            return stored.answer
        answer = execute()
        kept = fault.answer if fault and fault.stored else answer
        self._keys[key] = _Stored(params, kept, self.clock.true_now())
        return answer

    async def _arrive(self, method, params):
        self.calls.append((method, params))
        await asyncio.sleep(0)
        if method in self._held:
            await self._held[method].wait()

    def _next_fault(self, method):
        faults = self._faults[method]
        return faults.popleft() if faults else None

    def _create(self, op, order):
        intent = PaymentIntentId(f"pi_{next(self._numbers)}")
        self.intents[intent] = PaymentIntentSnapshot(
            id=intent,
            status=PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
            money=order.money,
            created=self.clock.true_now(),
            livemode=False,
            customer=order.customer,
            operation=op,
        )
        return Ok(_created(self.intents[intent]))

    def _get(self, intent):
        seen = self.intents.get(intent)
        return Ok(seen) if seen else Refused(RefusalKind.NOT_FOUND, "resource_missing")

    def _cancel(self, intent, reason):
        if self.intents[intent].status not in _CANCELABLE:
            return Refused(RefusalKind.WRONG_STATE, "payment_intent_unexpected_state")
        self.change(
            intent,
            status=PaymentIntentStatus.CANCELED,
            cancellation_reason=reason,
            next_action="",
        )
        return Ok(self.intents[intent])

    def _newest_first(self):
        living = (c for c in self.customers.values() if not c.deleted)
        return tuple(sorted(living, key=lambda c: c.created, reverse=True))

    def _page(self, after, limit):
        everyone = self._newest_first()
        ids = [c.id for c in everyone]
        if after is not None and after not in ids:
            return Refused(RefusalKind.NOT_FOUND, "resource_missing", param="starting_after")
        begin = 0 if after is None else ids.index(after) + 1
        chunk = everyone[begin : begin + limit]
        more = begin + limit < len(everyone)
        return Ok(CustomerPage(chunk, chunk[-1].id if more else None))


@dataclass
class Directory:
    """``CustomerDirectory``: its ``retrieve`` is of customers, the gateway's of PaymentIntents."""

    stripe: FakeStripe

    async def retrieve(self, customer):
        return await self.stripe.customer(customer)

    def __getattr__(self, name):
        return getattr(self.stripe, name)


def _created(seen):
    return CreatedIntent(seen, Secret(f"{seen.id}_secret_abc"))
