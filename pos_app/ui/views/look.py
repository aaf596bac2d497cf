"""What every view needs to draw itself: words, colours, icons."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QIcon, QPixmap

from pos_app.ui.states.common import Tone
from pos_app.ui.texts import Texts
from pos_app.ui.theme.icons import Icons
from pos_app.ui.theme.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Look:
    """Fixed for the life of a view: a new language or theme builds new views."""

    texts: Texts
    tokens: Tokens
    icons: Icons

    def toned(self, name: str, tone: Tone, size: int = 20) -> QPixmap:
        """An icon in a tone's ink."""
        return self.icons.pixmap(name, self.tokens.tone(tone).ink, size)

    def icon(self, name: str, color: str, size: int = 20) -> QIcon:
        """An icon for a button."""
        return self.icons.icon(name, color, size)
