"""The counter under one operator's hands, with an auditor at their side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QWidget,
)

from pos_app.bootstrap.driver import PATIENCE_SECONDS, Driver, NotSeenError
from pos_app.bootstrap.life import Running
from pos_app.domain.events import PaymentUpdated
from pos_app.domain.ids import METADATA_OPERATION, OpId
from pos_app.domain.ledger import LedgerEntry, LedgerKind
from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.ports.store import Tx
from pos_app.ui.texts import Situation, Texts, texts_for
from pos_app.ui.web.element_view import ElementView
from tests.e2e.driving.page import PageHands
from tests.e2e.driving.simulator import Simulator

MARIA: Final = ("maria.web", "maria.weber@example.com")
JOERG: Final = ("joerg.mu", "joerg.mueller@example.com")
AYSE: Final = ("ayse.yi", "ayse.yildiz@example.net")
INGRID: Final = ("ingrid.b", "ingrid.bauer@example.org")
AASA: Final = ("asa.ob", "asa.oberg@example.com")
_CALM_SECONDS: Final = 15.0
_ENDS: Final = {
    Situation.SUCCEEDED,
    Situation.PROCESSING,
    Situation.HELD,
    Situation.CANCELED,
    Situation.NOT_TAKEN,
}


@dataclass(frozen=True)
class Books:
    """What is written down on this computer."""

    ledger: tuple[LedgerEntry, ...]
    open_entries: int
    unfinished: tuple[Payment, ...]


class Till:
    """Acts and looks like a person; asks the simulator and the store only for proof.

    Attributes:
        driver: keys, clicks and eyes for the window.
        sim: the simulated account.
        started: the sales that were begun, oldest first.
        prepared: how many Elements got ready before their sale.
    """

    def __init__(self, running: Running, url: str) -> None:
        self.running = running
        self.driver = Driver(running.window)
        self.sim = Simulator(url)
        self.started: list[OpId] = []
        self._payments: dict[OpId, Payment] = {}
        self._ready = 0
        self.prepared = 0
        self.element = self.driver.widget(ElementView, "")
        self.element.ready.connect(self._shown)
        self.element.prepared.connect(self._got_ready)
        running.services.bus.subscribe(PaymentUpdated, self._updated)

    @property
    def words(self) -> Texts:
        """The catalogue of the language on the screen."""
        return texts_for(self.running.services.settings.current.language)

    # ------------------------------------------------------------------ what an operator does
    def press(self, key: Qt.Key) -> None:
        """Press a key wherever the keyboard is."""
        self.driver.press(key)

    async def pick(self, who: tuple[str, str]) -> None:
        """Start over, find the one customer by typing, and take them."""
        await self.start_over()
        self.press(Qt.Key.Key_F2)
        typed, fact = who
        self.driver.write(typed)
        await self.driver.until_read(fact, self.words.search.one_match)
        self.press(Qt.Key.Key_Return)
        await self.until_focus("amount")

    async def choose_currency(self, code: str) -> None:
        """Open the list, type the code, press Enter; the keyboard is back in the amount."""
        box = self.driver.widget(QComboBox, "currency")
        box.showPopup()
        await self.driver.until("the list", box.view().isVisible)
        await _type_into_list(box.view(), code)
        QTest.keyClick(box.view(), Qt.Key.Key_Return)
        self.running.window.activateWindow()  # a list's own window; no desktop gives it back here
        await self.driver.until(code, lambda: box.currentText() == code)
        await self.until_focus("amount")

    async def show_methods(self, digits: str) -> None:
        """Type an amount and wait until the payment methods can be used."""
        shown = self._ready
        self.driver.write(digits)
        self.press(Qt.Key.Key_Return)
        await self.driver.until("the payment methods", lambda: self._ready > shown)

    async def charge(self) -> None:
        """Press F9 once the button says what it would do."""
        button = self.driver.named("charge")
        await self.driver.until(
            "a charge button", lambda: button.isVisible() and button.isEnabled()
        )
        await self.read()
        self.press(Qt.Key.Key_F9)

    async def fill(self, name: str, text: str) -> None:
        """Type a text into a field, in place of what is there."""
        field = self.driver.widget(QLineEdit, name)
        field.setFocus()
        await self.driver.until(f"the keyboard in {name}", field.hasFocus)
        field.selectAll()
        self.driver.write(text)

    async def begin(self, who: tuple[str, str], digits: str) -> None:
        """Customer and amount; the methods are on show."""
        await self.pick(who)
        await self.show_methods(digits)

    async def cancel_recent(self, row: int) -> None:
        """Open a sale of the list that nobody has paid, and cancel it."""
        self.driver.click(f"recent_{row}")
        await self.driver.until("a way to cancel", lambda: self._button("action_cancel"))
        await self.answer("cancel")
        await self.until_situation(Situation.CANCELED, MoneyTaken.NO)

    async def calm_down(self) -> None:
        """Leave whatever is on the screen; the next scenario starts at an empty counter."""
        self.sim.heal()
        self.sim.latency(0)
        await self.start_over()
        await self.driver.until_read(self.words.sale.choose_customer)

    async def start_over(self) -> None:
        """Leave whatever is on the screen, once it is read; a doubt takes two presses."""
        await self.read()
        self.press(Qt.Key.Key_F8)
        if self.words.sale.choose_customer not in self.driver.words():
            await self.read()
            self.press(Qt.Key.Key_F8)

    async def read(self) -> None:
        """Read what has just appeared; whoever goes on sooner counts as not having seen it."""
        await self.driver.read()

    async def answer(self, action: str) -> None:
        """Read the card, then press one of its buttons."""
        await self.read()
        self.driver.click(f"action_{action}")

    async def leave_in_doubt(self) -> None:
        """Leave a sale whose money may be moving, which takes two presses."""
        self.press(Qt.Key.Key_F8)
        await self.read()
        self.press(Qt.Key.Key_F8)

    # ------------------------------------------------------------------ what an operator sees
    @property
    def page(self) -> PageHands:
        """The embedded page."""
        return PageHands(self.driver.widget(QWebEngineView, "checkoutWebView"))

    @property
    def headline(self) -> str:
        """What the right pane says first, above the Element or in its place."""
        return self.driver.headline

    @property
    def money_answer(self) -> str:
        """What the right pane says about the customer's money."""
        found = self.running.window.findChildren(QLabel, "money_answer")
        return next((label.text() for label in found if label.isVisible()), "")

    async def until_situation(
        self,
        situation: Situation,
        money: MoneyTaken | None = None,
        *,
        seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Wait for a state's headline, and for its answer about the money; an end is read."""
        headline = self.words.pane.situations[situation].headline
        answer = self.words.pane.money[money] if money else None
        await self.driver.until(
            f"{headline!r} with {answer!r}",
            lambda: self.headline == headline and answer in {None, self.money_answer},
            seconds=seconds,
        )
        if situation in _ENDS:
            await self.read()

    async def until_declined(self) -> None:
        """Wait for any decline on the screen, and read it; it says that no money was taken."""
        headlines = {message.headline for message in self.words.pane.declines.values()}
        await self.driver.until("a decline", lambda: self.headline in headlines)
        assert self.money_answer == self.words.pane.money[MoneyTaken.NO]
        await self.read()

    async def until_focus(self, name: str) -> None:
        """Wait until the keyboard is in a field."""
        await self.driver.until(f"the keyboard in {name}", self.driver.named(name).hasFocus)

    async def until_paid(self, *, seconds: float = PATIENCE_SECONDS) -> Payment:
        """Wait for "Paid", "money taken: yes", and prove it: one charge, one ledger row."""
        await self.until_situation(Situation.SUCCEEDED, MoneyTaken.YES, seconds=seconds)
        return await self.prove_paid()

    # ------------------------------------------------------------------ proof
    @property
    def sale(self) -> Payment:
        """The sale begun last, as the ledger knows it."""
        if not self.started:
            raise NotSeenError("no sale was begun")
        return self._payments[self.started[-1]]

    async def remember(self) -> None:
        """Take the sales of earlier lives as begun, oldest first."""
        recent = await self.running.services.payments.recent()
        for payment in reversed(recent):
            if payment.op not in self._payments:
                self.started.append(payment.op)
                self._payments[payment.op] = payment

    def payment(self, op: OpId) -> Payment:
        """A sale of this run, as the ledger knows it."""
        return self._payments[op]

    async def until_sale(self, what: str, check: Callable[[Payment], bool]) -> Payment:
        """Wait until the sale begun last is so."""
        await self.driver.until(what, lambda: bool(self.started) and check(self.sale))
        return self.sale

    async def prove_paid(self, op: OpId | None = None) -> Payment:
        """One PaymentIntent, one charge and one ledger row of this sale, of the same amount."""
        paid = self._payments[op] if op else self.sale
        intents, charges = self.sim.intents(paid.op), self.sim.charges(paid.op)
        rows = [row for row in (await self.books()).ledger if row.op == paid.op]
        assert [intent["status"] for intent in intents] == ["succeeded"]
        assert [(c["amount"], c["currency"].upper()) for c in charges] == [
            (paid.order.money.minor, paid.order.money.code)
        ]
        assert [(row.stripe_id, row.money) for row in rows] == [
            (charges[0]["id"], paid.order.money)
        ]
        assert paid.state is PaymentState.SUCCEEDED
        return paid

    async def until_canceled(self, op: OpId | None = None) -> None:
        """Wait until a sale is canceled here and at the simulator; nothing was charged."""
        sale = op or self.started[-1]
        await self.driver.until(
            "a canceled sale", lambda: self._payments[sale].state is PaymentState.CANCELED
        )
        assert [intent["status"] for intent in self.sim.intents(sale)] == ["canceled"]
        assert self.sim.charges(sale) == []

    async def books(self) -> Books:
        """Read what is written down."""

        def read(tx: Tx) -> Books:
            return Books(
                tuple(tx.ledger.entries()),
                len(tx.journal.open_entries()),
                tuple(tx.payments.unfinished()),
            )

        return await self.running.session.store.transact(read)

    async def audit(self) -> None:
        """Once calm: nothing open, no fault shown, and ledger and simulator agree to the cent."""
        try:
            async with asyncio.timeout(_CALM_SECONDS):
                books = await self.books()
                while books.open_entries or books.unfinished:
                    await asyncio.sleep(0.1)
                    books = await self.books()
        except TimeoutError:
            raise NotSeenError(f"still open: {await self.books()}") from None
        charged = sorted(
            (c["metadata"][METADATA_OPERATION], c["id"], c["amount"], c["currency"].upper())
            for c in self.sim.charges()
        )
        booked = sorted(
            (row.op, row.stripe_id, row.money.minor, row.money.code)
            for row in books.ledger
            if row.kind is LedgerKind.SALE
        )
        assert booked == charged
        assert len({op for op, *_ in charged}) == len(charged), "a sale was charged twice"
        assert not self.driver.widget(QFrame, "fault_bar").isVisible(), self.driver.words()

    def visible(self, name: str) -> bool:
        """Whether a widget can be seen."""
        return self.driver.widget(QWidget, name).isVisible()

    def offers(self, action: str) -> bool:
        """Whether a card has this button."""
        return self._button(f"action_{action}")

    def _button(self, name: str) -> bool:
        found = self.running.window.findChild(QWidget, name)
        return found is not None and found.isVisible()

    # ------------------------------------------------------------------ what is heard
    def _updated(self, event: PaymentUpdated) -> None:
        if event.payment.op not in self._payments:
            self.started.append(event.payment.op)
        self._payments[event.payment.op] = event.payment

    def _shown(self) -> None:
        self._ready += 1

    def _got_ready(self) -> None:
        self.prepared += 1


async def _type_into_list(rows: QAbstractItemView, code: str) -> None:
    """Type until the list has understood; on a busy machine it forgets a letter before the next."""
    forgets_after = QApplication.keyboardInputInterval() / 1000
    async with asyncio.timeout(PATIENCE_SECONDS):
        QTest.keyClicks(rows, code)
        while rows.currentIndex().data() != code:
            await asyncio.sleep(2 * forgets_after)
            QTest.keyClicks(rows, code)
