"""The children that play the scenarios; only those whose tests were asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.e2e.driving.plays import Plays


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever waits for a scenario comes last: meanwhile the others run beside the children."""
    items.sort(key=_waits_for_a_scenario)


def _waits_for_a_scenario(item: pytest.Item) -> bool:
    return "plays" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def plays(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plays]:
    asked: dict[str, list[str]] = defaultdict(list)
    for item in request.session.items:
        given = getattr(item, "callspec", None)
        if given is not None and {"module", "scenario"} <= given.params.keys():
            asked[given.params["module"]].append(given.params["scenario"])
    running = Plays(tmp_path_factory.mktemp("e2e"))
    for module, scenarios in asked.items():
        running.begin(module, scenarios)
    yield running
    running.close()


@pytest.fixture(scope="session", autouse=True)
def _begin_with_the_first_test(request: pytest.FixtureRequest) -> None:
    """Asked for by name: as an argument it would be one of every test."""
    if any(_waits_for_a_scenario(item) for item in request.session.items):
        request.getfixturevalue("plays")
