"""The judge of the chaos runs sees what is wrong, and plans are what their seeds say."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from pos_app.domain.health import MOST_SKEW
from pos_app.domain.ids import METADATA_OPERATION
from tests.chaos.plan import COMMIT_STRIKES, Blow, Errand, Plan, Strike, plan_of
from tests.chaos.story import Story, audit, complain_about_end

_PLAN = Plan(1, (Errand.CARD, Errand.GIVEN_UP), (), (), hesitates=False)
_CHARGE: dict[str, Any] = {
    "id": "ch_1",
    "amount": 1000,
    "currency": "eur",
    "metadata": {METADATA_OPERATION: "op_1"},
}
_A_KEY_LIVES_S = 24 * 60 * 60
_BOOKED = ("op_1", "ch_1", 1000, "EUR")


def ended_well() -> Story:
    story = Story(_PLAN, first_amount=1000)
    story.told = {1000: "paid", 1001: "dead"}
    story.ledger = [_BOOKED]
    return story


def test_a_paid_and_a_given_up_sale_are_well() -> None:
    assert audit(ended_well(), [_CHARGE]) == []


@pytest.mark.parametrize(
    ("charges", "booked", "told"),
    [
        ([_CHARGE, {**_CHARGE, "id": "ch_2"}], [_BOOKED], "paid"),
        ([], [_BOOKED], "paid"),
        ([_CHARGE], [], "paid"),
        ([_CHARGE], [_BOOKED, _BOOKED], "paid"),
        ([_CHARGE], [_BOOKED], "dead"),
        ([_CHARGE, {**_CHARGE, "amount": 1001}], [_BOOKED], "paid"),
    ],
    ids=["charged twice", "not charged", "not booked", "booked twice", "told wrong", "unwanted"],
)
def test_whatever_differs_is_a_problem(
    charges: list[dict[str, Any]], booked: list[tuple[str, str, int, str]], told: str
) -> None:
    story = ended_well()
    story.ledger, story.told[1000] = booked, told
    assert audit(story, charges) != []


def test_two_charges_of_one_intention_are_never_forgiven() -> None:
    """Whoever decided, and whatever fell."""
    both = [_CHARGE, {**_CHARGE, "id": "ch_2", "metadata": {METADATA_OPERATION: "op_2"}}]
    killed = Strike(0, "decided", Blow.APP_KILLED)
    story = Story(Plan(1, (Errand.OVERRIDDEN,), (killed,), (), hesitates=False), 1000)
    story.told, story.ledger = {1000: "paid"}, [_BOOKED, ("op_2", "ch_2", 1000, "EUR")]
    story.hear({"struck": 0})
    story.hear({"decided": 0})
    assert audit(story, both) != []


def test_a_life_may_end_only_as_planned() -> None:
    killed = Strike(0, "charged", Blow.APP_KILLED)
    story = Story(Plan(1, (Errand.CARD,), (killed,), (), hesitates=False), 1000)
    assert complain_about_end(story, -signal.SIGKILL) != []  # it has not fallen yet
    story.hear({"struck": 0})
    assert complain_about_end(story, -signal.SIGKILL) == []
    assert complain_about_end(story, -signal.SIGSEGV) != []
    assert complain_about_end(story, 0) != []


@pytest.mark.parametrize("seed", [1, 20, 4711])
def test_a_seed_makes_the_same_plan_and_it_travels(seed: int) -> None:
    assert plan_of(seed) == plan_of(seed)
    assert Plan.from_json(plan_of(seed).to_json()) == plan_of(seed)


def test_the_shop_closes_for_longer_than_a_key_lives_and_its_clock_is_set_both_ways() -> None:
    pauses = [pause for seed in range(20) for pause in plan_of(seed).pauses]
    assert any(pause.closed_s > _A_KEY_LIVES_S for pause in pauses)
    assert {pause.clock_s > 0 for pause in pauses if pause.clock_s} == {True, False}
    assert all(abs(pause.clock_s) < MOST_SKEW.total_seconds() for pause in pauses)


def test_some_seeds_in_a_row_hold_every_step_of_the_journal() -> None:
    planned = {
        (strike.moment, strike.blow, strike.before)
        for seed in range(2 * len(COMMIT_STRIKES))
        for strike in plan_of(seed).strikes
    }
    assert set(COMMIT_STRIKES) <= planned
