"""Our sales as Stripe remembers them, for a register that has lost its own books."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.identity import Whose
from pos_app.domain.ids import OpId, PaymentIntentId
from pos_app.domain.outcomes import Outcome
from pos_app.domain.payment import PaymentIntentSnapshot, SaleOrder


@dataclass(frozen=True, slots=True)
class RememberedSale:
    """A sale of ours.

    Attributes:
        order: what was asked for, as far as Stripe knows; the amount is the PaymentIntent's.
        seen: the PaymentIntent now.
        by_name: it carries no id of a register, so that only the name says whose it is.
    """

    op: OpId
    order: SaleOrder
    seen: PaymentIntentSnapshot
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class SalesPage:
    """One page, newest first.

    Attributes:
        sales: those of the register; may be none although pages follow.
        next_after: cursor for the following page, or ``None`` at the end.
        namesakes: sales of another register that has the same name.
    """

    sales: tuple[RememberedSale, ...]
    next_after: PaymentIntentId | None
    namesakes: frozenset[PaymentIntentId] = frozenset()


class SaleHistory(Protocol):
    """Lists what carries our metadata; a list never lags, unlike Stripe's search."""

    async def page(
        self, whose: Whose, since: dt.datetime, after: PaymentIntentId | None
    ) -> Outcome[SalesPage]:
        """Return a page of the register's sales whose PaymentIntents were created since."""
        ...

    async def touched(self, since: dt.datetime) -> Outcome[frozenset[PaymentIntentId]]:
        """Return the PaymentIntents with a refund or dispute created since."""
        ...
