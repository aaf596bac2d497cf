"""Design tokens: every colour, size and radius the app uses, without Qt.

Text on its ground reaches at least 4.5:1, the amount 7:1, control borders 3:1 (a test computes it).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from pos_app.ui.states.common import Tone


class Theme(StrEnum):
    """Light or dark."""

    LIGHT = "light"
    DARK = "dark"


class ToneColors(NamedTuple):
    """A meaning in colours: ``ink`` on ``wash`` is quiet, ``on_fill`` on ``fill`` is loud."""

    ink: str
    wash: str
    fill: str
    on_fill: str


class Tokens(NamedTuple):
    """Colours as ``#RRGGBB``.

    Attributes:
        canvas: window ground; ``surface`` panes, ``raised`` fields and cards, ``sunken`` keys.
        line: decorative hairlines; ``border`` edges of controls.
        accent: primary actions, with ``on_accent`` text; ``accent_wash`` behind the chosen row.
        training: stripe and watermark of training mode, with ``on_training`` text.
    """

    theme: Theme
    canvas: str
    surface: str
    raised: str
    sunken: str
    line: str
    border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_wash: str
    disabled: str
    on_disabled: str
    training: str
    on_training: str
    info: ToneColors
    ok: ToneColors
    warn: ToneColors
    danger: ToneColors

    def tone(self, tone: Tone) -> ToneColors:
        """The colours of a meaning."""
        match tone:
            case Tone.OK:
                return self.ok
            case Tone.WARN:
                return self.warn
            case Tone.DANGER:
                return self.danger
            case Tone.INFO:
                return self.info
            case Tone.NEUTRAL:
                return ToneColors(self.muted, self.sunken, self.muted, self.surface)


SPACE: Final = 4
"""Grid unit in logical pixels."""
RADIUS: Final = 10
TARGET: Final = 48
"""Smallest height of anything that can be pressed."""
BIG_TARGET: Final = 64
"""Keypad keys and the primary button."""
FONT_FAMILY: Final = "Inter"
FONT_STACK: Final = (
    'Inter, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif'
)
BASE_SIZE: Final = 16
AMOUNT_SIZE: Final = 56
LARGE_AMOUNT_SIZE: Final = 72
LONG_AMOUNT_SIZE: Final = 36
RESULT_AMOUNT_SIZE: Final = 48

LIGHT: Final = Tokens(
    theme=Theme.LIGHT,
    canvas="#EDF0F4",
    surface="#FFFFFF",
    raised="#FFFFFF",
    sunken="#F3F5F8",
    line="#DDE2E9",
    border="#7A8493",
    text="#14181F",
    muted="#4A5260",
    accent="#1F4FD8",
    accent_hover="#1A44BC",
    accent_pressed="#15389C",
    on_accent="#FFFFFF",
    accent_wash="#E8EEFD",
    disabled="#E4E8EE",
    on_disabled="#5C6574",
    training="#F28C0F",
    on_training="#231300",
    info=ToneColors("#1B479F", "#E8EEFD", "#1F4FD8", "#FFFFFF"),
    ok=ToneColors("#146C43", "#E4F5EC", "#146C43", "#FFFFFF"),
    warn=ToneColors("#7A4A00", "#FFF2D9", "#FFC255", "#231700"),
    danger=ToneColors("#B3261E", "#FDECEA", "#B3261E", "#FFFFFF"),
)
DARK: Final = Tokens(
    theme=Theme.DARK,
    canvas="#0F1217",
    surface="#1B1F27",
    raised="#232833",
    sunken="#252B36",
    line="#323947",
    border="#8C96A6",
    text="#F1F4F8",
    muted="#AEB7C4",
    accent="#8FB0FF",
    accent_hover="#A6C0FF",
    accent_pressed="#7A9FF7",
    on_accent="#0A1A45",
    accent_wash="#26345A",
    disabled="#2D3440",
    on_disabled="#9AA4B3",
    training="#F6A13A",
    on_training="#231300",
    info=ToneColors("#A9C2FF", "#1F2B4A", "#8FB0FF", "#0A1A45"),
    ok=ToneColors("#7EDBA6", "#173527", "#7EDBA6", "#06281A"),
    warn=ToneColors("#FFC46B", "#3A2C12", "#FFC46B", "#2B1B00"),
    danger=ToneColors("#FFB4AB", "#43211F", "#FFB4AB", "#3B0906"),
)


def tokens_for(theme: Theme, *, high_contrast: bool = False) -> Tokens:
    """Return the tokens of a theme; high contrast brings lines and muted text to full strength."""
    chosen = LIGHT if theme is Theme.LIGHT else DARK
    if not high_contrast:
        return chosen
    return chosen._replace(line=chosen.border, border=chosen.text, muted=chosen.text)
