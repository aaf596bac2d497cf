"""The person at the counter: sells, despairs, starts again, and says what the screen told them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.error import HTTPError

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_app.bootstrap.driver import NotSeenError
from pos_app.domain.journal import JournalAction
from pos_app.domain.payment import MoneyTaken
from pos_app.ui.texts import Situation, StartProblem
from tests.chaos.blows import Blows, Tell
from tests.chaos.plan import Errand, Plan
from tests.chaos.screen import Screen, Sight, Word, amount_text
from tests.e2e.driving.till import AYSE, INGRID, JOERG, MARIA, Till

CUSTOMERS: Final[Mapping[Errand, tuple[str, str]]] = {
    Errand.CARD: MARIA,
    Errand.LEFT: MARIA,
    Errand.GIVEN_UP: MARIA,
    Errand.BANK_APPROVES: JOERG,
    Errand.BANK_REFUSES: JOERG,
    Errand.OVERRIDDEN: JOERG,
    Errand.DEBIT: INGRID,
    Errand.SECOND_METHOD: AYSE,
}
_METHODS: Final = {
    (Errand.DEBIT, 0): "[data-choice*=SepaDelayed]",
    (Errand.SECOND_METHOD, 0): "[data-choice*=Declines]",
    (Errand.SECOND_METHOD, 1): "[data-choice*=Debit]",
}
"""What is chosen before the n-th press of the charge key; else what is chosen already."""
_DECISION: Final = {
    "manager_reason": "the bank showed the refusal",
    "manager_pin": "271828",
    "manager_pin_again": "271828",
}
_MOST_TRIES: Final = 3
_GLANCE_S: Final = 0.03
_HESITATION_S: Final = 2.0
_PATIENCE_S: Final = 4.0
"""So long a sale is waited for before the operator goes on to the next customer."""
_SETTLES_S: Final = 240
"""Of the bank's time; a debit takes 180."""
_SEEN_OFF_S: Final = 8.0


@dataclass
class _Attempt:
    """One sale under the operator's hands."""

    pressed: int = 0
    retried: int = 0
    shown_again: bool = False
    left: bool = False


