"""A native window that is made for web views from the start, and so never made again."""

from __future__ import annotations

import os

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QRhiWidget, QWidget


def reserve_surface(holder: QWidget) -> None:
    """Keep the window from flickering when the first web view is shown in it.

    Qt recreates the native window when its first child composed by the graphics card appears after
    ``show``; a hidden one that is there beforehand prevents that. The small one of Qt Widgets uses
    the same interface as web views, and spares the import of Qt Quick before the first paint.

    Args:
        holder: a widget in the window, before that is shown.
    """
    if QGuiApplication.platformName() in {"offscreen", "minimal"}:
        return  # nothing is composed there
    surface = _quick(holder) if "QSG_RHI_BACKEND" in os.environ else QRhiWidget(holder)
    surface.setFixedSize(1, 1)
    surface.hide()


def _quick(holder: QWidget) -> QWidget:
    """One that heeds the same choice of graphics interface as web views do."""
    from PySide6.QtQuickWidgets import QQuickWidget  # noqa: PLC0415

    return QQuickWidget(holder)
