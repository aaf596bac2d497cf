"""What the presenters need from the screen and from the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.domain.customer import Customer
from pos_app.domain.ids import CustomerId, OpId
from pos_app.domain.outcomes import Outcome
from pos_app.domain.payment import Payment, SaleOrder
from pos_app.domain.secret import Secret
from pos_app.domain.timeline import Fact
from pos_app.ports.gateway import CustomerSession
from pos_app.services.confirming import PageReport
from pos_app.services.consents import Consent
from pos_app.services.customers import Found, OpenResult
from pos_app.services.follow_ups import FollowUpList
from pos_app.services.results import CancelResult, NotStarted, ShowBankResult, StartResult
from pos_app.ui.states.light import Light
from pos_app.ui.states.pane import PaneState, TimelineRow
from pos_app.ui.states.sale import AmountState, CustomerStrip
from pos_app.ui.states.search import SearchState
from pos_app.ui.states.shell import Banner
from pos_app.ui.states.spots import Sound, Spot


class CounterView(Protocol):
    """The counter screen; every call replaces what was shown before."""

    def show_search(self, state: SearchState) -> None:
        """Show the left pane."""
        ...

    def show_customer(self, strip: CustomerStrip | None) -> None:
        """Show who pays."""
        ...

    def show_amount(self, state: AmountState) -> None:
        """Show the amount."""
        ...

    def show_pane(self, state: PaneState) -> None:
        """Show the right pane."""
        ...

    def when_painted(self, told: Callable[[], None]) -> None:
        """Call back once what the right pane shows now can be seen; it forgets who asked before."""
        ...

    def show_timeline(self, rows: tuple[TimelineRow, ...]) -> None:
        """Show the facts."""
        ...

    def show_connection(self, text: str, light: Light) -> None:
        """Show whether Stripe can be reached."""
        ...

    def show_hindrance(self, banner: Banner | None) -> None:
        """Show what keeps the register from charging, or take it back."""
        ...

    def show_alert(self, banner: Banner | None) -> None:
        """Show what somebody has to see to, or take it back."""
        ...

    def focus(self, spot: Spot) -> None:
        """Put the keyboard somewhere."""
        ...

    def announce(self, text: str) -> None:
        """Tell a screen reader."""
        ...

    def play(self, sound: Sound) -> None:
        """Make a sound, if the settings allow it."""
        ...


class CustomerActions(Protocol):
    """The part of ``services.Customers`` the counter uses."""

    async def find(self, text: str) -> tuple[Customer, ...]:
        """Ask the local index."""
        ...

    async def find_everywhere(self, text: str) -> Found:
        """Ask Stripe as well."""
        ...

    async def open(self, customer: CustomerId) -> OpenResult:
        """Read one customer."""
        ...

    async def known(self, customer: CustomerId) -> Customer | None:
        """Read what this register knows of one customer."""
        ...

    async def doubt(self, customer: CustomerId) -> Payment | None:
        """Read what this register knows to be in doubt of one customer."""
        ...


class FollowUpActions(Protocol):
    """The part of ``services.FollowUps`` the left pane uses."""

    async def list(self) -> FollowUpList:
        """Read what is open."""
        ...


class SaleActions(Protocol):
    """The part of ``services.Payments`` the counter uses."""

    async def start(
        self, order: SaleOrder, *consents: Consent, instead_of: OpId | None = ...
    ) -> StartResult:
        """Start a sale."""
        ...

    async def prepare(self, customer: CustomerId) -> Outcome[CustomerSession]:
        """Open a CustomerSession ahead of the sale."""
        ...

    def forget_prepared(self, session: Secret) -> None:
        """The page has lost what it had prepared with this session."""
        ...

    async def resume(self, op: OpId) -> StartResult:
        """Continue an open sale on its own PaymentIntent."""
        ...

    async def confirm_asked(self, op: OpId) -> Payment | NotStarted:
        """Write down that the page will confirm."""
        ...

    async def show_bank(self, op: OpId) -> ShowBankResult:
        """Write down that the page will show what the bank asks."""
        ...

    async def reported(self, op: OpId, report: PageReport) -> Payment:
        """Take the page's word as a hint."""
        ...

    def ends_in(self, payment: Payment) -> float | None:
        """Seconds until a doubt ends."""
        ...

    async def check(self, op: OpId) -> Payment:
        """Ask Stripe now."""
        ...

    async def cancel(self, op: OpId, reason: str = ...) -> CancelResult:
        """Cancel."""
        ...

    async def leave(self, op: OpId) -> None:
        """Walk away."""
        ...

    async def timeline(self, op: OpId) -> tuple[Fact, ...]:
        """Read the facts."""
        ...

    async def being_canceled(self, op: OpId) -> bool:
        """Whether its cancellation has no answer."""
        ...

    async def standing_for(self, op: OpId) -> Payment | None:
        """Read which sale has taken the money of this one, or may."""
        ...

    async def known(self, op: OpId) -> Payment | None:
        """Read one sale."""
        ...

    async def recent(self, limit: int = ...) -> tuple[Payment, ...]:
        """Read the newest sales."""
        ...
