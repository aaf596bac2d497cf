"""The steps of the self-test: a saved card, a card that asks the bank, a decline, and the books."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import Qt

from pos_app.bootstrap.driver import Driver, NotSeenError
from pos_app.bootstrap.life import Running
from pos_app.bootstrap.self_test_report import Report
from pos_app.domain.events import PaymentUpdated
from pos_app.domain.money import Money
from pos_app.domain.payment import MoneyTaken, Payment, PaymentState
from pos_app.ports.store import Tx

_BANK_GLANCE_SECONDS = 0.25


class Steps:
    """Plays the operator on a window in training mode."""

    def __init__(self, running: Running, report: Report, screenshots: Path | None) -> None:
        self._running = running
        self._report = report
        self._screenshots = screenshots
        self._driver = Driver(running.window)
        self._latest: Payment | None = None
        self._shots = 0

    async def run(self) -> None:
        """Do all steps; the first that fails ends the run, the books are looked at in any case."""
        end = self._running.services.bus.subscribe(PaymentUpdated, self._updated)
        try:
            steps: tuple[tuple[str, Callable[[], Awaitable[str]]], ...] = (
                ("find a customer by typing", self._find),
                ("charge a saved card", self._saved_card),
                ("charge a card that asks the bank", self._bank_asks),
                ("meet a decline", self._decline),
            )
            for name, step in steps:
                done = await self._report.step(name, step)
                await self._photograph(name)
                if not done:
                    break
            await self._report.step("check the books", self._books)
        finally:
            end()

    async def _find(self) -> str:
        self._driver.write("maria.web")
        await self._driver.until_read("Maria Weber", "maria.weber@example.com")
        return "one match among the training customers"

    async def _saved_card(self) -> str:
        keys_before = self._driver.keys - len("maria.web")
        self._driver.press(Qt.Key.Key_Return)
        await self._charge("4850")
        paid = await self._until_state(PaymentState.SUCCEEDED)
        method = f"{paid.method.brand} {paid.method.last4}"
        return f"{paid.order.money} by {method} in {self._driver.keys - keys_before} keys"

    async def _bank_asks(self) -> str:
        await self._pick("joerg.mu", "joerg.mueller@example.com")
        await self._charge("1999")
        await self._until_state(PaymentState.REQUIRES_ACTION)
        await self._photograph("the bank asks")
        await self._answer_bank()
        paid = await self._until_state(PaymentState.SUCCEEDED)
        return f"{paid.order.money} after the bank's question"

    async def _decline(self) -> str:
        await self._pick("ayse.yi", "ayse.yildiz@example.net")
        await self._charge("2500")
        await self._driver.until("a decline", lambda: bool(self._latest and self._latest.error))
        declined = self._current()
        if declined.money_taken is not MoneyTaken.NO or declined.error is None:
            raise NotSeenError(f"after a decline money taken is {declined.money_taken}")
        await self._photograph("declined")
        await self._driver.read()
        self._driver.press(Qt.Key.Key_F8)
        await self._until_state(PaymentState.CANCELED)
        return (
            f"{declined.error.decline_code or declined.error.code}, no money taken, sale canceled"
        )

    async def _books(self) -> str:
        def read(tx: Tx) -> tuple[Money, int, int]:
            return tx.ledger.total("EUR"), len(tx.ledger.entries()), len(tx.journal.open_entries())

        booked, rows, still_open = await self._running.session.store.transact(read)
        charged = await asyncio.to_thread(_charged, self._running.session.peer.api_url or "")
        if (rows, still_open) != (2, 0) or charged != booked.minor:
            raise NotSeenError(f"{booked} in {rows} rows, {still_open} open; charged {charged}")
        return f"{booked} in the ledger and at the simulator, nothing open"

    # ------------------------------------------------------------------ what an operator does
    async def _pick(self, typed: str, fact: str) -> None:
        await self._driver.read()
        self._driver.press(Qt.Key.Key_F8)
        self._driver.press(Qt.Key.Key_F2)
        self._driver.write(typed)
        await self._driver.until_read(fact)
        self._driver.press(Qt.Key.Key_Return)

    async def _charge(self, digits: str) -> None:
        self._latest = None
        amount = self._driver.named("amount")
        await self._driver.until("the keyboard in the amount", amount.hasFocus)
        self._driver.write(digits)
        self._driver.press(Qt.Key.Key_Return)
        charge = self._driver.named("charge")
        await self._driver.until(
            "a charge button", lambda: charge.isVisible() and charge.isEnabled()
        )
        await self._photograph("ready to charge")
        self._driver.press(Qt.Key.Key_F9)

    async def _answer_bank(self) -> None:
        """Press Enter in the bank's window until it has taken it; its pages load slowly."""
        async with asyncio.timeout(20):
            while self._current().state is PaymentState.REQUIRES_ACTION:
                self._driver.press_in_page(Qt.Key.Key_Return)
                await asyncio.sleep(_BANK_GLANCE_SECONDS)

    # ------------------------------------------------------------------ what an operator sees
    def _updated(self, event: PaymentUpdated) -> None:
        self._latest = event.payment

    def _current(self) -> Payment:
        if self._latest is None:
            raise NotSeenError("no sale was started")
        return self._latest

    async def _until_state(self, state: PaymentState) -> Payment:
        await self._driver.until(
            f"a sale that is {state}",
            lambda: self._latest is not None and self._latest.state is state,
        )
        return self._current()

    async def _photograph(self, name: str) -> None:
        if self._screenshots is not None:
            self._shots += 1
            picture = f"{self._shots:02d}-{name.replace(' ', '-')}.png"
            await self._driver.photograph_still(self._screenshots / picture)


def _charged(api_url: str) -> int:
    """What the simulator collected, in euro cents."""
    with urllib.request.urlopen(f"{api_url}/_sim", timeout=5) as answer:  # noqa: S310  # loopback
        return int(json.loads(answer.read())["charged"].get("eur", 0))
