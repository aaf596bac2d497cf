"""What a database knows of the damaged, missing or newer one it stands in for."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final

NOTE: Final = "rebuild.set_aside"
"""Name of the note; it is there until the sales have been read back from Stripe."""
LAST: Final = "rebuild.last"
"""Name of the note that stays: the age of the books, which counts their keys anew."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A damaged database that was moved out of the way, or one that was no longer there.

    Attributes:
        file: its new name, in the same folder as before; empty if it was gone.
        at: when it was moved, or missed (UTC).
        older: nothing was begun anew: an older state of the same database is used.
    """

    file: str
    at: dt.datetime
    older: bool = False

    def text(self) -> str:
        """The note's text."""
        told = {"file": self.file, "at": self.at.isoformat(), "older": self.older}
        return json.dumps(told, sort_keys=True)

    @classmethod
    def read(cls, text: str) -> SetAside:
        """Read what ``text`` wrote."""
        stored = json.loads(text)
        at = dt.datetime.fromisoformat(stored["at"])
        return cls(stored["file"], at, stored.get("older", False))
