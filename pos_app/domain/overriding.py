"""``override`` for what is imported until the window is furnished.

Python 3.11 has it in typing_extensions only, which takes 20 ms to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method: Any) -> Any:
        """Mark a method that replaces one of the same name; for the type checker only."""
        return method


__all__ = ["override"]
