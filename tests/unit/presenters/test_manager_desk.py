"""The manager's question, asked of somebody who types faster than the keyring answers."""

import asyncio
from dataclasses import replace

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.secret import Secret
from pos_app.services.consents import Consent
from pos_app.ui.presenters.manager_desk import ManagerDesk
from pos_app.ui.states.manager import Question
from tests.support.fake_clock import settle
from tests.support.till import ShownManager, Till

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")
CONSENT = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, OpId("op_1"), "Kim")


@pytest.mark.parametrize("reason", ["", "the bank showed the refusal"])
async def test_the_first_pin_can_be_chosen_however_fast_the_manager_was(till: Till, reason) -> None:
    decided = []

    async def then(consent):
        decided.append(consent)
        return ""

    till.desk.ask(Question("Charge all the same?"), CONSENT, then)
    till.desk.decide(PIN, Secret(""), reason)
    await till.after_thinking()
    till.desk.decide(PIN, Secret(""), "the bank showed the refusal")
    await till.after_thinking()
    assert decided == []
    assert till.manager.state.first_use, "the field for the second typing is there"
    till.desk.decide(PIN, PIN, "the bank showed the refusal")
    await till.after_thinking()
    assert [consent.about for consent in decided] == [CONSENT.about]


class SlowKeyring:
    """The manager's gate behind a keyring that wants to be unlocked first."""

    def __init__(self, gate) -> None:
        self._gate = gate
        self.unlocked = asyncio.Event()
        self.has_pin, self.choose, self.take = gate.has_pin, gate.choose, gate.take

    async def approve(self, pin, consent):
        await self.unlocked.wait()
        return await self._gate.approve(pin, consent)


@pytest.mark.parametrize("pin", ["271828", "314159"])
async def test_a_pin_given_for_one_question_answers_no_other(till: Till, pin) -> None:
    gate = till.world.services.gate
    await gate.choose(PIN, PIN)
    keyring = SlowKeyring(gate)
    desk = ManagerDesk(gate=keyring, scope=till.scope, texts=till.texts)
    shown = ShownManager(desk)
    done = []

    def lifts(what):
        async def then(_consent):
            done.append(what)
            return ""

        return then

    desk.ask(Question("Charge EUR 48.50 all the same?"), CONSENT, lifts("48.50"))
    await till.after_thinking()
    desk.decide(Secret(pin), Secret(""), "the bank showed the refusal")
    await settle()
    other = replace(CONSENT, about=OpId("op_2"))
    desk.ask(Question("Charge EUR 77.00 all the same?"), other, lifts("77.00"))
    await settle()
    keyring.unlocked.set()
    await till.after_thinking()
    assert done == [], "neither the sale that was left, nor the one nobody gave a PIN for"
    assert shown.open, "the second question still waits for its own answer"
    assert (shown.state.asks, shown.said) == ("Charge EUR 77.00 all the same?", "")
    approved = replace(CONSENT, reason="the bank showed the refusal")
    assert gate.take([approved]) == frozenset(), "nothing of the first answer is kept"
    desk.decide(PIN, Secret(""), "the customer showed the other account")
    await till.after_thinking()
    assert done == ["77.00"]
    assert not shown.open
