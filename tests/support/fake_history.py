"""Our sales as the fake Stripe remembers them: two on a page, other registers' among them."""

from collections.abc import Callable
from dataclasses import dataclass

from pos_app.domain.identity import Claim
from pos_app.domain.outcomes import Ok
from pos_app.ports.sale_history import RememberedSale, SalesPage
from tests.support.fake_stripe import FakeStripe

PAGE = 2


@dataclass
class FakeHistory:
    """``ports.sale_history.SaleHistory``."""

    stripe: FakeStripe
    date: Callable = lambda _now: None
    """Told what time it is at Stripe, as each of its answers says."""

    async def page(self, whose, since, after):
        outcome = await self.stripe._read(
            "sale_history", after, lambda: Ok(self._page(whose, since, after))
        )
        if isinstance(outcome, Ok):
            self.date(self.stripe.clock.true_now())
        return outcome

    async def touched(self, since):
        return await self.stripe.events.touched(since)

    def _page(self, whose, since, after):
        newest = sorted(
            (seen for seen in self.stripe.intents.values() if seen.created >= since),
            key=lambda seen: (seen.created, seen.id),
            reverse=True,
        )
        ids = [seen.id for seen in newest]
        begin = 0 if after is None else ids.index(after) + 1
        chunk = newest[begin : begin + PAGE]
        orders = self._orders()
        claims = [(seen, self._claim(whose, orders.get(seen.operation))) for seen in chunk]
        ours = tuple(
            RememberedSale(
                seen.operation, orders[seen.operation], seen, by_name=claim is Claim.BY_NAME
            )
            for seen, claim in claims
            if claim in {Claim.OWN, Claim.BY_NAME}
        )
        namesakes = frozenset(seen.id for seen, claim in claims if claim is Claim.NAMESAKE)
        more = begin + PAGE < len(newest)
        return SalesPage(ours, chunk[-1].id if more else None, namesakes)

    def _claim(self, whose, order):
        return Claim.OTHER if order is None else whose.claim(order.installation, order.register)

    def _orders(self):
        created = (params for name, (_, params) in self._writes() if name == "create")
        return dict(created)

    def _writes(self):
        return [call for call in self.stripe.calls if call[0] == "create"]
