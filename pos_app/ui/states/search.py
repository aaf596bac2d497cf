"""The left pane: finding a customer, and the sales of a moment ago."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.ids import CustomerId, OpId
from pos_app.ui.states.common import Notice, Tone


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One match: the title and at least two identifying facts."""

    id: CustomerId
    initials: str
    title: str
    facts: tuple[str, ...]
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class RecentRow:
    """One earlier sale.

    Attributes:
        open: not finished; picking it shows where it stands instead of starting a new sale.
        on_show: it is the sale on the right pane.
    """

    op: OpId
    customer: CustomerId
    title: str
    amount: str
    time: str
    word: str
    icon: str
    tone: Tone
    open: bool = False
    on_show: bool = False


@dataclass(frozen=True, slots=True)
class SearchState:
    """The whole left pane.

    Attributes:
        rows: matches; shown instead of ``recents`` while ``text`` is not empty.
        follow_ups: sales somebody has to come back to, above ``recents``.
        hint: what to do next or why there is nothing, in one line.
        progress: how far the local index is, or empty.
    """

    text: str = ""
    rows: tuple[CustomerRow, ...] = ()
    recents: tuple[RecentRow, ...] = ()
    follow_ups: tuple[RecentRow, ...] = ()
    hint: str = ""
    notice: Notice | None = None
    busy: bool = False
    progress: str = ""
