"""Many runs in some shops side by side, and what they reached."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue

from tests.chaos.plan import plan_of
from tests.chaos.shop import Shop
from tests.chaos.story import Story


class Campaign:
    """Runs seeds.

    Attributes:
        runs: how many have ended.
        decided: how many errands a manager had charged despite a doubt.
        failed: the stories with problems.
        reached: how often each blow fell at each moment, as ``(moment, blow, before)``.
    """

    def __init__(self, folder: Path, *, at_once: int = 2) -> None:
        self._folder = folder
        self._at_once = at_once
        self.runs = self.decided = self._lives = 0
        self.failed: list[Story] = []
        self.reached: Counter[tuple[str, str, bool]] = Counter()

    def run(self, seeds: Iterable[int]) -> Iterator[tuple[Story, float]]:
        """Run the seeds; each story and its seconds as it ends."""
        todo: SimpleQueue[int] = SimpleQueue()
        done: SimpleQueue[tuple[Story, float] | None] = SimpleQueue()
        for seed in seeds:
            todo.put(seed)
        with ThreadPoolExecutor(self._at_once) as pool:
            shops = [pool.submit(self._keep, n, todo, done) for n in range(self._at_once)]
            open_shops = self._at_once
            while open_shops:
                told = done.get()
                if told is None:
                    open_shops -= 1
                    continue
                self._note(told[0])
                yield told
            for shop in shops:
                shop.result()

    def _keep(
        self, number: int, todo: SimpleQueue[int], done: SimpleQueue[tuple[Story, float] | None]
    ) -> None:
        try:
            shop = Shop(self._folder / f"shop{number}")
            try:
                while True:
                    seed = todo.get_nowait()
                    began = time.monotonic()
                    story = shop.run(plan_of(seed))
                    done.put((story, time.monotonic() - began))
            except Empty:
                return
            finally:
                shop.close()
        finally:
            done.put(None)

    def _note(self, story: Story) -> None:
        self.runs += 1
        self._lives += story.lives
        self.decided += len(story.decided)
        for number in story.fallen:
            strike = story.plan.strikes[number]
            self.reached[strike.moment, strike.blow, strike.before] += 1
        if story.problems:
            self.failed.append(story)

    def summary(self, seconds: float) -> str:
        """How it went, in some lines."""
        blows = Counter[str]()
        for (_, blow, _), count in self.reached.items():
            blows[blow] += count
        fallen = ", ".join(f"{count} {blow}" for blow, count in sorted(blows.items()))
        seeds = [story.plan.seed for story in self.failed]
        ended = f"failed: {seeds}; traces in {self._folder}" if seeds else "all of them well"
        return (
            f"{self.runs} runs in {seconds:.0f} s, {self._lives} lives; {fallen}; "
            f"{self.decided} decisions\n{ended}"
        )


def report(story: Story, seconds: float) -> str:
    """One line, or all that is known of a run that failed."""
    line = f"seed {story.plan.seed}: {story.lives} lives, {seconds:.1f} s"
    if not story.problems:
        return f"{line}, ok"
    notes = "\n".join(story.notes)
    problems = "\n".join(story.problems)
    return (
        f"{line}, FAILED\n{story.plan}\n  fell: {story.fallen}\n{notes}\n{problems}\n"
        f"again: python -m tests.chaos --seed {story.plan.seed} --runs 1"
    )
