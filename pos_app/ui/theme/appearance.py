"""Stripe's Appearance object from the same tokens as the widgets.

Source: https://docs.stripe.com/elements/appearance-api
"""

from __future__ import annotations

from collections.abc import Mapping

from pos_app.ui.theme.tokens import BASE_SIZE, FONT_STACK, RADIUS, SPACE, Theme, Tokens


def stripe_appearance(tokens: Tokens, *, animations: bool = True) -> Mapping[str, object]:
    """Return the Appearance object for ``elements({appearance})`` and ``elements.update``."""
    return {
        "theme": "stripe" if tokens.theme is Theme.LIGHT else "night",
        "labels": "above",
        "inputs": "spaced",
        "disableAnimations": not animations,
        "variables": {
            "fontFamily": FONT_STACK,
            "fontSizeBase": f"{BASE_SIZE}px",
            "spacingUnit": f"{SPACE}px",
            "borderRadius": f"{RADIUS}px",
            "colorPrimary": tokens.accent,
            "accessibleColorOnColorPrimary": tokens.on_accent,
            "colorBackground": tokens.surface,
            "colorText": tokens.text,
            "colorTextSecondary": tokens.muted,
            "colorTextPlaceholder": tokens.muted,
            "colorDanger": tokens.danger.ink,
            "colorSuccess": tokens.ok.ink,
            "colorWarning": tokens.warn.ink,
            "focusBoxShadow": f"0 0 0 2px {tokens.accent}",
            "focusOutline": "none",
        },
        "rules": {
            ".Input": {"border": f"1px solid {tokens.border}", "boxShadow": "none"},
            ".AccordionItem": {"border": f"1px solid {tokens.line}", "boxShadow": "none"},
            ".AccordionItem--selected": {"border": f"2px solid {tokens.accent}"},
        },
    }
