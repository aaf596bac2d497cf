"""What only a person can mend: nothing is charged meanwhile, and it goes on once it is mended."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos_app.domain.health import Obstacle
from pos_app.domain.payment import MoneyTaken
from pos_app.ui.texts import Situation
from tests.e2e.driving.till import INGRID, JOERG, MARIA, Till

_LOOKS_AGAIN_S = 75.0
"""The first look comes after 30 s, the second one a minute later."""
_AN_HOUR_S = 3600


async def a_wrong_clock_stops_charging_until_it_is_right(till: Till) -> None:
    """How old a key is cannot be told by a clock that is an hour behind."""
    await till.begin(MARIA, "9400")
    await till.charge()
    await till.until_paid()
    _stripe_tells(till, ahead_s=_AN_HOUR_S)
    await _nothing_is_charged(till, INGRID, "9500", Obstacle.CLOCK)
    await _history_is_there(till)
    _stripe_tells(till, ahead_s=0)
    await _it_goes_on(till, MARIA, "9510")


async def a_revoked_key_stops_charging_until_it_is_let_in_again(till: Till) -> None:
    till.sim.control("POST", "/_sim/keys/revoked", {"revoked": True})
    await _nothing_is_charged(till, INGRID, "9600", Obstacle.KEY_REJECTED)
    await _history_is_there(till)
    till.sim.control("POST", "/_sim/keys/revoked", {"revoked": False})
    await _it_goes_on(till, MARIA, "9610")


async def a_key_revoked_while_the_bank_asks_loses_nothing(till: Till) -> None:
    """The page's key is another one: the customer pays, and nobody here can ask how it ended."""
    await till.begin(JOERG, "9700")
    await till.charge()
    await till.until_situation(Situation.NEEDS_CUSTOMER)
    till.sim.control("POST", "/_sim/keys/revoked", {"revoked": True})
    till.sim.answer(str(till.sale.intent), ok=True)
    words = till.words.safety.obstacles[Obstacle.KEY_REJECTED]
    await till.driver.until_read(words.word, words.next_step)
    assert till.money_answer == till.words.pane.money[MoneyTaken.NOT_KNOWN_YET]
    till.sim.control("POST", "/_sim/keys/revoked", {"revoked": False})
    await till.until_paid(seconds=_LOOKS_AGAIN_S)


def _stripe_tells(till: Till, *, ahead_s: int) -> None:
    till.sim.control("POST", "/_sim/switches", {"date_ahead_s": ahead_s})


async def _nothing_is_charged(
    till: Till, who: tuple[str, str], digits: str, obstacle: Obstacle
) -> None:
    """A bar says what it is and what helps; Enter is refused for the same reason."""
    begun, charged = len(till.started), till.sim.charges()
    await till.pick(who)
    words = till.words.safety.obstacles[obstacle]
    consequence = till.words.safety.consequence
    await till.driver.until_read(words.word, words.happened, words.next_step, consequence)
    till.driver.write(digits)
    till.press(Qt.Key.Key_Return)
    await till.driver.until("a refusal", lambda: till.headline == words.word)
    assert till.money_answer == till.words.pane.money[MoneyTaken.NO]
    assert len(till.started) == begun
    assert till.sim.charges() == charged


async def _history_is_there(till: Till) -> None:
    till.press(Qt.Key.Key_F8)
    till.driver.click("recent_0")
    await till.until_situation(Situation.SUCCEEDED, MoneyTaken.YES)
    till.press(Qt.Key.Key_F8)


async def _it_goes_on(till: Till, who: tuple[str, str], digits: str) -> None:
    """The bar goes away with no key pressed; the next customer can pay."""
    hindrance = till.driver.widget(QLabel, "hindrance_title")
    await till.driver.until("no bar", lambda: not hindrance.isVisible(), seconds=_LOOKS_AGAIN_S)
    await till.begin(who, digits)
    await till.charge()
    await till.until_paid()
