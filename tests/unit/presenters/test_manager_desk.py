"""The manager's question, asked of somebody who types faster than the keyring answers."""

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.secret import Secret
from pos_app.services.consents import Consent
from pos_app.ui.states.manager import Question
from tests.support.till import Till

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
