"""``python -m pos_app`` and the console script ``pos-app``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the app and leave with its exit code."""
    from pos_app.bootstrap.entry import run  # noqa: PLC0415  # --version must not import Qt

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
