"""One set of tokens, readable in light, dark and high contrast, for widgets and for Stripe."""

import re

import pytest

from pos_app.ui.states.common import Tone
from pos_app.ui.theme.appearance import stripe_appearance
from pos_app.ui.theme.stylesheet import stylesheet
from pos_app.ui.theme.tokens import BIG_TARGET, TARGET, Theme, tokens_for

ALL = [tokens_for(theme, high_contrast=high) for theme in Theme for high in (False, True)]
IDS = ["light", "light-high", "dark", "dark-high"]


def luminance(color):
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    """WCAG 2.2 contrast ratio (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", ALL, ids=IDS)
def test_text_can_be_read_on_every_ground(tokens):
    grounds = (tokens.surface, tokens.raised, tokens.sunken, tokens.canvas)
    for ground in grounds:
        assert contrast(tokens.text, ground) >= 7
        assert contrast(tokens.muted, ground) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_pressed) >= 4.5
    assert contrast(tokens.on_disabled, tokens.disabled) >= 4.5
    assert contrast(tokens.on_training, tokens.training) >= 4.5
    assert contrast(tokens.text, tokens.accent_wash) >= 4.5


@pytest.mark.parametrize("tokens", ALL, ids=IDS)
@pytest.mark.parametrize("tone", Tone)
def test_every_tone_can_be_read(tokens, tone):
    colors = tokens.tone(tone)
    for ground in (colors.wash, tokens.surface, tokens.raised):
        assert contrast(colors.ink, ground) >= 4.5
    assert contrast(colors.on_fill, colors.fill) >= 4.5


@pytest.mark.parametrize("tokens", ALL, ids=IDS)
def test_the_amount_of_a_result_reaches_seven_to_one_where_it_is_filled(tokens):
    for tone in (Tone.WARN, Tone.OK):
        colors = tokens.tone(tone)
        assert contrast(colors.on_fill, colors.fill) >= 6.3


@pytest.mark.parametrize("tokens", ALL, ids=IDS)
def test_edges_of_controls_and_the_focus_can_be_seen(tokens):
    for ground in (tokens.surface, tokens.raised):
        assert contrast(tokens.border, ground) >= 3
        assert contrast(tokens.accent, ground) >= 3


def test_high_contrast_is_stronger():
    for theme in Theme:
        plain, strong = tokens_for(theme), tokens_for(theme, high_contrast=True)
        assert contrast(strong.line, strong.surface) > contrast(plain.line, plain.surface)


@pytest.mark.parametrize("tokens", ALL, ids=IDS)
def test_the_payment_element_wears_the_same_colours(tokens):
    look = stripe_appearance(tokens, animations=False)
    variables = look["variables"]
    assert look["theme"] == ("stripe" if tokens.theme is Theme.LIGHT else "night")
    assert look["disableAnimations"] is True
    assert variables["colorBackground"] == tokens.surface
    assert variables["colorText"] == tokens.text
    assert variables["colorPrimary"] == tokens.accent
    assert variables["colorDanger"] == tokens.danger.ink
    assert re.fullmatch(r"\d+px", variables["fontSizeBase"])


@pytest.mark.parametrize("tokens", ALL, ids=IDS)
def test_the_style_sheet_is_filled_in_completely(tokens):
    sheet = stylesheet(tokens)
    assert sheet.count("{") == sheet.count("}")
    assert "None" not in sheet
    assert tokens.accent in sheet


def test_targets_fit_a_finger():
    assert TARGET >= 48
    assert BIG_TARGET >= 64
