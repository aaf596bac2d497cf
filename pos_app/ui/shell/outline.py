"""The idle counter as a picture, which the next start shows until the counter itself stands.

It is taken at the counter's first paint: nobody has been looked up by then, so it holds no
customer. Imported before the window's first paint, so it must import little.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final
from zlib import crc32

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

ICON: Final = QRect(2, 2, 34, 44)
"""Where the search box has its icon, within the box and its border."""
_FORMAT: Final = QImage.Format.Format_RGB32
_PIXEL_BYTES: Final = 4
_MOST_PIXELS: Final = 6_000_000


class Outline:
    """A picture of the counter, and what is put over it because it is alive.

    Attributes:
        picture: the whole inside of the window.
        box: where the search box is, in device-independent pixels.
        placeholder: what the empty search box says.
    """

    def __init__(self, pixels: bytes, size: QSize, box: QRect, placeholder: str) -> None:
        self._pixels = pixels  # the picture does not keep them alive
        line = size.width() * _PIXEL_BYTES
        self.picture = QImage(pixels, size.width(), size.height(), line, _FORMAT)
        self.box = box
        self.placeholder = placeholder

    def fits(self, page: QWidget) -> bool:
        """Whether it was taken of a window as large as this one, at the same scale."""
        ratio = page.devicePixelRatioF()
        self.picture.setDevicePixelRatio(ratio)
        return self.picture.size() == (page.size().toSizeF() * ratio).toSize()

    def icon(self) -> QPixmap:
        """The piece of the picture that shows the search box's icon."""
        ratio = self.picture.devicePixelRatio()
        place = ICON.translated(self.box.topLeft())
        piece = self.picture.copy(
            QRect((place.topLeft().toPointF() * ratio).toPoint(), place.size() * ratio)
        )
        piece.setDevicePixelRatio(ratio)
        return QPixmap.fromImage(piece)


class OutlineFile:
    """Where the picture is kept: a few lines of text, then its pixels as they are in memory.

    A PNG of it takes 15 ms to read, which is a tenth of the time that the start may take.

    Args:
        path: the file, which need not be there.
        about: all that the counter's look depends on.

    Attributes:
        key: stands for that; a picture with another key is of no use.
    """

    def __init__(self, path: Path, about: str) -> None:
        self._path = path
        self.key = str(crc32(about.encode()))

    def load(self) -> Outline | None:
        """Return the picture, if there is a usable one."""
        with contextlib.suppress(OSError, ValueError, TypeError), self._path.open("rb") as file:
            key, size, box, placeholder = (file.readline().decode().rstrip("\n") for _ in range(4))
            if key != self.key:
                return None
            width, height = map(int, size.split())
            pixels = file.read()
            if width > 0 and len(pixels) == width * height * _PIXEL_BYTES:
                place = QRect(*map(int, box.split()))
                return Outline(pixels, QSize(width, height), place, placeholder)
        return None

    def save(self, picture: QImage, box: QRect, placeholder: str) -> None:
        """Keep a picture for its owner alone; blocking, and in any thread.

        Raises:
            OSError: it cannot be written.
        """
        place = f"{box.x()} {box.y()} {box.width()} {box.height()}"
        pixels = picture.convertToFormat(_FORMAT)
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        text = f"{self.key}\n{pixels.width()} {pixels.height()}\n{place}\n{placeholder}\n"
        fresh.write_bytes(text.encode() + bytes(pixels.constBits()))
        fresh.replace(self._path)


def take_outline(inside: QWidget) -> tuple[QImage, QRect, str] | None:
    """Take a picture of an idle counter.

    What lives is left out: the search box but for its icon, the time, and whether Stripe can be
    reached, which an old picture must not claim.

    Args:
        inside: the window's central widget, furnished.

    Returns:
        What ``OutlineFile.save`` takes; ``None`` without a counter, or if the window is so large
        that reading the picture would take longer than it is worth.
    """
    box = inside.findChild(QLineEdit, "search")
    if box is None:
        return None
    place = _place(box, inside)
    picture = inside.grab()
    if picture.width() * picture.height() > _MOST_PIXELS:
        return None
    _blank(picture, QRegion(place).subtracted(QRegion(ICON.translated(place.topLeft()))))
    for name in ("clock", "connection", "connection_dot"):
        if (alive := inside.findChild(QLabel, name)) is not None:
            _blank(picture, QRegion(_place(alive, inside)))
    return picture.toImage(), place, box.placeholderText()


def _place(widget: QWidget, inside: QWidget) -> QRect:
    return QRect(widget.mapTo(inside, widget.rect().topLeft()), widget.size())


def _blank(picture: QPixmap, places: QRegion) -> None:
    """Cover places with the colour that is found at their upper left corner."""
    corner = places.boundingRect().topLeft() * picture.devicePixelRatio()
    ground = picture.toImage().pixelColor(corner)
    painter = QPainter(picture)
    painter.setClipRegion(places)
    painter.fillRect(places.boundingRect(), ground)
    painter.end()
