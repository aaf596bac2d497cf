"""How a child speaks with its bench: JSON lines out, JSON lines in, and moments in nanoseconds."""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def say(**facts: Any) -> None:
    """Write one line, with the moment it was said."""
    sys.stdout.write(json.dumps({"at_ns": time.monotonic_ns(), **facts}) + "\n")
    sys.stdout.flush()


def hear() -> dict[str, Any] | None:
    """The next order; ``None`` when the bench wants no more."""
    line = sys.stdin.readline()
    order: dict[str, Any] | None = json.loads(line) if line.strip() else None
    return order
