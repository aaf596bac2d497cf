"""Line icons in any colour (Lucide, see resources/icons/Lucide-LICENSE.txt).

Qt's painting classes take a while to set up; they are imported with the first icon, which is after
the window's first paint.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPixmap


class Icons:
    """Draws the icons of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Bound per object, so that the cache dies with it.
        self._drawn = cache(self._draw)

    def pixmap(self, name: str, color: str, size: int = 20, ratio: float = 2.0) -> QPixmap:
        """Return an icon as a picture.

        Args:
            name: file name without ``.svg``.
            color: ``#RRGGBB``.
            size: logical pixels.
            ratio: device pixels per logical pixel.
        """
        return self._drawn(name, color, size, ratio)

    def icon(self, name: str, color: str, size: int = 20) -> QIcon:
        """Return an icon for a button."""
        from PySide6.QtGui import QIcon  # noqa: PLC0415

        return QIcon(self.pixmap(name, color, size))

    def _draw(self, name: str, color: str, size: int, ratio: float) -> QPixmap:
        from PySide6.QtCore import QByteArray, QRectF, Qt  # noqa: PLC0415
        from PySide6.QtGui import QPainter, QPixmap  # noqa: PLC0415
        from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

        svg = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", color).encode()))
        picture = QPixmap(round(size * ratio), round(size * ratio))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture
