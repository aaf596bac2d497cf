"""Killed at the worst moments: the next start finds what was open, and never charges again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from pos_app.simulator.standalone import ThreadedSimulator
from tests.e2e.driving.plays import CUSTOMERS, Child
from tests.e2e.driving.simulator import Simulator

pytestmark = pytest.mark.webengine
_DAY_S: Final = 24 * 60 * 60
_CUTS = {
    "until_charged": "then_it_is_paid",
    "until_bank_asks": "then_the_bank_asks_again_and_is_answered",
    "until_stripe_has_the_sale": "then_it_is_canceled",
    "until_methods_are_shown": "then_it_is_canceled",
    "until_bank_page_is_open": "then_the_bank_still_asks_and_is_answered",
    "until_canceled_at_stripe": "then_it_is_canceled",
    "until_debit_is_accepted": "then_it_waits_until_it_settles",
    "until_doomed_debit_is_accepted": "then_it_has_bounced_and_is_charged_anew",
}
_DAYS_LATER: Final = {"until_doomed_debit_is_accepted": 5}
"""So long the app stays closed, by the bank's clock."""


@pytest.fixture(scope="module")
def cuts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[str]]]:
    """Two at a time; only those whose tests were asked for."""
    folder = tmp_path_factory.mktemp("cuts")
    given = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [spec.params["moment"] for spec in given if spec and "moment" in spec.params]
    with ThreadPoolExecutor(2) as pool:
        yield {moment: pool.submit(_cut, folder / moment, moment) for moment in asked}


@pytest.mark.parametrize("moment", _CUTS)
def test_power_cut(moment: str, cuts: dict[str, Future[str]]) -> None:
    if problem := cuts[moment].result():
        pytest.fail(problem, pytrace=False)


@pytest.mark.parametrize("left", [b"\xff" * 8192, b"", None], ids=["spoilt", "emptied", "gone"])
def test_a_database_destroyed_by_the_power_cut(tmp_path: Path, left: bytes | None) -> None:
    def destroy(data: Path) -> None:
        (database,) = data.glob("*.db")
        if left is None:
            database.unlink()
        else:
            database.write_bytes(left)
        for log in data.glob("*.db-*"):
            log.unlink()

    of_them = "sales" if left is not None else "sales_that_are_gone"
    problem = _lives(tmp_path, "until_charged", f"then_the_{of_them}_are_read_back", destroy)
    if problem:
        pytest.fail(problem, pytrace=False)


def _cut(folder: Path, moment: str) -> str:
    return _lives(folder, moment, _CUTS[moment], lambda _data: None)


def _lives(folder: Path, moment: str, then: str, between: Callable[[Path], None]) -> str:
    """What went wrong, or empty."""
    data = folder / "data"
    data.mkdir(parents=True)
    simulator = ThreadedSimulator(customers=CUSTOMERS)
    simulator.start()
    try:
        with Child(simulator.api, data, folder, "power_cuts", moment) as first:
            said = next(iter(first), {"problem": "it said nothing"})
            if "reached" not in said:
                return f"never came so far: {said['problem']}\n{first.end()}"
        between(data)
        Simulator(simulator.api).advance(_DAYS_LATER.get(moment, 0) * _DAY_S)
        with Child(simulator.api, data, folder, "power_cuts", then) as second:
            said = next(iter(second), {"problem": "it said nothing"})
            return said["problem"] and f"{said['problem']}\n{second.end()}\n{folder}"
    finally:
        simulator.stop()