class Operator:
    """Runs errands; each has an amount of its own by which its sales are known.

    Args of the methods: ``number`` counts the run's errands, from 0.
    """

    def __init__(
        self,
        till: Till,
        plan: Plan,
        first_amount: int,
        blows: Blows,
        tell: Tell,
        *,
        charged: set[int],
        decided: set[int],
    ) -> None:
        self._till = till
        self._errands = plan.errands
        self._hesitates = plan.hesitates
        self._first_amount = first_amount
        self._blows = blows
        self._tell = tell
        self._charged = charged
        self._decided = decided
        self._screen = Screen(till)
        self._tries = 0

    # ------------------------------------------------------------------ one errand
    async def sell(self, number: int) -> None:
        """Try to sell once; whatever is unclear after some seconds is left for later."""
        errand = self._errands[number]
        try:
            await self._show_methods(number)
            await self._charge(number)
            if self._wants_a_manager(number) and not self._is_over(self._look(number)):
                await self._charge_despite_doubt(number)
        except NotSeenError as error:
            self._tell(gave_up=f"{errand} {amount_text(self._amount(number))}: {error}"[:200])
        await self._clear()
        if errand is Errand.GIVEN_UP:
            await self._see_it_off()

    async def _see_it_off(self) -> None:
        """Stay with a sale that was given up for as long as its end is to be struck."""
        with suppress(NotSeenError):
            await self._till.driver.until(
                "the blow at its end",
                lambda: not self._blows.awaits(JournalAction.CANCEL_PAYMENT),
                seconds=_SEEN_OFF_S,
            )

    async def settle(self, number: int, seconds: float) -> None:
        """Until the list of recent sales says how the errand ended; sell again where needed.

        Raises:
            NotSeenError: it never does.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            word = await self._word(number)
            if word is Word.PAID or (word is Word.DEAD and not self._errands[number].is_paid):
                self._tell(told=[self._amount(number), word])
                return
            if word is Word.OPEN:
                await self._attend(number)
            else:
                await self._attend_to_others(number)
                await self.sell(number)
            await asyncio.sleep(_GLANCE_S)
        raise NotSeenError(
            f"{amount_text(self._amount(number))} is never decided; on the screen:\n"
            f"{self._till.driver.words()}"
        )

    async def _attend_to_others(self, number: int) -> None:
        """Nobody is charged while another sale of theirs is in doubt."""
        for other in range(len(self._errands)):
            if other != number and await self._word(other) is Word.OPEN:
                await self._attend(other)

    # ------------------------------------------------------------------ selling
    async def _show_methods(self, number: int) -> None:
        self._blows.reach("picking")
        await self._pick(CUSTOMERS[self._errands[number]])
        self._till.driver.write(str(self._amount(number)))
        self._tell(begun=self._amount(number))
        self._till.press(Qt.Key.Key_Return)
        self._blows.reach("entered")

    async def _pick(self, who: tuple[str, str]) -> None:
        typed, fact = who
        await self._clear()
        self._till.press(Qt.Key.Key_F2)
        self._till.driver.write(typed)
        one = self._till.words.search.one_match
        await self._till.driver.until_read(fact, one, seconds=_PATIENCE_S)
        self._till.press(Qt.Key.Key_Return)
        amount = self._till.driver.named("amount")
        await self._till.driver.until("the amount", amount.hasFocus, seconds=_PATIENCE_S)

    async def _charge(self, number: int) -> None:
        """From Enter on: do what the right pane offers, until it says how the sale ended."""
        attempt = _Attempt()
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end and not attempt.left:
            sight = self._look(number)
            if self._is_over(sight):
                return
            await self._react(number, sight, attempt)
            await asyncio.sleep(_GLANCE_S)
        self._blows.reach("left")

    async def _react(self, number: int, sight: Sight, attempt: _Attempt) -> None:
        if sight.can_charge and attempt.pressed < _MOST_TRIES:
            await self._use_method(number, attempt)
        elif self._screen.says(sight, Situation.NEEDS_CUSTOMER):
            self._blows.reach("bank_asks")
            if self._wants_a_manager(number):
                attempt.left = True
            elif not await self._show_bank_again(sight, attempt):
                self._answer_the_bank(number)
        elif "action_retry" in sight.actions and attempt.retried < _MOST_TRIES:
            attempt.retried += 1
            await self._hesitate(number)
            if "action_retry" in self._look(number).actions:
                await self._press("retry")

    async def _hesitate(self, number: int) -> None:
        end = time.monotonic() + (_HESITATION_S if self._hesitates else 0)
        while time.monotonic() < end:
            self._look(number)
            await asyncio.sleep(_GLANCE_S)

    async def _use_method(self, number: int, attempt: _Attempt) -> None:
        errand = self._errands[number]
        self._blows.reach("declined" if attempt.pressed else "shown")
        refused = errand is Errand.BANK_REFUSES and attempt.pressed > 0
        if errand is Errand.GIVEN_UP or refused:
            attempt.left = True
            return
        if selector := _METHODS.get((errand, attempt.pressed)):
            try:
                await self._till.page.click(selector, seconds=_PATIENCE_S)
            except NotSeenError:
                if self._is_over(self._look(number)):
                    return  # it was being cancelled when the operator came back to it
                raise
        self._blows.reach("charging")
        self._charged.add(number)
        self._tell(charging=number)
        self._till.press(Qt.Key.Key_F9)
        self._blows.reach("charged")
        attempt.pressed += 1
        attempt.left = errand is Errand.LEFT

    async def _show_bank_again(self, sight: Sight, attempt: _Attempt) -> bool:
        """Have the bank's question shown once more, once; whether that was to be done."""
        wanted = "action_show_bank" in sight.actions and not attempt.shown_again
        if wanted:
            attempt.shown_again = True
            await self._press("show_bank")
        return wanted

    # ------------------------------------------------------------------ a manager decides
    def _wants_a_manager(self, number: int) -> bool:
        return self._errands[number] is Errand.OVERRIDDEN and number not in self._decided

    async def _charge_despite_doubt(self, number: int) -> None:
        """Sell the same once more; where the open question bars that, a manager lifts the bar."""
        till = self._till
        await self._show_methods(number)
        barred = till.words.pane.start[StartProblem.OPEN_ISSUE].headline
        await till.driver.until(
            "a bar, or none",
            lambda: till.headline == barred or self._look(number).can_charge,
            seconds=_PATIENCE_S,
        )
        if till.headline == barred:
            self._blows.reach("deciding")
            await till.answer("override")
            self._decided.add(number)
            self._tell(decided=number)
            await self._decide(number)
            self._blows.reach("decided")
        await self._charge(number)

    async def _decide(self, number: int) -> None:
        """Give reason and PIN; the first use asks for the PIN twice, once it knows that it is.

        The customer may say yes to the open question at the very moment.
        """
        till = self._till
        for _ in range(_MOST_TRIES):
            for field, text in _DECISION.items():
                if till.visible(field):
                    await till.fill(field, text)
            till.driver.click("manager_decide")
            if not self._hesitates:
                self._answer_the_bank(number)
            with suppress(NotSeenError):
                await till.driver.until(
                    "the end of the question",
                    lambda: not till.visible("manager_decide"),
                    seconds=_PATIENCE_S / 2,
                )
                if till.visible("manager_leave"):
                    till.driver.click("manager_leave")  # nothing was left to decide
                return
        till.driver.click("manager_leave")
        raise NotSeenError("the decision is never taken")

    # ------------------------------------------------------------------ the bank
    def _answer_the_bank(self, number: int) -> None:
        """From the customer's own device."""
        amount = self._amount(number)
        for question in self._till.sim.questions:
            if question["amount"] == amount:
                with suppress(HTTPError):  # it has been answered meanwhile
                    approves = self._errands[number] is not Errand.BANK_REFUSES
                    self._till.sim.answer(question["intent"], ok=approves)

    # ------------------------------------------------------------------ what is left over
    async def _word(self, number: int) -> Word | None:
        """What the list says of the errand's sales together; none was begun yet: ``None``."""
        await self._clear()
        rows = self._screen.rows(self._amount(number))
        words = [word for _, word in rows]
        if Word.PAID in words:
            return Word.PAID
        for row, word in rows:
            if word is Word.OPEN:
                # "Declined" is said of open and of canceled sales: the right pane knows better.
                QTest.mouseClick(row, Qt.MouseButton.LeftButton)
                await asyncio.sleep(_GLANCE_S)
                if not self._screen.says(self._look(number), Situation.CANCELED):
                    return Word.OPEN
        return Word.DEAD if rows else None

    async def _attend(self, number: int) -> None:
        """Do for the earlier sale on the right pane what brings it forward."""
        attempt = _Attempt()
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            sight = self._look(number)
            if self._is_final(sight):
                return
            asks = self._screen.says(sight, Situation.NEEDS_CUSTOMER)
            if asks and not await self._show_bank_again(sight, attempt):
                self._answer_the_bank(number)
            if self._screen.says(sight, Situation.PROCESSING):
                self._till.sim.advance(_SETTLES_S)
            self._tries += 1
            if "action_retry" in sight.actions and self._tries % 2 and self._wants(number):
                await self._press("retry")
                await self._charge(number)
                return
            if "action_cancel" in sight.actions and sight.money is MoneyTaken.NO:
                await self._press("cancel")
            elif "action_check" in sight.actions:
                self._till.press(Qt.Key.Key_F5)
            await asyncio.sleep(10 * _GLANCE_S)

    async def _press(self, action: str) -> None:
        """Press a button, unless what it was for has come to an end while it was read."""
        with suppress(NotSeenError):
            await self._till.answer(action)

    def _wants(self, number: int) -> bool:
        return self._errands[number].is_paid

    # ------------------------------------------------------------------ eyes
    def _look(self, number: int) -> Sight:
        """Read the right pane, and hold "no money was taken" against what the bank has done.

        Of two sales of one amount, which there are after a decision, one may well not be paid.
        """
        sight = self._screen.look()
        amount = self._amount(number)
        says_no = sight.money is MoneyTaken.NO and self._screen.shows(amount)
        known_by_amount = number in self._charged - self._decided
        if known_by_amount and says_no and self._was_charged(amount):
            self._tell(lie=f"{amount_text(amount)} was charged; on the screen: {sight.headline}")
        return sight

    def _was_charged(self, amount: int) -> bool:
        return any(charge["amount"] == amount for charge in self._till.sim.charges())

    def _is_over(self, sight: Sight) -> bool:
        """Whether the customer can go."""
        return self._is_final(sight) or self._screen.says(sight, Situation.PROCESSING)

    def _is_final(self, sight: Sight) -> bool:
        return self._screen.says(sight, Situation.SUCCEEDED, Situation.CANCELED)

    def _amount(self, number: int) -> int:
        return self._first_amount + number

    async def _clear(self) -> None:
        """Leave whatever is on the screen, once it is read."""
        words = self._till.words.sale.choose_customer
        for _ in range(4):
            await self._till.read()
            self._till.press(Qt.Key.Key_F8)
            with suppress(NotSeenError):
                await self._till.driver.until_read(words, seconds=_PATIENCE_S / 4)
                return
        raise NotSeenError(f"the counter is never free:\n{self._till.driver.words()}")
