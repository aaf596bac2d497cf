"""Who pays, in the words of the centre pane."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pos_app.domain.customer import AllowRedisplay, Customer, SavedMethod
from pos_app.domain.outcomes import FailureCause, Refused
from pos_app.domain.payment import Payment, SaleOrder
from pos_app.domain.settings import CheckoutPolicy
from pos_app.services.customers import CustomerUnavailable, Opened
from pos_app.ui.formatting import Formatting, initials
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.sale import CustomerStrip
from pos_app.ui.texts import Texts

_METHODS_SHOWN = 3
_FACTS_SHOWN = 2


@dataclass(slots=True)
class Chosen:
    """The customer of the sale.

    Attributes:
        known: what Stripe said of them; ``None`` while it is being asked.
        instead_of: what bounced and is to be charged once more; ``None`` of a sale of its own.
        doubt: an earlier sale whose outcome is not known; known before Stripe has said anything.
    """

    customer: Customer
    methods: tuple[SavedMethod, ...] = ()
    known: Opened | CustomerUnavailable | None = None
    instead_of: Payment | None = None
    doubt: Payment | None = None

    def hear(self, news: Payment) -> bool:
        """Whether this is news of the sale in doubt."""
        if self.doubt is None or self.doubt.op != news.op:
            return False
        self.doubt = news if news.in_doubt else None
        return True


class StripWriter:
    """Writes the customer strip in one language."""

    def __init__(self, texts: Texts, policy: CheckoutPolicy) -> None:
        self._texts = texts
        self._policy = policy
        self._format = Formatting(texts)

    def strip(self, chosen: Chosen, today: dt.date) -> CustomerStrip:
        """The strip of the chosen customer."""
        customer = chosen.customer
        if isinstance(chosen.known, CustomerUnavailable):
            methods, *shorter = (self._texts.sale.methods_unknown,)
        else:
            methods, *shorter = self._methods(chosen.methods, today)
        return CustomerStrip(
            initials=initials(customer.title),
            title=customer.title,
            facts=customer.facts,
            methods=methods,
            shorter_methods=tuple(shorter),
            notice=self._notice(chosen),
            busy=chosen.known is None,
        )

    def of_order(self, order: SaleOrder, known: Customer | None) -> CustomerStrip:
        """The strip of an earlier sale: the customer as it was called then.

        Args:
            order: what was sold.
            known: who that is by now, if this register knows; else the id has to do.
        """
        title = order.customer_title
        told = (known.title, *known.facts) if known is not None else ()
        facts = tuple(dict.fromkeys(fact for fact in told if fact != title))[:_FACTS_SHOWN]
        return CustomerStrip(initials(title), title, facts or (order.customer,))

    def unavailable(self, cause: FailureCause | Refused) -> str:
        """Why the customer could not be looked up."""
        if isinstance(cause, Refused):
            words = cause.message or cause.code
        else:
            words = self._texts.pane.causes[cause]
        return self._texts.search.unavailable.format(cause=words)

    def _methods(self, methods: tuple[SavedMethod, ...], today: dt.date) -> Iterator[str]:
        """What is saved, in ever fewer words: a name is shortened or left out, never cut."""
        if not methods:
            yield self._texts.sale.no_methods
            return
        most = min(len(methods), _METHODS_SHOWN)
        yield self._saved(methods, most, today, self._format.saved)
        for shown in range(most, 0, -1):
            yield self._saved(methods, shown, today, self._format.saved_briefly)

    def _saved(
        self,
        methods: tuple[SavedMethod, ...],
        shown: int,
        today: dt.date,
        name: Callable[[SavedMethod], str],
    ) -> str:
        texts = self._texts.sale
        names = [
            texts.expired_method.format(method=name(method))
            if method.expired(today)
            else name(method)
            for method in methods[:shown]
        ]
        more = len(methods) - shown
        if more > 0:
            names.append(texts.more_methods.format(count=more))
        return texts.saved_methods.format(methods=", ".join(names))

    def _notice(self, chosen: Chosen) -> Notice | None:
        if chosen.doubt is not None:
            return self._doubt(chosen.doubt)
        match chosen.known:
            case None:
                return None
            case CustomerUnavailable(cause):
                return Notice(Tone.WARN, self.unavailable(cause))
            case Opened():
                return self._hidden(chosen.known)

    def _doubt(self, earlier: Payment) -> Notice:
        amount, time = self._format.money(earlier.order.money), self._format.clock(earlier.created)
        return Notice(Tone.WARN, self._texts.sale.open_issue.format(amount=amount, time=time))

    def _hidden(self, opened: Opened) -> Notice | None:
        allowed = self._policy.redisplay_filters
        hidden = [method for method in opened.methods if method.allow_redisplay not in allowed]
        if not hidden or AllowRedisplay.UNSPECIFIED in allowed:
            return None
        return Notice(Tone.NEUTRAL, self._texts.sale.unshown_methods.format(count=len(hidden)))
