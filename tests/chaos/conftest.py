"""The campaign behind the tests: it begins with the first of them and runs beside them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.chaos.campaign import Campaign, report


class Beside:
    """Runs the seeds in the background, in their order.

    Attributes:
        campaign: what was reached so far.
    """

    def __init__(self, folder: Path, seeds: list[int]) -> None:
        self.campaign = Campaign(folder, at_once=4)
        self._told: dict[int, Future[str]] = {seed: Future() for seed in seeds}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def problem(self, seed: int) -> str:
        """Wait for a run: all about what went wrong in it, or empty."""
        return self._told[seed].result()

    def close(self) -> None:
        """Wait for the rest."""
        self._thread.join()

    def _run(self) -> None:
        try:
            for story, seconds in self.campaign.run(self._told):
                said = report(story, seconds) if story.problems else ""
                self._told[story.plan.seed].set_result(said)
        finally:
            for told in self._told.values():
                if not told.done():
                    told.set_result("the campaign ended before it")


@pytest.fixture(scope="session")
def beside(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Beside]:
    """Only the seeds whose tests were asked for."""
    given = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [spec.params["seeds"] for spec in given if spec and "seeds" in spec.params]
    running = Beside(tmp_path_factory.mktemp("chaos"), [seed for seeds in asked for seed in seeds])
    yield running
    running.close()
