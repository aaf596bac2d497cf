"""The children that play the scenarios; only those whose tests were asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.e2e.driving.plays import Plays


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
