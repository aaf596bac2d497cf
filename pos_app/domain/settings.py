"""What the shop decides: no secrets here, they live in the keyring."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pos_app.domain.currencies import currency
from pos_app.domain.customer import AllowRedisplay
from pos_app.domain.hooks import Hook
from pos_app.domain.identity import Identity
from pos_app.domain.ids import OperatorId, RegisterId
from pos_app.domain.modes import Mode
from pos_app.domain.money import TypingStyle

FIRST_REGISTER: Final = RegisterId("Register 1")
FIRST_OPERATOR: Final = OperatorId("Operator")
LOWEST_PORT: Final = 1024
"""Ports below belong to the system."""
HIGHEST_PORT: Final = 65_535
LONGEST_REBUILD: Final = 90
"""Days from which sales are read back from Stripe after the database was damaged."""
LONGEST_REPEAT: Final = 24 * 60
"""Minutes within which a sale may be taken for a repetition of another."""


@dataclass(frozen=True, slots=True)
class CheckoutPolicy:
    """What the Payment Element may show and do (https://docs.stripe.com/api/customer_sessions/create).

    Attributes:
        redisplay_filters: which saved methods are shown.
        redisplay_limit: 1 to 10, Stripe's maximum.
        save: whether the "save this method" box is offered.
        remove: whether a saved method can be removed (it detaches it at Stripe).
    """

    redisplay_filters: tuple[AllowRedisplay, ...] = (AllowRedisplay.ALWAYS, AllowRedisplay.LIMITED)
    redisplay_limit: int = 10
    save: bool = False
    remove: bool = False


@dataclass(frozen=True, slots=True)
class AmountPolicy:
    """How amounts are typed and when to ask twice.

    Attributes:
        currency: upper-case ISO code this register offers first; a customer may pay in another.
        soft_limit: minor units of that currency from which the amount must be typed again; 0
            switches it off.
        quick_amounts: minor units offered as buttons.
        reference_required: whether a sale needs a reference.
        repeat_minutes: within this time the same amount of the same customer is asked about; 0
            switches it off.
    """

    currency: str = "EUR"
    typing: TypingStyle = TypingStyle.CENTS
    soft_limit: int = 50_000
    quick_amounts: tuple[int, ...] = (1000, 2000, 5000, 10_000)
    reference_required: bool = False
    repeat_minutes: int = 10

    def limit_in(self, code: str) -> int:
        """The soft limit in another currency, in its minor units.

        About as much, not at a rate: the least charges that Stripe publishes for both currencies
        tell how far apart they are; without them the figure is taken as it stands (500.00 is
        500.000 Kuwaiti dinars).
        """
        own, other = currency(self.currency), currency(code)
        if own.minimum and other.minimum:
            return self.soft_limit * other.minimum // own.minimum
        shifted: int = self.soft_limit * 10**other.exponent // 10**own.exponent
        return shifted


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the settings file holds.

    Attributes:
        mode: ``None`` until the first start has chosen training or connect.
        checkout_origin: https origin of the shop's own domain, e.g. ``https://pay.example.com``.
        stripe_js: URL of the script in test and live mode.
        account: ``acct_...`` both keys belong to, or empty.
        language: ``en`` or ``de``; empty follows the system.
        theme: ``light``, ``dark``; empty follows the system.
        proxy: ``http://host:port`` or empty for the system's.
        webhook_port: where Stripe's webhook deliveries are taken on this machine; 0 for nowhere.
            Training picks a free port of its own, unless this is 0.
        sweeps_events: whether this register reads Stripe's list of events; one of several should.
        rebuild_days: how far back sales are read from Stripe after the database was damaged.
        receipts: whether Stripe is asked to send a receipt to customers who have an e-mail address.
        identity: which register this is, whatever it is called; kept by the app itself.
        hooks: what the shop's own workflow is told.
    """

    mode: Mode | None = None
    checkout_origin: str = "https://checkout.pos-app.example"
    stripe_js: str = "https://js.stripe.com/endive/stripe.js"
    publishable_key: str = ""
    account: str = ""
    register: RegisterId = FIRST_REGISTER
    operator: OperatorId = FIRST_OPERATOR
    language: str = ""
    theme: str = ""
    proxy: str = ""
    sound: bool = True
    webhook_port: int = 4242
    sweeps_events: bool = True
    rebuild_days: int = 30
    receipts: bool = False
    hooks: tuple[Hook, ...] = ()
    identity: Identity = field(default_factory=Identity)
    amounts: AmountPolicy = field(default_factory=AmountPolicy)
    checkout: CheckoutPolicy = field(default_factory=CheckoutPolicy)
