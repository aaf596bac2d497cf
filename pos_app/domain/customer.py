"""A customer the shop knows in Stripe, and the methods saved with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.ids import CustomerId, PaymentMethodId


@dataclass(frozen=True, slots=True)
class Customer:
    """One Stripe Customer (https://docs.stripe.com/api/customers/object), empty text where unset.

    Attributes:
        created: when Stripe created it (UTC).
        currency: upper-case default currency, or empty.
        deleted: Stripe keeps answering for deleted customers; they must not be charged.
    """

    id: CustomerId
    name: str = ""
    email: str = ""
    phone: str = ""
    description: str = ""
    currency: str = ""
    created: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    deleted: bool = False

    @property
    def title(self) -> str:
        """What to call the customer: name, else e-mail, else phone, else id."""
        return self.name or self.email or self.phone or self.id

    @property
    def facts(self) -> tuple[str, ...]:
        """Two identifying facts beside the title; the id stands in where Stripe has fewer."""
        known = [
            fact
            for fact in (self.email, self.phone, self.description)
            if fact and fact != self.title
        ]
        return tuple(known[:2]) if len(known) >= 2 else (*known, self.id)


class AllowRedisplay(StrEnum):
    """Whether a saved method may be shown again (https://docs.stripe.com/api/payment_methods/object)."""

    ALWAYS = "always"
    LIMITED = "limited"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A PaymentMethod attached to a customer.

    Attributes:
        type: Stripe's type, e.g. ``card`` or ``sepa_debit``.
        brand: card brand as Stripe spells it (``visa``), or bank name/empty for others.
        last4: last four characters, or empty.
        exp_month: 1 to 12, 0 where there is no expiry.
        exp_year: four digits, 0 where there is no expiry.
    """

    id: PaymentMethodId
    type: str
    brand: str = ""
    last4: str = ""
    exp_month: int = 0
    exp_year: int = 0
    allow_redisplay: AllowRedisplay = AllowRedisplay.UNSPECIFIED

    def expired(self, today: dt.date) -> bool:
        """Whether the card's last valid month is over."""
        return bool(self.exp_year) and (self.exp_year, self.exp_month) < (today.year, today.month)
