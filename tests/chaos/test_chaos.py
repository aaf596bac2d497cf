"""The real app, killed and cut off at random: charges = intended sales = ledger = what was told.

``python -m tests.chaos --runs 1000 --seed 5000`` runs more; a failing seed is run again alone.
"""

from __future__ import annotations

import sys
from typing import Final

import pytest

from tests.chaos.conftest import Beside
from tests.chaos.plan import COMMIT_STRIKES, Blow

pytestmark = [
    pytest.mark.webengine,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and finds processes in /proc"),
]
_RUNS: Final = 200
_IN_ONE_TEST: Final = 5
_BLOCKS: Final = [range(first, first + _IN_ONE_TEST) for first in range(0, _RUNS, _IN_ONE_TEST)]


@pytest.mark.parametrize("seeds", _BLOCKS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_charges_are_what_was_intended_told_and_booked(seeds: range, beside: Beside) -> None:
    if problems := [problem for seed in seeds if (problem := beside.problem(seed))]:
        pytest.fail("\n\n".join(problems), pytrace=False)


def test_app_and_page_died_at_every_step_of_the_journal(beside: Beside) -> None:
    assert beside.campaign.runs >= _RUNS, "only the whole campaign reaches every step"
    never = {
        f"{blow} {'before' if before else 'after'} {moment}"
        for moment, blow, before in COMMIT_STRIKES
        if not beside.campaign.reached[moment, blow, before]
    }
    assert never == set()


def test_managers_decided(beside: Beside) -> None:
    assert beside.campaign.decided > 0


@pytest.mark.parametrize("blow", Blow)
def test_every_blow_fell(blow: Blow, beside: Beside) -> None:
    assert any(fallen is blow for _, fallen, _ in beside.campaign.reached)
