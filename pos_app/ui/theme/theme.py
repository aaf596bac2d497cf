"""Applies the tokens to the application and tells when they change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from pos_app.ui.theme.icons import Icons
from pos_app.ui.theme.stylesheet import stylesheet
from pos_app.ui.theme.tokens import BASE_SIZE, FONT_FAMILY, Theme, Tokens, tokens_for

_APP_ICONS = (32, 64, 256)
"""Pictures of the app for title bar, task bar and switcher, in pixels; drawn from ``app.svg``."""
_FONTS = ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold")


class ThemeManager(QObject):
    """The look of the app: follows the system unless the settings say otherwise.

    Signals:
        changed: the tokens are new; icons and painted widgets must be drawn again.
    """

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path, choice: str = "") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._dressed: QWidget | None = None
        self.icons = Icons(resources / "icons")
        for name in _FONTS:
            QFontDatabase.addApplicationFont(str(resources / "fonts" / f"{name}.ttf"))
        self.tokens = self._decide()
        app.setWindowIcon(_app_icon(resources / "icons"))
        app.setStyle("Fusion")
        app.setFont(_font())
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    def choose(self, choice: str) -> bool:
        """Take ``light``, ``dark`` or, if empty, what the system says; whether that changed."""
        self._choice = choice
        return self._look_again()

    def dress(self, window: QWidget) -> None:
        """Keep the window, and all that is shown in it, in this look.

        The style sheet is the window's and not the application's: Qt matches an application's
        with a widget again each time the widget or one around it finds its place, which took half
        of the time that the counter takes to build.
        """
        if self._dressed is not window:
            self._dressed = window
            window.setStyleSheet(stylesheet(self.tokens))

    def _follow_system(self) -> None:
        self._look_again()

    def _look_again(self) -> bool:
        tokens = self._decide()
        if tokens == self.tokens:
            return False
        self.tokens = tokens
        self._apply()
        self.changed.emit()
        return True

    def _decide(self) -> Tokens:
        hints = QGuiApplication.styleHints()
        dark = hints.colorScheme() is Qt.ColorScheme.Dark
        chosen = Theme(self._choice) if self._choice else Theme.DARK if dark else Theme.LIGHT
        wanted = hints.accessibility().contrastPreference()
        return tokens_for(chosen, high_contrast=wanted is Qt.ContrastPreference.HighContrast)

    def _apply(self) -> None:
        self._app.setPalette(_palette(self.tokens))
        if self._dressed is not None and isValid(self._dressed):
            self._dressed.setStyleSheet(stylesheet(self.tokens))


def _app_icon(folder: Path) -> QIcon:
    icon = QIcon()
    for size in _APP_ICONS:
        icon.addFile(str(folder / f"app-{size}.png"), QSize(size, size))
    return icon


def _font() -> QFont:
    font = QFont(FONT_FAMILY)
    font.setPixelSize(BASE_SIZE)
    # Figures of one width keep amounts from jumping while they are typed.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, color in (
        (role.Window, tokens.surface),
        (role.WindowText, tokens.text),
        (role.Base, tokens.raised),
        (role.AlternateBase, tokens.sunken),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Button, tokens.raised),
        (role.ButtonText, tokens.text),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.ToolTipBase, tokens.text),
        (role.ToolTipText, tokens.surface),
        (role.Link, tokens.accent),
    ):
        palette.setColor(name, QColor(color))
    return palette
