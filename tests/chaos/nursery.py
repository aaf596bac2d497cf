"""Bears the app's processes: everything is imported once, each life is a fork of that.

Importing takes more than half of a start. Nothing of Qt runs before the fork: there is one thread,
and the application object, the engine and the database are made by the child.

Usage: python -m tests.chaos.nursery. Each line on stdin is one life; its end is told on stdout.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
import threading
import traceback
from pathlib import Path
from typing import Any, Final

import pos_app
from tests.chaos.life import Life, Parent

_NOT_OURS: Final = ("pos_app.simulator", "pos_app.__main__", "pos_app.adapters.store.migrations")


def main() -> int:
    """Obey until stdin ends."""
    for module in pkgutil.walk_packages(pos_app.__path__, "pos_app."):
        if not module.name.startswith(_NOT_OURS):
            importlib.import_module(module.name)
    if threading.active_count() != 1:
        raise RuntimeError("a thread runs before the fork")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_live(json.loads(line)))
        _say(born=child)
        _, status = os.waitpid(child, 0)
        _say(ended=os.waitstatus_to_exitcode(status))
    return 0


def _say(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _live(order: dict[str, Any]) -> int:
    """The child: a session of its own, so that what it leaves behind can be ended with it."""
    os.setsid()
    data = Path(order["data"])
    log = os.open(data.parent / "output.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    null = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, null), (1, log), (2, log)):
        os.dup2(source, target)
    try:
        return Life(order["url"], data, Parent(order["address"]), order["ahead_s"]).run()
    except BaseException:  # noqa: BLE001 - the child must not go on as a second nursery
        traceback.print_exc()
        return 70


if __name__ == "__main__":
    sys.exit(main())
