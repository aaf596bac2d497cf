"""Where the files beside the code are: in a checkout, a wheel, or a frozen build."""

from __future__ import annotations

import sys
from pathlib import Path


def resources_dir() -> Path:
    """Return the folder that holds ``checkout/`` and ``simulator/``.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parents[1]
    frozen = Path(getattr(sys, "_MEIPASS", package)) / "resources"
    for place in (frozen, package / "_resources", package.parent / "resources"):
        if (place / "checkout").is_dir():
            return place
    raise FileNotFoundError("pos_app's resources are missing: the installation is incomplete")
